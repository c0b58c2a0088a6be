import { seen, type VisibleSight } from '../../../src/domain/sight';
import type { Status, TicketWithComments } from '../../../src/domain/ticket';
import { textMost, titleMost } from '../../../src/domain/words';
import { ids } from '../../../src/slack/ids';
import { claimerCard } from '../../../src/slack/views/cards';
import { ticketAnswer, ticketView } from '../../../src/slack/views/ticket';
import { filledTo } from '../../support/hostile';
import { commentThat, erasedTicket, ticketThat } from '../../support/tickets';
import { buttonOf, buttons, fillings, heldStatuses, isFine, isFineView, statuses, typedIn, wordsIn } from './looks';

/** The ticket as far as one sees it, and how far that is, as the services give it. */
function asSeen(sight: VisibleSight, ticket: TicketWithComments): [TicketWithComments, VisibleSight] {
  return [seen(sight, ticket) ?? ticket, sight];
}

function comments(count: number, text = (index: number) => `Comment ${index}.`) {
  return Array.from({ length: count }, (_, index) => commentThat(text(index + 1), `V${index}`));
}

test.each(fillings)('as long as may be, of %s, as much as there is room for is shown', (_, words) => {
  const [title, description] = [filledTo(titleMost, words), filledTo(textMost, words)];
  for (const status of statuses) {
    const full = { title, description, comments: comments(500, () => filledTo(textMost, words)) };
    for (const sight of ['own', 'full', 'followed', 'outline'] as const) {
      isFine(ticketAnswer(...asSeen(sight, ticketThat(status, full))), { cutNames: true });
      isFineView(ticketView(...asSeen(sight, ticketThat(status, full))));
    }
  }
});

function ownView(status: Status) {
  return ticketView(ticketThat(status, { comments: comments(3) }), 'own');
}

describe('in the modal', () => {
  test('one’s own ticket has the conversation and the buttons of its card, and no thumbs', () => {
    expect(typedIn(ownView('claimed'))).toEqual([
      'Printer on fire',
      'Third floor, by the window.',
      'Comment 1.',
      'Comment 2.',
      'Comment 3.',
    ]);
    expect(statuses.map((status) => buttons(ownView(status)))).toEqual([
      ['Reply', 'Edit', 'Followers', 'Withdraw'],
      ['Reply', 'Edit', 'Followers', 'Withdraw'],
      ['Reply', 'Edit', 'Followers', 'Withdraw'],
      ['Reply', 'Edit', 'Followers', 'Withdraw'],
      ['Reopen'],
      ['Undo'],
    ]);
    const rated = wordsIn(ticketView(ticketThat('completed', { rating: 'bad' }), 'own'));
    expect(rated).toContain('You said that it did not help.');
    expect(rated).not.toContain('thumb');
  });

  test('of a long conversation the newest is shown, and how much is left out', () => {
    const view = ticketView(ticketThat('claimed', { comments: comments(500) }), 'own');
    expect(wordsIn(view)).toContain('The 456 oldest comments are left out here.');
    expect(typedIn(view)).toHaveLength(46);
    expect(typedIn(view).at(-1)).toBe('Comment 500.');
  });

  test('a ticket that somebody else has is no more than an outline', () => {
    const view = ticketView(...asSeen('outline', ticketThat('claimed', { comments: comments(1) })));
    expect(JSON.stringify(view)).not.toMatch(/Printer|Third|Comment|U0ALICE/);
    expect(wordsIn(view)).toContain('claimed by <@U0CAROL>');
  });

  test('it carries the ticket that it shows', () => {
    expect(ticketView(ticketThat('open'), 'own').private_metadata).toBe(ticketThat('open').id);
  });
});

describe('the answer to `/ticket 42`', () => {
  test('has the last five comments of one’s own, the buttons and the thumbs', () => {
    const answer = ticketAnswer(ticketThat('completed', { comments: comments(7) }), 'own');
    expect(typedIn(answer).slice(2)).toEqual(['Comment 3.', 'Comment 4.', 'Comment 5.', 'Comment 6.', 'Comment 7.']);
    expect(answer.text).toContain('The 2 oldest comments are left out here.');
    expect(buttons(answer)).toEqual(['Reopen']);
    expect(answer.blocks.at(-1)?.type).toBe('context_actions');
  });

  test('has for an admin all that they may read, and the button to claim an open one, or to reopen a completed one', () => {
    const open = ticketAnswer(ticketThat('open'), 'full');
    expect(typedIn(open)).toEqual(['Printer on fire', 'Third floor, by the window.']);
    expect(buttons(open)).toEqual(['Claim', 'Follow']);
    expect(buttonOf(open, 'Claim')?.action_id).toBe(ids.ticket.claim);
    const note = commentThat('Ink.', 'N', { kind: 'note' });
    const completed = ticketAnswer(ticketThat('completed', { rating: 'good', comments: [note] }), 'full');
    expect(completed.text).toContain('Internal note by <@U0CAROL>: Ink.');
    expect(completed.text).toContain('The requester says that it helped.');
    expect(buttons(completed)).toEqual(['Reopen']);
  });

  test('tells another admin who has it, and why there is no more', () => {
    for (const status of heldStatuses) {
      const answer = ticketAnswer(...asSeen('outline', ticketThat(status, { comments: comments(1) })));
      expect(answer.text).toContain('Only <@U0CAROL> and the person whose ticket it is can read it.');
      expect(JSON.stringify(answer)).not.toMatch(/Printer|Third|Comment|U0ALICE/);
      expect(buttons(answer)).toEqual([]);
    }
    const withdrawn = ticketAnswer(...asSeen('outline', erasedTicket()));
    expect(withdrawn.text).toContain('withdrawn by its requester');
    const unknown = ticketAnswer(...asSeen('outline', ticketThat('claimed', { claimer: undefined })));
    expect(unknown.text).toContain('Only the admin who has it');
  });

  test('has for the one who had a withdrawn ticket what their card has', () => {
    const withdrawn = ticketThat('withdrawn', { comments: comments(1) });
    expect(ticketAnswer(withdrawn, 'full')).toEqual(claimerCard(withdrawn));
    expect(ticketView(withdrawn, 'full').blocks).toEqual(claimerCard(withdrawn).blocks);
  });

  test('offers to undo a withdrawal while that can be', () => {
    expect(buttons(ticketAnswer(ticketThat('withdrawn'), 'own'))).toEqual(['Undo']);
    const erased = ticketAnswer(erasedTicket(), 'own');
    expect(buttons(erased)).toEqual([]);
    expect(erased.blocks).toHaveLength(1);
  });
});

test('the tickets, as they look', () => {
  const ticket = ticketThat('completed', { comments: comments(2), rating: 'good' });
  expect({
    view: ticketView(ticket, 'own'),
    answers: [
      ticketAnswer(ticket, 'own'),
      ticketAnswer(ticketThat('open'), 'full'),
      ticketAnswer(...asSeen('outline', ticketThat('claimed'))),
    ],
  }).toMatchSnapshot();
});
