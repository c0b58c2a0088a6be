import { checkView } from '../../../sandbox/src/checks';
import { textMost, titleMost } from '../../../src/domain/words';
import { closeForm, commentForm, errorView, loadingView, ticketForm } from '../../../src/slack/views/forms';
import { filledTo, hostile } from '../../support/hostile';
import { ticketThat } from '../../support/tickets';

const texts = { ...hostile, 'short words': 'Printer on fire', 'as many words as fit': filledTo(titleMost) };

test.each(Object.entries(texts))('with %s every form is one that Slack takes', (_, words) => {
  const title = words.slice(0, titleMost);
  const ticket = ticketThat('claimed', { title, number: 999_999_999_999 });
  expect(checkView(ticketForm({ title, description: words, leftOut: 0 }), 'modal')).toEqual([]);
  expect(checkView(commentForm(ticket), 'modal')).toEqual([]);
  expect(checkView(closeForm(ticket), 'modal')).toEqual([]);
});

test('so are the empty form, the fullest one, and those without fields', () => {
  for (const view of [
    ticketForm({ title: '', description: '', leftOut: 0 }),
    ticketForm({ title: filledTo(titleMost), description: filledTo(textMost), leftOut: 99_999 }),
    loadingView(),
    errorView('Deskbell cannot reach its database right now.'),
  ]) {
    expect(checkView(view, 'modal')).toEqual([]);
  }
});

test('what was typed stands in the fields as it was typed', () => {
  const form = ticketForm({ title: '<!channel> &amp;', description: '*x* 😀', leftOut: 0 });
  expect(form.blocks).toMatchObject([
    { element: { initial_value: '<!channel> &amp;' } },
    { element: { initial_value: '*x* 😀' } },
  ]);
});

test('the form says how much of a text found no room in it', () => {
  const [full, fitting] = [1000, 0].map((leftOut) =>
    JSON.stringify(ticketForm({ title: 'x', description: 'x', leftOut })),
  );
  expect(full).toContain('the last 1000 of your text are left out');
  expect(fitting).not.toContain('left out');
});

test('the forms, as they look', () => {
  expect([
    ticketForm({ title: 'Printer on fire', description: '', leftOut: 0 }),
    commentForm(ticketThat('claimed')),
    closeForm(ticketThat('claimed')),
    loadingView(),
  ]).toMatchSnapshot();
});
