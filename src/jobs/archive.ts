import type { Logger } from 'pino';
import {
  type Attached,
  type Attachments,
  archiveJson,
  archiveMarkdown,
  archiveRow,
  attachmentsOf,
  type Names,
  namesIn,
  peopleIn,
} from '../domain/archive';
import { type ChainPorts, chained, noteAll } from '../services/chain';
import type { ArchiveFiles, ArchiveStore, DueFile } from '../services/delivery-ports';

/** Longer than any disk takes; after that another process may write the file. */
const leaseMs = 60_000;

export interface ArchivePorts extends ChainPorts {
  readonly store: ArchiveStore;
  readonly files: ArchiveFiles;
  /** What a file of a ticket holds. */
  contentOf(ticketId: string, key: string): Promise<Uint8Array | undefined>;
  /** The names of people, as far as Slack tells them. */
  namesOf(userIds: readonly string[]): Promise<Names>;
  /** Once it is aborted, no file is begun any more, and what was not written is left to others. */
  readonly stopping?: AbortSignal;
}

/** Writes the archive files that are due, one after the other. */
export async function writeDueFiles(ports: ArchivePorts & { readonly log: Logger }): Promise<void> {
  const names = new Map<string, string>();
  while (!ports.stopping?.aborted) {
    const due = await take(ports);
    if (due === undefined) return;
    try {
      await writeFile(due, names, ports);
    } catch (err) {
      if (ports.stopping?.aborted) {
        await ports.store.giveBack(due);
        return;
      }
      ports.log.error(
        { err, ticket: due.ticket.number },
        'The archive file of a ticket could not be written; it is tried again in a minute.',
      );
      return;
    }
  }
}

/** A file that an export could not write. */
export class FileNotWritten extends Error {
  override readonly name = 'FileNotWritten';
  readonly number: number;
  constructor(number: number, cause: unknown) {
    super(`The files of ticket #${number} cannot be written.`, { cause });
    this.number = number;
  }
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Tickets whose files an export makes due at once. */
const exportedAtOnce = 100;

/** Between two looks at files that another process has in hand. */
const restMs = 200;

/**
 * Writes the files of all tickets that have ended, or had once, and tells how far it is, first before the first one. Where it was
 * interrupted it goes on: how far it came stands in the archive directory. Throws FileNotWritten.
 */
export async function* exportFiles(teamId: string, ports: ArchivePorts): AsyncGenerator<Progress> {
  const { store, files, clock } = ports;
  const place = `${teamId}/export.json`;
  const names = new Map<string, string>();
  const total = await store.count(teamId);
  let after = upToIn(await files.read(place));
  let done = await store.count(teamId, after);
  await noteAll(teamId, ports);
  yield progress(done);
  for (;;) {
    const page = await store.renew(teamId, after, exportedAtOnce, clock.now());
    if (page === undefined) break;
    for (let left = page.ids.length; left > 0; ) {
      let written = 0;
      while (written < left && (await writeNext(names, ports))) {
        written += 1;
        yield progress(done + page.ids.length - left + written);
      }
      left = await store.countDue(page.ids);
      // Another process has written some of them, or will.
      if (written < page.ids.length - left) yield progress(done + page.ids.length - left);
      if (written === 0 && left > 0) await new Promise((rested) => setTimeout(rested, restMs));
    }
    done += page.ids.length;
    after = page.upTo;
    await files.write(place, `${JSON.stringify({ upTo: after })}\n`, 'export');
  }
  await files.remove(place);

  /** Tickets may have ended since they were counted. */
  function progress(written: number): Progress {
    return { done: written, total: Math.max(total, written) };
  }
}

/** Up to which ticket an export came that was interrupted. */
function upToIn(json: string | undefined): number {
  try {
    const { upTo } = JSON.parse(json ?? '{}');
    return Number.isSafeInteger(upTo) ? upTo : 0;
  } catch {
    return 0;
  }
}

/** False where no file is due that nobody else has in hand. */
async function writeNext(names: Map<string, string>, ports: ArchivePorts): Promise<boolean> {
  const due = await take(ports);
  if (due === undefined) return false;
  try {
    await writeFile(due, names, ports);
    return true;
  } catch (error) {
    throw new FileNotWritten(due.ticket.number, error);
  }
}

async function take({ store, clock }: ArchivePorts): Promise<DueFile | undefined> {
  return await store.take(clock.now(), leaseMs);
}

/**
 * First the files, then what the chain says of them, and only then it is not due any more: whatever ends it on the way, the next one does
 * all of it again. `names` are those that Slack has told on this run.
 */
async function writeFile(due: DueFile, names: Map<string, string>, ports: ArchivePorts): Promise<void> {
  const { store, files, clock, digest } = ports;
  const { ticket, path, token } = due;
  const people = peopleIn(ticket);
  for (const [id, name] of await ports.namesOf(people.filter((one) => !names.has(one)))) names.set(id, name);
  // Names that Slack could not be asked for any more are no reason to write a file without them.
  ports.stopping?.throwIfAborted();
  // Of whom Slack does not tell, the file keeps the name that it has.
  const known = new Map([...namesIn(await files.read(`${path}.json`)), ...names]);
  const attached = await attach(due, ports);
  const [md, json] = [archiveMarkdown(ticket, known, attached), archiveJson(ticket, known, attached)];
  await files.write(`${path}.md`, md, token);
  await files.write(`${path}.json`, json, token);
  const { teamId, number } = ticket;
  const digests = { md: digest(md), json: digest(json), row: digest(archiveRow(ticket)) };
  await chained({ teamId, number, path, ...digests }, ports);
  await store.release(due, clock.now());
}

/** Writes what came with the ticket beside its file, and takes away what does not belong there any more. */
async function attach({ ticket, path, token }: DueFile, ports: ArchivePorts): Promise<Attachments> {
  const { files, digest } = ports;
  const folder = `${path}-files`;
  const attached = new Map<string, Attached>();
  const wanted = attachmentsOf(ticket);
  for (const { key, name } of wanted) {
    const content = await ports.contentOf(ticket.id, key);
    if (content === undefined) continue;
    await files.write(`${folder}/${name}`, content, token);
    attached.set(key, { path: `${ticket.number}-files/${name}`, sha256: digest(content) });
  }
  const names = new Set(wanted.map(({ name }) => name));
  for (const name of await files.list(folder)) if (!names.has(name)) await files.remove(`${folder}/${name}`);
  return attached;
}
