import { ticketThat } from '../../scripts/gallery/examples';
import { grams } from '../../src/domain/grams';
import { audienceOf } from '../../src/domain/sight';
import { isLive, type Status } from '../../src/domain/ticket';
import type { TestDesk } from './desk';

export { commentThat, erasedTicket, ticketThat } from '../../scripts/gallery/examples';

/** That many tickets of Alice's, as if they had been sent, shown and closed long ago. */
export async function seeded(desk: TestDesk, count: number): Promise<void> {
  const made = Array.from({ length: count }, (_, index) => {
    const { id: _id, ...ticket } = ticketThat('completed', { number: index + 1, title: `Ticket ${index + 1}` });
    const rest = { live: false, audience: 'admins', grams: [], history: [], entries: [], threads: [], tries: 0 };
    return { ...ticket, ...rest, teamId: desk.workspace.teamId, key: `seed ${index}` };
  });
  await desk.inDatabase(({ tickets }) => tickets.insertMany(made));
}

/** What a ticket of a list is told of. */
export interface Kept {
  readonly title: string;
  readonly requester?: string;
  readonly status?: Status;
  readonly claimer?: string;
  readonly createdAt?: Date;
  readonly closedAt?: Date;
}

/** Tickets as if they had been sent long ago, in this order. */
export async function kept(desk: TestDesk, tickets: readonly Kept[]): Promise<void> {
  const made = tickets.map(({ title, status = 'open', ...changed }, index) => {
    const { id: _id, ...ticket } = ticketThat(status, { title, description: '', number: index + 1, ...changed });
    return {
      ...ticket,
      teamId: desk.workspace.teamId,
      key: `kept ${index}`,
      live: isLive(status),
      audience: audienceOf(ticket),
      grams: grams(title, ''),
      history: [],
      entries: [],
      threads: [],
      tries: 0,
    };
  });
  await desk.inDatabase((models) => models.tickets.insertMany(made));
}
