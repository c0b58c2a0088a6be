import { mentions } from '../../../sandbox/src/checks';
import { seen } from '../../../src/domain/sight';
import type { TicketWithComments } from '../../../src/domain/ticket';
import { ids } from '../../../src/slack/ids';
import { claimerCard, formerClaimerCard, requesterCard, triageCard } from '../../../src/slack/views/cards';
import { hostile } from '../../support/hostile';
import { commentThat, erasedTicket, ticketThat } from '../../support/tickets';
import { buttonOf, buttons, heldStatuses, isFine, primary, statuses, typedIn, wordsIn } from './looks';

function outlineOf(ticket: TicketWithComments): TicketWithComments {
  return seen('outline', ticket) ?? ticket;
}

/** The thumbs on the requester's card. */
function thumbs(ticket: TicketWithComments) {
  return requesterCard(ticket).blocks.find(({ type }) => type === 'context_actions');
}

/** The words of the requester's card after that many comments. */
function after(count: number): string {
  const comments = Array.from({ length: count }, (_, index) => commentThat(`Comment ${index + 1}`, `V${index}`));
  return wordsIn(requesterCard(ticketThat('claimed', { comments })));
}

/** The text of the claimer's card after a note. */
function noted(author: string): string {
  return claimerCard(ticketThat('claimed', { comments: [commentThat('Ink.', 'V4', { kind: 'note', author })] })).text;
}

test.each(Object.entries(hostile))('what was typed stands on the cards as it was typed: %s', (_, words) => {
  const typed = { title: words, description: words };
  for (const card of [
    requesterCard(ticketThat('claimed', typed)),
    claimerCard(ticketThat('claimed', typed)),
    triageCard(ticketThat('open', typed)),
  ])
    expect(typedIn(card)).toEqual([words, words]);
});

describe('in the triage channel', () => {
  test('nobody reads what is in a ticket that is not open', () => {
    for (const status of statuses) {
      if (status === 'open') continue;
      const card = JSON.stringify(triageCard(ticketThat(status, { comments: [commentThat('On my way.')] })));
      expect(card).not.toMatch(/Printer|Third|way|U0ALICE/);
    }
  });

  test('an open ticket has the last that its requester has read or said too, and never a note', () => {
    const note = commentThat('Ink is dear.', 'N', { kind: 'note' });
    const comments = [commentThat('Stairs.', 'V1'), commentThat('On my way.', 'V2'), note];
    const card = triageCard(ticketThat('open', { comments }));
    isFine(card);
    expect(typedIn(card)).toEqual(['Printer on fire', 'Third floor, by the window.', 'On my way.']);
    expect(card.text).toContain('<@U0CAROL> wrote: On my way.');
    expect(wordsIn(card)).toContain('1 earlier: `/ticket 42`');
    expect(typedIn(triageCard(ticketThat('open', { comments: [note] })))).toHaveLength(2);
  });

  test('only what can be done stands on the card as a button', () => {
    expect(statuses.map((status) => buttons(triageCard(ticketThat(status))))).toEqual([
      ['Claim', 'Close'],
      ['Comment', 'Close', 'Release'],
      ['Comment', 'Close', 'Release'],
      ['Comment', 'Close', 'Release'],
      [],
      [],
    ]);
    expect(primary(triageCard(ticketThat('open')))).toBe('Claim');
  });

  test('a ticket that somebody had says that it is back', () => {
    const card = triageCard(ticketThat('open', { claimedAt: new Date(0) }));
    expect(card.text).toBe(
      'Ticket #42 from <@U0ALICE> is back in the queue: Printer on fire\nThird floor, by the window.',
    );
    expect(wordsIn(card)).toContain('back in the queue');
    expect(triageCard(ticketThat('open')).text).toContain('New ticket #42 from <@U0ALICE>: Printer on fire');
  });

  test('a card says who has the ticket, and how it stands with them', () => {
    expect(statuses.map((status) => triageCard(outlineOf(ticketThat(status))).text).slice(1)).toEqual([
      '#42 is claimed by <@U0CAROL>',
      '#42 is in progress with <@U0CAROL>',
      '#42 is waiting for the requester to answer <@U0CAROL>',
      '#42 is completed by <@U0CAROL>',
      '#42 is withdrawn by its requester',
    ]);
  });

  test('taking a ticket from somebody asks first, and says what will happen', () => {
    const release = buttonOf(triageCard(ticketThat('waiting')), 'Release');
    expect(release).toMatchObject({ action_id: ids.ticket.forceRelease, value: ticketThat('open').id });
    expect(release?.confirm?.text.text).toMatch(/every admin.*its admin is told.*on record/);
  });
});

describe("the requester's card", () => {
  test('has only what can be done as a button', () => {
    expect(statuses.map((status) => buttons(requesterCard(ticketThat(status))))).toEqual([
      ['Reply', 'Edit', 'Followers', 'Withdraw'],
      ['Reply', 'Edit', 'Followers', 'Withdraw'],
      ['Reply', 'Edit', 'Followers', 'Withdraw'],
      ['Reply', 'Edit', 'Followers', 'Withdraw'],
      ['Reopen'],
      ['Undo'],
    ]);
  });

  test('makes Reply stand out while an answer is waited for, and says so', () => {
    expect(statuses.map((status) => primary(requesterCard(ticketThat(status))))).toEqual([
      undefined,
      undefined,
      undefined,
      'Reply',
      undefined,
      'Undo',
    ]);
    const comments = [commentThat('Which floor?', 'Q', { kind: 'question' })];
    expect(requesterCard(ticketThat('waiting', { comments })).text).toContain(': <@U0CAROL> has asked you something');
  });

  test('names nobody who asked, where another admin has the ticket now, or that is not known', () => {
    const comments = [commentThat('Which floor?', 'Q', { kind: 'question' })];
    for (const ticket of [ticketThat('waiting', { comments, claimer: 'U0DAVE' }), ticketThat('waiting')])
      expect(requesterCard(ticket).text).toContain(': waiting for your answer');
  });

  test('asks before it withdraws, and says that the words will be gone', () => {
    const withdraw = buttonOf(requesterCard(ticketThat('claimed')), 'Withdraw');
    expect(withdraw?.confirm).toMatchObject({ style: 'danger' });
    expect(withdraw?.confirm?.text.text).toMatch(/For a minute you can undo this; then .* are erased for good/);
  });

  test('says of a withdrawn ticket until when it can be brought back, and then has not a word of it', () => {
    const card = requesterCard(ticketThat('withdrawn'));
    expect(wordsIn(card)).toContain('You can bring it back <!date^1795516260^until {time_secs}|');
    expect(card.text).toContain('Printer on fire');
    const erased = requesterCard(erasedTicket());
    isFine(erased);
    expect(erased.text).toBe('Your ticket #42: withdrawn by you. Its words are erased.');
    expect(erased.blocks).toHaveLength(1);
    expect(JSON.stringify(requesterCard(ticketThat('withdrawn', { returnUntil: undefined })))).not.toContain('Printer');
  });

  test('has two thumbs once the ticket is completed, and says what they were used for', () => {
    const { id } = ticketThat('completed');
    expect(thumbs(ticketThat('completed'))).toMatchObject({
      elements: [
        {
          action_id: ids.ticket.rate,
          positive_button: { value: `good:${id}`, accessibility_label: 'It helped' },
          negative_button: { value: `bad:${id}`, accessibility_label: 'It did not help' },
        },
      ],
    });
    expect(requesterCard(ticketThat('completed')).text).toContain('Did it help?');
    for (const [rating, words] of [
      ['good', 'You said that it helped. Press a thumb to change that.'],
      ['bad', 'You said that it did not help. Press a thumb to change that.'],
    ] as const) {
      const rated = ticketThat('completed', { rating });
      expect(requesterCard(rated).text).toContain(words);
      expect(wordsIn(requesterCard(rated))).toContain(words);
      expect(thumbs(rated)).toBeDefined();
    }
    expect(thumbs(ticketThat('open', { rating: 'good' }))).toBeUndefined();
  });

  test('says until when the ticket can be reopened, where that is known', () => {
    expect(requesterCard(ticketThat('completed')).text).toContain('You can *Reopen* it<!date^');
    const unknown = requesterCard(ticketThat('completed', { returnUntil: undefined }));
    expect(unknown.text).toContain('You can *Reopen* it.');
  });

  test('has the last comment, and says how many came before it', () => {
    expect(after(0)).not.toContain('divider');
    expect(after(1)).toContain('Comment 1');
    expect(after(1)).not.toContain('earlier');
    expect(after(3)).toContain('Comment 3');
    expect(after(3)).toContain('2 earlier in the thread');
    expect(after(3)).not.toContain('Comment 2');
  });

  test('has the question while its answer is waited for, whatever was said since', () => {
    const comments = [commentThat('Which floor?', 'V1', { kind: 'question' }), commentThat('It is urgent.', 'V2')];
    const waits = ticketThat('waiting', { comments });
    for (const card of [requesterCard(waits), claimerCard(waits)]) {
      expect(typedIn(card).at(-1)).toBe('Which floor?');
      expect(wordsIn(card)).toContain('1 more in the thread');
    }
    expect(typedIn(requesterCard(ticketThat('in_progress', { comments }))).at(-1)).toBe('It is urgent.');
  });

  test("calls one's own words one's own", () => {
    const comments = [commentThat('It smokes.', 'V3', { author: 'U0ALICE' })];
    expect(requesterCard(ticketThat('claimed', { comments })).text).toContain('You wrote: It smokes.');
    expect(claimerCard(ticketThat('claimed', { comments })).text).toContain('<@U0ALICE> wrote: It smokes.');
  });
});

describe("the claimer's card", () => {
  test('has every action that there is as a button', () => {
    const working = ['Ask', 'Comment', 'Note', 'Close', 'Hand over', 'Release'];
    const hers = statuses.filter((status) => status !== 'open');
    expect(hers.map((status) => buttons(claimerCard(ticketThat(status))))).toEqual([
      ['Start', ...working],
      working,
      working,
      ['Reopen'],
      [],
    ]);
    expect(statuses.map((status) => primary(claimerCard(ticketThat(status))))).toEqual([
      undefined,
      'Start',
      'Comment',
      undefined,
      undefined,
      undefined,
    ]);
    expect(buttonOf(claimerCard(ticketThat('completed')), 'Reopen')?.action_id).toBe(ids.ticket.takeUpAgain);
    expect(buttonOf(claimerCard(ticketThat('claimed')), 'Release')).toMatchObject({
      action_id: ids.ticket.release,
      confirm: {},
    });
  });

  test('says while the ticket is theirs what becomes of words in its thread', () => {
    for (const status of heldStatuses) {
      expect(claimerCard(ticketThat(status)).text).toContain('yours');
      expect(wordsIn(claimerCard(ticketThat(status)))).toContain('Begin with `note:` for an internal note.');
    }
    expect(claimerCard(ticketThat('waiting')).text).toContain('yours, waiting for the requester to answer');
    expect(claimerCard(ticketThat('completed')).text).not.toContain('note:');
  });

  test('marks a note as such', () => {
    expect(noted('U0BOB')).toContain(':lock:  Internal note by <@U0BOB>: Ink.');
    expect(noted('U0CAROL')).toContain(':lock:  Your internal note: Ink.');
  });

  test('says at the end what the requester thought of it', () => {
    expect(claimerCard(ticketThat('completed', { rating: 'good' })).text).toContain('says that it helped');
    expect(claimerCard(ticketThat('completed', { rating: 'bad' })).text).toContain('says that it did not help');
    expect(claimerCard(ticketThat('completed')).text).not.toContain('says that it');
    expect(claimerCard(ticketThat('claimed', { rating: 'good' })).text).not.toContain('says that it');
  });

  test('says of a withdrawn ticket that there is nothing to do, and once it is erased nothing more', () => {
    expect(claimerCard(ticketThat('withdrawn')).text).toContain('There is nothing more for you to do');
    const erased = claimerCard(erasedTicket({ claimer: 'U0CAROL' }));
    isFine(erased);
    expect(erased.text).toBe(':wastebasket:  *#42*  ·  withdrawn by <@U0ALICE>. Its words are erased.');
    expect(erased.blocks).toHaveLength(1);
  });
});

test('who had a ticket reads that it is theirs no more, whatever becomes of it, and not a word of it', () => {
  const cards = statuses.map((status) => formerClaimerCard(ticketThat(status)));
  expect(new Set(cards.map(({ text }) => text))).toEqual(
    new Set(['*#42* is not yours any more. `/ticket 42` shows how it stands.']),
  );
  expect(cards.flatMap(buttons)).toEqual([]);
});

test('a claimer or a time that is not known does not spoil a card', () => {
  const odd = { claimer: undefined, claimedAt: undefined, claimerSince: undefined, closedAt: undefined };
  for (const status of statuses) {
    const ticket = ticketThat(status, odd);
    for (const card of [triageCard(ticket), requesterCard(ticket), claimerCard(ticket), formerClaimerCard(ticket)]) {
      isFine(card);
      expect(mentions(card.text)).not.toContain('');
      expect(card.text).not.toContain('undefined');
    }
  }
  expect(triageCard(ticketThat('claimed', odd)).text).toContain('by an admin');
});

test('the cards, as they look', () => {
  const comments = [commentThat('I am on my way.')];
  expect({
    triage: [
      ...statuses.map((status) => triageCard(ticketThat(status))),
      triageCard(ticketThat('open', { claimedAt: new Date(0), comments })),
    ],
    requester: statuses.map((status) =>
      requesterCard(ticketThat(status, status === 'open' || status === 'withdrawn' ? {} : { comments })),
    ),
    claimer: [
      ...heldStatuses.map((status) => claimerCard(ticketThat(status, { comments }))),
      claimerCard(ticketThat('completed', { comments, rating: 'good' })),
      claimerCard(ticketThat('withdrawn')),
    ],
  }).toMatchSnapshot();
});
