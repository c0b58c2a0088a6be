import { followersMost } from '../../../src/domain/following';
import { seen } from '../../../src/domain/sight';
import { isPublic, notices } from '../../../src/domain/surfaces';
import type { Follower, Status, TicketWithComments } from '../../../src/domain/ticket';
import { textMost, titleMost } from '../../../src/domain/words';
import { ids } from '../../../src/slack/ids';
import { claimerCard, requesterCard, triageCard } from '../../../src/slack/views/cards';
import { followerCard, followerNotice, followersForm } from '../../../src/slack/views/following';
import { home, homePageSize, ticketList } from '../../../src/slack/views/lists';
import { commentPost } from '../../../src/slack/views/posts';
import { ticketAnswer, ticketView } from '../../../src/slack/views/ticket';
import { filledTo } from '../../support/hostile';
import { commentThat, erasedTicket, ticketThat } from '../../support/tickets';
import { buttonOf, buttons, fillings, heldStatuses, isFine, isFineView, statuses, typedIn, wordsIn } from './looks';

const at = new Date(0);
const bob: Follower = { userId: 'U0BOB', by: 'U0ALICE', at };
const dave: Follower = { userId: 'U0DAVE', by: 'U0DAVE', at };
const full = Array.from({ length: followersMost }, (_, index): Follower => ({ ...bob, userId: `U0FOLLOWER${index}` }));

function followed(status: Status, changed: Partial<TicketWithComments> = {}): TicketWithComments {
  return seen('followed', ticketThat(status, { followers: [bob, dave], ...changed }));
}

describe('the card of a follower', () => {
  test('says whose it is, how it stands, and who wants them to follow; they can open it, and stop', () => {
    for (const status of statuses.filter((one) => one !== 'withdrawn')) {
      const card = followerCard(followed(status), bob, 'followed');
      isFine(card);
      expect(typedIn(card)).toEqual(['Printer on fire']);
      expect(wordsIn(card)).toContain('from <@U0ALICE>');
      expect(wordsIn(card)).toContain('<@U0ALICE> has added you, so that you can read along.');
      expect(buttons(card)).toEqual(['Open', 'Stop following']);
    }
    const card = followerCard(followed('in_progress'), dave, 'followed');
    expect(card.text).toContain('Printer on fire: in progress with <@U0CAROL>');
    expect(card.text).toContain('You follow it by yourself.');
    expect(buttonOf(card, 'Stop following')).toMatchObject({
      action_id: ids.ticket.unfollow,
      value: followed('open').id,
    });
  });

  test.each(heldStatuses)('has no word of what an admin may not read at the moment, which is %s', (status) => {
    const card = followerCard(seen('outline', ticketThat(status, { followers: [dave] })), dave, 'outline');
    isFine(card);
    expect(JSON.stringify(card)).not.toMatch(/Printer|Third|U0ALICE/);
    expect(card.text).toContain('Only <@U0CAROL> and the person whose ticket it is read it at the moment');
    expect(buttons(card)).toEqual(['Open', 'Stop following']);
  });

  test('has no word of one that was withdrawn, from the first moment on', () => {
    for (const gone of [followed('withdrawn'), erasedTicket(), seen('outline', ticketThat('withdrawn'))]) {
      const card = followerCard(gone, bob, 'followed');
      isFine(card);
      expect(JSON.stringify(card)).not.toMatch(/Printer|Third/);
      expect(card.text).toContain('withdrawn by its requester');
    }
  });
});

describe('the news of a follower', () => {
  test('are told as to somebody who only reads, and never ask for anything', () => {
    for (const notice of notices.filter(isPublic)) {
      const post = followerNotice(notice, followed('claimed'), 'U0CAROL');
      isFine(post);
      expect(post.text).toContain('*#42*');
      expect(JSON.stringify(post)).not.toMatch(/Printer|Third|[Yy]our/);
      expect(buttons(post)).toEqual([]);
    }
    const question = commentThat('Which floor?', 'V3', { kind: 'question' });
    const post = commentPost(followed('waiting', { comments: [question] }), question, 'follower');
    expect(post.text).toBe('<@U0CAROL> asked: Which floor?');
    expect(buttons(post)).toEqual([]);
  });

  test('have the last words of a ticket as they were typed', () => {
    for (const [, words] of fillings) {
      const last = filledTo(textMost, words);
      const post = followerNotice('completed', followed('completed'), 'U0CAROL', last);
      isFine(post);
      expect(typedIn(post)).toEqual([last]);
    }
  });
});

function ticket(status: Status): TicketWithComments {
  return ticketThat(status, { followers: [bob, dave] });
}

describe('who follows', () => {
  const named = ':eyes:  <@U0BOB> and <@U0DAVE> follow this ticket.';
  test('is named to those whose conversation it is, and nowhere else', () => {
    expect(wordsIn(requesterCard(ticket('claimed')))).toContain(named);
    expect(wordsIn(claimerCard(ticket('claimed')))).toContain(named);
    expect(wordsIn(ticketView(ticket('claimed'), 'own'))).toContain(named);
    expect(wordsIn(ticketAnswer(ticket('claimed'), 'full'))).toContain(named);
    expect(wordsIn(requesterCard(ticketThat('open', { followers: [dave] })))).toContain(
      '<@U0DAVE> follows this ticket.',
    );
    const three = ticketThat('open', { followers: [bob, dave, { ...bob, userId: 'U0ERIN' }] });
    expect(requesterCard(three).text).toContain('<@U0BOB>, <@U0DAVE> and <@U0ERIN> follow this ticket.');
    const others = [
      triageCard(ticket('open')),
      followerCard(followed('open'), bob, 'followed'),
      ticketView(followed('open'), 'followed', bob),
      ticketAnswer(seen('outline', ticket('claimed')), 'outline', dave),
    ];
    for (const one of others) expect(JSON.stringify(one)).not.toMatch(/U0BOB|U0DAVE/);
    expect(wordsIn(requesterCard(erasedTicket({ followers: [bob] })))).not.toContain('follow');
  });

  test('can be twenty, and all of it is taken', () => {
    for (const [, words] of fillings) {
      const typed = { title: filledTo(titleMost, words), description: filledTo(textMost, words), followers: full };
      const comments = [commentThat(filledTo(textMost, words))];
      for (const card of [requesterCard, claimerCard])
        isFine(card(ticketThat('claimed', { ...typed, comments })), { cutNames: true });
      isFineView(followersForm(ticketThat('open', typed)));
    }
  });

  test('is chosen in a form that begins with those whom the requester has added, and names who does by themselves', () => {
    const view = followersForm(ticketThat('open', { followers: [bob, dave] }));
    isFineView(view);
    expect(view.blocks.find(({ type }) => type === 'input')).toMatchObject({
      block_id: ids.field.people,
      optional: true,
      element: { type: 'multi_users_select', initial_users: ['U0BOB'], max_selected_items: followersMost },
    });
    expect(wordsIn(view)).toContain('<@U0DAVE> follows it as an admin, and reads no more than admins may.');
    expect(JSON.stringify(followersForm(ticketThat('open')))).not.toMatch(/initial_users|as an admin/);
  });
});

describe('the buttons', () => {
  test('are for whoever may: follow what is open, stop what one follows', () => {
    const open = ticketThat('open');
    expect(buttons(ticketView(open, 'full'))).toEqual(['Claim', 'Follow']);
    expect(buttons(ticketView(open, 'full', dave))).toEqual(['Claim', 'Stop following']);
    expect(buttons(ticketView(ticketThat('completed'), 'full', dave))).toEqual(['Reopen', 'Stop following']);
    expect(buttons(ticketAnswer(ticketThat('completed'), 'full'))).toEqual(['Reopen']);
    expect(buttons(ticketAnswer(seen('outline', ticketThat('claimed')), 'outline', dave))).toEqual(['Stop following']);
    expect(statuses.map((status) => buttons(ticketView(followed(status), 'followed', bob)))).toEqual(
      statuses.map(() => ['Stop following']),
    );
  });
});

describe('in one’s lists', () => {
  const none = { tickets: [], total: 0, more: false };
  const queue = { ahead: new Map<number, number>(), usualWaitMs: undefined };
  const follows = [
    { ticket: followed('claimed'), sight: 'followed' as const },
    { ticket: seen('outline', ticketThat('claimed', { number: 43 })), sight: 'outline' as const },
  ];

  test('what one follows stands behind one’s own, as far as one may read it', () => {
    const list = ticketList(none, follows);
    isFine(list);
    expect(typedIn(list)).toEqual(['Printer on fire', '']);
    expect(list.text).toContain('You follow:\n#42 Printer on fire: ');
    expect(list.text).toContain('\n#43: :large_blue_circle:  claimed by <@U0CAROL>');
    expect(wordsIn(home(none, { queue, now: at, followed: follows }))).toContain('You follow');
    expect(wordsIn(home(none, { queue, now: at }))).not.toContain('You follow');
  });

  test('there is room for them on a full page of the Home', () => {
    const page = Array.from({ length: homePageSize }, (_, index) => ticketThat('open', { number: index + 1 }));
    const ahead = new Map(page.map(({ number }) => [number, 3]));
    const five = Array.from({ length: 5 }, () => follows[0]).filter((one) => one !== undefined);
    isFineView(
      home({ tickets: page, total: 1000, more: true }, { queue: { ahead, usualWaitMs: 1 }, now: at, followed: five }),
    );
  });
});

test('what a follower sees, as it looks', () => {
  expect({
    cards: [
      followerCard(followed('claimed'), bob, 'followed'),
      followerCard(seen('outline', ticketThat('claimed')), dave, 'outline'),
      followerCard(followed('withdrawn'), bob, 'followed'),
    ],
    view: ticketView(followed('claimed', { comments: [commentThat('On my way.')] }), 'followed', bob),
    form: followersForm(ticketThat('open', { followers: [bob, dave] })),
  }).toMatchSnapshot();
});
