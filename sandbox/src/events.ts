import type { AppLink } from './app-link';
import { freshId } from './fresh';
import { bot, team } from './store';

/** Sends events to the app, and again where they were not acknowledged. */
export interface EventDesk {
  /** `subscription` is the manifest's word for it (`message.im`); what the manifest does not name is not sent. */
  send(subscription: string, event: { type: string } & Record<string, unknown>): void;
  /** Tries at once what waits for its next try, until each has been tried once more. */
  retryNow(): Promise<void>;
  /** Sends nothing again of all that was sent until now. */
  giveUp(): void;
}

/** At once, after a minute, after five (https://docs.slack.dev/apis/events-api, "Retries"). */
const retryAfterMs = [0, 60_000, 300_000];
const reasons = { timeout: 'http_timeout', not_connected: 'connection_failed', bad_answer: 'http_error' };

export function createEventDesk(app: AppLink, subscriptions: string[], eventTs: () => string): EventDesk {
  /** What waits for its next try. */
  const pending = new Map<NodeJS.Timeout, () => Promise<void>>();
  /** How often all has been given up: what was sent before the last time is not sent again. */
  let era = 0;

  async function attempt(payload: object, tries: number, reason: string): Promise<void> {
    const begun = era;
    const retry = tries > 0 ? { retry: { num: tries, reason } } : {};
    const handed = await app.hand({ kind: 'events_api', payload, takesAnswer: false, ...retry });
    const waitMs = retryAfterMs[tries];
    if (handed.ok || waitMs === undefined || begun !== era) return;
    const again = () => attempt(payload, tries + 1, reasons[handed.why]);
    if (waitMs === 0) return again();
    const timer = setTimeout(() => {
      pending.delete(timer);
      void again();
    }, waitMs).unref();
    pending.set(timer, again);
  }

  return {
    send(subscription, event) {
      if (!subscriptions.includes(subscription)) return;
      void attempt(wrap({ ...event, event_ts: event['event_ts'] ?? eventTs() }), 0, '');
    },
    async retryNow() {
      const due = [...pending];
      pending.clear();
      for (const [timer] of due) clearTimeout(timer);
      await Promise.all(due.map(([, again]) => again()));
    },
    giveUp() {
      era += 1;
      for (const timer of pending.keys()) clearTimeout(timer);
      pending.clear();
    },
  };
}

/** The wrapper of every event (https://docs.slack.dev/apis/events-api, "Event type structure"). */
function wrap(event: object): object {
  return {
    token: 'practice',
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: bot.appId,
    event,
    type: 'event_callback',
    event_id: freshId('Ev'),
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: freshId('4-'),
  };
}
