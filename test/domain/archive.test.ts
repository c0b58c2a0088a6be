import * as fc from 'fast-check';
import {
  type ArchivedTicket,
  archiveJson,
  archiveMarkdown,
  archiveRow,
  namesIn,
  peopleIn,
} from '../../src/domain/archive';
import type { HistoryEntry } from '../../src/domain/ticket';
import { statuses } from '../support/life';

const names = new Map([
  ['U0ALICE', 'Alice Meyer'],
  ['U0CAROL', 'Carol Lindqvist'],
  ['U0DAVE', 'Dave Okafor'],
]);

const at = (time: string): Date => new Date(`2026-11-24T${time}:00Z`);
const happened = (
  time: string,
  who: string,
  what: HistoryEntry['what'],
  more: Partial<HistoryEntry> = {},
): HistoryEntry => ({
  at: at(time),
  who,
  what,
  ...more,
});

const ticket: ArchivedTicket = {
  id: '0123456789abcdef01234567',
  teamId: 'T0DESK',
  number: 42,
  requester: 'U0ALICE',
  title: 'Printer on fire',
  description: 'Third floor.\nBy the window.',
  status: 'completed',
  claimer: 'U0CAROL',
  createdAt: at('09:00'),
  claimedAt: at('09:05'),
  closedAt: at('10:30'),
  returnUntil: new Date('2026-12-01T10:30:00Z'),
  files: [],
  followers: [],
  version: 4,
  comments: [{ key: 'V1', author: 'U0CAROL', kind: 'comment', text: 'On my way.', at: at('09:10') }],
  edits: [{ key: 'V0', at: at('09:03'), before: { title: 'Pritner', description: '' } }],
  history: [
    happened('09:00', 'U0ALICE', 'submit', { to: 'open' }),
    happened('09:05', 'U0CAROL', 'claim', { from: 'open', to: 'claimed' }),
    happened('10:30', 'U0CAROL', 'close', { from: 'claimed', to: 'completed' }),
  ],
};

/** The same, with everything that can happen on the way. */
const eventful: ArchivedTicket = {
  ...ticket,
  claimer: 'U0DAVE',
  closedAt: at('15:30'),
  rating: 'good',
  comments: [
    { key: 'V1', author: 'U0CAROL', kind: 'question', text: 'Which floor?', at: at('09:10') },
    { key: 'V2', author: 'U0ALICE', kind: 'comment', text: 'The third.', at: at('09:20') },
    { key: 'V3', author: 'U0DAVE', kind: 'note', text: 'Ask the janitor.', at: at('14:10') },
  ],
  history: [
    ...ticket.history,
    happened('13:00', 'U0ALICE', 'reopen', { from: 'completed', to: 'open' }),
    happened('13:10', 'U0CAROL', 'claim', { from: 'open', to: 'claimed' }),
    happened('14:00', 'U0CAROL', 'handOver', { whom: 'U0DAVE' }),
    happened('15:30', 'U0DAVE', 'close', { from: 'claimed', to: 'completed' }),
  ],
};

const reopened: ArchivedTicket = {
  ...ticket,
  status: 'in_progress',
  claimer: 'U0DAVE',
  closedAt: undefined,
  returnUntil: undefined,
  history: [
    ...ticket.history,
    happened('13:00', 'U0ALICE', 'reopen', { from: 'completed', to: 'open' }),
    happened('13:10', 'U0DAVE', 'claim', { from: 'open', to: 'claimed' }),
  ],
};

const erased: ArchivedTicket = {
  ...ticket,
  status: 'withdrawn',
  title: '',
  description: '',
  comments: [],
  edits: [],
  returnUntil: undefined,
  closedAt: at('09:30'),
  history: [
    ...ticket.history.slice(0, 2),
    happened('09:30', 'U0ALICE', 'withdraw', { from: 'claimed', to: 'withdrawn' }),
    happened('09:31', 'deskbell', 'erase'),
  ],
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

test('the file of an eventful ticket says what became of it, and what was asked and noted', () => {
  expect(archiveMarkdown(eventful, names)).toMatchInlineSnapshot(`
"# Ticket 42

    Printer on fire

- Requester: Alice Meyer
- Sent: 2026-11-24 09:00 UTC
- Completed by: Dave Okafor
- Claimed: 2026-11-24 09:05 UTC
- Reopened: 2026-11-24 13:00 UTC by Alice Meyer
- Handed over: 2026-11-24 14:00 UTC by Carol Lindqvist to Dave Okafor
- Completed: 2026-11-24 15:30 UTC
- Rated: good

## Description

    Third floor.
    By the window.

## Comments

### Carol Lindqvist, 2026-11-24 09:10 UTC (asked)

    Which floor?

### Alice Meyer, 2026-11-24 09:20 UTC

    The third.

### Dave Okafor, 2026-11-24 14:10 UTC (internal note)

    Ask the janitor.
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
  expect(JSON.parse(archiveJson(eventful, names))).toEqual({
    number: 42,
    team: 'T0DESK',
    sentBy: null,
    message: null,
    title: 'Printer on fire',
    description: 'Third floor.\nBy the window.',
    status: 'completed',
    requester: { id: 'U0ALICE', name: 'Alice Meyer' },
    claimer: { id: 'U0DAVE', name: 'Dave Okafor' },
    createdAt: '2026-11-24T09:00:00.000Z',
    claimedAt: '2026-11-24T09:05:00.000Z',
    closedAt: '2026-11-24T15:30:00.000Z',
    rating: 'good',
    handedOver: [
      {
        at: '2026-11-24T14:00:00.000Z',
        by: { id: 'U0CAROL', name: 'Carol Lindqvist' },
        to: { id: 'U0DAVE', name: 'Dave Okafor' },
      },
    ],
    reopened: [{ at: '2026-11-24T13:00:00.000Z', by: { id: 'U0ALICE', name: 'Alice Meyer' } }],
    comments: [
      {
        author: { id: 'U0CAROL', name: 'Carol Lindqvist' },
        at: '2026-11-24T09:10:00.000Z',
        kind: 'question',
        text: 'Which floor?',
      },
      {
        author: { id: 'U0ALICE', name: 'Alice Meyer' },
        at: '2026-11-24T09:20:00.000Z',
        kind: 'comment',
        text: 'The third.',
      },
      {
        author: { id: 'U0DAVE', name: 'Dave Okafor' },
        at: '2026-11-24T14:10:00.000Z',
        kind: 'note',
        text: 'Ask the janitor.',
      },
    ],
    files: [],
  });
});

test('what is not known stands there as null, and a name that Slack does not tell as its id', () => {
  const bare = { ...ticket, claimer: undefined, claimedAt: undefined, closedAt: undefined };
  expect(JSON.parse(archiveJson(bare, new Map()))).toMatchObject({
    requester: { id: 'U0ALICE', name: 'U0ALICE' },
    claimer: null,
    claimedAt: null,
    closedAt: null,
    rating: null,
    handedOver: [],
    reopened: [],
  });
});

test('of a ticket that is in work again the file says when it came back, and not a word of it', () => {
  expect(archiveMarkdown(reopened, names)).toMatchInlineSnapshot(`
"# Ticket 42

- Requester: Alice Meyer
- Sent: 2026-11-24 09:00 UTC
- Completed: 2026-11-24 10:30 UTC

Reopened 2026-11-24 13:00 UTC by Alice Meyer, and in work again.
"
`);
  expect(JSON.parse(archiveJson(reopened, names))).toEqual({
    number: 42,
    team: 'T0DESK',
    sentBy: null,
    message: null,
    title: null,
    description: null,
    status: 'reopened',
    requester: { id: 'U0ALICE', name: 'Alice Meyer' },
    claimer: null,
    createdAt: '2026-11-24T09:00:00.000Z',
    claimedAt: null,
    closedAt: null,
    rating: null,
    handedOver: [],
    reopened: [{ at: '2026-11-24T13:00:00.000Z', by: { id: 'U0ALICE', name: 'Alice Meyer' } }],
    comments: [],
    files: [],
  });
});

test('of a ticket that came back more than once, every time is there', () => {
  const twice: ArchivedTicket = {
    ...eventful,
    status: 'open',
    history: [...eventful.history, happened('16:00', 'U0DAVE', 'reopen', { from: 'completed', to: 'open' })],
  };
  const file = archiveMarkdown(twice, names);
  expect(file).toContain('- Completed: 2026-11-24 10:30 UTC\n- Reopened: 2026-11-24 13:00 UTC by Alice Meyer\n');
  expect(file).toContain(
    '- Completed: 2026-11-24 15:30 UTC\n\nReopened 2026-11-24 16:00 UTC by Dave Okafor, and in work again.',
  );
});

test('of a ticket that was withdrawn the file says so, and that its words are erased', () => {
  expect(archiveMarkdown(erased, names)).toMatchInlineSnapshot(`
"# Ticket 42

- Requester: Alice Meyer
- Sent: 2026-11-24 09:00 UTC
- Withdrawn: 2026-11-24 09:30 UTC

Withdrawn by its requester; its words are erased.
"
`);
  expect(JSON.parse(archiveJson(erased, names))).toEqual({
    number: 42,
    team: 'T0DESK',
    sentBy: null,
    message: null,
    title: null,
    description: null,
    status: 'withdrawn',
    requester: { id: 'U0ALICE', name: 'Alice Meyer' },
    claimer: null,
    createdAt: '2026-11-24T09:00:00.000Z',
    claimedAt: null,
    closedAt: '2026-11-24T09:30:00.000Z',
    rating: null,
    handedOver: [],
    reopened: [],
    comments: [],
    files: [],
  });
});

test('a withdrawal that can still be undone is not in the file: until then it stays in work', () => {
  const withdrawn: ArchivedTicket = {
    ...reopened,
    status: 'withdrawn',
    closedAt: at('14:00'),
    returnUntil: at('14:01'),
  };
  expect(archiveMarkdown(withdrawn, names)).toBe(archiveMarkdown(reopened, names));
  expect(archiveJson(withdrawn, names)).toBe(archiveJson(reopened, names));
});

test('no file but that of a completed ticket holds a word of it, whatever was written and however it stands', () => {
  const words = fc.record({ title: fc.uuid(), description: fc.uuid(), text: fc.uuid(), before: fc.uuid() });
  fc.assert(
    fc.property(words, fc.constantFrom(...statuses), fc.boolean(), (written, status, isLate) => {
      const { title, description, text, before } = written;
      const one: ArchivedTicket = {
        ...eventful,
        status,
        title,
        description,
        returnUntil: isLate ? undefined : at('14:00'),
        comments: [{ key: 'V1', author: 'U0CAROL', kind: 'note', text, at: at('09:10') }],
        edits: [{ key: 'V0', at: at('09:03'), before: { title: before, description: before } }],
      };
      for (const file of [archiveMarkdown(one, names), archiveJson(one, names)]) {
        const expected = status === 'completed' ? [title, description, text] : [];
        expect([status, Object.values(written).filter((word) => file.includes(word))]).toEqual([status, expected]);
      }
    }),
  );
});

test('everybody in it is asked for once, and nobody else', () => {
  expect(peopleIn(ticket)).toEqual(['U0ALICE', 'U0CAROL']);
  expect(peopleIn(eventful)).toEqual(['U0ALICE', 'U0DAVE', 'U0CAROL']);
  expect(peopleIn({ ...ticket, claimer: undefined, comments: [] })).toEqual(['U0ALICE']);
  expect(peopleIn(reopened)).toEqual(['U0ALICE']);
  expect(peopleIn(erased)).toEqual(['U0ALICE']);
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
      comments: [{ key: 'V1', author: 'U0CAROL', kind: 'comment', text, at: ticket.createdAt }],
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

describe('a ticket that somebody else has made of a message', () => {
  const source = {
    channel: 'C1',
    ts: '1.2',
    link: 'https://x.slack.com/archives/C1/p12',
    author: 'U0DAVE',
    text: 'It *burns*.\n# So',
  };
  const made: ArchivedTicket = { ...ticket, by: 'U0CAROL', source: { ...source, leftOut: 7 } };

  test('says who sent it, and quotes the message with its author and its link', () => {
    const file = archiveMarkdown(made, names);
    expect(file).toContain('- Sent by: Carol Lindqvist\n');
    expect(file).toContain(
      '## Message\n\n- Written by: Dave Okafor\n- Link: <https://x.slack.com/archives/C1/p12>\n- Left out here: its last 7 characters\n\n    It *burns*.\n    # So\n',
    );
    expect(JSON.parse(archiveJson(made, names))).toMatchObject({
      sentBy: { id: 'U0CAROL', name: 'Carol Lindqvist' },
      message: { author: { id: 'U0DAVE', name: 'Dave Okafor' }, link: source.link, text: source.text, leftOut: 7 },
    });
    expect(peopleIn(made)).toEqual(expect.arrayContaining(['U0CAROL', 'U0DAVE']));
  });

  test('of an app, and without words, says so', () => {
    const { author: _, ...apps } = source;
    const file = archiveMarkdown({ ...ticket, source: { ...apps, text: '' } }, names);
    expect(file).toContain('- Written by: an app\n');
    expect(file).toContain('Without words.');
    expect(JSON.parse(archiveJson({ ...ticket, source: apps }, names))).toMatchObject({
      message: { author: null, leftOut: 0 },
    });
  });

  test('says nothing of it while it is in work again', () => {
    const again = { ...reopened, by: 'U0CAROL', source };
    for (const file of [archiveMarkdown(again, names), archiveJson(again, names)])
      expect(file).not.toMatch(/burns|archives/);
    expect(JSON.parse(archiveJson(again, names))).toMatchObject({ sentBy: null, message: null });
  });
});

describe('the row of a ticket', () => {
  test('is the same whatever people are called, and says what the file for programs says', () => {
    const row = archiveRow(eventful);
    expect(row).not.toMatch(/Meyer|Lindqvist|Okafor/);
    for (const part of ['Printer on fire', 'Which floor?', 'U0ALICE', 'good', '2026-11-24T15:30:00.000Z'])
      expect(row).toContain(part);
  });

  test('is another one for each thing that somebody changes in it', () => {
    const [first, ...others] = eventful.comments;
    if (first === undefined) throw new Error('Something was said.');
    const changed: ArchivedTicket[] = [
      { ...eventful, title: 'Printer' },
      { ...eventful, description: '' },
      { ...eventful, requester: 'U0BOB' },
      { ...eventful, claimer: 'U0CAROL' },
      { ...eventful, createdAt: at('08:59') },
      { ...eventful, closedAt: at('15:31') },
      { ...eventful, rating: 'bad' },
      { ...eventful, comments: others },
      { ...eventful, comments: [{ ...first, text: 'Which one?' }, ...others] },
      { ...eventful, comments: [{ ...first, author: 'U0DAVE' }, ...others] },
      { ...eventful, history: [] },
    ];
    const rows = [eventful, ...changed].map(archiveRow);
    expect(new Set(rows).size).toBe(rows.length);
  });

  test('has nothing in it that is not there, so that a fact that archives learn later leaves it as it was', () => {
    expect(archiveRow(ticket)).not.toMatch(/null|\[\]/);
  });
});

test('the names of people are found again in the file for programs, and none in what is damaged', () => {
  expect(namesIn(archiveJson(eventful, names))).toEqual(
    new Map([...names].filter(([id]) => peopleIn(eventful).includes(id))),
  );
  expect(namesIn(archiveJson(eventful, new Map()))).toEqual(new Map());
  for (const json of [undefined, '', '{"requester":{"id":"U0ALICE","name"', 'null', '[1,"x"]', '{"id":1,"name":2}'])
    expect(namesIn(json)).toEqual(new Map());
});
