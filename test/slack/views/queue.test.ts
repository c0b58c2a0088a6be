import { adminThat, filledTo, hostile, sessionAt } from '../../../scripts/gallery/examples';
import { type ListAsked, type ListedTicket, listNames } from '../../../src/domain/lists';
import { type Sight, seen } from '../../../src/domain/sight';
import type { Status, Ticket } from '../../../src/domain/ticket';
import { ids } from '../../../src/slack/ids';
import { filterForm, firstState, queueHome, queueModal, queuePageSize } from '../../../src/slack/views/queue';
import { ticketThat } from '../../support/tickets';
import { buttonOf, buttons, heldStatuses, isFineView, statuses, typedIn, wordsIn } from './looks';

const now = new Date('2026-11-24T12:00:00Z');
const admin = adminThat(sessionAt(now), now);

function row(status: Status, sight: Exclude<Sight, 'none'> = 'full', changed: Partial<Ticket> = {}): ListedTicket {
  return { ticket: seen(sight, ticketThat(status, changed, now)), sight };
}

function listOf(
  tickets: readonly ListedTicket[],
  asked: Partial<ListAsked> = {},
  page: { next?: boolean; later?: boolean } = {},
) {
  const place = { number: 7, closedAt: now };
  const state = { asked: { ...firstState.asked, ...asked }, ...(page.later && { after: place }) };
  const shown = { tickets, next: page.next ? place : undefined };
  const [modal, home] = [queueModal(state, shown), queueHome(state, shown, { admin, now })];
  isFineView(modal);
  isFineView(home);
  return { modal, home };
}

describe('a row', () => {
  test('of a ticket that nobody has can be opened, claimed and closed, each by its number', () => {
    const { modal } = listOf([row('open')]);
    expect(buttons(modal).slice(-3)).toEqual(['Open', 'Claim', 'Close']);
    expect(buttonOf(modal, 'Claim')).toMatchObject({ action_id: ids.queue.claim, accessibility_label: 'Claim #42' });
    expect(buttonOf(modal, 'Close')).toMatchObject({ action_id: ids.queue.close, accessibility_label: 'Close #42' });
    expect(wordsIn(modal)).toContain('<@U0ALICE>');
  });

  test.each(heldStatuses)(
    'of a ticket that another admin has (%s) has not a word of it, and says who has it',
    (status) => {
      const { modal } = listOf([row(status, 'outline')], { status });
      expect(wordsIn(modal)).not.toMatch(/Printer|U0ALICE/);
      expect(wordsIn(modal)).toContain('<@U0CAROL>');
      expect(buttons(modal)).not.toContain('Claim');
    },
  );

  test("of one's own ticket offers no claim: another admin helps", () => {
    expect(buttons(listOf([row('open', 'own')]).modal)).not.toContain('Claim');
  });

  test('says how the ticket stands, in the same words for every admin', () => {
    for (const [status, words] of [
      ['claimed', 'claimed by <@U0CAROL>'],
      ['in_progress', 'in progress with <@U0CAROL>'],
      ['waiting', 'waiting for the requester to answer <@U0CAROL>'],
      ['completed', 'completed by <@U0CAROL><!date'],
      ['withdrawn', 'withdrawn by its requester<!date'],
    ] as const)
      expect(wordsIn(listOf([row(status)]).modal)).toContain(words);
    expect(wordsIn(listOf([row('open', 'full', { claimedAt: now })]).modal)).toContain('back in the queue');
  });

  test('of one’s own says how it stands, without one’s name', () => {
    const words = wordsIn(listOf([row('waiting')], { list: 'mine' }).modal);
    expect(words).toContain('waiting for the requester  ·');
    expect(words).not.toContain('U0CAROL');
  });

  test('shows what people wrote as they wrote it', () => {
    for (const title of Object.values(hostile))
      expect(typedIn(listOf([row('open', 'full', { title })]).modal)).toContain(title);
  });
});

describe('the list', () => {
  test('says what it shows, and offers to clear a filter where there is one', () => {
    const asked = {
      words: '<!channel> *x*',
      author: 'U0BOB',
      status: 'open',
      from: '2026-11-01',
      until: '2026-11-24',
    } as const;
    const words = wordsIn(listOf([], asked).modal);
    for (const part of ['from <@U0BOB>', 'in the queue']) expect(words).toContain(part);
    expect(words).toMatch(/sent Nov 1\s–\s24, 2026/);
    expect(listOf([], asked).modal.blocks[2]).toMatchObject({
      elements: [{ type: 'mrkdwn' }, { type: 'plain_text', text: '·  with “<!channel> *x*”' }],
    });
    expect(buttons(listOf([], asked).modal)).toContain('Clear filter');
    expect(buttons(listOf([]).modal)).not.toContain('Clear filter');
    const { from, until } = asked;
    expect(wordsIn(listOf([], { from, list: 'archive' }).modal)).toContain('ended since Nov 1, 2026');
    expect(wordsIn(listOf([], { until }).modal)).toContain('sent until Nov 24, 2026');
    expect(wordsIn(listOf([], { from, until: from }).modal)).toContain('sent Nov 1, 2026');
  });

  test('that is empty says why, and how to see more', () => {
    expect(wordsIn(listOf([]).modal)).toContain('Nobody waits');
    expect(wordsIn(listOf([], { list: 'mine' }).modal)).toContain('You have no ticket at the moment.');
    expect(wordsIn(listOf([], { list: 'archive' }).modal)).toContain('Nothing has been completed yet.');
    expect(wordsIn(listOf([], { words: 'x' }).modal)).toContain('Press *Clear filter* to see all');
    expect(wordsIn(listOf([], {}, { later: true }).modal)).toContain('Go back to the first page.');
  });

  test('pages on where there is more, and back to the first page from a later one', () => {
    expect(buttons(listOf([row('open')]).modal)).not.toEqual(expect.arrayContaining(['Next page']));
    expect(buttons(listOf([row('open')], {}, { next: true }).modal).slice(-1)).toEqual(['Next page']);
    expect(buttons(listOf([row('open')], {}, { next: true, later: true }).modal).slice(-2)).toEqual([
      'First page',
      'Next page',
    ]);
    const next = buttonOf(listOf([row('open')], {}, { next: true }).modal, 'Next page');
    expect(JSON.parse(next?.value ?? '')).toEqual({ number: 7, closedAt: now.toISOString() });
  });

  test('has one’s own tickets behind a button in the Home alone, where there is room for them', () => {
    const { modal, home } = listOf([row('open')]);
    expect(buttons(home)).toContain('Sent by me');
    expect(buttons(modal)).not.toContain('Sent by me');
  });

  test.each(listNames)('%s, full of the longest tickets, is one that Slack takes', (list) => {
    for (const title of [filledTo(150), '😀'.repeat(75), '字'.repeat(150)]) {
      for (const status of statuses) {
        const rows = Array.from({ length: queuePageSize }, () => row(status, 'full', { title, number: 1_234_567 }));
        listOf(
          rows,
          { list, words: '\u0001'.repeat(150), author: 'U0ALICE', from: '2026-11-01', until: '2026-11-24' },
          { next: true, later: true },
        );
      }
    }
  });
});

describe('the form with the filter', () => {
  test('has what is asked for, and the statuses that the list has', () => {
    for (const list of listNames) {
      const asked = {
        ...firstState.asked,
        list,
        words: '"x"'.repeat(50),
        author: 'U0BOB',
        from: '2026-11-01',
      } as const;
      const form = filterForm({ asked, after: { number: 7, closedAt: now } }, true);
      isFineView(form);
      expect(JSON.stringify(form.blocks)).toContain('"initial_user":"U0BOB"');
      expect(JSON.stringify(form.blocks)).toContain('"initial_date":"2026-11-01"');
      expect(JSON.stringify(form).includes('Completed')).toBe(list === 'archive');
    }
  });
});

test('the list, as it looks', () => {
  expect(
    listOf([row('open'), row('claimed', 'outline'), row('waiting')], { words: 'printer' }, { next: true }).home,
  ).toMatchSnapshot();
});
