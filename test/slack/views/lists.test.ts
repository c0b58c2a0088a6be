import { adminThat } from '../../../scripts/gallery/examples';
import type { Ticket } from '../../../src/domain/ticket';
import { ids } from '../../../src/slack/ids';
import { home, listSize, ticketList } from '../../../src/slack/views/lists';
import { erasedTicket, ticketThat } from '../../support/tickets';
import { buttonOf, buttons, statuses, typedIn } from './looks';

const now = new Date('2026-11-24T12:00:00Z');
const noQueue = { ahead: new Map<number, number>(), usualWaitMs: undefined };

function page(titles: readonly string[], total = titles.length) {
  const tickets = titles.map((title, index): Ticket => {
    const {
      comments: _,
      edits: __,
      ...ticket
    } = ticketThat(statuses[index % statuses.length] ?? 'open', { title, number: total - index });
    return ticket;
  });
  return { tickets, total, more: total > titles.length };
}

describe("the list of a person's tickets", () => {
  test('says that there are none, and what to do', () => {
    expect(ticketList(page([])).text).toBe('You have no tickets yet. Type `/ticket` and say what is wrong.');
  });

  test('has one, without a word of others', () => {
    const { text } = ticketList(page(['Printer on fire']));
    expect(text).toBe('You have one ticket.\n#1 Printer on fire: waiting for somebody to pick it up');
  });

  test('says how many it left out', () => {
    const titles = Array.from({ length: listSize }, (_, index) => `Ticket ${index}`);
    expect(ticketList(page(titles)).text).not.toContain('Home of Deskbell');
    for (const [total, words] of [
      [11, '1 older one is in the Home of Deskbell.'],
      [30, '20 older ones are in the Home of Deskbell.'],
    ] as const) {
      const list = ticketList(page(titles, total));
      expect(list.text).toContain(words);
      expect(JSON.stringify(list.blocks)).toContain(words);
    }
  });
});

describe('the Home', () => {
  test('of somebody without tickets says what to do, and has nothing to page', () => {
    const view = home(page([]), { queue: noQueue, now });
    expect(JSON.stringify(view)).toContain('You have no tickets yet.');
    expect(JSON.stringify(view)).not.toMatch(/Older|Newest/);
  });

  test('has a button to older tickets where there are some, and back where it shows such', () => {
    const first = JSON.stringify(home(page(['A', 'B'], 5), { queue: noQueue, now }));
    expect(first).toContain('Older');
    expect(first).toContain('"value":"4"');
    expect(first).not.toContain('Newest');
    const last = JSON.stringify(home({ ...page(['A']), total: 5 }, { before: 2, queue: noQueue, now }));
    expect(last).not.toContain('Older');
    expect(last).toContain('Newest');
  });
});

test('an admin reads in the Home how their login stands, above their tickets; nobody else does', () => {
  const shown = home(page(['Printer on fire']), { queue: noQueue, admin: adminThat(), now });
  expect(buttons(shown)).toEqual(['Log in', 'New ticket', 'Open']);
  expect(JSON.stringify(home(page(['Printer on fire']), { queue: noQueue, now }))).not.toContain('admin');
});

test('each row opens its ticket', () => {
  const [first] = page(['Printer on fire', 'No coffee']).tickets;
  const shown = home(page(['Printer on fire', 'No coffee']), { queue: noQueue, now });
  expect(buttons(shown)).toEqual(['New ticket', 'Open', 'Open']);
  expect(buttonOf(shown, 'Open')).toMatchObject({
    action_id: ids.ticket.show,
    value: first?.id,
    accessibility_label: 'Open #2',
  });
  expect(buttons(ticketList(page(['Printer on fire', 'No coffee'])))).toEqual(['Open', 'Open']);
});

function homeWords(ahead: [number, number][], usualWaitMs?: number): string {
  return JSON.stringify(home(page(['Printer on fire']), { queue: { ahead: new Map(ahead), usualWaitMs }, now }));
}

test('the Home says how many are ahead of an open ticket, and how long it usually takes', () => {
  expect(homeWords([[1, 3]], 20 * 60_000)).toContain('3 ahead of it');
  expect(homeWords([[1, 3]], 20 * 60_000)).toContain('The usual wait is about 20 minutes.');
  expect(homeWords([[1, 0]])).toContain('next in the queue');
  expect(homeWords([[1, 0]])).not.toContain('usual wait');
  expect(homeWords([], 20 * 60_000)).not.toMatch(/usual wait|ahead/);
});

test('a ticket whose words are erased stands in the lists by its number', () => {
  const erased = { tickets: [erasedTicket()], total: 1, more: false };
  expect(ticketList(erased).text).toBe('You have one ticket.\n#42 (erased): withdrawn by you');
  expect(typedIn(ticketList(erased))).toEqual(['(erased)']);
});

test('the lists, as they look', () => {
  expect({
    list: ticketList(page(['Printer on fire', 'No coffee', 'Door is stuck'], 4)),
    home: home(page(['Printer on fire', 'No coffee', 'Door is stuck'], 4), {
      before: 5,
      queue: { ahead: new Map([[4, 2]]), usualWaitMs: 20 * 60_000 },
      now,
    }),
  }).toMatchSnapshot();
});
