import { DeskbellError, LoginNeeded } from '../domain/errors';
import type { ActionOutcome } from '../services/health-ports';
import type { Desk } from './desk';

/** Does what somebody asked for, and counts what became of it. Throws what `work` throws. */
export async function counted<T>(kind: string, desk: Desk, work: () => Promise<T>): Promise<T> {
  try {
    const made = await work();
    desk.meter.acted(kind, 'done');
    return made;
  } catch (error) {
    desk.meter.acted(kind, outcomeOf(error, desk));
    throw error;
  }
}

function outcomeOf(error: unknown, desk: Desk): ActionOutcome {
  if (error instanceof LoginNeeded) return 'login';
  if (error instanceof DeskbellError) return 'refused';
  return desk.isStoreAway(error) ? 'away' : 'failed';
}
