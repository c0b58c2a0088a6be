/** Slack's rate limits, per method: docs.slack.dev/apis/web-api/rate-limits, and each method's page for its tier. */
import type { ImplementedMethod } from './arguments';

const minute = 60_000;

/** Calls a minute. Slack says "20+" and the like; here the promise ends where it ends. */
const tiers = { 2: 20, 3: 50, 4: 100, special: 300 } as const;

const tierOf = new Map<string, keyof typeof tiers>(
  Object.entries({
    'api.test': 4,
    'auth.test': 'special',
    'apps.connections.open': 3,
    'chat.postMessage': 'special',
    'chat.update': 3,
    'chat.delete': 3,
    'chat.postEphemeral': 4,
    'chat.getPermalink': 'special',
    'views.open': 4,
    'views.push': 4,
    'views.update': 4,
    'views.publish': 4,
    'conversations.history': 3,
    'conversations.replies': 3,
    'conversations.open': 3,
    'conversations.info': 3,
    'conversations.members': 4,
    'conversations.list': 2,
    'users.conversations': 3,
    'users.info': 4,
    'users.list': 2,
    'reactions.add': 3,
    'files.delete': 3,
    'files.getUploadURLExternal': 4,
    'files.info': 4,
    'files.completeUploadExternal': 4,
  } satisfies Record<ImplementedMethod, keyof typeof tiers>),
);

/** One post a second in a channel, "short bursts >1 allowed": how short Slack does not say. */
const burst = 4;

export interface Rates {
  /** Counts a call. 0: go on; else Slack's `Retry-After`, in whole seconds, and the call does not count. */
  take(method: string, channel: string | undefined, nowMs: number): number;
}

/** `except`: methods that are not limited. */
export function createRates(except: readonly string[] = []): Rates {
  const calls = new Map<string, number[]>();
  /** When a channel's next post would come, were they spaced by a second. */
  const nextPost = new Map<string, number>();

  function take(method: string, channel: string | undefined, nowMs: number): number {
    if (except.includes(method)) return 0;
    const recent = (calls.get(method) ?? []).filter((at) => at > nowMs - minute);
    const limit = tiers[tierOf.get(method) ?? 3];
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= limit) return seconds(oldest + minute - nowMs);
    if (method === 'chat.postMessage' && channel !== undefined) {
      const next = Math.max(nextPost.get(channel) ?? 0, nowMs);
      const wait = next - nowMs - (burst - 1) * 1000;
      if (wait > 0) return seconds(wait);
      nextPost.set(channel, next + 1000);
    }
    recent.push(nowMs);
    calls.set(method, recent);
    return 0;
  }

  return { take };
}

function seconds(waitMs: number): number {
  return Math.max(1, Math.ceil(waitMs / 1000));
}
