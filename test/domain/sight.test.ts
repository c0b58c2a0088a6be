import * as fc from 'fast-check';
import { audienceOf, type Sight, seen, sightOf, type Viewer } from '../../src/domain/sight';
import type { Comment, CommentKind, Follower, TicketFile, TicketWithComments } from '../../src/domain/ticket';
import { alice, bob, carol, dave, erin, people, statuses } from '../support/life';

/** A ticket of Alice's that Carol has, or had. */
function ticketIn(status: (typeof statuses)[number], changed: Partial<TicketWithComments> = {}): TicketWithComments {
  return {
    id: 'id',
    teamId: 'T0DESK',
    number: 42,
    requester: alice.userId,
    title: 'Printer on fire',
    description: 'Third floor.',
    status,
    claimer: status === 'open' ? undefined : carol.userId,
    createdAt: new Date(0),
    version: 1,
    comments: [],
    edits: [],
    files: [],
    followers: [],
    ...changed,
  };
}

/** Bob follows because Alice wants it, and so does Erin, who is an admin; Dave does by himself. */
const followers: readonly Follower[] = [
  { userId: bob.userId, by: alice.userId, at: new Date(0) },
  { userId: erin.userId, by: alice.userId, at: new Date(0) },
  { userId: dave.userId, by: dave.userId, at: new Date(0) },
];

const outsider = { ...carol, teamId: 'T0OTHER' };
const demoted = { ...carol, isAdmin: false };

/** Who sees what, in the order open, claimed, in progress, waiting, completed, withdrawn. */
const table: readonly [string, Viewer, readonly Sight[]][] = [
  ['the requester', alice, ['own', 'own', 'own', 'own', 'own', 'own']],
  ['the claimer', carol, ['full', 'full', 'full', 'full', 'full', 'full']],
  ['another admin', dave, ['full', 'outline', 'outline', 'outline', 'full', 'outline']],
  ['all admins together', 'admins', ['full', 'outline', 'outline', 'outline', 'full', 'outline']],
  ['somebody else', bob, ['none', 'none', 'none', 'none', 'none', 'none']],
  ['a claimer who is an admin no more', demoted, ['none', 'none', 'none', 'none', 'none', 'none']],
  ['somebody of another workspace', outsider, ['none', 'none', 'none', 'none', 'none', 'none']],
];

describe.each(table)('%s', (_, viewer, sights) => {
  test.each(statuses.map((status, index) => [status, sights[index]] as const))(
    'sees of a ticket that is %s: %s',
    (status, sight) => {
      expect(sightOf(viewer, ticketIn(status))).toBe(sight);
    },
  );
});

describe('of a ticket that has followers', () => {
  const reads = ['followed', 'followed', 'followed', 'followed', 'followed', 'followed'];
  test.each<[string, Viewer, readonly string[]]>([
    ['whom the requester has added reads along', bob, reads],
    [
      'an admin whom they have added does too, and sees what every admin may',
      erin,
      ['full', 'followed', 'followed', 'followed', 'full', 'followed'],
    ],
    [
      'an admin who follows by themselves sees no more than any other',
      dave,
      ['full', 'outline', 'outline', 'outline', 'full', 'outline'],
    ],
    [
      'who followed by themselves and is an admin no more sees nothing',
      { ...dave, isAdmin: false },
      Array(6).fill('none'),
    ],
    ['somebody of another workspace with the same id does not', { ...bob, teamId: 'T0OTHER' }, Array(6).fill('none')],
    ['the requester sees it as before', alice, Array(6).fill('own')],
    ['the claimer sees it as before', carol, Array(6).fill('full')],
  ])('%s', (_, viewer, sights) => {
    expect(statuses.map((status) => sightOf(viewer, ticketIn(status, { followers })))).toEqual(sights);
  });

  test('who was removed sees nothing', () => {
    for (const status of statuses)
      expect(sightOf(bob, ticketIn(status, { followers: followers.slice(1) }))).toBe('none');
  });
});

test('an admin sees their own ticket as every requester does, whoever has it, and all of it only where they have it themselves', () => {
  for (const status of statuses) expect(sightOf(erin, ticketIn(status, { requester: erin.userId }))).toBe('own');
  const alone = ticketIn('claimed', { requester: erin.userId, claimer: erin.userId });
  expect(sightOf(erin, alone)).toBe('full');
});

const kinds = ['comment', 'question', 'note'] as const satisfies readonly CommentKind[];

/** A ticket full of words of which no other place knows anything. */
const tickets = fc
  .record({
    status: fc.constantFrom(...statuses),
    requester: fc.constantFrom(...people),
    claimer: fc.constantFrom(undefined, carol, dave, erin),
    title: fc.uuid(),
    description: fc.uuid(),
    said: fc.array(fc.record({ text: fc.uuid(), kind: fc.constantFrom(...kinds), author: fc.constantFrom(...people) })),
    edits: fc.array(fc.record({ title: fc.uuid(), description: fc.uuid() })),
    quoted: fc.uuid(),
    rating: fc.constantFrom(undefined, 'good' as const, 'bad' as const),
    files: fc.array(fc.record({ name: fc.uuid(), comment: fc.option(fc.nat(3), { nil: undefined }) })),
  })
  .map(({ status, requester, claimer, title, description, said, edits, quoted, rating, files }) => ({
    ticket: ticketIn(status, {
      requester: requester.userId,
      claimer: claimer?.userId,
      title,
      description,
      comments: said.map(({ text, kind, author }, index): Comment => {
        return { key: `V${index}`, author: author.userId, kind, text, at: new Date(0) };
      }),
      edits: edits.map((before, index) => ({ key: `E${index}`, at: new Date(0), before })),
      rating,
      followers: [{ userId: 'U0READER', by: requester.userId, at: new Date(0) }],
      source: { channel: 'C0GENERAL', ts: '1.1', link: quoted, text: quoted },
      files: files.map(({ name, comment }, index): TicketFile => {
        const of = comment === undefined ? {} : { comment: `V${comment}` };
        return { key: `F${index}`, ...of, by: requester.userId, at: new Date(0), name, size: 1, state: 'kept' };
      }),
    }),
    words: [
      title,
      description,
      quoted,
      ...said.map(({ text }) => text),
      ...edits.flatMap((before) => Object.values(before)),
      ...files.map(({ name }) => name),
    ],
  }));

test('the outline of a ticket holds no word that was written, nor whose it is', () => {
  fc.assert(
    fc.property(tickets, ({ ticket, words }) => {
      const outline = JSON.stringify(seen('outline', ticket));
      expect(words.filter((word) => outline.includes(word))).toEqual([]);
      expect(seen('outline', ticket)).toMatchObject({
        number: 42,
        status: ticket.status,
        createdAt: ticket.createdAt,
        claimer: ticket.claimer,
        requester: '',
      });
    }),
  );
});

test('an internal note is never in what the requester sees, nor a file of one, and everything else is', () => {
  fc.assert(
    fc.property(tickets, ({ ticket, words }) => {
      const own = seen('own', ticket);
      const notes = ticket.comments.filter(({ kind }) => kind === 'note');
      const theirs = ticket.files.filter(({ comment }) => notes.some(({ key }) => key === comment));
      const hidden = [...notes.map(({ text }) => text), ...theirs.map(({ name }) => name)];
      const written = JSON.stringify(own);
      expect(words.filter((word) => !written.includes(word)).toSorted()).toEqual(hidden.toSorted());
    }),
  );
});

test('a follower never sees a note, nor a file, an older wording, what its requester thinks of it, or who else follows it', () => {
  fc.assert(
    fc.property(tickets, ({ ticket, words }) => {
      const followed = seen('followed', ticket);
      const open = ticket.comments.filter(({ kind }) => kind !== 'note').map(({ text }) => text);
      const written = JSON.stringify(followed);
      const read = new Set([ticket.title, ticket.description, ticket.source?.text, ...open]);
      expect(words.filter((word) => written.includes(word)).toSorted()).toEqual(
        words.filter((word) => read.has(word)).toSorted(),
      );
      expect([followed.rating, written.includes('U0READER')]).toEqual([undefined, false]);
      expect(followed).toMatchObject({ number: 42, status: ticket.status, claimer: ticket.claimer });
    }),
  );
});

test('whoever sees all of a ticket gets it as it is', () => {
  const ticket = ticketIn('claimed');
  expect(seen('full', ticket)).toBe(ticket);
});

test('nobody finds a ticket by its words who may not read them', () => {
  fc.assert(
    fc.property(tickets, fc.constantFrom(...people), ({ ticket }, viewer) => {
      const audience = audienceOf(ticket);
      const finds = viewer.isAdmin && (audience === 'admins' || audience === viewer.userId);
      const reads = ['full', 'own'].includes(sightOf(viewer, ticket));
      expect([ticket, finds && !reads]).toEqual([ticket, false]);
    }),
  );
});

test('every admin finds what is open or archived, its claimer alone what is claimed, and nobody what was withdrawn', () => {
  expect(statuses.map((status) => audienceOf(ticketIn(status)))).toEqual([
    'admins',
    'U0CAROL',
    'U0CAROL',
    'U0CAROL',
    'admins',
    'nobody',
  ]);
  expect(audienceOf({ status: 'claimed', claimer: undefined })).toBe('nobody');
});
