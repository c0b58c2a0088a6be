import type { Person } from '../domain/people';
import type { Ticket } from '../domain/ticket';
import { usualWait } from '../domain/waits';
import type { Ports } from './ports';

/** How it stands with the queue for somebody who waits. */
export interface Ahead {
  /** Open tickets that came before. */
  readonly ahead: number;
  /** How long people usually wait for somebody to pick their ticket up, in milliseconds; undefined where too few have yet. */
  readonly usualWaitMs: number | undefined;
}

/** How many of the last tickets say what is usual. */
const lastCount = 50;

/** How many open tickets came before this one, and how long the last ones have waited. */
export async function aheadOf(
  { teamId, number }: Pick<Ticket, 'teamId' | 'number'>,
  { tickets }: Pick<Ports, 'tickets'>,
): Promise<Ahead> {
  const [ahead, waits] = await Promise.all([tickets.openBelow(teamId, number), tickets.lastWaits(teamId, lastCount)]);
  return { ahead, usualWaitMs: usualWait(waits) };
}

/** The same for each of these tickets that is open. */
export async function aheadOfAll(
  { teamId }: Person,
  all: readonly Ticket[],
  { tickets }: Pick<Ports, 'tickets'>,
): Promise<{ ahead: ReadonlyMap<number, number>; usualWaitMs: number | undefined }> {
  const open = all.filter(({ status }) => status === 'open');
  if (open.length === 0) return { ahead: new Map(), usualWaitMs: undefined };
  const [counts, waits] = await Promise.all([
    Promise.all(open.map(async ({ number }) => [number, await tickets.openBelow(teamId, number)] as const)),
    tickets.lastWaits(teamId, lastCount),
  ]);
  return { ahead: new Map(counts), usualWaitMs: usualWait(waits) };
}
