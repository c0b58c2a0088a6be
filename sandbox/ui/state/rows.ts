import type { Message, Person } from '../../src/protocol';
import { counted } from '../text/counted';
import { timeOf } from '../text/dates';

/** A line of the message list. */
export type Row =
  | { type: 'beginning'; key: string }
  | { type: 'divider'; key: string; kind: 'day' | 'new' | 'replies'; words: string }
  | { type: 'message'; key: string; message: Message; head: boolean };

interface RowsOptions {
  me: Person;
  now: Date;
  hasMore: boolean;
  /** Messages of others after this `ts` stand below the red line. */
  newAfter: string | undefined;
  inThread: boolean;
}

const sameHeadSeconds = 5 * 60;

/** The lines to show for messages, oldest first: dividers between days, one head for what one person said within 5 minutes. */
export function rowsOf(messages: Message[], { hasMore, newAfter, inThread, ...reader }: RowsOptions): Row[] {
  const rows: Row[] = hasMore || inThread ? [] : [{ type: 'beginning', key: 'beginning' }];
  const firstNew = messages.find(
    ({ ts, user, ephemeral }) => newAfter !== undefined && ts > newAfter && user !== reader.me.id && !ephemeral,
  );
  const replies = messages.filter(({ ephemeral }) => !ephemeral).length - 1;
  let dayBefore = '';
  for (const message of messages) {
    const { ts } = message;
    const day = timeOf(ts, '{date_num}', reader);
    if (day !== dayBefore && !inThread) {
      rows.push({ type: 'divider', key: `day ${ts}`, kind: 'day', words: timeOf(ts, '{day_divider_pretty}', reader) });
    }
    if (message === firstNew) rows.push({ type: 'divider', key: 'new', kind: 'new', words: 'New' });
    const above = rows.at(-1);
    const head = above?.type !== 'message' || !continues(above.message, message);
    rows.push({ type: 'message', key: ts, message, head });
    if (inThread && message === messages[0] && replies > 0) {
      rows.push({ type: 'divider', key: 'replies', kind: 'replies', words: counted(replies, 'reply', 'replies') });
    }
    dayBefore = day;
  }
  return rows;
}

function continues(before: Message, message: Message): boolean {
  return (
    before.user === message.user &&
    !before.ephemeral &&
    !message.ephemeral &&
    !message.broadcast &&
    Number(message.ts) - Number(before.ts) < sameHeadSeconds
  );
}
