import { checkBlocks, checkView, mentions, messageTooLong } from '../../../sandbox/src/checks';
import type { Ticket } from '../../../src/domain/ticket';
import { titleMost } from '../../../src/domain/words';
import { type MessageContent, unescaped } from '../../../src/slack/views/blocks';
import {
  adminHelp,
  home,
  homePageSize,
  listSize,
  notRead,
  ticketHelp,
  ticketList,
} from '../../../src/slack/views/lists';
import { filledTo, hostile } from '../../support/hostile';
import { ticketThat } from '../../support/tickets';

const statuses = ['open', 'claimed', 'completed'] as const;

function page(titles: readonly string[], total = titles.length) {
  const tickets = titles.map((title, index): Ticket => {
    const { comments: _, ...ticket } = ticketThat(statuses[index % 3] ?? 'open', { title, number: total - index });
    return ticket;
  });
  return { tickets, total, more: total > titles.length };
}

function isFine({ text, blocks }: MessageContent): void {
  expect(checkBlocks(blocks, 'message')).toEqual([]);
  expect(messageTooLong(blocks)).toBe(false);
  // An answer to a command is never updated: it has the room of chat.postMessage.
  expect(text.length).toBeLessThanOrEqual(40_000);
  expect(mentions(text).filter((who) => who !== 'U0CAROL')).toEqual([]);
  expect(mentions('', blocks).filter((who) => who !== 'U0CAROL')).toEqual([]);
}

describe("the list of a person's tickets", () => {
  test('says that there are none, and what to do', () => {
    expect(ticketList(page([])).text).toBe('You have no tickets yet. Type `/ticket` and say what is wrong.');
    isFine(ticketList(page([])));
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
      isFine(list);
    }
  });

  test.each([...Object.values(hostile), filledTo(titleMost)])(
    'is one that Slack takes with titles such as %j',
    (words) => {
      const title = words.slice(0, titleMost);
      const list = ticketList(
        page(
          Array.from({ length: listSize }, () => title),
          100,
        ),
      );
      isFine(list);
      expect(unescaped(list.text)).toContain(title);
      expect(JSON.stringify(list.blocks)).toContain(JSON.stringify(title).slice(1, -1));
    },
  );
});

describe('the Home', () => {
  test.each([...Object.values(hostile), filledTo(titleMost)])(
    'is one that Slack takes, full of titles such as %j',
    (words) => {
      const title = words.slice(0, titleMost);
      const full = home(
        page(
          Array.from({ length: homePageSize }, () => title),
          100,
        ),
        { before: 90 },
      );
      expect(checkView(full, 'home')).toEqual([]);
      expect(mentions('', full.blocks).filter((who) => who !== 'U0CAROL')).toEqual([]);
    },
  );

  test('of somebody without tickets says what to do, and has nothing to page', () => {
    const view = home(page([]), {});
    expect(checkView(view, 'home')).toEqual([]);
    expect(JSON.stringify(view)).toContain('You have no tickets yet.');
    expect(JSON.stringify(view)).not.toMatch(/Older|Newest/);
  });

  test('has a button to older tickets where there are some, and back where it shows such', () => {
    const first = JSON.stringify(home(page(['A', 'B'], 5), {}));
    expect(first).toContain('Older');
    expect(first).toContain('"value":"4"');
    expect(first).not.toContain('Newest');
    const last = JSON.stringify(home({ ...page(['A']), total: 5 }, { before: 2 }));
    expect(last).not.toContain('Older');
    expect(last).toContain('Newest');
  });
});

test('the help says every command that there is', () => {
  for (const help of [ticketHelp(), notRead(), adminHelp('C0TRIAGE', ''), adminHelp('C0TRIAGE', 'login')]) isFine(help);
  expect(ticketHelp().text).toContain('/ticket list');
  expect(adminHelp('C0TRIAGE', '').text).toContain('<#C0TRIAGE>');
  expect(adminHelp('C0TRIAGE', '').text).not.toContain('knows no word');
  expect(adminHelp('C0TRIAGE', 'login').text).toContain('knows no word but `help`');
});

test('the lists, as they look', () => {
  expect({
    list: ticketList(page(['Printer on fire', 'No coffee', 'Door is stuck'], 4)),
    home: home(page(['Printer on fire', 'No coffee', 'Door is stuck'], 4), { before: 5 }),
    help: [ticketHelp(), adminHelp('C0TRIAGE', '')],
  }).toMatchSnapshot();
});
