import type { ListedTicket } from '../src/domain/lists';
import { outlined } from '../src/domain/sight';
import { ticketsFile } from '../src/tickets-file';
import { ticketThat } from './support/tickets';

const full: ListedTicket = {
  ticket: ticketThat('completed', { rating: 'good', answeredAt: new Date('2026-11-24T09:30:00Z') }),
  sight: 'full',
};
const outline: ListedTicket = {
  ticket: outlined(ticketThat('waiting', { number: 43, claimer: 'U0DAVE', answeredAt: new Date() })),
  sight: 'outline',
};

test('a list is a table for spreadsheets, in which nothing is a formula', () => {
  const typed = { ...full, ticket: { ...full.ticket, title: '=1+1', description: 'One,\ntwo' } };
  const [head, ...lines] = ticketsFile([typed, outline], 'csv').split('\n');
  expect(head).toBe('\uFEFFnumber,status,title,description,requester,claimer,created,claimed,answered,closed,rating');
  expect(lines.join('\n')).toBe(
    [
      `42,completed,'=1+1,"One,\ntwo",U0ALICE,U0CAROL,${times(full)},good`,
      `43,waiting,,,,U0DAVE,${outline.ticket.createdAt.toISOString()},,,,`,
      '',
    ].join('\n'),
  );
});

test('and an array for programs, in which what is not known or not to be read is null', () => {
  const [first, second] = JSON.parse(ticketsFile([full, outline], 'json'));
  expect(first).toMatchObject({ number: 42, title: 'Printer on fire', requester: 'U0ALICE', rating: 'good' });
  expect(second).toEqual({
    number: 43,
    status: 'waiting',
    title: null,
    description: null,
    requester: null,
    claimer: 'U0DAVE',
    created: outline.ticket.createdAt.toISOString(),
    claimed: null,
    answered: null,
    closed: null,
    rating: null,
  });
  expect(Object.keys(first)).toEqual(Object.keys(second));
  expect(ticketsFile([], 'json')).toBe('[]\n');
});

function times({ ticket: { createdAt, claimedAt, answeredAt, closedAt } }: ListedTicket): string {
  return [createdAt, claimedAt, answeredAt, closedAt].map((at) => at?.toISOString()).join(',');
}
