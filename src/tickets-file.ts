import { csvOf } from './csv';
import type { ListedTicket } from './domain/lists';

/** The kinds of files that a list of tickets is exported as. */
export const fileFormats = ['csv', 'json'] as const satisfies readonly string[];
export type FileFormat = (typeof fileFormats)[number];

const columns = [
  'number',
  'status',
  'title',
  'description',
  'requester',
  'claimer',
  'created',
  'claimed',
  'answered',
  'closed',
  'rating',
] as const;

type Fact = (typeof columns)[number];

/** Tickets as a file: people by their ids, as names change, and times in UTC. Of a ticket that may not be read it has no more than a list shows. */
export function ticketsFile(tickets: readonly ListedTicket[], format: FileFormat): string {
  const rows = tickets.map(factsOf);
  if (format === 'csv') return csvOf(rows, columns);
  // What is not known, or not for the reader, stands there as null.
  const whole = rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? null])));
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function factsOf({ ticket, sight }: ListedTicket): Partial<Record<Fact, string | number | undefined>> {
  const { number, status, title, description, requester, claimer, rating } = ticket;
  const [created, claimed, answered, closed] = [
    ticket.createdAt,
    ticket.claimedAt,
    ticket.answeredAt,
    ticket.closedAt,
  ].map((at) => at?.toISOString());
  const outline = { number, status, claimer, created, closed };
  return sight === 'outline' ? outline : { ...outline, title, description, requester, claimed, answered, rating };
}
