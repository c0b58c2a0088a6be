import type { mongo } from 'mongoose';
import type { TestDesk } from './desk';
import type { Proxy } from './proxy';

/** Something that Deskbell does to the world: a call to Slack, or a write that changed something; the first of its name, the second, … */
export interface Step {
  readonly what: string;
  readonly nth: number;
}

/** Awaited at each step: before a call takes effect, and after a call or a write has, before Deskbell hears of it. */
export type OnStep = (step: Step, moment: 'before' | 'after') => Promise<void> | void;

/** Counts the steps from now on. Gives what ends it. */
export function watchSteps({ workspace: { faults } }: TestDesk, proxy: Proxy, onStep: OnStep): () => void {
  const counts = new Map<string, number>();
  const next = (what: string): Step => {
    const nth = (counts.get(what) ?? 0) + 1;
    counts.set(what, nth);
    return { what, nth };
  };
  const calls = new WeakMap<object, Step>();
  faults.onCall(async (call, moment) => {
    const step = calls.get(call) ?? next(call.method);
    calls.set(call, step);
    await onStep(step, moment);
  });
  proxy.onAnswer(async (command, answer) => {
    const what = writeOf(command, answer);
    if (what !== undefined) await onStep(next(what), 'after');
  });
  return () => {
    faults.onCall(undefined);
    proxy.onAnswer(undefined);
  };
}

/** `tickets.findAndModify`, of a command that changed something. https://www.mongodb.com/docs/manual/reference/command/#query-and-write-operation-commands */
function writeOf(command: mongo.BSON.Document, answer: mongo.BSON.Document): string | undefined {
  const [name = ''] = Object.keys(command);
  return hasChanged(name, answer) ? `${String(command[name])}.${name}` : undefined;
}

function hasChanged(name: string, { lastErrorObject, n, nModified, upserted }: mongo.BSON.Document): boolean {
  switch (name) {
    case 'findAndModify':
      return lastErrorObject?.n > 0;
    case 'insert':
    case 'delete':
      return n > 0;
    case 'update':
      return nModified > 0 || upserted !== undefined;
    default:
      return false;
  }
}
