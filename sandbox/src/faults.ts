import type { Transport } from './app-link';
import type { Core } from './core';
import { createOwner } from './owner';

/** One call of a Web API method, as tests count them; `upload` is the sending of a file's bytes, `download` their fetching. */
export interface ApiCall {
  method: string;
  args: Record<string, unknown>;
  /** When it arrived, in milliseconds. */
  at: number;
  /** `ok`, Slack's error code, or what a fault did: `http 500`, `hung`, `reset`. `pending` until then. */
  outcome: string;
}

/** What goes wrong with a call. `when` it does: before the call takes effect (default), or after. */
export type Trouble =
  | { fails: string }
  | { http: number }
  | { rateLimited: number }
  | { hangs: 'before' | 'after' }
  | { resets: 'before' | 'after' };

export interface Which {
  /** 1 is the next call, the default. */
  nth?: number;
  /** How many calls from there on; 1 is the default. */
  times?: number;
  /** Only calls with such arguments count. */
  where?: (args: Record<string, unknown>) => boolean;
}

export type OnCall = (call: ApiCall, moment: 'before' | 'after') => Promise<void> | void;

/** What tests and the machine panel do to the workspace. */
export interface Faults {
  /** Lets a coming call of `method` go wrong. */
  next(method: string, trouble: Trouble, which?: Which): void;
  /** Awaited around each call's effect, so that a test can kill a process right there; undefined ends it. */
  onCall(hook: OnCall | undefined): void;
  /** The next `times` envelopes (events, commands, clicks, forms) are delivered twice. */
  deliverTwice(times?: number): void;
  /** The app's acknowledgements of the next `times` envelopes never arrive. */
  ignoreAcks(times?: number): void;
  /** Cuts the app off: sockets drop and new ones are refused until `heal`. */
  disconnect(): void;
  /** Asks every socket to reconnect, as Slack does when it moves them. */
  refreshSockets(): void;
  /** Ends `disconnect`, and forgets all troubles that have not happened yet. */
  heal(): void;
  /** Sends now what waits for its repetition in a minute or five. Resolves when all has been tried. */
  retryNow(): Promise<void>;
  /** Lets Slack give up for good what is not acknowledged yet, as after its last try, some six minutes later. */
  giveUp(): void;
  /** Deletes a message as a workspace owner would. Throws when there is none. */
  deleteMessage(channel: string, ts: string): void;
  /** For `ms` from now, `conversations.history`, `replies` and `files.info` do not show what was posted meanwhile, as when Slack lags. */
  hideFreshPosts(ms: number): void;
}

/** The troubles in store; the workspace asks it at each call and each delivery. */
export interface FaultState {
  planned: { method: string; trouble: Trouble; where: NonNullable<Which['where']>; skip: number; left: number }[];
  onCall: OnCall | undefined;
  doubled: number;
  ignoredAcks: number;
  disconnected: boolean;
  /** What was posted after that `ts` does not show until then, in milliseconds. */
  hidden: { from: string; until: number };
}

const noTrouble = { planned: [], doubled: 0, ignoredAcks: 0, disconnected: false, hidden: { from: '', until: 0 } };

export function createFaultState(): FaultState {
  return { ...noTrouble, onCall: undefined };
}

/** The trouble that a call meets, if any; counts the call. */
export function meetTrouble(state: FaultState, method: string, args: Record<string, unknown>): Trouble | undefined {
  const counted = state.planned.filter((plan) => plan.method === method && plan.where(args));
  const due = counted.find(({ skip }) => skip === 0);
  for (const plan of counted) plan.skip = Math.max(0, plan.skip - 1);
  if (due) due.left -= 1;
  state.planned = state.planned.filter(({ left }) => left > 0);
  return due?.trouble;
}

/** The faults of a running workspace, as tests use them. */
export function faultsFor(core: Core, state: FaultState, transport: Transport): Faults {
  return {
    next(method, trouble, { nth = 1, times = 1, where = () => true } = {}) {
      state.planned = [...state.planned, { method, trouble, where, skip: nth - 1, left: times }];
    },
    onCall(hook) {
      state.onCall = hook;
    },
    deliverTwice(times = 1) {
      state.doubled += times;
    },
    ignoreAcks(times = 1) {
      state.ignoredAcks += times;
    },
    disconnect() {
      state.disconnected = true;
      transport.cut();
    },
    refreshSockets: () => transport.refresh(),
    heal() {
      Object.assign(state, noTrouble);
    },
    retryNow: () => core.events.retryNow(),
    giveUp: () => core.events.giveUp(),
    deleteMessage: (channel, ts) => createOwner(core).deletesMessage(channel, ts),
    hideFreshPosts(ms) {
      state.hidden = { from: core.store.nextTs(), until: Date.now() + ms };
    },
  };
}
