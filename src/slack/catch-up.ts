import type { WebClient } from '@slack/web-api';
import type { Clock, LiveThreads, Tickets } from '../services/ports';
import { whenAllowed } from './delivery/pacing';

export interface CatchUpPorts {
  readonly client: WebClient;
  readonly tickets: Tickets;
  readonly teamId: string;
  readonly clock: Clock;
  /** Takes in a message as if Slack had told of it; once, however often it is found. */
  receive(body: Record<string, unknown>): Promise<void>;
  /** Ends the waiting for Slack. */
  readonly signal: AbortSignal;
}

/** Tickets looked at in one read. */
const pageSize = 200;

/** The inbox knows for a week what was done, and why something could not be: what is older is not told again. */
const lookBackMs = 6 * 24 * 60 * 60_000;

/** A message, as the history and the replies of a conversation have it. */
interface Heard {
  readonly ts?: string | undefined;
  readonly thread_ts?: string | undefined;
  readonly reply_count?: number | undefined;
  readonly user?: string | undefined;
  readonly bot_id?: string | undefined;
  readonly subtype?: string | undefined;
}

/**
 * Finds what people wrote in the threads of live tickets while nobody listened: Slack repeats an event for six minutes only. Reads each
 * person's DM once, and those threads in which more stands than their ticket knows. Throws what Slack says, after all DMs.
 */
export async function catchUp(ports: CatchUpPorts): Promise<void> {
  const failures: unknown[] = [];
  for (const [channel, threads] of await threadsByChannel(ports)) {
    try {
      const missed = await missedIn(channel, threads, ports);
      const inOrder = missed.toSorted((one, other) => ((one.ts ?? '') < (other.ts ?? '') ? -1 : 1));
      for (const message of inOrder) await ports.receive(eventOf(message, channel, ports.teamId));
    } catch (error) {
      ports.signal.throwIfAborted();
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function threadsByChannel({ tickets, teamId }: CatchUpPorts): Promise<Map<string, LiveThreads[]>> {
  const found = new Map<string, LiveThreads[]>();
  let after = 0;
  for (;;) {
    const page = await tickets.liveThreads(teamId, after, pageSize);
    for (const one of page.flatMap(({ threads }) => threads)) {
      found.set(one.channel, [...(found.get(one.channel) ?? []), one]);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return found;
    after = last.number;
  }
}

/** What the person of a DM wrote in these threads that their tickets do not know. */
async function missedIn(channel: string, all: readonly LiveThreads[], ports: CatchUpPorts): Promise<Heard[]> {
  const { client, clock } = ports;
  const oldest = all.flatMap(({ roots }) => roots).reduce((one, other) => (one < other ? one : other));
  const since = String((clock.now().getTime() - lookBackMs) / 1000);
  const parents = await allPages(
    (cursor) => client.conversations.history({ channel, oldest, inclusive: true, limit: 200, ...cursor }),
    ports,
  );
  const counts = new Map(parents.map(({ ts = '', reply_count: count = 0 }) => [ts, count]));
  const missed: Heard[] = [];
  for (const { roots, heard, posted } of all) {
    const standing = roots.reduce((sum, ts) => sum + (counts.get(ts) ?? 0), 0);
    if (standing <= heard.length + posted) continue;
    for (const ts of roots.filter((root) => (counts.get(root) ?? 0) > 0)) {
      const replies = await allPages(
        (cursor) => client.conversations.replies({ channel, ts, oldest: since, limit: 200, ...cursor }),
        ports,
      );
      const unknown = replies.filter((reply) => reply.ts !== ts && (reply.ts ?? '') > since);
      missed.push(...unknown.filter((reply) => isPersons(reply) && !heard.includes(reply.ts ?? '')));
    }
  }
  return missed;
}

const subtypes = new Set<string | undefined>([undefined, 'thread_broadcast', 'file_share']);

function isPersons({ user, bot_id: bot, subtype }: Heard): boolean {
  return user !== undefined && bot === undefined && subtypes.has(subtype);
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
