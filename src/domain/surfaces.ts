import type { Action, Source, TicketWithComments } from './ticket';

/** The cards of a ticket: in the triage channel, in its requester's DM, in its claimer's DM. */
export type Card = 'triage' | 'requester' | 'claimer';
/** A place that shows a ticket: a card, a post in the thread under a card, or the word under the message that it is about. */
export type Surface = Card | 'origin' | 'comment' | 'edit' | 'transcript' | 'notice';

/** A message that should stand in Slack. Its key travels with the post, so that a post whose answer was lost is found again. */
export interface Wanted {
  readonly key: string;
  readonly surface: Surface;
  /** Of a card, and of the word under a message: the channel, or the person whose DM with Deskbell it is. Of a notice: the person it tells of. Of a transcript: who handed the ticket over. */
  readonly to?: string;
  /** Of the word under a message: what heads the thread that it stands in, which is nobody's business otherwise. */
  readonly thread?: string;
  /** Of a post in a thread: the card whose thread it is, which is the last one of this kind before it. */
  readonly under?: Card;
  /** Of a comment or an edit: its key. Of a notice: what it tells. */
  readonly about?: string;
  /** Of a notice: the comment that it quotes, by its key. */
  readonly said?: string;
  /** Of a triage card: who has lost the ticket to the queue with it, and should have nothing left of it. */
  readonly from?: string;
  /** Of a claimer's card: they are no admin any more, and should have nothing left of it. */
  readonly over?: boolean;
}

/** What a person must not miss: a card that changes notifies nobody. */
export const notices = [
  'filed',
  'claimed',
  'completed',
  'reopened',
  'handedOver',
  'released',
  'taken',
  'withdrawn',
  'undone',
] as const satisfies readonly string[];
export type Notice = (typeof notices)[number];

interface Made {
  readonly triageChannel: string;
  /** The form's or message's own name. */
  readonly key?: string | undefined;
  /** True where it comes with a comment. */
  readonly hasComment?: boolean;
  /** Who gets the ticket, where it is handed over. */
  readonly to?: string | undefined;
  /** Who had it, where it is taken from them. */
  readonly from?: string | undefined;
  /** The message that a new ticket is about. */
  readonly source?: Pick<Source, 'channel' | 'ts' | 'threadTs'> | undefined;
  newKey(): string;
}

/** True for what has a thread of its own in which a ticket is talked about. */
export function isCard({ under, thread }: Pick<Wanted, 'under' | 'thread'>): boolean {
  return under === undefined && thread === undefined;
}

/** The cards and posts that `action` makes wanted, beside those that are there already. */
export function wantedBy(
  action: Action | 'submit',
  actor: string,
  { triageChannel, key, hasComment = false, to, from, source, newKey }: Made,
): Wanted[] {
  const card = (surface: Card | 'origin', at: string): Wanted => ({ key: newKey(), surface, to: at });
  const post = (surface: Surface, under: Card, about?: string): Wanted => ({
    key: newKey(),
    surface,
    under,
    ...(about !== undefined && { about }),
  });
  const notice = (under: Card, about: Notice): Wanted => ({ ...post('notice', under, about), to: actor });
  const comments = hasComment ? [post('comment', 'requester', key), post('comment', 'claimer', key)] : [];
  switch (action) {
    case 'submit':
      return [card('triage', triageChannel), card('requester', actor), notice('requester', 'filed'), ...origin()];
    case 'claim':
      return [card('claimer', actor), post('transcript', 'claimer'), notice('requester', 'claimed')];
    case 'handOver':
      return to === undefined
        ? []
        : [
            card('claimer', to),
            { ...post('transcript', 'claimer'), to: actor },
            { ...notice('requester', 'handedOver'), to },
          ];
    case 'ask':
    case 'reply':
    case 'comment':
      return comments;
    case 'note':
      return [post('comment', 'claimer', key)];
    case 'close':
      return hasComment && key !== undefined
        ? [post('comment', 'claimer', key), { ...notice('requester', 'completed'), said: key }]
        : [notice('requester', 'completed')];
    case 'edit':
      return [post('edit', 'claimer', key)];
    case 'release':
    case 'vacate':
      return [{ ...card('triage', triageChannel), from: from ?? actor }, notice('requester', 'released')];
    case 'forceRelease':
      return [notice('claimer', 'taken'), card('triage', triageChannel), notice('requester', 'released')];
    case 'reopen':
      return [card('triage', triageChannel), notice('requester', 'reopened'), ...comments];
    case 'withdraw':
      return [notice('claimer', 'withdrawn')];
    case 'undo':
      return [notice('claimer', 'undone')];
    case 'start':
    case 'erase':
    case 'rate':
    case 'reword':
    case 'retract':
      return [];
  }

  /** In a channel alone: what two people write to each other stays theirs. */
  function origin(): Wanted[] {
    if (source === undefined || !/^[CG]/.test(source.channel)) return [];
    return [{ ...card('origin', source.channel), thread: source.threadTs ?? source.ts }];
  }
}

/** A message, and the card whose thread it stands in; of a card, itself. */
export interface Standing<E extends Wanted> {
  readonly entry: E;
  /** Undefined where there was no such card when the post was made. */
  readonly card: E | undefined;
  /** False for a card in whose place another one has come, and for what stands under it. */
  readonly isCurrent: boolean;
  /** True where nothing of the card should be left, nor of what stands under it. */
  readonly isOver: boolean;
}

/** Where each message of a ticket stands: a post under the last card of its kind before it. */
export function standingOf<E extends Wanted>(
  entries: readonly E[],
  ticket: Pick<TicketWithComments, 'claimer'>,
): Standing<E>[] {
  const last = new Map<Surface, E>();
  const placed = entries.map((entry) => {
    if (entry.under === undefined) last.set(entry.surface, entry);
    return { entry, card: last.get(entry.under ?? entry.surface) };
  });
  return placed.map(({ entry, card }) => ({
    entry,
    card,
    isCurrent: card !== undefined && isCurrent(card),
    isOver: card !== undefined && isOver(card),
  }));

  function isOver(card: E): boolean {
    if (card.surface !== 'claimer') return false;
    return card.over === true || entries.slice(entries.indexOf(card)).some(({ from }) => from === card.to);
  }

  function isCurrent(card: E): boolean {
    if (last.get(card.surface) !== card) return false;
    // Who gets a ticket again after it was back in the queue has a new card, or none after a quick close.
    const triage = last.get('triage');
    const isAfterQueue = triage === undefined || entries.indexOf(card) > entries.indexOf(triage);
    return card.surface !== 'claimer' || (card.to === ticket.claimer && isAfterQueue);
  }
}

/** The comments that were there before the claimer's card: those without a post of their own under it. */
export function saidBefore<E extends Wanted>(
  card: E,
  standing: readonly Standing<E>[],
  { comments }: Pick<TicketWithComments, 'comments'>,
): TicketWithComments['comments'] {
  const posted = new Set(standing.filter((one) => one.card === card).map(({ entry }) => entry.about));
  return comments.filter(({ key }) => !posted.has(key));
}
