import type { Action } from './ticket';

/** A place that shows a ticket: a card, or a post in the thread under a card. */
export type Surface = 'triage' | 'requester' | 'claimer' | 'comment' | 'notice';

/** A message that should stand in Slack. Its key travels with the post, so that a post whose answer was lost is found again. */
export interface Wanted {
  readonly key: string;
  readonly surface: Surface;
  /** Of a card: the channel, or the person whose DM with Deskbell it is. */
  readonly to?: string;
  /** Of a post in a thread: the card whose thread it is. */
  readonly under?: Surface;
  /** Of a comment: its key. Of a notice: what it tells. */
  readonly about?: string;
}

export type Notice = 'claimed' | 'completed';

/** The cards and posts that `action` makes wanted, beside those that are there already. */
export function wantedBy(
  action: Action | 'submit',
  actor: string,
  { triageChannel, commentKey, newKey }: { triageChannel: string; commentKey?: string | undefined; newKey(): string },
): Wanted[] {
  const card = (surface: Surface, to: string): Wanted => ({ key: newKey(), surface, to });
  const post = (surface: Surface, about: string): Wanted => ({ key: newKey(), surface, under: 'requester', about });
  const comment = commentKey === undefined ? [] : [post('comment', commentKey)];
  switch (action) {
    case 'submit':
      return [card('triage', triageChannel), card('requester', actor)];
    case 'claim':
      return [card('claimer', actor), post('notice', 'claimed' satisfies Notice)];
    case 'comment':
      return comment;
    case 'close':
      return [...comment, post('notice', 'completed' satisfies Notice)];
    case 'resubmit':
      return [];
  }
}
