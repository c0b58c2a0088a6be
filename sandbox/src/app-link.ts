import { setTimeout as wait } from 'node:timers/promises';
import type { FaultState } from './faults';
import { freshSecret } from './fresh';

/** What Slack hands to an app: an event, a command, or an interaction. */
export interface Envelope {
  kind: 'events_api' | 'slash_commands' | 'interactive';
  payload: object;
  /** True where the app may say something in its acknowledgement. */
  takesAnswer: boolean;
  retry?: { num: number; reason: string };
}

/** What became of an envelope: acknowledged with `answer`, or why not. */
export type Handed = { ok: true; answer: unknown } | { ok: false; why: 'not_connected' | 'timeout' | 'bad_answer' };

/** A way to the app: Socket Mode or signed HTTP. */
export interface Transport {
  hand(envelope: Envelope, id: string): Promise<Handed>;
  /** Drops every connection without a word. */
  cut(): void;
  refresh(): void;
  /** Resolves once the app can be reached. */
  connected(): Promise<void>;
  stop(): Promise<void>;
}

export interface AppLink {
  hand(envelope: Envelope): Promise<Handed>;
  /** What the app said in its acknowledgements, in the order of their arrival. */
  answers: readonly unknown[];
}

/** The transport with its faults: envelopes that arrive twice, acknowledgements that never do. */
export function createAppLink(transport: Transport, faults: FaultState, patienceMs: number): AppLink {
  const answers: unknown[] = [];
  return {
    answers,
    async hand(envelope) {
      if (faults.disconnected) return { ok: false, why: 'not_connected' };
      const id = freshSecret();
      const handed = transport.hand(envelope, id).then((one) => {
        if (one.ok && one.answer !== undefined) answers.push(one.answer);
        return one;
      });
      if (faults.doubled > 0) {
        faults.doubled -= 1;
        void transport.hand(envelope, id);
      }
      if (faults.ignoredAcks === 0) return handed;
      faults.ignoredAcks -= 1;
      await Promise.all([handed, wait(patienceMs, undefined, { ref: false })]);
      return { ok: false, why: 'timeout' };
    },
  };
}
