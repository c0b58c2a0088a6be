import type { Trouble } from '@deskbell/sandbox';
import { leaseMs, signal } from '../support/delivery';
import { type DeskOptions, type TestDesk, until } from '../support/desk';
import type { Program } from '../support/process';
import type { Proxy } from '../support/proxy';

/** Where something is broken. */
export interface Scene {
  readonly desk: TestDesk;
  readonly proxy: Proxy;
  /** Deskbell, where it is a process of its own. */
  readonly program: Program | undefined;
  /** Resolves when no step was taken for a moment. */
  still(): Promise<void>;
}

/** Ends the trouble. */
export type Mend = () => Promise<void>;

/** Something that goes wrong. */
export interface Fault {
  readonly name: string;
  /** What it breaks: all before the first step, a call to Slack, a write, or either, once it has taken effect; or either as long as a person waits. */
  readonly breaks: 'arrival' | 'call' | 'write' | 'step' | 'answer';
  readonly desk?: DeskOptions;
  /** Deskbell runs as a process of its own, so that it can be killed. */
  readonly isProcess?: true;
  /** There is another one beside it. */
  readonly hasOther?: true;
  /** What becomes of a call to Slack. */
  readonly trouble?: Trouble;
  /** Breaks it, where that is no trouble of a call; what `held` gives keeps the answer back. */
  strike?(scene: Scene): { readonly mend: Mend; readonly held?: Promise<unknown> };
}

/** Forgotten by Deskbell after so long, where it runs in this process. */
export const shortLeaseMs = 20_000;

const process: Pick<Fault, 'isProcess' | 'desk'> = {
  isProcess: true,
  // The same as in the process.
  desk: { timing: {}, callTimeoutMs: 10_000 },
};

function kills({ desk, program }: Scene): { mend: Mend; held: Promise<unknown> } {
  const dead = program?.ends('SIGKILL') ?? Promise.resolve();
  return {
    held: dead,
    async mend() {
      await dead;
      desk.passes(leaseMs);
      await desk.startDeskbell();
      await desk.workspace.faults.retryNow();
    },
  };
}

function disconnects({ desk: { workspace } }: Scene): { mend: Mend } {
  workspace.faults.disconnect();
  return {
    async mend() {
      workspace.faults.heal();
      await workspace.connected();
      await workspace.faults.retryNow();
    },
  };
}

function databaseComesBack({ proxy, desk: { workspace } }: Scene): Mend {
  return async () => {
    await until('Deskbell to look for its database', async () => proxy.refused() > 0 || undefined);
    proxy.heal();
    await workspace.faults.retryNow();
  };
}

/** A call that is waited for in vain is not waited for long. */
const hung: DeskOptions = { callTimeoutMs: 1_000 };

/** What goes wrong, of all that can. */
export const faults: readonly Fault[] = [
  { name: 'Slack fails', breaks: 'call', trouble: { fails: 'internal_error' } },
  { name: 'Slack asks to wait', breaks: 'call', trouble: { rateLimited: 5 } },
  { name: 'time-out before', breaks: 'call', trouble: { hangs: 'before' }, desk: hung },
  { name: 'time-out after', breaks: 'call', trouble: { hangs: 'after' }, desk: hung },
  { name: 'killed', breaks: 'step', ...process, strike: kills },
  { name: 'killed before', breaks: 'arrival', ...process, strike: kills },
  { name: 'socket lost', breaks: 'answer', strike: disconnects },
  { name: 'socket lost before', breaks: 'arrival', strike: disconnects },
  {
    name: 'database gone',
    breaks: 'step',
    strike(scene) {
      // Once the answer is on its way.
      setImmediate(() => scene.proxy.cut());
      return { mend: databaseComesBack(scene) };
    },
  },
  {
    name: 'database gone, its answer too',
    breaks: 'write',
    strike(scene) {
      scene.proxy.cut();
      return { mend: databaseComesBack(scene) };
    },
  },
  {
    name: 'database gone before',
    breaks: 'arrival',
    // An event that cannot be stored comes again, once Slack has waited for its acknowledgement.
    desk: { slackPatienceMs: 4_000 },
    strike(scene) {
      scene.proxy.cut();
      return { mend: databaseComesBack(scene) };
    },
  },
  {
    name: 'another takes over',
    breaks: 'step',
    hasOther: true,
    strike({ desk, still }) {
      const opened = signal();
      return {
        held: opened.given,
        async mend() {
          desk.passes(shortLeaseMs);
          // The other one does what is due now, as far as it can.
          await still();
          opened.give();
        },
      };
    },
  },
  {
    name: 'everything twice',
    breaks: 'arrival',
    strike({ desk: { workspace } }) {
      workspace.faults.deliverTwice(20);
      return { mend: async () => undefined };
    },
  },
  {
    name: 'everything twice, to two',
    breaks: 'arrival',
    hasOther: true,
    strike({ desk: { workspace } }) {
      workspace.faults.deliverTwice(20);
      return { mend: async () => undefined };
    },
  },
  {
    name: 'acknowledgement lost',
    breaks: 'arrival',
    desk: { slackPatienceMs: 1_000 },
    strike({ desk: { workspace } }) {
      workspace.faults.ignoreAcks(2);
      return { mend: () => workspace.faults.retryNow() };
    },
  },
];
