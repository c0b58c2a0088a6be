import type { KnownBlock, PlainTextElement } from '@slack/types';
import type { FieldValues } from '../src/protocol';
import { initialValues, missingFields } from '../ui/blocks/values';

function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text };
}

const low = { text: plain('Low'), value: 'low' };
const high = { text: plain('High'), value: 'high' };

function input(
  blockId: string,
  element: Extract<KnownBlock, { type: 'input' }>['element'],
  optional = false,
): KnownBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: plain(blockId),
    optional,
    element: { ...element, action_id: 'it' },
  };
}

const form: KnownBlock[] = [
  { type: 'section', block_id: 'intro', text: plain('Hello') },
  input('title', { type: 'plain_text_input' }),
  input('details', { type: 'plain_text_input', initial_value: 'as typed' }, true),
  input('priority', { type: 'static_select', options: [low, high], initial_option: high }),
  input('kind', { type: 'radio_buttons', options: [low] }),
  input('also', { type: 'checkboxes', options: [low, high], initial_options: [low] }),
  input('person', { type: 'users_select' }),
  input('watchers', { type: 'multi_users_select', initial_users: ['U1'] }),
  input('due', { type: 'datepicker', initial_date: '2026-11-24' }),
  {
    type: 'actions',
    block_id: 'row',
    elements: [
      { type: 'button', action_id: 'press', text: plain('Press') },
      { type: 'static_select', action_id: 'pick', options: [low] },
    ],
  },
  { type: 'section', block_id: 'side', text: plain('Side'), accessory: { type: 'users_select', action_id: 'who' } },
];

test('a view starts with what its elements say, and a button has no value', () => {
  expect(initialValues(form)).toEqual({
    title: { it: { type: 'plain_text_input', value: null } },
    details: { it: { type: 'plain_text_input', value: 'as typed' } },
    priority: { it: { type: 'static_select', value: 'high' } },
    kind: { it: { type: 'radio_buttons', value: null } },
    also: { it: { type: 'checkboxes', values: ['low'] } },
    person: { it: { type: 'users_select', user: null } },
    watchers: { it: { type: 'multi_users_select', users: ['U1'] } },
    due: { it: { type: 'datepicker', date: '2026-11-24' } },
    row: { pick: { type: 'static_select', value: null } },
    side: { who: { type: 'users_select', user: null } },
  });
});

test('every empty required field is named, and no optional one', () => {
  const words = 'Please complete this required field.';
  expect(missingFields(form, initialValues(form))).toEqual({ title: words, kind: words, person: words });
});

test('emptied fields are missing again, filled ones no longer', () => {
  const typed: FieldValues = {
    ...initialValues(form),
    title: { it: { type: 'plain_text_input', value: 'Printer' } },
    kind: { it: { type: 'radio_buttons', value: 'low' } },
    person: { it: { type: 'users_select', user: 'U2' } },
    also: { it: { type: 'checkboxes', values: [] } },
    watchers: { it: { type: 'multi_users_select', users: [] } },
    due: { it: { type: 'datepicker', date: null } },
  };
  expect(Object.keys(missingFields(form, typed))).toEqual(['also', 'watchers', 'due']);
});
