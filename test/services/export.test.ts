import { wholeList } from '../../src/services/export';
import type { ListQuery } from '../../src/services/ports';
import { carol, raced } from '../support/raced';
import { ticketThat } from '../support/tickets';

/** A store with that many open tickets; what it was asked for is in `queries`. */
function storeOf(count: number) {
  const queries: ListQuery[] = [];
  const { ports } = raced([], {
    tickets: {
      async listed(query) {
        queries.push(query);
        const from = query.after?.number ?? 0;
        const length = Math.min(query.limit, count - from);
        return Array.from({ length }, (_, index) => ticketThat('open', { number: from + index + 1 }));
      },
    },
  });
  return { ports, queries };
}

const asked = { list: 'open', order: 'oldest' } as const;

test.each([
  [0, 10, true],
  [10, 10, true],
  [1_203, 10_000, true],
  [1_203, 1_203, true],
  [1_203, 1_202, false],
  [10, 1, false],
])(
  'a list of %i, of which %i may be taken, is read page after page, and it is known whether that is all',
  async (count, most, isAll) => {
    const { ports, queries } = storeOf(count);
    const found = await wholeList(carol, asked, most, ports);
    expect(found.tickets.map(({ ticket }) => ticket.number)).toEqual(
      Array.from({ length: Math.min(count, most) }, (_, index) => index + 1),
    );
    expect(found.isAll).toBe(isAll);
    expect(queries.every(({ limit }) => limit <= 501)).toBe(true);
  },
);
