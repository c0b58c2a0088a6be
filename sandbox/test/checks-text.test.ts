import * as fc from 'fast-check';
import { commandText, mentions, typedText, type World } from '../src/checks';

const world: World = {
  people: [
    { id: 'U0ALICE', handle: 'alice' },
    { id: 'U0BOB', handle: 'bob.b-1' },
  ],
  channels: [
    { id: 'C0GENERAL', name: 'general' },
    { id: 'C0TRIAGE', name: 'support-triage' },
  ],
};

test.each<[string, string, string]>([
  ['nothing', '', ''],
  ['plain words', 'hello *bold* _there_ :tada:', 'hello *bold* _there_ :tada:'],
  ['what Slack escapes', 'a < b && b > c &amp; &lt;', 'a &lt; b &amp;&amp; b &gt; c &amp;amp; &amp;lt;'],
  [
    'wire text typed by hand',
    '<@U0ALICE> <!channel> <https://a|b>',
    '&lt;@U0ALICE&gt; &lt;!channel&gt; &lt;<https://a>|b&gt;',
  ],
  ['a person', 'ask @alice, please', 'ask <@U0ALICE>, please'],
  ['a person in capitals', '@ALICE!', '<@U0ALICE>!'],
  ['a person at the end of a sentence', 'It was @alice.', 'It was <@U0ALICE>.'],
  ['a handle with dots', '(@bob.b-1.)', '(<@U0BOB>.)'],
  ['a handle of nobody', '@alicia @bob @nobody', '@alicia @bob @nobody'],
  [
    'an address that holds a handle',
    'mail x@alice.com or @alice.com',
    'mail <mailto:x@alice.com|x@alice.com> or <@U0ALICE>.com',
  ],
  ['people in bold and italics', '*@alice* _@bob.b-1_ ~#general~', '*<@U0ALICE>* _<@U0BOB>_ ~<#C0GENERAL|general>~'],
  ['two signs', '@@alice ##general', '@@alice ##general'],
  ['channels', '#general/#support-triage #nowhere', '<#C0GENERAL|general>/<#C0TRIAGE|support-triage> #nowhere'],
  ['everybody', '@here @channel @everyone @heres', '<!here> <!channel> <!everyone> @heres'],
  ['a link', 'see https://example.com/a?b=1&c=2#general.', 'see <https://example.com/a?b=1&amp;c=2#general>.'],
  [
    'a link in brackets',
    '(http://example.com) [https://en.wikipedia.org/wiki/Bell_(a)]',
    '(<http://example.com>) [<https://en.wikipedia.org/wiki/Bell_(a)]>',
  ],
  ['a bold link', '*https://example.com*', '*<https://example.com>*'],
  ['a mail address', '(a.b+c@d-e.example).', '(<mailto:a.b+c@d-e.example|a.b+c@d-e.example>).'],
  [
    'a domain',
    'Example.com, desk.example/a?b=1&c=@d.',
    '<http://Example.com|Example.com>, <http://desk.example/a?b=1&amp;c=@d|desk.example/a?b=1&amp;c=@d>.',
  ],
  ['no domain', 'archive.tar a.b @a.com x.com.y 1.5 -a.com .com', 'archive.tar a.b @a.com x.com.y 1.5 -a.com .com'],
  ['no link', 'https:// xhttps://a javascript:alert(1)', 'https:// xhttps://a javascript:alert(1)'],
  ['inline code', '`@alice <b> https://a` @alice', '`@alice &lt;b&gt; https://a` <@U0ALICE>'],
  ['a fence', '```\n@here & `#general`\n``` #general', '```\n@here &amp; `#general`\n``` <#C0GENERAL|general>'],
  ['a fence that never ends', '``` @alice', '``` <@U0ALICE>'],
  ['code that never ends', '`@alice\n@alice`', '`<@U0ALICE>\n<@U0ALICE>`'],
  ['other scripts', 'مرحبا @alice 你好@alice é@alice', 'مرحبا <@U0ALICE> 你好@alice é@alice'],
])('the composer sends %s as Slack does', (_name, typed, wire) => {
  expect(typedText(typed, world)).toBe(wire);
});

test.each<[string, boolean, string, string]>([
  [
    'a command with should_escape names people and channels',
    true,
    'promote @alice in #general',
    'promote <@U0ALICE|alice> in <#C0GENERAL|general>',
  ],
  [
    'a command with should_escape wraps links',
    true,
    'see https://example.com & co',
    'see <https://example.com> &amp; co',
  ],
  ['a command calls nobody together', true, '@here', '@here'],
  ['a command without should_escape keeps its words', false, 'promote @alice <b>', 'promote @alice &lt;b&gt;'],
])('%s', (_name, shouldEscape, typed, text) => {
  expect(commandText(typed, world, shouldEscape)).toBe(text);
});

const entity =
  /<(?:@U[A-Z0-9]+|#C[A-Z0-9]+\|[a-z-]+|!(?:here|channel|everyone)|(?:https?:\/\/|mailto:)[^\s<>|"`]+(?:\|[^\s<>|"`]+)?)>/gi;

function decoded(wire: string): string {
  const names = new Map(world.people.map(({ id, handle }) => [id, handle]));
  return wire
    .replace(entity, (whole) => {
      const inner = whole.slice(1, -1);
      if (inner.startsWith('@')) return `@${names.get(inner.slice(1))}`;
      if (inner.startsWith('#')) return `#${inner.split('|')[1]}`;
      return inner.startsWith('!') ? `@${inner.slice(1)}` : (inner.split('|')[1] ?? inner);
    })
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '@alice',
        '@bob.b-1',
        '@HERE',
        '#general',
        '`',
        '```',
        '<',
        '>',
        '&',
        '&lt;',
        '|',
        'https://a.b',
        'a.com',
        'a@',
        '/a',
        '(',
        ')',
        '.',
        '\n',
        ' ',
        '<!channel>',
        '<@U0ALICE>',
      ),
      fc.string({ unit: 'grapheme' }),
    ),
  )
  .map((parts) => parts.join(''));

test('whatever is typed, only our own entities stand in angle brackets, and the words come back', () => {
  fc.assert(
    fc.property(hostile, (typed) => {
      const wire = typedText(typed, world);
      expect(wire.replace(entity, '')).not.toMatch(/[<>]/);
      expect(decoded(wire).toLowerCase()).toBe(typed.toLowerCase());
    }),
    { numRuns: 500 },
  );
});

test.each([
  ...[
    '`',
    '```',
    '@',
    '@a.',
    'https://',
    '<',
    '``` ',
    '@alice.',
    '(https://a',
    'a@a.',
    'a.com',
    'a-',
    'a.',
    '<@U1|',
    '<!here',
  ].map((one) => one.repeat(9000)),
  `https://a${')'.repeat(40_000)}x`,
  `@${'a.'.repeat(20_000)}`,
])('long hostile text takes no time', (typed) => {
  const start = performance.now();
  mentions(typed);
  mentions(typedText(typed, world));
  expect(performance.now() - start).toBeLessThan(500);
});

const mrkdwn = (text: string): object => ({ type: 'mrkdwn', text });
const rich = (...elements: object[]): object => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

test.each<[string, string, unknown, string[]]>([
  ['nobody by words', 'hello @alice', undefined, []],
  ['people, each once', '<@U0ALICE> <@U0BOB|bob> <@U0ALICE>', undefined, ['U0ALICE', 'U0BOB']],
  ['everybody', '<!here> <!channel|channel> <!everyone>', [], ['here', 'channel', 'everyone']],
  ['nobody from code', '`<@U0ALICE>` ```\n<!here>\n``` &lt;@U0BOB&gt;', undefined, []],
  ['nobody by a link or a date', '<https://a|@U0ALICE> <!date^1^{ago}|then> <#C0GENERAL|general>', undefined, []],
  [
    'those of the blocks, where there are blocks',
    '<@U0ALICE>',
    [{ type: 'section', text: mrkdwn('<@U0BOB>'), fields: [mrkdwn('<!here>')] }],
    ['U0BOB', 'here'],
  ],
  ['those of a context', '', [{ type: 'context', elements: [mrkdwn('<@U0BOB>'), { type: 'image' }] }], ['U0BOB']],
  [
    'nobody by plain text, nor by a button',
    '',
    [
      { type: 'header', text: { type: 'plain_text', text: '<@U0BOB>' } },
      { type: 'actions', elements: [{ type: 'button', confirm: { text: mrkdwn('<@U0BOB>') } }] },
    ],
    [],
  ],
  [
    'people of rich text',
    '',
    [rich({ type: 'user', user_id: 'U0BOB' }, { type: 'broadcast', range: 'channel' })],
    ['U0BOB', 'channel'],
  ],
  [
    'nobody by the words of rich text, nor by code in it',
    '',
    [rich({ type: 'text', text: '<!channel> <@U0ALICE>' }, { type: 'user', user_id: 'U0BOB', style: { code: true } })],
    [],
  ],
  [
    'those in a list',
    '',
    [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U0BOB' }] }],
          },
        ],
      },
    ],
    ['U0BOB'],
  ],
  ['nobody by blocks that are none', '', ['x', null, { type: 'rich_text' }], []],
])('a message notifies %s', (_name, text, blocks, whom) => {
  expect(mentions(text, blocks)).toEqual(whom);
});
