import { checkView } from '../../../sandbox/src/checks';
import type { TicketWithComments } from '../../../src/domain/ticket';
import { textMost, titleMost } from '../../../src/domain/words';
import { ids } from '../../../src/slack/ids';
import {
  addWordsForm,
  askForm,
  closeForm,
  commentForm,
  editForm,
  handOverForm,
  loadingView,
  noteForm,
  reopenForm,
  replyForm,
  takeUpAgainForm,
  ticketForm,
} from '../../../src/slack/views/forms';
import { filledTo } from '../../support/hostile';
import { erasedTicket, ticketThat } from '../../support/tickets';
import { isFineView, wordsIn } from './looks';

const ticket = ticketThat('claimed');

test('each carries the ticket that it is about', () => {
  for (const form of [replyForm, commentForm, askForm, noteForm, closeForm, reopenForm, takeUpAgainForm])
    expect(form(ticket).private_metadata).toBe(ticket.id);
  expect(handOverForm(ticket, ['U0BOB']).private_metadata).toBe(ticket.id);
  expect(JSON.parse(editForm(ticket, 'hash').private_metadata ?? '')).toEqual({ ticket: ticket.id, begunFrom: 'hash' });
});

test('what was typed stands in the fields as it was typed', () => {
  const form = ticketForm({ title: '<!channel> &amp;', description: '*x* 😀', leftOut: 0 });
  expect(form.blocks).toMatchObject([
    { element: { initial_value: '<!channel> &amp;' } },
    { element: { initial_value: '*x* 😀' } },
  ]);
  for (const shown of [
    replyForm(ticket, '<!here>'),
    reopenForm(ticket, '<!here>'),
    addWordsForm([ticket], '<!here>', 'place'),
  ])
    expect(shown.blocks.at(-1)).toMatchObject({ element: { initial_value: '<!here>' } });
});

test('a form says how much of a text found no room in it', () => {
  const [full, fitting] = [1000, 0].map((leftOut) => wordsIn(ticketForm({ title: 'x', description: 'x', leftOut })));
  expect(full).toContain('the last 1000 of your text are left out');
  expect(fitting).not.toContain('left out');
  for (const fill of [replyForm, reopenForm]) {
    expect(wordsIn(fill(ticket, 'x'.repeat(textMost + 5)))).toContain('the last 5 of your text are left out');
    expect(wordsIn(fill(ticket, 'x'.repeat(textMost)))).not.toContain('left out');
  }
  expect(wordsIn(addWordsForm([ticket], 'x'.repeat(textMost + 5), 'place'))).toContain(
    'the last 5 of your text are left out',
  );
});

describe('the form that changes a ticket', () => {
  test("has the ticket's own words in its fields", () => {
    expect(editForm(ticket, 'hash').blocks).toMatchObject([
      { block_id: ids.field.title, element: { initial_value: 'Printer on fire' } },
      { block_id: ids.field.description, element: { initial_value: 'Third floor, by the window.' } },
      { type: 'context' },
    ]);
  });

  test('says who is told of the change, where somebody has the ticket', () => {
    expect(wordsIn(editForm(ticket, 'hash'))).toContain('<@U0CAROL> is told what you change.');
    expect(wordsIn(editForm(ticketThat('waiting', { claimer: undefined }), 'hash'))).toContain(
      'The admin who has it is told',
    );
    expect(wordsIn(editForm(ticketThat('open'), 'hash'))).not.toContain('is told');
  });

  test('shows what stands there now, where that was changed meanwhile, and keeps what was typed', () => {
    const { blocks } = editForm(ticketThat('open'), 'hash', { title: 'Printer burns', description: '' });
    expect(JSON.stringify(blocks.slice(0, -2))).toMatch(/changed while you were writing.*Printer on fire.*Third floor/);
    expect(blocks.slice(-2)).toMatchObject([
      { block_id: ids.field.title, element: { initial_value: 'Printer burns' } },
      { block_id: ids.field.description },
    ]);
    expect(JSON.stringify(blocks.at(-1))).not.toContain('initial_value');
    isFineView(editForm(ticketThat('open', { description: '' }), 'hash', { title: 'x', description: 'y' }));
    isFineView(editForm(erasedTicket(), 'hash', { title: 'x', description: 'y' }));
  });
});

function admins(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `U${String(index).padStart(10, '0')}`);
}

describe('the form that hands a ticket over', () => {
  test('names the admins who can have it', () => {
    expect(wordsIn(handOverForm(ticket, ['U0BOB', 'U0DAVE']))).toContain('<@U0BOB>, <@U0DAVE>.');
  });

  test('is none where nobody can have it, and says what to do', () => {
    const view = handOverForm(ticket, []);
    expect(wordsIn(view)).toContain('There is no other admin yet who could take this ticket. *Release* puts it back');
    expect(view).not.toHaveProperty('submit');
  });

  test('names as many as there is room for, and says how many more there are', () => {
    expect(checkView(handOverForm(ticket, admins(1000)), 'modal')).toEqual([]);
    expect(wordsIn(handOverForm(ticket, admins(1000)))).toContain('<@U0000000099>, 900 more.');
    expect(wordsIn(handOverForm(ticket, admins(100)))).toContain('<@U0000000099>.');
  });
});

/** That many tickets of Alice's. */
function mine(count: number): TicketWithComments[] {
  return Array.from({ length: count }, (_, index) =>
    ticketThat('open', { id: String(index).padStart(24, '0'), number: index + 1, title: `Ticket ${index + 1}` }),
  );
}

describe('the form that adds words to a ticket', () => {
  test('has one’s only ticket chosen, and lets one choose among several', () => {
    const chosen = { text: { text: '#1 Ticket 1' }, value: '0'.repeat(24) };
    expect(addWordsForm(mine(1), 'x', 'place').blocks[0]).toMatchObject({ element: { initial_option: chosen } });
    const { blocks } = addWordsForm(mine(2), 'x', 'place');
    expect(blocks[0]).toMatchObject({ element: { options: [chosen, { text: { text: '#2 Ticket 2' } }] } });
    expect(JSON.stringify(blocks)).not.toContain('initial_option');
  });

  test('offers as many as Slack takes, each by as much of its title as there is room for', () => {
    const many = mine(101).map((one) => ({ ...one, title: filledTo(titleMost, '😀') }));
    const form = addWordsForm(many, 'x', 'place');
    expect(checkView(form, 'modal')).toEqual([]);
    expect(wordsIn(form)).toContain('…');
    expect(wordsIn(form)).toContain('#100 ');
    expect(wordsIn(form)).not.toContain('#101 ');
  });
});

test('a note says that the requester does not read it, and a comment that they do', () => {
  expect(wordsIn(noteForm(ticket))).toContain('The requester never does.');
  expect(wordsIn(commentForm(ticket))).toContain('The requester reads it');
});

test('the forms, as they look', () => {
  expect([
    ticketForm({ title: 'Printer on fire', description: '', leftOut: 0 }),
    editForm(ticket, 'hash', { title: 'Printer burns', description: 'Fourth floor.' }),
    replyForm(ticket),
    commentForm(ticket),
    askForm(ticket),
    noteForm(ticket),
    closeForm(ticket),
    reopenForm(ticketThat('completed')),
    takeUpAgainForm(ticketThat('completed')),
    handOverForm(ticket, ['U0BOB']),
    addWordsForm([ticket], 'It smokes.', 'place'),
    loadingView(),
  ]).toMatchSnapshot();
});
