import * as fc from 'fast-check';
import {
  isCard,
  lackingOf,
  notices,
  type Surface,
  saidBefore,
  sightIn,
  standingOf,
  type Wanted,
  wantedBy,
} from '../../src/domain/surfaces';
import type { Comment, Follower } from '../../src/domain/ticket';
import { actions, statuses } from '../support/life';
import { ticketThat } from '../support/tickets';

type Options = { key?: string; hasComment?: boolean; to?: string; from?: string; fresh?: readonly string[] };

/** What Carol's doing makes wanted. */
function wanted(action: Parameters<typeof wantedBy>[0], options: Options = {}): Wanted[] {
  let count = 0;
  return wantedBy(action, 'U0CAROL', { triageChannel: 'C0TRIAGE', newKey: () => `k${(count += 1)}`, ...options });
}

/** The same, in a few words each: `notice claimed by U0CAROL under requester`, `triage to C0TRIAGE`. */
function inWords(action: Parameters<typeof wantedBy>[0], options?: Options): string[] {
  return wanted(action, options).map(({ surface, about, under, to, said: quotes }) => {
    const whose = to && (surface === 'notice' ? `by ${to}` : `to ${to}`);
    return [surface, about, whose, quotes && `quoting ${quotes}`, under && `under ${under}`].filter(Boolean).join(' ');
  });
}

/** What a new ticket of Alice's about a message makes wanted. */
function submittedAbout(channel: string, threadTs?: string): Wanted[] {
  const source = { channel, ts: '2.0', threadTs };
  return wantedBy('submit', 'U0ALICE', { triageChannel: 'C0TRIAGE', newKey: () => 'k', source });
}

const said = { key: 'V1', hasComment: true };
const comments = ['comment V1 under requester', 'comment V1 under claimer'];

describe('what each action makes wanted', () => {
  test.each<[string, string[], string[]]>([
    [
      'a new ticket stands in triage and in the DM of its requester, who is told that it is filed',
      inWords('submit'),
      ['triage to C0TRIAGE', 'requester to U0CAROL', 'notice filed by U0CAROL under requester'],
    ],
    [
      'a claimed one in the DM of its claimer, with what was said before; the requester is told',
      inWords('claim'),
      ['claimer to U0CAROL', 'transcript under claimer', 'notice claimed by U0CAROL under requester'],
    ],
    [
      'one that is handed over in the DM of the one who gets it',
      inWords('handOver', { to: 'U0DAVE' }),
      ['claimer to U0DAVE', 'transcript to U0CAROL under claimer', 'notice handedOver by U0DAVE under requester'],
    ],
    ['a question in both threads', inWords('ask', said), comments],
    ['a reply in both threads', inWords('reply', said), comments],
    ['a comment in both threads', inWords('comment', said), comments],
    ['an internal note under the card of its claimer alone', inWords('note', said), ['comment V1 under claimer']],
    [
      'the last words in the thread of the claimer, and quoted by the news',
      inWords('close', said),
      ['comment V1 under claimer', 'notice completed by U0CAROL quoting V1 under requester'],
    ],
    ['an end without words as news alone', inWords('close'), ['notice completed by U0CAROL under requester']],
    ['an edit under the card of its claimer', inWords('edit', { key: 'V1' }), ['edit V1 under claimer']],
    [
      'a released one in triage anew, where it is seen',
      inWords('release'),
      ['triage to C0TRIAGE', 'notice released by U0CAROL under requester'],
    ],
    [
      'one whose claimer is no admin any more too, and they are told nothing in a thread that goes',
      inWords('vacate'),
      ['triage to C0TRIAGE', 'notice released by U0CAROL under requester'],
    ],
    [
      'one that was taken from its claimer too, who is told',
      inWords('forceRelease'),
      ['notice taken by U0CAROL under claimer', 'triage to C0TRIAGE', 'notice released by U0CAROL under requester'],
    ],
    [
      'a reopened one in triage anew, and the words come after the news',
      inWords('reopen', said),
      ['triage to C0TRIAGE', 'notice reopened by U0CAROL under requester', ...comments],
    ],
    ['one that an admin follows in their DM', inWords('follow'), ['follower to U0CAROL']],
    [
      'one to which its requester adds people in the DM of each',
      inWords('share', { fresh: ['U0BOB', 'U0DAVE'] }),
      ['follower to U0BOB', 'follower to U0DAVE'],
    ],
    ['a withdrawal is told to the claimer', inWords('withdraw'), ['notice withdrawn by U0CAROL under claimer']],
    ['and so is its undoing', inWords('undo'), ['notice undone by U0CAROL under claimer']],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  test.each(['start', 'erase', 'rate', 'reword', 'retract', 'share', 'unfollow'] as const)(
    '%s makes nothing wanted: what is there already changes',
    (action) => {
      expect(wanted(action, said)).toEqual([]);
    },
  );

  describe('a new ticket about a message', () => {
    test.each(['C0GENERAL', 'G0OLD'])('in a channel (%s) is told in its thread, after all else', (channel) => {
      expect(submittedAbout(channel).map(({ surface }) => surface)).toEqual([
        'triage',
        'requester',
        'notice',
        'origin',
      ]);
      expect(submittedAbout(channel).at(-1)).toEqual({ key: 'k', surface: 'origin', to: channel, thread: '2.0' });
      expect(submittedAbout(channel, '1.0').at(-1)).toMatchObject({ thread: '1.0' });
    });

    test('between two people is told in the messages of its requester alone', () => {
      expect(submittedAbout('D0ALICE').map(({ surface }) => surface)).toEqual(['triage', 'requester', 'notice']);
    });

    test('has no card there: what is written under it belongs to nobody’s ticket', () => {
      expect(
        submittedAbout('C0GENERAL')
          .filter(isCard)
          .map(({ surface }) => surface),
      ).toEqual(['triage', 'requester']);
    });
  });

  test('an internal note makes nothing wanted where its requester reads', () => {
    expect(wanted('note', said).filter(({ surface, under }) => [surface, under].includes('requester'))).toEqual([]);
  });

  test('whom it is only said of again makes nothing wanted', () => {
    expect(inWords('share', { fresh: [] })).toEqual([]);
  });

  test('every message has a key of its own, and every notice is one that there are words for', () => {
    const known: readonly string[] = notices;
    for (const action of ['submit', ...actions] as const) {
      const all = wanted(action, { ...said, to: 'U0DAVE' });
      expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
      for (const { surface, about = '' } of all) if (surface === 'notice') expect(known).toContain(about);
    }
  });
});

const requesterCard: Wanted = { key: 'requester', surface: 'requester', to: 'U0ALICE' };
const triageCard: Wanted = { key: 'triage', surface: 'triage', to: 'C0TRIAGE' };
const claimerCard = (key: string, to: string): Wanted => ({ key, surface: 'claimer', to });
const comment = (about: string, under: 'requester' | 'claimer', key = `${about} ${under}`): Wanted => ({
  key,
  surface: 'comment',
  under,
  about,
});

/** Where each message stands: its key, the key of its card, and whether that is the present one. */
function stands(
  entries: readonly Wanted[],
  claimer?: string,
  followers: readonly Follower[] = [],
): [string, string | undefined, boolean][] {
  return standingOf(entries, { claimer, followers }).map(({ entry, card, isCurrent }) => [
    entry.key,
    card?.key,
    isCurrent,
  ]);
}

describe('where a message stands', () => {
  test('a card stands by itself, and a post under the card of its thread', () => {
    expect(stands([triageCard, requesterCard, comment('V1', 'requester')])).toEqual([
      ['triage', 'triage', true],
      ['requester', 'requester', true],
      ['V1 requester', 'requester', true],
    ]);
  });

  test('what was said when nobody had the ticket stands in no thread of a claimer', () => {
    const entries = [
      requesterCard,
      comment('V1', 'requester'),
      comment('V1', 'claimer'),
      claimerCard('first', 'U0CAROL'),
    ];
    expect(stands(entries, 'U0CAROL')).toEqual([
      ['requester', 'requester', true],
      ['V1 requester', 'requester', true],
      ['V1 claimer', undefined, false],
      ['first', 'first', true],
    ]);
  });

  const handed = [
    claimerCard('first', 'U0CAROL'),
    comment('V1', 'claimer'),
    claimerCard('second', 'U0DAVE'),
    comment('V2', 'claimer'),
  ];

  test('after handing over, the first card and what stands under it is not current any more', () => {
    expect(stands(handed, 'U0DAVE')).toEqual([
      ['first', 'first', false],
      ['V1 claimer', 'first', false],
      ['second', 'second', true],
      ['V2 claimer', 'second', true],
    ]);
  });

  test('after a release no card of a claimer is current', () => {
    expect(stands(handed).map(([, , isCurrent]) => isCurrent)).toEqual([false, false, false, false]);
  });

  test('who has it for the second time has a second card, and the first one is not theirs again', () => {
    const again = [...handed, claimerCard('third', 'U0CAROL'), comment('V3', 'claimer')];
    expect(stands(again, 'U0CAROL').filter(([, , isCurrent]) => isCurrent)).toEqual([
      ['third', 'third', true],
      ['V3 claimer', 'third', true],
    ]);
  });

  test('of two cards in triage the newer one is current', () => {
    const anew = { ...triageCard, key: 'anew' };
    expect(stands([triageCard, requesterCard, anew])).toEqual([
      ['triage', 'triage', false],
      ['requester', 'requester', true],
      ['anew', 'anew', true],
    ]);
  });

  test('a card that was posted anew under another key keeps what stands under it', () => {
    const renewed = [{ ...requesterCard, key: 'fresh' }, comment('V1', 'requester')];
    expect(stands(renewed)).toEqual([
      ['fresh', 'fresh', true],
      ['V1 requester', 'fresh', true],
    ]);
  });
});

/** Of which cards, and of what stands under them, nothing should be left. */
function over(entries: readonly Wanted[], claimer?: string, followers: readonly Follower[] = []): string[] {
  return standingOf(entries, { claimer, followers }).flatMap(({ entry, isOver }) => (isOver ? [entry.key] : []));
}

describe('nothing is left with whoever gave a ticket back, or is no admin any more', () => {
  const gaveBack = (key: string, from: string): Wanted => ({ ...triageCard, key, from });
  const claimed = [triageCard, requesterCard, claimerCard('first', 'U0CAROL'), comment('V1', 'claimer')];

  test('a release makes it so, of their cards up to then and of what stands under them', () => {
    expect(over([...claimed, comment('V2', 'requester')], 'U0CAROL')).toEqual([]);
    const [released] = wanted('release');
    expect(released).toMatchObject({ surface: 'triage', from: 'U0CAROL' });
    const entries = [...claimed, comment('V2', 'requester'), gaveBack('anew', 'U0CAROL')];
    expect(over(entries)).toEqual(['first', 'V1 claimer']);
  });

  test('that they are no admin any more does, and not Deskbell, which says so', () => {
    const [vacated] = wanted('vacate', { from: 'U0DAVE' });
    expect(vacated).toMatchObject({ surface: 'triage', from: 'U0DAVE' });
    expect(over([{ ...claimerCard('first', 'U0CAROL'), over: true }, comment('V1', 'claimer')], 'U0CAROL')).toEqual([
      'first',
      'V1 claimer',
    ]);
  });

  test('others keep what is left of theirs, and so do they of a card that they get later', () => {
    const entries = [
      ...claimed,
      claimerCard('second', 'U0DAVE'),
      claimerCard('third', 'U0CAROL'),
      gaveBack('anew', 'U0CAROL'),
      claimerCard('fourth', 'U0CAROL'),
      comment('V3', 'claimer'),
    ];
    expect(over(entries, 'U0CAROL')).toEqual(['first', 'V1 claimer', 'third']);
  });

  test('a ticket that another admin took from them leaves the line that says so', () => {
    expect(wanted('forceRelease').filter(({ from }) => from !== undefined)).toEqual([]);
  });
});

const saidThen = (key: string): Comment => ({ key, author: 'U0ALICE', kind: 'comment', text: key, at: new Date(0) });

test("what was said before a claimer's card is what has no post under it", () => {
  const entries = [
    requesterCard,
    comment('V1', 'requester'),
    claimerCard('first', 'U0CAROL'),
    comment('V2', 'claimer'),
    claimerCard('second', 'U0DAVE'),
    comment('V3', 'claimer'),
    comment('V4', 'requester'),
  ];
  const standing = standingOf(entries, { claimer: 'U0DAVE', followers: [] });
  const ticket = { comments: ['V1', 'V2', 'V3', 'V4'].map(saidThen) };
  const before = (key: string): string[] => {
    const card = standing.find(({ entry }) => entry.key === key)?.entry;
    if (card === undefined) throw new Error(`There is no card ${key}.`);
    return saidBefore(card, standing, ticket).map((one) => one.key);
  };
  expect(before('first')).toEqual(['V1', 'V3', 'V4']);
  expect(before('second')).toEqual(['V1', 'V2', 'V4']);
});

const at = new Date(0);
/** Bob follows because Alice wants it, Dave by himself, and he is an admin. */
const bobFollows: Follower = { userId: 'U0BOB', by: 'U0ALICE', at };
const daveFollows: Follower = { userId: 'U0DAVE', by: 'U0DAVE', at };
const followerCard = (to: string, key = `card of ${to}`): Wanted => ({ key, surface: 'follower', to });
const newsOf = (of: string, about: string): Wanted => ({
  key: `${about} of ${of}`,
  surface: 'comment',
  under: 'follower',
  of,
  about,
});

describe('of several followers', () => {
  const entries = [
    requesterCard,
    followerCard('U0BOB'),
    followerCard('U0DAVE'),
    newsOf('U0BOB', 'V1'),
    newsOf('U0DAVE', 'V1'),
  ];

  test('each has a card of their own, and what is for them stands under it', () => {
    expect(stands(entries, undefined, [bobFollows, daveFollows])).toEqual([
      ['requester', 'requester', true],
      ['card of U0BOB', 'card of U0BOB', true],
      ['card of U0DAVE', 'card of U0DAVE', true],
      ['V1 of U0BOB', 'card of U0BOB', true],
      ['V1 of U0DAVE', 'card of U0DAVE', true],
    ]);
  });

  test('nothing is left with one who follows no more, and the others keep theirs', () => {
    expect(over(entries, undefined, [daveFollows])).toEqual(['card of U0BOB', 'V1 of U0BOB']);
  });

  test('one who is added again begins with a new card, and nothing is left of the first', () => {
    const again = [...entries, followerCard('U0BOB', 'anew'), newsOf('U0BOB', 'V2')];
    expect(over(again, undefined, [bobFollows, daveFollows])).toEqual(['card of U0BOB', 'V1 of U0BOB']);
    expect(stands(again, undefined, [bobFollows]).at(-1)).toEqual(['V2 of U0BOB', 'anew', true]);
  });
});

/** Entries as they come with changes, one after the other, each of a few kinds. */
const changesOf = fc.array(
  fc.constantFrom<(key: string) => Wanted[]>(
    (key) => [comment(key, 'requester'), comment(key, 'claimer')],
    (key) => [comment(key, 'claimer', `note ${key}`)],
    (key) => [{ key, surface: 'notice', under: 'requester', about: 'claimed', to: 'U0CAROL' }],
    (key) => [{ key, surface: 'notice', under: 'requester', about: 'filed', to: 'U0ALICE' }],
    (key) => [{ key, surface: 'notice', under: 'claimer', about: 'withdrawn', to: 'U0ALICE' }],
    (key) => [{ key, surface: 'notice', under: 'claimer', about: 'taken', to: 'U0DAVE' }],
    (key) => [{ key, surface: 'edit', under: 'claimer', about: key }],
    (key) => [followerCard('U0BOB', key)],
    (key) => [followerCard('U0DAVE', key)],
  ),
  { maxLength: 40 },
);

function isNews({ surface, under, about }: Wanted): boolean {
  return (under === 'requester' && surface !== 'edit' && about !== 'filed') || about === 'withdrawn';
}

function tells({ surface, about, to }: Omit<Wanted, 'key'>): string {
  return [surface, about, to].join(' ');
}

describe('the news of a follower', () => {
  const ticket = ticketThat('open', { followers: [bobFollows, daveFollows] });

  test('are all that became public after they began, once, in the order in which it came, however often it is looked', () => {
    fc.assert(
      fc.property(changesOf, fc.array(fc.boolean()), (changes, looks) => {
        let entries: Wanted[] = [requesterCard, triageCard];
        const look = (): void => {
          const lacking = lackingOf(entries, ticket);
          entries = [...entries, ...lacking.map((one, index) => ({ key: `news ${entries.length + index}`, ...one }))];
        };
        for (const [index, make] of changes.entries()) {
          entries = [...entries, ...make(`k${index}`)];
          if (looks[index]) look();
        }
        look();
        expect(lackingOf(entries, ticket)).toEqual([]);
        for (const userId of ['U0BOB', 'U0DAVE']) {
          const card = entries.findLastIndex(({ surface, to }) => surface === 'follower' && to === userId);
          const since = card === -1 ? [] : entries.slice(card).filter(({ under }) => under !== 'follower');
          const standing = standingOf(entries, ticket);
          const got = standing.filter((one) => one.entry.of === userId && one.isCurrent).map(({ entry }) => entry);
          expect(got.map(tells)).toEqual(since.filter(isNews).map(tells));
        }
      }),
    );
  });

  test('are never an internal note', () => {
    const entries = [followerCard('U0BOB'), ...wanted('note', said), ...wanted('close', said)];
    expect(lackingOf(entries, ticket)).toEqual([
      { surface: 'notice', under: 'follower', of: 'U0BOB', about: 'completed', said: 'V1', to: 'U0CAROL' },
    ]);
  });

  test('do not come to one who follows no more, nor to one who was added late for what was said before', () => {
    const talk = Array.from({ length: 500 }, (_, index) => comment(`V${index}`, 'requester'));
    const twenty = Array.from({ length: 20 }, (_, index): Follower => ({ ...bobFollows, userId: `U${index}` }));
    const entries = [requesterCard, ...talk, ...twenty.map(({ userId }) => followerCard(userId))];
    expect(lackingOf(entries, ticketThat('open', { followers: twenty }))).toEqual([]);
    expect(lackingOf([followerCard('U0BOB'), ...talk], ticketThat('open'))).toEqual([]);
  });
});

function sightsOf(following: Follower): string[] {
  const card = followerCard(following.userId);
  return statuses.map((status) => sightIn(card, ticketThat(status, { followers: [following] })));
}

describe('what may stand in a follower’s card and under it', () => {
  test('is what is public, for one whom the requester has added, whoever has the ticket', () => {
    expect(sightsOf(bobFollows)).toEqual(statuses.map(() => 'followed'));
  });

  test('is that, for an admin who follows by themselves, where every admin reads it, and no word of it else', () => {
    expect(sightsOf(daveFollows)).toEqual(['followed', 'outline', 'outline', 'outline', 'followed', 'outline']);
  });

  test('is nothing for one who follows no more', () => {
    const none = statuses.map((status) => sightIn(followerCard('U0BOB'), ticketThat(status)));
    expect(new Set(none)).toEqual(new Set(['none']));
    const others: Surface[] = ['requester', 'claimer'];
    for (const surface of others)
      expect(sightIn({ key: 'k', surface, to: 'U0CAROL' }, ticketThat('claimed'))).toBe(
        surface === 'claimer' ? 'full' : 'own',
      );
  });
});
