import type { Option, PlainTextElement } from '@slack/types';
import { initialValue } from '../ui/blocks/values';

function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text };
}

const thumb = { text: plain('Good'), value: 'good' };
const low = { text: plain('Low'), value: 'low' } satisfies Option;
const high = { text: plain('High'), value: 'high' } satisfies Option;

test('an element starts with what it says', () => {
  const values = [
    initialValue({ type: 'plain_text_input', initial_value: 'as typed' }),
    initialValue({ type: 'static_select', options: [low, high], initial_option: high }),
    initialValue({ type: 'radio_buttons', options: [low], initial_option: low }),
    initialValue({ type: 'checkboxes', options: [low, high], initial_options: [low] }),
    initialValue({ type: 'users_select', initial_user: 'U1' }),
    initialValue({ type: 'multi_users_select', initial_users: ['U1', 'U2'] }),
    initialValue({ type: 'datepicker', initial_date: '2026-11-01' }),
  ];
  expect(values).toEqual([
    { type: 'plain_text_input', value: 'as typed' },
    { type: 'static_select', value: 'high' },
    { type: 'radio_buttons', value: 'low' },
    { type: 'checkboxes', values: ['low'] },
    { type: 'users_select', user: 'U1' },
    { type: 'multi_users_select', users: ['U1', 'U2'] },
    { type: 'datepicker', date: '2026-11-01' },
  ]);
});

test('an element that says nothing starts empty, and a button has no value', () => {
  const values = [
    initialValue({ type: 'plain_text_input' }),
    initialValue({ type: 'static_select', options: [low] }),
    initialValue({ type: 'checkboxes', options: [low] }),
    initialValue({ type: 'users_select' }),
    initialValue({ type: 'multi_users_select' }),
    initialValue({ type: 'file_input' }),
    initialValue({ type: 'datepicker' }),
    initialValue({ type: 'feedback_buttons', positive_button: thumb, negative_button: thumb }),
    initialValue({ type: 'button', text: plain('Press') }),
  ];
  expect(values).toEqual([
    { type: 'plain_text_input', value: null },
    { type: 'static_select', value: null },
    { type: 'checkboxes', values: [] },
    { type: 'users_select', user: null },
    { type: 'multi_users_select', users: [] },
    { type: 'file_input', files: [] },
    { type: 'datepicker', date: null },
    { type: 'feedback_buttons', value: null },
    undefined,
  ]);
});
