import { setTimeout as wait } from 'node:timers/promises';
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import type { Root, Tickets } from '../services/ports';

export interface CatchUpPorts {
  readonly client: WebClient;
  readonly tickets: Tickets;
  readonly teamId: string;
  /** Takes in a message as if Slack had told of it; once, however often it is found. */
  receive(body: Record<string, unknown>): Promise<void>;
  /** When Deskbell began to listen again: what is newer says nothing of what was missed. */
  readonly since: Date;
  /** Ends the waiting for Slack. */
  readonly signal: AbortSignal;
}

/** Tickets looked at in one read. */
const pageSize = 200;

/** A message, as the history and the replies of a conversation have it. */
interface Heard {
  readonly ts?: string | undefined;
  readonly thread_ts?: string | undefined;
  readonly latest_reply?: string | undefined;
  readonly user?: string | undefined;
  readonly bot_id?: string | undefined;
  readonly subtype?: string | undefined;
}

/**
 * Finds what people wrote in the threads of live tickets while nobody listened: Slack repeats an event for six minutes only. Reads each
 * person's DM once, and those threads whose newest reply the ticket does not know. Throws what Slack says.
 */
export async function catchUp(ports: CatchUpPorts): Promise<void> {
  for (const [channel, roots] of await rootsByChannel(ports)) {
    const missed = await missedIn(channel, roots, ports);
    const inOrder = missed.toSorted((one, other) => ((one.ts ?? '') < (other.ts ?? '') ? -1 : 1));
    for (const message of inOrder) await ports.receive(eventOf(message, channel, ports.teamId));
  }
}

async function rootsByChannel({ tickets, teamId }: CatchUpPorts): Promise<Map<string, Root[]>> {
  const found = new Map<string, Root[]>();
  let after = 0;
  for (;;) {
    const page = await tickets.liveRoots(teamId, after, pageSize);
    for (const root of page.flatMap(({ roots }) => roots))
      found.set(root.channel, [...(found.get(root.channel) ?? []), root]);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return found;
    after = last.number;
  }
}

/** What the people of a DM wrote in these threads that their tickets do not know. */
async function missedIn(channel: string, roots: readonly Root[], ports: CatchUpPorts): Promise<Heard[]> {
  const { client, since } = ports;
  const until = String((since.getTime() - clocksApartMs) / 1000);
  const byTs = new Map(roots.map((root) => [root.ts, root]));
  const oldest = [...byTs.keys()].reduce((one, other) => (one < other ? one : other));
  const missed: Heard[] = [];
  const parents = await allPages(
    (cursor) => client.conversations.history({ channel, oldest, inclusive: true, limit: 200, ...cursor }),
    ports,
  );
  for (const { ts = '', latest_reply: latest = '' } of parents) {
    const root = byTs.get(ts);
    if (root === undefined) continue;
    const heardTs = newest(ts, root.heard, until);
    // Where the newest reply was known before, there is nothing after it.
    if (latest <= newest(heardTs, root.posted, until)) continue;
    const replies = await allPages(
      (cursor) => client.conversations.replies({ channel, ts, oldest: heardTs, limit: 200, ...cursor }),
      ports,
    );
    missed.push(...replies.filter((reply) => isPersons(reply) && (reply.ts ?? '') > heardTs));
  }
  return missed;
}

/** Slack's clock and the database's are less than that apart. */
const clocksApartMs = 60_000;

/** The newest of these messages, of those before `until`, or `first` where none is newer. */
function newest(first: string, all: readonly string[], until: string): string {
  return all.filter((ts) => ts < until).reduce((one, other) => (one > other ? one : other), first);
}

function isPersons({ user, bot_id: bot, subtype }: Heard): boolean {
  return user !== undefined && bot === undefined && (subtype === undefined || subtype === 'thread_broadcast');
}

/** The event that Slack would have sent. https://docs.slack.dev/reference/events/message.im */
function eventOf(message: Heard, channel: string, teamId: string): Record<string, unknown> {
  return {
    type: 'event_callback',
    team_id: teamId,
    event: { ...message, type: 'message', channel, channel_type: 'im' },
  };
}

interface Answer {
  readonly messages?: readonly Heard[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

async function allPages(
  ask: (cursor: { cursor?: string }) => Promise<Answer>,
  { signal }: CatchUpPorts,
): Promise<Heard[]> {
  const found: Heard[] = [];
  let cursor = '';
  do {
    const { messages = [], response_metadata: more } = await whenAllowed(
      () => ask(cursor === '' ? {} : { cursor }),
      signal,
    );
    found.push(...messages);
    cursor = more?.next_cursor ?? '';
  } while (cursor !== '');
  return found;
}

/** What a call gives, made again as often as Slack asks to wait. Throws what else Slack says, and where the signal ends the waiting. */
async function whenAllowed<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof WebAPIRateLimitedError)) throw error;
      await wait(error.retryAfter * 1000, undefined, { signal });
    }
  }
}
