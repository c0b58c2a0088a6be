import { freshSecret } from './fresh';

type Exchange = { ok: true; person: string } | { ok: false; error: string };

/** The `trigger_id`s that interactions carry: each opens one view within 3 seconds (platform facts, Slack: timing). */
export interface Triggers {
  issue(person: string): string;
  /** Gives the person whose click it was, once; later and twice Slack's error codes of `views.open`. */
  exchange(trigger: string): Exchange;
}

export function createTriggers(lifeMs: number): Triggers {
  const issued = new Map<string, { person: string; until: number; used: boolean }>();
  return {
    issue(person) {
      const id = `${Date.now()}.${freshSecret()}`;
      issued.set(id, { person, until: Date.now() + lifeMs, used: false });
      return id;
    },
    exchange(trigger) {
      const found = issued.get(trigger);
      if (!found) return { ok: false, error: 'invalid_trigger_id' };
      if (found.used) return { ok: false, error: 'exchanged_trigger_id' };
      if (Date.now() > found.until) return { ok: false, error: 'expired_trigger_id' };
      found.used = true;
      return { ok: true, person: found.person };
    },
  };
}
