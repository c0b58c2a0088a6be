import type { Logger } from 'pino';
import { archiveJson, archiveMarkdown, type Names, peopleIn } from '../domain/archive';
import type { ArchiveStore } from '../services/delivery-ports';
import type { Clock } from '../services/ports';

/** Longer than any disk takes; after that another process may write the file. */
const leaseMs = 60_000;

export interface ArchivePorts {
  readonly store: ArchiveStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Writes a file whole or not at all, below the archive directory. */
  write(path: string, content: string, token: string): Promise<void>;
  /** The names of people; ids stay where Slack does not tell. */
  namesOf(userIds: readonly string[]): Promise<Names>;
}

/** Writes the archive files that are due, one after the other. */
export async function writeDueFiles({ store, clock, log, write, namesOf }: ArchivePorts): Promise<void> {
  for (;;) {
    const due = await store.take(clock.now(), leaseMs);
    if (due === undefined) return;
    const { ticket, path, token } = due;
    try {
      const names = await namesOf(peopleIn(ticket));
      await write(`${path}.md`, archiveMarkdown(ticket, names), token);
      await write(`${path}.json`, archiveJson(ticket, names), token);
      await store.release(due, clock.now());
    } catch (err) {
      log.error(
        { err, ticket: ticket.number },
        'The archive file of a ticket could not be written; it is tried again in a minute.',
      );
      return;
    }
  }
}
