import type { Meant, SlackMessage } from '../../domain/drift';
import { lackingOf, standingOf } from '../../domain/surfaces';
import type { Chart } from '../../services/delivery-ports';
import type { Inspector, Spot } from '../../services/doctor';
import { shownBy } from './render';
import type { Called, SlackMessages } from './slack-messages';
import { searchBeforeMs } from './timing';

/** Calls that nobody knows the end of are made again so often, a little later; what Slack asks to wait with is asked for as often. */
const triesMost = 5;
const retryMs = 1_000;

/** Reads in Slack what the delivery has shown there, and takes away what is no ticket's. */
export function inspectorIn(slack: SlackMessages, pause: (ms: number) => Promise<void>): Inspector {
  return { meantBy, read, remove };

  async function read({ channel, thread, since }: Spot): Promise<readonly SlackMessage[] | { error: string }> {
    const found: SlackMessage[] = [];
    let cursor = '';
    do {
      const page = await patiently(() => slack.page(channel, since, thread, cursor));
      if (page.is === 'refused') return thread !== undefined && emptyThreads.has(page.error) ? found : page;
      if (page.is !== 'done') return { error: 'it did not answer' };
      found.push(...page.result.messages);
      cursor = page.result.next;
    } while (cursor !== '');
    return found;
  }

  async function remove({ channel, ts }: SlackMessage): Promise<boolean> {
    const called = await patiently(() => slack.delete({ channel, ts }));
    return called.is === 'done' || (called.is === 'refused' && called.error === 'message_not_found');
  }

  async function patiently<T>(call: () => Promise<Called<T>>): Promise<Called<T>> {
    for (let tries = 1; ; tries += 1) {
      const made = await call();
      if (made.is === 'done' || made.is === 'refused' || tries === triesMost) return made;
      await pause(made.is === 'limited' ? made.retryAfterMs : retryMs);
    }
  }
}

function meantBy({ ticket, entries, roots }: Chart): { meant: Meant[]; spots: Spot[] } {
  const standing = standingOf(entries, ticket);
  const meant = shownBy(entries, ticket).map(({ entry, card, showing }, index): Meant => {
    const { isCurrent = false } = standing[index] ?? {};
    const isUnposted = entry.ts === undefined;
    // What is said once is not missed, nor what is left where nobody looks any more; and a post comes after its card.
    const isOptional =
      entry.surface === 'origin' ||
      (!isCurrent && entry.surface !== 'notice') ||
      (isUnposted && (showing === 'as it is' || (entry.under !== undefined && card?.ts === undefined)));
    return {
      ...entry,
      isWanted: showing !== 'unwanted' && entry.gone !== true,
      isOptional,
      text: typeof showing === 'string' || 'file' in showing ? undefined : showing.text,
      refused: entry.parked?.version === ticket.version ? entry.parked.error : undefined,
    };
  });
  const lacking = lackingOf(entries, ticket).map(
    (one): Meant => ({ ...one, key: '', isWanted: true, isOptional: false, text: undefined, refused: undefined }),
  );
  return { meant: [...meant, ...lacking], spots: spotsOf({ ticket, entries, roots }) };
}

/** The channel of each card, and the threads in those in which something is said, also of cards that are gone. */
function spotsOf({ ticket, entries, roots }: Pick<Chart, 'ticket' | 'entries' | 'roots'>): Spot[] {
  const since = new Date(ticket.createdAt.getTime() - searchBeforeMs);
  const cards = entries.filter(({ under, thread }) => under === undefined && thread === undefined);
  const channels = new Set(cards.flatMap(({ channel }) => channel ?? []));
  const talked = new Set(entries.flatMap(({ under, channel }) => (under === undefined ? [] : (channel ?? []))));
  return [
    ...[...channels].map((channel) => ({ channel, since })),
    ...roots.filter(({ channel }) => talked.has(channel)).map(({ channel, ts }) => ({ channel, thread: ts, since })),
  ];
}

/** Of a thread whose head is gone, with all that was under it. */
const emptyThreads: ReadonlySet<string> = new Set(['thread_not_found', 'message_not_found']);
