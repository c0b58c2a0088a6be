import { checkView, viewTooLarge } from '../src/checks';

const plain = (text: unknown): object => ({ type: 'plain_text', text });
const input = { type: 'input', label: plain('Title'), element: { type: 'plain_text_input' } };
const modal = (more: object): object => ({ type: 'modal', title: plain('Ticket'), blocks: [], ...more });
const home = (more: object): object => ({ type: 'home', blocks: [], ...more });
const refused = (...messages: string[]): string[] => [
  '[ERROR] failed to match all allowed schemas [json-pointer:/view]',
  ...messages.map((message) => `[ERROR] ${message}`),
];

test.each<[string, object]>([
  ['a modal that only tells', modal({ close: plain('Close'), clear_on_close: true, notify_on_close: true })],
  [
    'a form',
    modal({
      submit: plain('Send'),
      blocks: [input],
      callback_id: 'ticket.submit',
      private_metadata: '',
      external_id: 'one',
    }),
  ],
  ['a home', home({ blocks: [{ type: 'divider' }, input], private_metadata: '{}', callback_id: 'home' })],
])('%s is fine', (_name, view) => {
  expect(checkView(view)).toEqual([]);
});

test.each<[string, number, (text: string) => object, string]>([
  ['the title', 24, (text) => modal({ title: plain(text) }), '/title/text'],
  ['the submit button', 24, (text) => modal({ submit: plain(text) }), '/submit/text'],
  ['the close button', 24, (text) => modal({ close: plain(text) }), '/close/text'],
  ['private_metadata', 3000, (text) => modal({ private_metadata: text }), '/private_metadata'],
  ['the private_metadata of a home', 3000, (text) => home({ private_metadata: text }), '/private_metadata'],
  ['callback_id', 255, (text) => modal({ callback_id: text }), '/callback_id'],
  ['external_id', 255, (text) => modal({ external_id: text }), '/external_id'],
])('%s holds %d characters and not one more', (_name, max, view, pointer) => {
  expect(checkView(view('x'.repeat(max)))).toEqual([]);
  expect(checkView(view('x'.repeat(max + 1)))).toEqual(
    refused(`must be less than ${max + 1} characters [json-pointer:/view${pointer}]`),
  );
});

test.each<[string, unknown, string[]]>([
  ['no view', undefined, refused('must provide an object [json-pointer:/view]')],
  ['a view of no type', { blocks: [] }, refused('missing required field: type [json-pointer:/view]')],
  ['a view of another type', { type: 'dialog' }, refused('unsupported type: dialog [json-pointer:/view/type]')],
  [
    'a modal without a title',
    { type: 'modal', blocks: [] },
    refused('missing required field: title [json-pointer:/view]'),
  ],
  [
    'a title in markdown',
    modal({ title: { type: 'mrkdwn', text: 'a' } }),
    refused('unsupported type: mrkdwn [json-pointer:/view/title/type]'),
  ],
  ['a view without blocks', { type: 'home' }, refused('missing required field: blocks [json-pointer:/view]')],
  [
    'a home with a title',
    home({ title: plain('a') }),
    refused('invalid additional property: title [json-pointer:/view]'),
  ],
  [
    'a view that came from an answer',
    modal({ id: 'V1', hash: 'h' }),
    refused(
      'invalid additional property: id [json-pointer:/view]',
      'invalid additional property: hash [json-pointer:/view]',
    ),
  ],
  [
    'metadata that is no string',
    modal({ private_metadata: {} }),
    refused('must provide a string [json-pointer:/view/private_metadata]'),
  ],
  [
    'a fault in a block',
    modal({ blocks: [{ type: 'header' }] }),
    refused('missing required field: text [json-pointer:/view/blocks/0]'),
  ],
  [
    'thumbs in a modal',
    modal({ blocks: [{ type: 'context_actions', elements: [] }] }),
    refused('unsupported type: context_actions [json-pointer:/view/blocks/0/type]'),
  ],
  [
    'two blocks of one name',
    home({
      blocks: [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
    }),
    refused('`block_id` "a" already exists [json-pointer:/view/blocks/1/block_id]'),
  ],
  [
    'a form that cannot be sent',
    modal({ blocks: [{ type: 'divider' }, input] }),
    ['[ERROR] must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]'],
  ],
])('%s is refused', (_name, view, messages) => {
  expect(checkView(view)).toEqual(messages);
});

test('a home is not opened as a modal, nor a modal published as a home', () => {
  expect(checkView(home({}), 'modal')).toEqual(['[ERROR] must be of the type `modal` [json-pointer:/view/type]']);
  expect(checkView(modal({}), 'home')).toEqual(['[ERROR] must be of the type `home` [json-pointer:/view/type]']);
  expect(checkView(modal({}), 'modal')).toEqual([]);
});

test('a view of more than 250 kB is too large, counted in bytes', () => {
  const frame = JSON.stringify(modal({ private_metadata: '' })).length;
  expect(viewTooLarge(modal({ private_metadata: 'x'.repeat(250_000 - frame) }))).toBe(false);
  expect(viewTooLarge(modal({ private_metadata: 'x'.repeat(250_001 - frame) }))).toBe(true);
  expect(viewTooLarge(modal({ private_metadata: '\u00e9'.repeat(125_000) }))).toBe(true);
});
