import type { Status, TicketWithComments } from '../../src/domain/ticket';
import type { TestDesk } from './desk';

const at = (time: string): Date => new Date(`2026-11-24T${time}:00Z`);

/** A ticket of Alice's as it stands in `status`; Carol has it, where somebody has. */
export function ticketThat(status: Status, changed: Partial<TicketWithComments> = {}): TicketWithComments {
  return {
    id: '0123456789abcdef01234567',
    teamId: 'T0DESK',
    number: 42,
    requester: 'U0ALICE',
    title: 'Printer on fire',
    description: 'Third floor, by the window.',
    status,
    createdAt: at('09:00'),
    ...(status !== 'open' && { claimer: 'U0CAROL', claimedAt: at('09:05') }),
    ...(status === 'completed' && { closedAt: at('10:30') }),
    version: 1,
    comments: [],
    ...changed,
  };
}

/** A comment of Carol's. */
export function commentThat(text: string, key = 'V1:ticket.comment_submit') {
  return { key, author: 'U0CAROL', text, at: at('09:10') };
}

/** That many tickets of Alice's, as if they had been sent, shown and closed long ago. */
export async function seeded(desk: TestDesk, count: number): Promise<void> {
  const made = Array.from({ length: count }, (_, index) => {
    const { id: _id, ...ticket } = ticketThat('completed', { number: index + 1, title: `Ticket ${index + 1}` });
    const kept = { live: false, audience: 'admins', grams: [], history: [], entries: [], threads: [], tries: 0 };
    return { ...ticket, ...kept, teamId: desk.workspace.teamId, key: `seed ${index}` };
  });
  await desk.inDatabase(({ tickets }) => tickets.insertMany(made));
}
