import { ticketThat } from '../../scripts/gallery/examples';
import type { TestDesk } from './desk';

export { commentThat, erasedTicket, ticketThat } from '../../scripts/gallery/examples';

/** That many tickets of Alice's, as if they had been sent, shown and closed long ago. */
export async function seeded(desk: TestDesk, count: number): Promise<void> {
  const made = Array.from({ length: count }, (_, index) => {
    const { id: _id, ...ticket } = ticketThat('completed', { number: index + 1, title: `Ticket ${index + 1}` });
    const kept = { live: false, audience: 'admins', grams: [], history: [], entries: [], threads: [], tries: 0 };
    return { ...ticket, ...kept, teamId: desk.workspace.teamId, key: `seed ${index}` };
  });
  await desk.inDatabase(({ tickets }) => tickets.insertMany(made));
}
