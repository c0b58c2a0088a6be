import * as fc from 'fast-check';
import { archiveJson, archiveMarkdown, peopleIn } from '../../src/domain/archive';
import type { TicketWithComments } from '../../src/domain/ticket';

const names = new Map([
  ['U0ALICE', 'Alice Meyer'],
  ['U0CAROL', 'Carol Lindqvist'],
]);

const ticket: TicketWithComments = {
  id: '0123456789abcdef01234567',
  teamId: 'T0DESK',
  number: 42,
  requester: 'U0ALICE',
  title: 'Printer on fire',
  description: 'Third floor.\nBy the window.',
  status: 'completed',
  claimer: 'U0CAROL',
  createdAt: new Date('2026-11-24T09:00:00Z'),
  claimedAt: new Date('2026-11-24T09:05:00Z'),
  closedAt: new Date('2026-11-24T10:30:00Z'),
  version: 4,
  comments: [{ key: 'V1', author: 'U0CAROL', text: 'On my way.', at: new Date('2026-11-24T09:10:00Z') }],
};

test('the file for people says who asked what, who answered what, and when', () => {
  expect(archiveMarkdown(ticket, names)).toMatchInlineSnapshot(`
"# Ticket 42

    Printer on fire

- Requester: Alice Meyer
- Sent: 2026-11-24 09:00 UTC
- Completed by: Carol Lindqvist
- Claimed: 2026-11-24 09:05 UTC
- Completed: 2026-11-24 10:30 UTC

## Description

    Third floor.
    By the window.

## Comments

### Carol Lindqvist, 2026-11-24 09:10 UTC

    On my way.
"
`);
});

test('a ticket without a description, claimer and comments says so', () => {
  const bare = { ...ticket, description: '', claimer: undefined, claimedAt: undefined, comments: [] };
  const file = archiveMarkdown(bare, new Map());
  expect(file).toContain('## Description\n\nNone.\n');
  expect(file).toContain('## Comments\n\nNone.\n');
  expect(file).toContain('- Requester: U0ALICE\n');
  expect(file).not.toContain('Completed by');
});

test('the file for programs has every word, name and time', () => {
  expect(JSON.parse(archiveJson(ticket, names))).toEqual({
    number: 42,
    team: 'T0DESK',
    title: 'Printer on fire',
    description: 'Third floor.\nBy the window.',
    status: 'completed',
    requester: { id: 'U0ALICE', name: 'Alice Meyer' },
    claimer: { id: 'U0CAROL', name: 'Carol Lindqvist' },
    createdAt: '2026-11-24T09:00:00.000Z',
    claimedAt: '2026-11-24T09:05:00.000Z',
    closedAt: '2026-11-24T10:30:00.000Z',
    comments: [
      { author: { id: 'U0CAROL', name: 'Carol Lindqvist' }, at: '2026-11-24T09:10:00.000Z', text: 'On my way.' },
    ],
  });
});

test('what is not known stands there as null, and a name that Slack does not tell as its id', () => {
  const open = { ...ticket, status: 'open' as const, claimer: undefined, claimedAt: undefined, closedAt: undefined };
  expect(JSON.parse(archiveJson(open, new Map()))).toMatchObject({
    requester: { id: 'U0ALICE', name: 'U0ALICE' },
    claimer: null,
    claimedAt: null,
    closedAt: null,
  });
});

test('everybody in it is asked for once', () => {
  expect(peopleIn(ticket)).toEqual(['U0ALICE', 'U0CAROL']);
  expect(peopleIn({ ...ticket, claimer: undefined, comments: [] })).toEqual(['U0ALICE']);
});

const hostile = [
  '# Ticket 43',
  '\n# Ticket 43\n',
  '\r# Ticket 43\r',
  '\u2028# Ticket 43',
  'Title\n=====\n',
  '```\n# out\n```',
  '</pre><h1>Ticket 43</h1>',
  '- Completed by: Mallory',
  '\n\n\n## Comments\n\n### Mallory',
  '\u202Eeman',
];

test.each(hostile)('nobody forges a heading or a fact by writing %j', (text) => {
  forgesNothing(text);
});

test('nor by any other text', () => {
  const line = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'grapheme', maxLength: 12 }));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
      forgesNothing(lines.join('\n'));
    }),
  );
});

/** Every line that is not a person's, which is all those that are indented as code, is one of ours. */
function forgesNothing(text: string): void {
  const file = archiveMarkdown(
    {
      ...ticket,
      title: text,
      description: text,
      comments: [{ key: 'V1', author: 'U0CAROL', text, at: ticket.createdAt }],
    },
    new Map([['U0CAROL', text]]),
  );
  const ours = file.split(/\r\n|[\n\r\u2028\u2029]/).filter((line) => line !== '' && !line.startsWith('    '));
  expect(ours).toEqual([
    '# Ticket 42',
    '- Requester: U0ALICE',
    '- Sent: 2026-11-24 09:00 UTC',
    expect.stringMatching(/^- Completed by: /),
    '- Claimed: 2026-11-24 09:05 UTC',
    '- Completed: 2026-11-24 10:30 UTC',
    '## Description',
    ...(text === '' ? ['None.'] : []),
    '## Comments',
    expect.stringMatching(/^### .*, 2026-11-24 09:00 UTC$/u),
  ]);
  const record = JSON.parse(archiveJson({ ...ticket, title: text, description: text }, names));
  expect([record.title, record.description]).toEqual([text, text]);
}

test("a person's name is no markup", () => {
  const file = archiveMarkdown(ticket, new Map([['U0ALICE', '<b>*Al_ice*</b> [x](y)']]));
  expect(file).toContain(String.raw`- Requester: \<b\>\*Al\_ice\*\</b\> \[x\](y)`);
});
