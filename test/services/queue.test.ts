import { aheadOf, aheadOfAll } from '../../src/services/queue';
import { alice, raced } from '../support/raced';
import { ticketThat } from '../support/tickets';

const minute = 60_000;

function queue(waits: readonly number[]) {
  const asked: string[] = [];
  const { ports } = raced([], {
    tickets: {
      async openBelow(teamId, number) {
        asked.push(`${teamId} below ${number}`);
        return number - 1;
      },
      async lastWaits(teamId, limit) {
        asked.push(`${teamId} last ${limit}`);
        return waits;
      },
    },
  });
  return { ports, asked };
}

test('who waits is told how many came before, and how long the last ones have waited', async () => {
  const { ports } = queue([1, 2, 3, 4, 5].map((count) => count * minute));
  expect(await aheadOf({ teamId: 'T0DESK', number: 4 }, ports)).toEqual({ ahead: 3, usualWaitMs: 3 * minute });
});

test('where too few have waited yet, nobody is told how long it takes', async () => {
  const { ports } = queue([minute]);
  expect(await aheadOf({ teamId: 'T0DESK', number: 1 }, ports)).toEqual({ ahead: 0, usualWaitMs: undefined });
});

test('of a list, only the open ones wait in the queue', async () => {
  const { ports, asked } = queue([]);
  const all = [
    ticketThat('open', { number: 9 }),
    ticketThat('claimed', { number: 7 }),
    ticketThat('open', { number: 3 }),
    ticketThat('completed', { number: 2 }),
  ];
  const { ahead } = await aheadOfAll(alice, all, ports);
  expect([...ahead]).toEqual([
    [9, 8],
    [3, 2],
  ]);
  expect(asked).toEqual(['T0DESK below 9', 'T0DESK below 3', 'T0DESK last 50']);
});

test('where nothing is open, nothing is asked', async () => {
  const { ports, asked } = queue([1, 2, 3, 4, 5]);
  expect(await aheadOfAll(alice, [ticketThat('claimed')], ports)).toEqual({ ahead: new Map(), usualWaitMs: undefined });
  expect(asked).toEqual([]);
});
