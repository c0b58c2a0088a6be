import { freshSecret } from './fresh';
import type { Asking } from './store';

type Exchange = { ok: true; person: Asking; inModal: boolean } | { ok: false; error: string };

/** The `trigger_id`s that interactions carry: each opens one view within 3 seconds (platform facts, Slack: timing). */
export interface Triggers {
  /** `inModal`: it comes from a modal, on which a view may be pushed. */
  issue(person: Asking, inModal?: boolean): string;
  /** Gives the person whose click it was, once; later and twice Slack's error codes of `views.open`. */
  exchange(trigger: string): Exchange;
}

export function createTriggers(lifeMs: number): Triggers {
  const issued = new Map<string, { person: Asking; inModal: boolean; until: number; used: boolean }>();
  return {
    issue(person, inModal = false) {
      const id = `${Date.now()}.${freshSecret()}`;
      issued.set(id, { person, inModal, until: Date.now() + lifeMs, used: false });
      return id;
    },
    exchange(trigger) {
      const found = issued.get(trigger);
      if (!found) return { ok: false, error: 'invalid_trigger_id' };
      if (found.used) return { ok: false, error: 'exchanged_trigger_id' };
      if (Date.now() > found.until) return { ok: false, error: 'expired_trigger_id' };
      found.used = true;
      return { ok: true, person: found.person, inModal: found.inModal };
    },
  };
}
