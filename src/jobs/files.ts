import type { Logger } from 'pino';
import type { TicketFile } from '../domain/ticket';
import type { FileStore } from '../services/delivery-ports';
import type { Clock } from '../services/ports';

export interface FetchPorts {
  readonly store: FileStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** What a file holds; `later` where that is not known now, `closed` where Slack gives no file now, or why it cannot be had. */
  fetch(file: TicketFile): Promise<Uint8Array | 'later' | 'closed' | { readonly lost: string }>;
  /** Once it is aborted, nothing more is begun, and what is in hand is left to others. */
  readonly stopping: AbortSignal;
}

/** Longer than all files of a message take. */
const leaseMs = 5 * 60_000;
/** So soon it is looked whether Slack gives files again. */
const closedMs = 60_000;
const firstWaitMs = 10_000;
/** By then half a day has passed. */
const triesMost = 12;

/** Fetches the files that tickets wait for, one after the other, and deletes those that they do not have any more. What a ticket is waiting for longest comes first. */
export async function fetchFiles({ store, clock, log, fetch, stopping }: FetchPorts): Promise<void> {
  while (!stopping.aborted) {
    const due = await store.take(clock.now(), leaseMs);
    if (due === undefined) return;
    const { ticket, tries } = due;
    let isLate = false;
    for (const file of ticket.files.filter(({ state }) => state === 'coming')) {
      const fetched = await fetch(file);
      if (fetched === 'later' && stopping.aborted) {
        await store.giveBack(due);
        return;
      }
      // No file is lost because Slack takes no calls for a while, however long that is.
      if (fetched === 'closed') {
        await store.giveBack(due, new Date(clock.now().getTime() + closedMs));
        return;
      }
      if (fetched instanceof Uint8Array) {
        await store.keep(ticket.id, file.key, fetched, clock.now());
        continue;
      }
      if (fetched === 'later' && tries < triesMost) {
        isLate = true;
        continue;
      }
      const why = fetched === 'later' ? 'Slack did not give it' : fetched.lost;
      log.warn({ ticket: ticket.number, file: file.key, why }, 'A file of a ticket could not be fetched.');
      await store.lose(ticket.id, file.key, clock.now());
    }
    await store.prune(ticket.id);
    const waitMs = firstWaitMs * 2 ** (tries - 1);
    await store.release(due, isLate ? new Date(clock.now().getTime() + waitMs) : undefined);
  }
}
