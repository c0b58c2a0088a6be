import { setTimeout as wait } from 'node:timers/promises';
import {
  type WebAPICallResult,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api';
import { isSlot, type Rate } from '../../domain/rates';
import type { Budgets, Granted, Wish } from '../../services/delivery-ports';
import type { Clock } from '../../services/ports';
import { postMethod, type Rates } from './rates';

export interface PacingPorts {
  readonly budgets: Budgets;
  readonly clock: Clock;
  readonly rates: Rates;
  readonly teamId: string;
}

/** A call that is to be made. */
export interface Planned {
  readonly key: string;
  readonly method: string;
  /** Of a post: where it goes, and, where that is somebody's DM, whose. */
  readonly channel?: string | undefined;
  readonly of?: string | undefined;
  /** The slot that is kept for it. */
  readonly slot?: Date | undefined;
  /** A slot further away than this is not taken, in milliseconds; without it, any is. */
  readonly aheadMs?: number | undefined;
  /** What has to be open for it too. */
  readonly gate?: string | undefined;
}

/** While it is closed, new tickets have no card in the channel. */
export function floodGate(channel: string): string {
  return `cards ${channel}`;
}

/** A slot that is so near is waited for. */
const nearMs = 2_000;
/** Nobody keeps a slot for longer. */
const aheadMostMs = 24 * 60 * 60_000;
/** Posts that a channel has a slot for also take of what the workspace has; so many of these are taken at once. */
const postsAtOnce = 5;

/** Without a 429, and so without its `Retry-After`. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const limiting = new Set(['ratelimited', 'rate_limited']);
const unsaidRetrySeconds = 30;

/** Slack's budget as one process sees it: what it has taken for calls that it is about to make. */
export type Pacing = ReturnType<typeof pacingOf>;

export function pacingOf({ budgets, clock, rates, teamId }: PacingPorts) {
  const inHand = new Map<string, Date[]>();
  /** The last calls of this process, in milliseconds: where it comes late to many slots, it does not make them all at once. */
  const made = new Map<string, number[]>();
  let closed: ReadonlyMap<string, Date> = new Map();
  /** Whose DM a channel is: posts go there by the one name and by the other. */
  const dms = new Map<string, string>();

  return {
    /** Waits for a call's turn where that is near. Throws WebAPIRateLimitedError with the seconds until then where it is not. */
    async turn(method: string, channel: string | undefined): Promise<void> {
      const buckets = bucketsOf(method, channel);
      const shut = latest(buckets.flatMap((bucket) => closed.get(bucket) ?? []));
      if (shut !== undefined && shut > clock.now()) throw notBefore(shut);
      // Taken before anything is waited for: two calls at once do not go by one slot.
      const had = buckets.map((bucket) => ({ bucket, slot: inHandOf(bucket).shift() }));
      const missing = had.flatMap(({ bucket, slot }) => (slot === undefined ? [bucket] : []));
      const given = await reserve(missing.map((bucket) => wishFor(bucket, 1)));
      const last = latest(given.flatMap(({ slots, isTaken }) => (isTaken ? [] : slots)));
      const now = clock.now().getTime();
      const free = Math.max(now, ...buckets.map(freeAt));
      if (last !== undefined || free - now > nearMs) {
        for (const { bucket, slot } of had) if (slot !== undefined) inHandOf(bucket).push(slot);
        throw notBefore(last ?? new Date(free));
      }
      const slots = had.flatMap(({ bucket, slot }) => slot ?? inHandOf(bucket).shift() ?? []);
      const at = Math.max(free, ...slots.map((slot) => slot.getTime()));
      for (const bucket of buckets) made.set(bucket, [...(made.get(bucket) ?? []), at].slice(-rateOf(bucket).most));
      if (at > now) await wait(at - now);
    },

    /** Takes slots for calls, all at once. Gives the slot of each that has one; what has its slot now can be called. */
    async plan(calls: readonly Planned[]): Promise<ReadonlyMap<string, Date>> {
      for (const { channel, of } of calls) learn(channel, of);
      const found = new Map<string, Date>();
      const wishes = new Map<string, { wish: Wish; keys: string[] }>();
      const now = clock.now();
      for (const { key, method, channel, slot, aheadMs = aheadMostMs, gate } of calls) {
        const bucket = bucketsOf(method, channel).at(-1) ?? method;
        const rate = rateOf(bucket);
        const shut = closed.get(bucket);
        if (slot !== undefined && isSlot(slot, rate, now) && (shut === undefined || shut <= slot)) {
          inHandOf(bucket).push(slot);
          found.set(key, slot);
          continue;
        }
        // What waits for a gate holds up nothing else in the same bucket.
        const together = `${bucket} ${gate ?? ''}`;
        const { keys = [] } = wishes.get(together) ?? {};
        wishes.set(together, {
          wish: { bucket, rate, count: keys.length + 1, aheadMs, gate },
          keys: [...keys, key],
        });
      }
      const posts = bucketsOf(postMethod, undefined).flatMap((bucket) => {
        const wanted = Math.min(postsAtOnce, calls.filter(({ method }) => method === postMethod).length);
        const count = wanted - inHandOf(bucket).length;
        return count > 0 ? [wishFor(bucket, count)] : [];
      });
      const all = [...wishes.values()];
      const given = await reserve([...all.map(({ wish }) => wish), ...posts]);
      for (const [at, { keys }] of all.entries()) {
        const { slots, isTaken } = given[at] ?? { slots: [], isTaken: false };
        for (const [index, key] of keys.entries()) {
          const slot = slots[index];
          if (isTaken && slot !== undefined) found.set(key, slot);
        }
      }
      return found;
    },

    /** What Slack said to a call: a 429 is obeyed by every process. */
    async answered(method: string, channel: string | undefined, retryAfter: number): Promise<void> {
      const bucket = bucketsOf(method, channel).at(-1) ?? method;
      const until = new Date(clock.now().getTime() + retryAfter * 1000);
      closed = new Map([...closed, [bucket, until]]);
      inHand.delete(bucket);
      await budgets.close(teamId, bucket, until);
    },

    /** True for what was closed when slots were taken last. */
    isClosed(bucket: string): boolean {
      return (closed.get(bucket) ?? new Date(0)) > clock.now();
    },

    learn,
  };

  /** What has come, or is to be waited for, is in hand from then on; what is further away is kept by whoever asked. */
  async function reserve(wishes: readonly Wish[]): Promise<readonly Granted[]> {
    if (wishes.length === 0) return [];
    const now = clock.now();
    const reserved = await budgets.reserve(teamId, wishes, now);
    closed = reserved.closed;
    for (const [at, { bucket, aheadMs }] of wishes.entries()) {
      const { slots = [], isTaken = false } = reserved.granted[at] ?? {};
      if (isTaken) inHandOf(bucket).push(...slots.filter((slot) => slot <= now || aheadMs === nearMs));
    }
    return reserved.granted;
  }

  function wishFor(bucket: string, count: number): Wish {
    return { bucket, rate: rateOf(bucket), count, aheadMs: nearMs };
  }

  function inHandOf(bucket: string): Date[] {
    const { lateMs } = rateOf(bucket);
    const usable = (inHand.get(bucket) ?? []).filter((slot) => clock.now().getTime() - slot.getTime() <= lateMs);
    inHand.set(bucket, usable);
    return usable;
  }

  function freeAt(bucket: string): number {
    const { most, withinMs } = rateOf(bucket);
    return (made.get(bucket)?.at(-most) ?? Number.NEGATIVE_INFINITY) + withinMs;
  }

  function learn(channel: string | undefined, of: string | undefined): void {
    if (channel !== undefined && of !== undefined && channel !== of) dms.set(channel, of);
  }

  /** The last one is the narrowest. */
  function bucketsOf(method: string, channel: string | undefined): string[] {
    const name = method.replaceAll('.', '/');
    if (method !== postMethod || channel === undefined) return [name];
    return [name, `${name} ${dms.get(channel) ?? channel}`];
  }

  function rateOf(bucket: string): Rate {
    return bucket.includes(' ') ? rates.channel : rates.of(bucket.replaceAll('/', '.'));
  }

  function notBefore(at: Date): WebAPIRateLimitedError {
    return new WebAPIRateLimitedError((at.getTime() - clock.now().getTime()) / 1000);
  }
}

function latest(dates: readonly Date[]): Date | undefined {
  return dates.toSorted((one, other) => other.getTime() - one.getTime())[0];
}

/** Calls that nobody waits for: each has its turn, of all that all processes make, and a 429 is obeyed by all. */
export class PacedClient extends WebClient {
  readonly #pacing: Pacing;

  constructor(token: string, options: WebClientOptions, pacing: Pacing) {
    super(token, options);
    this.#pacing = pacing;
  }

  override async apiCall(method: string, options: Record<string, unknown> = {}): Promise<WebAPICallResult> {
    const channel = typeof options['channel'] === 'string' ? options['channel'] : undefined;
    await this.#pacing.turn(method, channel);
    try {
      const answer: WebAPICallResult & { channel?: unknown } = await super.apiCall(method, options);
      if (method === postMethod && typeof answer.channel === 'string') this.#pacing.learn(answer.channel, channel);
      return answer;
    } catch (error) {
      const retryAfter = retryAfterOf(error);
      // Zero is not Slack's: Deskbell stops.
      if (retryAfter === undefined || retryAfter === 0) throw error;
      await this.#pacing.answered(method, channel, retryAfter);
      throw new WebAPIRateLimitedError(retryAfter);
    }
  }
}

function retryAfterOf(error: unknown): number | undefined {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter;
  const isLimiting = error instanceof WebAPIPlatformError && limiting.has(error.data.error);
  return isLimiting ? unsaidRetrySeconds : undefined;
}

/** What a call gives, made again as often as it has to wait. Throws what else Slack says, and where the signal ends the waiting. */
export async function whenAllowed<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof WebAPIRateLimitedError)) throw error;
      await wait(error.retryAfter * 1000, undefined, { signal });
    }
  }
}
