import { checkBlocks, messageTooLong, type Surface } from '../src/checks';

const long = (size: number): string => 'x'.repeat(size);
const plain = (text: unknown): object => ({ type: 'plain_text', text });
const mrkdwn = (text: unknown): object => ({ type: 'mrkdwn', text });
const many = <T>(size: number, one: (n: number) => T): T[] => Array.from({ length: size }, (_, n) => one(n));
const option = (n: number): object => ({ text: plain(`Option ${n}`), value: `${n}` });
const button = { type: 'button', text: plain('Claim'), action_id: 'claim', value: '1' };
const actions = (...elements: object[]): object => ({ type: 'actions', elements });
const section = (more: object): object => ({ type: 'section', text: mrkdwn('Words'), ...more });
const select = { type: 'static_select', action_id: 'choose', options: [option(1)] };
const thumb = (more: object = {}): object => ({ text: plain('Good'), value: 'good', ...more });
const feedback = (more: object = {}): object => ({
  type: 'feedback_buttons',
  positive_button: thumb(),
  negative_button: thumb(),
  ...more,
});
const thumbs = (more: object = {}): object => ({ type: 'context_actions', elements: [feedback(more)] });
const textInput = (more: object): object => ({
  type: 'input',
  label: plain('Title'),
  element: { type: 'plain_text_input', action_id: 'title', ...more },
});
const input = (element: object): object => ({ type: 'input', label: plain('Pick'), element });
const rich = (...elements: object[]): object => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const confirm = { title: plain('Sure?'), text: mrkdwn('It is *gone* then.'), confirm: plain('Yes'), deny: plain('No') };

test.each<[string, Surface, object[]]>([
  ['no blocks at all', 'message', []],
  ['a header', 'message', [{ type: 'header', text: { ...plain('New ticket'), emoji: true }, block_id: 'head' }]],
  [
    'a section with verbatim text, fields and a button',
    'message',
    [
      section({
        text: { ...mrkdwn('*Words*'), verbatim: true },
        fields: [plain('a'), mrkdwn('b')],
        accessory: button,
        expand: true,
      }),
    ],
  ],
  ['a section of fields alone', 'home', [{ type: 'section', fields: [plain('a')] }]],
  [
    'a section with a select, or a menu of links',
    'message',
    [
      section({ accessory: { ...select, placeholder: plain('Choose'), initial_option: option(1), confirm } }),
      section({
        accessory: { type: 'overflow', action_id: 'more', options: [{ ...option(1), url: 'https://example.com' }] },
      }),
    ],
  ],
  [
    'a context',
    'message',
    [
      {
        type: 'context',
        elements: [mrkdwn('a'), plain('b')],
      },
    ],
  ],
  ['a divider', 'home', [{ type: 'divider' }]],
  ['two thumbs', 'message', [thumbs({ positive_button: thumb({ accessibility_label: 'A good answer' }) })]],
  [
    'every element of an actions block',
    'message',
    [
      actions(
        {
          ...button,
          style: 'danger',
          url: 'https://example.com',
          accessibility_label: 'Claim it',
          confirm: { ...confirm, style: 'danger' },
        },
        select,
        { type: 'overflow', options: [option(1)] },
        {
          type: 'checkboxes',
          action_id: 'boxes',
          options: [{ ...option(1), text: mrkdwn('*1*'), description: plain('One') }],
        },
        { type: 'radio_buttons', action_id: 'radio', options: [option(1), option(2)], initial_option: option(2) },
        { type: 'users_select', action_id: 'who', initial_user: 'U0ALICE' },
        { type: 'datepicker', action_id: 'since', initial_date: '2028-02-29', placeholder: plain('Since'), confirm },
      ),
    ],
  ],
  [
    'every element of an input block',
    'modal',
    [
      textInput({ multiline: true, min_length: 0, max_length: 3000, initial_value: '', placeholder: plain('Say') }),
      textInput({ focus_on_load: true, dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] } }),
      ...[
        select,
        { type: 'radio_buttons', options: [option(1)] },
        { type: 'checkboxes', options: [option(1)], initial_options: [option(1)] },
        { type: 'users_select' },
        { type: 'datepicker', initial_date: '2026-11-01' },
      ].map(input),
      section({ text: plain('Since'), accessory: { type: 'datepicker' } }),
    ],
  ],
  [
    'an input in a home, with a hint',
    'home',
    [{ ...textInput({}), hint: plain('Few words'), optional: true, dispatch_action: true }],
  ],
  [
    'every part of rich text',
    'message',
    [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              {
                type: 'text',
                text: ' <!channel> & *words* ',
                style: { bold: true, italic: false, strike: true, code: true, underline: true },
              },
              { type: 'link', url: 'https://example.com', text: 'Example' },
              { type: 'user', user_id: 'U0ALICE' },
              { type: 'channel', channel_id: 'C0GENERAL' },
              { type: 'emoji', name: 'tada' },
              { type: 'broadcast', range: 'here' },
              { type: 'date', timestamp: 1_764_000_000, format: '{ago}', fallback: 'lately' },
            ],
          },
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'said' }] },
        ],
      },
    ],
  ],
])('%s may stand in a %s', (_name, surface, blocks) => {
  expect(checkBlocks(blocks, surface)).toEqual([]);
});

const inText = ['failed to match all allowed schemas'];

/** What is limited, the limit, a block of that size, where Slack points, and what it says before. */
test.each<[string, number, (text: string) => object, string, string[]?]>([
  ['a header', 150, (text) => ({ type: 'header', text: plain(text) }), '/text/text'],
  ['the text of a section', 3000, (text) => section({ text: mrkdwn(text) }), '/text/text', inText],
  ['a field of a section', 2000, (text) => section({ fields: [mrkdwn(text)] }), '/fields/0/text', inText],
  ['a context', 3000, (text) => ({ type: 'context', elements: [mrkdwn(text)] }), '/elements/0/text', inText],
  ['the text of a button', 75, (text) => actions({ ...button, text: plain(text) }), '/elements/0/text/text'],
  ['the value of a button', 2000, (value) => actions({ ...button, value }), '/elements/0/value'],
  [
    'the address of a button',
    3000,
    (text) => actions({ ...button, url: text && 'https://'.padEnd(text.length, 'x') }),
    '/elements/0/url',
  ],
  [
    'the label of a button',
    75,
    (text) => actions({ ...button, accessibility_label: text }),
    '/elements/0/accessibility_label',
  ],
  ['an action id', 255, (text) => actions({ ...button, action_id: text }), '/elements/0/action_id'],
  ['a block id', 255, (text) => ({ type: 'divider', block_id: text }), '/block_id'],
  [
    'an option',
    75,
    (text) => actions({ ...select, options: [{ ...option(1), text: plain(text) }] }),
    '/elements/0/options/0/text/text',
  ],
  [
    'the value of an option',
    150,
    (value) => actions({ ...select, options: [{ ...option(1), value }] }),
    '/elements/0/options/0/value',
  ],
  [
    'the description of an option',
    75,
    (text) => actions({ ...select, options: [{ ...option(1), description: plain(text) }] }),
    '/elements/0/options/0/description/text',
  ],
  ['a placeholder', 150, (text) => actions({ ...select, placeholder: plain(text) }), '/elements/0/placeholder/text'],
  [
    'the title of a confirmation',
    100,
    (text) => actions({ ...button, confirm: { ...confirm, title: plain(text) } }),
    '/elements/0/confirm/title/text',
  ],
  [
    'the text of a confirmation',
    300,
    (text) => actions({ ...button, confirm: { ...confirm, text: mrkdwn(text) } }),
    '/elements/0/confirm/text/text',
    inText,
  ],
  [
    'the yes of a confirmation',
    30,
    (text) => actions({ ...button, confirm: { ...confirm, confirm: plain(text) } }),
    '/elements/0/confirm/confirm/text',
  ],
  [
    'the no of a confirmation',
    30,
    (text) => actions({ ...button, confirm: { ...confirm, deny: plain(text) } }),
    '/elements/0/confirm/deny/text',
  ],
  ['the label of an input', 2000, (text) => ({ ...textInput({}), label: plain(text) }), '/label/text'],
  ['the hint of an input', 2000, (text) => ({ ...textInput({}), hint: plain(text) }), '/hint/text'],
])('%s holds %d characters, not one more, and not none', (_name, max, block, pointer, before: string[] = []) => {
  const said = (words: string): string[] => [
    ...before.map((one) => `[ERROR] ${one} [json-pointer:/blocks/0${pointer.replace(/\/text$/, '')}]`),
    `[ERROR] ${words} [json-pointer:/blocks/0${pointer}]`,
  ];
  expect(checkBlocks([block(long(max))], 'modal')).toEqual([]);
  expect(checkBlocks([block(long(max + 1))], 'modal')).toEqual(said(`must be less than ${max + 1} characters`));
  expect(checkBlocks([block('')], 'modal')).toEqual(said('must be more than 0 characters'));
});

test.each<[string, number, (text: string) => object, string]>([
  ['text', 75, (text) => ({ text: plain(text) }), '/text/text'],
  ['value', 2000, (value) => ({ value }), '/value'],
  ['label', 75, (text) => ({ accessibility_label: text }), '/accessibility_label'],
])('the %s of a thumb holds %d characters, not one more, and not none', (_name, max, more, pointer) => {
  const said = (words: string): string[] => [
    `[ERROR] ${words} [json-pointer:/blocks/0/elements/0/negative_button${pointer}]`,
  ];
  const check = (size: number) => checkBlocks([thumbs({ negative_button: thumb(more(long(size))) })], 'message');
  expect(check(max)).toEqual([]);
  expect(check(max + 1)).toEqual(said(`must be less than ${max + 1} characters`));
  expect(check(0)).toEqual(said('must be more than 0 characters'));
});

test('text that is only blanks is no text, but a blank piece of rich text is one', () => {
  expect(checkBlocks([{ type: 'header', text: plain(' \n ') }], 'message')).toEqual([
    '[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ]);
  expect(checkBlocks([rich({ type: 'text', text: ' ' })], 'message')).toEqual([]);
});

test.each([
  '',
  '2026-11-1',
  '01.11.2026',
  '2026-02-29',
  '2026-00-10',
  '2026-13-01',
  '2026-11-01T00:00',
  '+02026-01-01',
])('a date picker that begins with "%s" is refused', (date) => {
  expect(checkBlocks([input({ type: 'datepicker', initial_date: date })], 'modal')).toEqual([
    '[ERROR] must be a date in the format YYYY-MM-DD [json-pointer:/blocks/0/element/initial_date]',
  ]);
});

const dated = (placeholder: object): object => input({ type: 'datepicker', placeholder });

test('a date picker takes a placeholder of 150 characters, and no markdown', () => {
  expect(checkBlocks([dated(plain(long(150)))], 'modal')).toEqual([]);
  expect(checkBlocks([dated(plain(long(151)))], 'modal')).toEqual([
    '[ERROR] must be less than 151 characters [json-pointer:/blocks/0/element/placeholder/text]',
  ]);
  expect(checkBlocks([dated(mrkdwn('a'))], 'modal')).toEqual([
    '[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/0/element/placeholder/type]',
  ]);
});

/** What is counted, how many there may be, a block with that many, where Slack points. */
test.each<[string, number, (size: number) => object, string]>([
  ['fields in a section', 10, (size) => section({ fields: many(size, () => plain('a')) }), '/fields'],
  ['elements in a context', 10, (size) => ({ type: 'context', elements: many(size, () => plain('a')) }), '/elements'],
  [
    'elements in an actions block',
    25,
    (size) => actions(...many(size, (n) => ({ ...button, action_id: `${n}` }))),
    '/elements',
  ],
  [
    'elements in a context actions block',
    5,
    (size) => ({ type: 'context_actions', elements: many(size, () => feedback()) }),
    '/elements',
  ],
  ['options in a select', 100, (size) => actions({ ...select, options: many(size, option) }), '/elements/0/options'],
  [
    'options in an overflow menu',
    5,
    (size) => actions({ type: 'overflow', options: many(size, option) }),
    '/elements/0/options',
  ],
  ['checkboxes', 10, (size) => actions({ type: 'checkboxes', options: many(size, option) }), '/elements/0/options'],
  [
    'radio buttons',
    10,
    (size) => actions({ type: 'radio_buttons', options: many(size, option) }),
    '/elements/0/options',
  ],
])('%s: up to %d, and at least one', (_name, max, block, pointer) => {
  expect(checkBlocks([block(max)], 'message')).toEqual([]);
  expect(checkBlocks([block(max + 1)], 'message')).toEqual([
    `[ERROR] no more than ${max} items allowed [json-pointer:/blocks/0${pointer}]`,
  ]);
  expect(checkBlocks([block(0)], 'message')).toEqual([
    `[ERROR] must provide at least 1 items [json-pointer:/blocks/0${pointer}]`,
  ]);
});

const dividers = (size: number): object[] => many(size, () => ({ type: 'divider' }));

test.each<[Surface, number]>([
  ['message', 50],
  ['modal', 100],
  ['home', 100],
])('a %s holds %d blocks', (surface, max) => {
  expect(checkBlocks(dividers(max), surface)).toEqual([]);
  expect(checkBlocks(dividers(max + 1), surface)).toEqual([
    `[ERROR] no more than ${max} items allowed [json-pointer:/blocks]`,
  ]);
});

/** What is wrong, where, the blocks, and what Slack says of it. */
test.each<[string, Surface, unknown, string[]]>([
  ['blocks that are no list', 'message', { type: 'divider' }, ['must provide an array [json-pointer:/blocks]']],
  ['a block that is no object', 'message', ['divider'], ['must provide an object [json-pointer:/blocks/0]']],
  ['a block without a type', 'message', [{}], ['missing required field: type [json-pointer:/blocks/0]']],
  [
    'a type that Slack never had',
    'message',
    [{ type: 'marquee' }],
    ['unsupported type: marquee [json-pointer:/blocks/0/type]'],
  ],
  [
    'a type named like a property of every object',
    'message',
    [{ type: 'constructor' }],
    ['unsupported type: constructor [json-pointer:/blocks/0/type]'],
  ],
  [
    'a type that is not even a word',
    'message',
    [{ type: {} }],
    ['must provide a string [json-pointer:/blocks/0/type]'],
  ],
  [
    'a header in markdown',
    'message',
    [{ type: 'header', text: mrkdwn('a') }],
    ['unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]'],
  ],
  [
    'a header of a bare string',
    'message',
    [{ type: 'header', text: 'a' }],
    ['must provide an object [json-pointer:/blocks/0/text]'],
  ],
  ['a header without text', 'message', [{ type: 'header' }], ['missing required field: text [json-pointer:/blocks/0]']],
  [
    'a number for text',
    'message',
    [{ type: 'header', text: plain(5) }],
    ['must provide a string [json-pointer:/blocks/0/text/text]'],
  ],
  [
    'a section of nothing',
    'message',
    [{ type: 'section' }],
    ['must define either `text` or `fields` [json-pointer:/blocks/0/type]'],
  ],
  [
    'an invented key',
    'message',
    [{ type: 'divider', colour: 'red' }],
    ['invalid additional property: colour [json-pointer:/blocks/0]'],
  ],
  [
    'emoji in markdown',
    'message',
    [section({ text: { ...mrkdwn('a'), emoji: true } })],
    [
      'failed to match all allowed schemas [json-pointer:/blocks/0/text]',
      'invalid additional property: emoji [json-pointer:/blocks/0/text]',
    ],
  ],
  [
    'a style that is none',
    'message',
    [actions({ ...button, style: 'default' })],
    ['must be a valid enum value [json-pointer:/blocks/0/elements/0/style]'],
  ],
  [
    'a null where a word belongs',
    'message',
    [actions({ ...button, style: null })],
    ['must provide a string [json-pointer:/blocks/0/elements/0/style]'],
  ],
  [
    'a field for a block below it',
    'message',
    [actions(textInput({}))],
    ['unsupported type: input [json-pointer:/blocks/0/elements/0/type]'],
  ],
  [
    'a text field among buttons',
    'modal',
    [actions({ type: 'plain_text_input' })],
    ['unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]'],
  ],
  [
    'a button as an input',
    'modal',
    [input(button)],
    ['unsupported type: button [json-pointer:/blocks/0/element/type]'],
  ],
  [
    'a link in a select',
    'message',
    [actions({ ...select, options: [{ ...option(1), url: 'https://example.com' }] })],
    ['invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]'],
  ],
  [
    'markdown in a select',
    'message',
    [actions({ ...select, options: [{ ...option(1), text: mrkdwn('a') }] })],
    ['unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/options/0/text/type]'],
  ],
  [
    'an option with a type',
    'message',
    [actions({ ...select, options: [{ ...option(1), type: 'option' }] })],
    ['invalid additional property: type [json-pointer:/blocks/0/elements/0/options/0]'],
  ],
  [
    'a select without options',
    'message',
    [actions({ type: 'static_select' })],
    ['missing required field: options [json-pointer:/blocks/0/elements/0]'],
  ],
  [
    'a select in groups',
    'message',
    [actions({ ...select, option_groups: [{ label: plain('a'), options: [option(1)] }] })],
    [
      'unsupported here: Slack has it, the practice workspace does not [json-pointer:/blocks/0/elements/0/option_groups]',
    ],
  ],
  [
    'a first choice that is not offered',
    'message',
    [actions({ ...select, initial_option: option(2) })],
    ['must exactly match one of the provided `options` [json-pointer:/blocks/0/elements/0/initial_option]'],
  ],
  [
    'a first tick that is not offered',
    'message',
    [actions({ type: 'checkboxes', options: [option(1)], initial_options: [option(1), option(2)] })],
    ['must exactly match one of the provided `options` [json-pointer:/blocks/0/elements/0/initial_options]'],
  ],
  [
    'a button that would run a script',
    'message',
    [actions({ ...button, url: 'javascript:alert(1)' })],
    ['must be a valid URL [json-pointer:/blocks/0/elements/0/url]'],
  ],
  [
    'a link that would run a script',
    'message',
    [rich({ type: 'link', url: 'JavaScript:alert(1)' })],
    ['must be a valid URL [json-pointer:/blocks/0/elements/0/elements/0/url]'],
  ],
  [
    'a smallest length above the greatest',
    'modal',
    [textInput({ min_length: 5, max_length: 4 })],
    ['must be less than or equal to `max_length` [json-pointer:/blocks/0/element/min_length]'],
  ],
  [
    'a length of half a character',
    'modal',
    [textInput({ max_length: 1.5 })],
    ['must provide an integer [json-pointer:/blocks/0/element/max_length]'],
  ],
  [
    'a length of nothing',
    'modal',
    [textInput({ max_length: 0 })],
    ['must be greater than 0 [json-pointer:/blocks/0/element/max_length]'],
  ],
  [
    'a length above 3000',
    'modal',
    [textInput({ max_length: 3001 })],
    ['must be less than 3001 [json-pointer:/blocks/0/element/max_length]'],
  ],
  [
    'a yes in words',
    'modal',
    [textInput({ multiline: 'yes' })],
    ['must provide a boolean [json-pointer:/blocks/0/element/multiline]'],
  ],
  [
    'a text field filled too far',
    'modal',
    [textInput({ initial_value: long(3001) })],
    ['must be less than 3001 characters [json-pointer:/blocks/0/element/initial_value]'],
  ],
  [
    'rich text with an empty piece',
    'message',
    [rich({ type: 'text', text: '' })],
    ['must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]'],
  ],
  [
    'a border of two',
    'message',
    [{ type: 'rich_text', elements: [{ type: 'rich_text_quote', border: 2, elements: [] }] }],
    ['must be a valid enum value [json-pointer:/blocks/0/elements/0/border]'],
  ],
  [
    'a border in words',
    'message',
    [{ type: 'rich_text', elements: [{ type: 'rich_text_quote', border: 'yes', elements: [] }] }],
    ['must provide an integer [json-pointer:/blocks/0/elements/0/border]'],
  ],
  [
    'a lone thumb',
    'message',
    [{ type: 'context_actions', elements: [{ type: 'feedback_buttons', positive_button: thumb() }] }],
    ['missing required field: negative_button [json-pointer:/blocks/0/elements/0]'],
  ],
  [
    'a pair of thumbs that asks first',
    'message',
    [thumbs({ confirm })],
    ['invalid additional property: confirm [json-pointer:/blocks/0/elements/0]'],
  ],
  ['a pair of thumbs', 'home', [thumbs()], ['unsupported type: context_actions [json-pointer:/blocks/0/type]']],
  [
    'two blocks of one name',
    'message',
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ],
    ['`block_id` "a" already exists [json-pointer:/blocks/1/block_id]'],
  ],
  [
    'two buttons of one name',
    'message',
    [actions(button, button)],
    ['`action_id` "claim" already exists [json-pointer:/blocks/0/elements/1/action_id]'],
  ],
  [
    'two fields that want the focus',
    'modal',
    [textInput({ focus_on_load: true }), textInput({ focus_on_load: true })],
    ['only one element can have `focus_on_load` [json-pointer:/blocks/1/element/focus_on_load]'],
  ],
])('%s is refused in a %s', (_name, surface, blocks, messages) => {
  expect(checkBlocks(blocks, surface)).toEqual(messages.map((message) => `[ERROR] ${message}`));
});

test('the same button may stand in two blocks', () => {
  expect(checkBlocks([actions(button), actions(button), section({ accessory: button })], 'message')).toEqual([]);
});

const here = (type: string, pointer: string): string =>
  `[ERROR] unsupported type here: ${type}; Slack has it, the practice workspace does not [json-pointer:/blocks/0${pointer}/type]`;

test.each([
  'image',
  'alert',
  'table',
  'markdown',
  'video',
  'data_table',
  'data_visualization',
  'card',
  'carousel',
  'container',
  'file',
  'plan',
  'task_card',
])('a %s, which Slack has, is refused by name', (type) => {
  expect(checkBlocks([{ type, rows: [] }], 'message')).toEqual([here(type, '')]);
});

const files = (more: object) => input({ type: 'file_input', ...more });
const twoPeople = (more: object) => input({ type: 'multi_users_select', initial_users: ['U1', 'U2'], ...more });

test('files are asked for in the inputs of a modal alone, ten at most, by the ends of their names', () => {
  expect(checkBlocks([files({ action_id: 'files', filetypes: ['pdf', 'png'], max_files: 10 })], 'modal')).toEqual([]);
  expect(checkBlocks([files({})], 'home')).toEqual([
    '[ERROR] unsupported type: file_input [json-pointer:/blocks/0/element/type]',
  ]);
  for (const wrong of [{ max_files: 0 }, { max_files: 11 }, { filetypes: [] }, { filetypes: ['.pdf'] }]) {
    expect(checkBlocks([files(wrong)], 'modal')).toHaveLength(1);
  }
});

test('several people begin as many as may be chosen, at most', () => {
  expect(checkBlocks([twoPeople({}), twoPeople({ max_selected_items: 2 })], 'modal')).toEqual([]);
  expect(checkBlocks([twoPeople({ max_selected_items: 1 })], 'home')).toHaveLength(1);
});

test('elements that Slack has and the practice workspace does not are refused by name', () => {
  expect(checkBlocks([textInput({})], 'message')).toEqual([here('input', '')]);
  expect(checkBlocks([actions({ type: 'timepicker' })], 'message')).toEqual([here('timepicker', '/elements/0')]);
  expect(checkBlocks([section({ accessory: { type: 'image' } })], 'message')).toEqual([here('image', '/accessory')]);
  for (const type of ['external_select', 'timepicker', 'multi_static_select']) {
    expect(checkBlocks([input({ type })], 'modal')).toEqual([here(type, '/element')]);
  }
  expect(checkBlocks([{ type: 'context', elements: [{ type: 'image' }] }], 'message')).toEqual([
    '[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/elements/0]',
    here('image', '/elements/0'),
  ]);
  expect(checkBlocks([{ type: 'context_actions', elements: [{ type: 'icon_button' }] }], 'message')).toEqual([
    here('icon_button', '/elements/0'),
  ]);
  for (const type of ['rich_text_list', 'rich_text_preformatted']) {
    expect(checkBlocks([{ type: 'rich_text', elements: [{ type }] }], 'message')).toEqual([here(type, '/elements/0')]);
  }
  expect(checkBlocks([rich({ type: 'usergroup', usergroup_id: 'S1' })], 'message')).toEqual([
    here('usergroup', '/elements/0/elements/0'),
  ]);
});

test('every fault of a message is named at once', () => {
  expect(checkBlocks([{ type: 'header' }, { type: 'divider' }, { type: 'nothing' }], 'message')).toHaveLength(2);
});

test('a message holds about 13,200 characters in all, what surrounds them included', () => {
  const sections = (size: number): object[] =>
    [3000, 3000, 3000, 3000, size].map((one) => section({ text: mrkdwn(long(one)) }));
  expect(messageTooLong(sections(950))).toBe(false);
  expect(messageTooLong(sections(951))).toBe(true);
  expect(messageTooLong([...sections(850), { type: 'divider' }])).toBe(false);
  expect(messageTooLong([...sections(851), { type: 'divider' }])).toBe(true);
  expect(messageTooLong([rich({ type: 'text', text: long(13_151) })])).toBe(true);
  expect(messageTooLong(undefined)).toBe(false);
});

/** `text` characters, spread over so many sections. */
const spread = (sections: number, text: number): object[] =>
  many(sections, (n) => section({ text: mrkdwn(long(Math.floor(text / sections) + (n < text % sections ? 1 : 0))) }));

test('what people measured at Slack comes out as they measured it', () => {
  expect(messageTooLong(spread(50, 9597))).toBe(false);
  expect(messageTooLong(spread(45, 11_341))).toBe(true);
});
