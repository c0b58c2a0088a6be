import type { Message } from '../../src/protocol';
import { dateOf, dayName, dayOf } from './times';

/** A line of the message list. */
export type Row =
  | { type: 'beginning'; key: string }
  | { type: 'day'; key: string; name: string }
  | { type: 'new'; key: string }
  | { type: 'replies'; key: string; count: number }
  | { type: 'message'; key: string; message: Message; head: boolean };

export interface RowsOptions {
  me: string;
  now: Date;
  timeZone: string;
  hasMore: boolean;
  /** Messages of others after this `ts` stand below the red line. */
  newAfter?: string | undefined;
  inThread: boolean;
}

const sameHeadSeconds = 5 * 60;

/** The lines to show for messages, oldest first: dividers between days, one head for what one person said within 5 minutes. */
export function rowsOf(messages: Message[], { me, now, timeZone, hasMore, newAfter, inThread }: RowsOptions): Row[] {
  const rows: Row[] = hasMore || inThread ? [] : [{ type: 'beginning', key: 'beginning' }];
  const replies = messages.filter(({ ephemeral }) => !ephemeral).length - 1;
  let before: Message | undefined;
  let newShown = newAfter === undefined;
  for (const message of messages) {
    let head = !before || !continues(before, message);
    if (!inThread && (!before || dayOf(dateOf(before.ts), timeZone) !== dayOf(dateOf(message.ts), timeZone))) {
      rows.push({ type: 'day', key: `day ${message.ts}`, name: dayName(message.ts, now, timeZone) });
      head = true;
    }
    if (!newShown && newAfter !== undefined && message.ts > newAfter && message.user !== me && !message.ephemeral) {
      rows.push({ type: 'new', key: 'new' });
      newShown = true;
      head = true;
    }
    rows.push({ type: 'message', key: message.ts, message, head });
    if (inThread && before === undefined && replies > 0) {
      rows.push({ type: 'replies', key: 'replies', count: replies });
    }
    // The first reply has a head of its own, below the line.
    before = inThread && before === undefined ? { ...message, user: '' } : message;
  }
  return rows;
}

function continues(before: Message, message: Message): boolean {
  return (
    before.user === message.user &&
    before.ephemeral === message.ephemeral &&
    !message.ephemeral &&
    !message.broadcast &&
    Number(message.ts) - Number(before.ts) < sameHeadSeconds
  );
}
