import type {
  Action,
  Comment,
  CommentKind,
  Follower,
  HistoryEntry,
  LiveStatus,
  Rating,
  Status,
} from '../../src/domain/ticket';
import type { TicketWords } from '../../src/domain/words';
import { asMember } from '../../src/services/change';
import { becomes, type TestPerson } from './life';

const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;

/** One thing that somebody tries, with all that they would have typed. */
export interface Move {
  readonly who: TestPerson;
  readonly action: Action;
  readonly key: string;
  /** Of what may go without words: undefined where there are none. */
  readonly text: string | undefined;
  readonly words: TicketWords;
  /** The words that an edit's form began from. */
  readonly begunFrom: TicketWords;
  readonly to: TestPerson;
  readonly rating: Rating;
  /** Who should follow. */
  readonly people: readonly TestPerson[];
  /** The comment that is changed or taken back. */
  readonly comment: string;
}

export type Outcome = 'changed' | 'nothing' | 'refused';

/** What should be stored of the ticket. */
export interface Expected {
  readonly status: Status;
  readonly requester: string;
  readonly claimer: string | undefined;
  readonly was: LiveStatus | undefined;
  readonly returnUntil: Date | undefined;
  readonly words: TicketWords;
  readonly comments: readonly Pick<Comment, 'key' | 'author' | 'kind' | 'text'>[];
  readonly edits: readonly TicketWords[];
  readonly rating: Rating | undefined;
  readonly isErased: boolean;
  readonly isFileDue: boolean;
  readonly history: readonly Omit<HistoryEntry, 'at'>[];
  readonly followers: readonly Follower[];
  /** The cards that claimers and followers have, or had, and whether nothing of them should be left. */
  readonly cards: readonly {
    readonly surface: 'claimer' | 'follower';
    readonly to: string | undefined;
    readonly isOver: boolean;
  }[];
  readonly version: number;
}

const memberActions = new Set<Action>([
  'reply',
  'edit',
  'withdraw',
  'undo',
  'rate',
  'reword',
  'retract',
  'reopen',
  'share',
  'unfollow',
]);
export const kinds: Partial<Record<Action, CommentKind>> = {
  ask: 'question',
  note: 'note',
  comment: 'comment',
  reply: 'comment',
  close: 'comment',
  reopen: 'comment',
};
/** Those whose form or message has a name of its own, by which it is known again. */
export const keyed = new Set<Action>(['ask', 'note', 'comment', 'reply', 'close', 'reopen', 'handOver', 'edit']);

/** What should come of a move that is made while nobody else makes one. Written without the code's own table. */
export function attempt(before: Expected, move: Move, at: Date): { outcome: Outcome; after: Expected } {
  const { who, key, text } = move;
  const { status, claimer } = before;
  const isClaimer = who.isAdmin && claimer === who.userId;
  // The button releases, or takes the ticket from the one who has it.
  const isForced = move.action === 'forceRelease' && claimer !== who.userId;
  const action = move.action === 'forceRelease' && !isForced ? 'release' : move.action;
  const isDone = keyed.has(action) && before.history.some((entry) => entry.key === key);
  const refused = { outcome: 'refused', after: before } as const;
  const nothing = { outcome: 'nothing', after: before } as const;

  if (action === 'erase') {
    const isTime = status === 'withdrawn' && before.returnUntil !== undefined && before.returnUntil <= at;
    if (!isTime) return nothing;
    const noWords = { title: '', description: '' };
    const left = { words: noWords, comments: [], edits: [], rating: undefined, returnUntil: undefined, was: undefined };
    return changed({ ...left, isErased: true, isFileDue: true }, { who: 'deskbell', what: 'erase' });
  }
  if (action === 'vacate') {
    if (claimer !== move.to.userId || !isHeld(status)) return nothing;
    const step = { who: 'deskbell', what: action, whom: claimer, from: status, to: 'open' } as const;
    return changed({ status: 'open', claimer: undefined, cards: without(claimer) }, step);
  }
  if (action === 'reword' || action === 'retract') {
    const own = before.comments.find((one) => one.key === move.comment && one.author === who.userId);
    if (own === undefined || status === 'withdrawn') return nothing;
    return action === 'reword' ? reworded(own.key, text ?? '') : retracted(own.key);
  }
  if (!who.isAdmin && !memberActions.has(action)) return refused;
  if (action === 'share') return shared();
  if (action === 'follow' && isFollowing(who)) return nothing;
  if (action === 'handOver') {
    const isWrong = move.to.userId === who.userId || !move.to.isAdmin;
    if (isWrong || (isClaimer && move.to.userId === before.requester)) return refused;
  }
  if (action === 'edit') {
    if (who.userId !== before.requester) return refused;
    if (isSame(before.words, move.words)) return nothing;
    if (!isDone && !isSame(before.words, move.begunFrom)) return refused;
  } else if (isDone) {
    const stored = before.comments.find((one) => one.key === key);
    if (text === undefined || kinds[action] === undefined) return nothing;
    if (stored !== undefined) return stored.text === text || status === 'withdrawn' ? nothing : reworded(key, text);
    return refused;
  }
  const isThere =
    (action === 'claim' && isClaimer && isHeld(status)) ||
    (action === 'start' && isClaimer && status === 'in_progress') ||
    (action === 'withdraw' && who.userId === before.requester && status === 'withdrawn') ||
    (action === 'rate' && who.userId === before.requester && status === 'completed' && before.rating === move.rating);
  if (isThere) return nothing;

  const named = becomes(action, memberActions.has(action) && action !== 'reopen' ? asMember(who) : who, before, at);
  if (named === undefined) return refused;
  const to = named === 'as before' ? (before.was ?? 'open') : named;
  const kind = kinds[action];
  const step = { who: who.userId, what: action, ...(keyed.has(action) && { key }) } as const;
  // What keeps the status says nothing of it; a question that follows a question still asks.
  const moves = to === status && action !== 'ask' ? {} : { from: status, to };
  const isQuick = action === 'close' && status === 'open';
  return changed(
    {
      status: to,
      claimer: claimerAfter(),
      was: action === 'withdraw' ? (status as LiveStatus) : action === 'undo' ? undefined : before.was, // the table withdraws live tickets only
      returnUntil: returnUntil(),
      ...(kind &&
        text !== undefined && {
          comments: [...before.comments, { key, author: who.userId, kind, text }],
        }),
      ...(action === 'edit' && { words: move.words, edits: [...before.edits, before.words] }),
      rating: action === 'rate' ? move.rating : action === 'reopen' ? undefined : before.rating,
      isFileDue: before.isFileDue || (status === 'completed' && action !== 'unfollow') || to === 'completed',
      followers: followersAfter(),
      cards: cardsAfter(),
    },
    ...(isQuick
      ? [
          { ...step, what: 'claim', from: 'open', to: 'claimed' } as const,
          { ...step, from: 'claimed', to: 'completed' } as const,
        ]
      : [
          {
            ...step,
            ...moves,
            ...(action === 'handOver' && { whom: move.to.userId }),
            ...(action === 'forceRelease' && claimer !== undefined && { whom: claimer }),
          },
        ]),
  );

  function claimerAfter(): string | undefined {
    if (action === 'handOver') return move.to.userId;
    if (action === 'claim' || isQuick) return who.userId;
    return to === 'open' ? undefined : claimer;
  }

  function isFollowing({ userId }: TestPerson): boolean {
    return before.followers.some((one) => one.userId === userId);
  }

  /** Whoever has a ticket follows it no more. */
  function followersAfter(): Expected['followers'] {
    if (action === 'follow') return [...before.followers, { userId: who.userId, by: who.userId, at }];
    const gone = action === 'unfollow' ? who.userId : isQuick || isTaking() ? claimerAfter() : undefined;
    return before.followers.filter(({ userId }) => userId !== gone);
  }

  function isTaking(): boolean {
    return action === 'handOver' || action === 'claim';
  }

  function cardsAfter(): Expected['cards'] {
    if (action === 'release') return without(who.userId);
    if (action === 'unfollow') return unfollowed([who.userId]);
    if (action === 'follow') return [...before.cards, { surface: 'follower', to: who.userId, isOver: false }];
    const taker = isQuick || isTaking() ? claimerAfter() : undefined;
    const cards = taker === undefined ? before.cards : unfollowed([taker]);
    return isTaking() ? [...cards, { surface: 'claimer', to: taker, isOver: false }] : cards;
  }

  function without(loser: string): Expected['cards'] {
    const isLost = (card: Expected['cards'][number]): boolean => card.surface === 'claimer' && card.to === loser;
    return before.cards.map((card) => (isLost(card) ? { ...card, isOver: true } : card));
  }

  function unfollowed(gone: readonly string[]): Expected['cards'] {
    const isGone = ({ surface, to: whose = '' }: Expected['cards'][number]): boolean =>
      surface === 'follower' && gone.includes(whose);
    return before.cards.map((card) => (isGone(card) ? { ...card, isOver: true } : card));
  }

  /** The requester says who should follow: those whom they had added before and do not name now do not, and admins by themselves do still. */
  function shared() {
    if (who.userId !== before.requester || (status !== 'open' && !isHeld(status))) return refused;
    const wanted = move.people.map(({ userId }) => userId);
    const wasAdded = before.followers.filter(({ userId, by }) => userId !== by).map(({ userId }) => userId);
    const added = wanted.filter((userId) => !wasAdded.includes(userId));
    const removed = wasAdded.filter((userId) => !wanted.includes(userId));
    if (added.length + removed.length === 0) return nothing;
    if (added.includes(before.requester) || (claimer !== undefined && added.includes(claimer))) return refused;
    const kept = before.followers.filter(({ userId }) => !removed.includes(userId));
    const fresh = added.filter((userId) => !kept.some((one) => one.userId === userId));
    return changed(
      {
        followers: [
          ...kept.map((one) => (added.includes(one.userId) ? { ...one, by: before.requester } : one)),
          ...fresh.map((userId) => ({ userId, by: before.requester, at })),
        ],
        cards: [
          ...unfollowed(removed),
          ...fresh.map((userId) => ({ surface: 'follower' as const, to: userId, isOver: false })),
        ],
      },
      ...added.map((whom) => ({ who: who.userId, what: 'follow' as const, whom })),
      ...removed.map((whom) => ({ who: who.userId, what: 'unfollow' as const, whom })),
    );
  }

  function returnUntil(): Date | undefined {
    if (action === 'close') return new Date(at.getTime() + 7 * dayMs);
    if (action === 'withdraw') return new Date(at.getTime() + minuteMs);
    return action === 'undo' || action === 'reopen' ? undefined : before.returnUntil;
  }

  function reworded(one: string, words: string) {
    const stored = before.comments.find((comment) => comment.key === one);
    if (stored?.text === words) return nothing;
    return changed(
      {
        comments: before.comments.map((comment) => (comment.key === one ? { ...comment, text: words } : comment)),
        isFileDue: before.isFileDue || status === 'completed',
      },
      { who: who.userId, what: 'reword', key: one },
    );
  }

  function retracted(one: string) {
    return changed(
      {
        comments: before.comments.filter((comment) => comment.key !== one),
        isFileDue: before.isFileDue || status === 'completed',
      },
      { who: who.userId, what: 'retract', key: one },
    );
  }

  function changed(fields: Partial<Expected>, ...steps: Omit<HistoryEntry, 'at'>[]) {
    const after = { ...before, ...fields, history: [...before.history, ...steps], version: before.version + 1 };
    return { outcome: 'changed', after } as const;
  }
}

export function isHeld(status: Status): boolean {
  return ['claimed', 'in_progress', 'waiting'].includes(status);
}

export function isSame(one: TicketWords, other: TicketWords): boolean {
  return one.title === other.title && one.description === other.description;
}
