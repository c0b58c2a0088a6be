import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { config as readDotenv } from 'dotenv';
import { type ArchivePorts, exportFiles, FileNotWritten, type Progress } from '../src/jobs/archive';
import { archivePorts } from '../src/main';
import { type Difference, type Verified, verify } from '../src/services/archive';
import { CannotDo, runOnce } from '../src/terminal';
import { onMachine } from './machine';

const usage = `Usage: npm run archive -- export | verify [--head <hash>]
  export   writes the files of all tickets that have ended again; interrupted, it goes on when it is started again
  verify   compares files, database and chain, and names each difference; --head: a hash that verify has told before`;

/** `npm run archive`: the archive's files, written again or verified, also while Deskbell runs. */
readDotenv({ quiet: true });
void runOnce(async () => {
  const { action, noted } = asked();
  await onMachine(async (teamId, { archiveDir, clock, namesOf, ...storage }) => {
    if (archiveDir === undefined) throw new CannotDo(noDirectory);
    const ports = archivePorts(archiveDir, storage, clock, namesOf);
    const place = join(archiveDir, teamId);
    await (action === 'export' ? exportAll(teamId, place, ports) : verifyAll(teamId, place, noted, ports));
  });
});

const noDirectory =
  'There is no archive directory: ARCHIVE_DIR is empty. Name one in .env or in the environment; then every ticket that ends gets its files there.';

function asked(): { action: 'export' | 'verify'; noted: string | undefined } {
  try {
    const { values, positionals } = parseArgs({ options: { head: { type: 'string' } }, allowPositionals: true });
    const [action, ...others] = positionals;
    const noted = values.head?.toLowerCase();
    const isHash = noted === undefined || /^[0-9a-f]{64}$/.test(noted);
    if (action === 'verify' && others.length === 0 && isHash) return { action, noted };
    if (action === 'export' && others.length === 0 && noted === undefined) return { action, noted };
  } catch {
    // What was typed is none of the options.
  }
  throw new CannotDo(usage);
}

async function exportAll(teamId: string, place: string, ports: ArchivePorts): Promise<void> {
  let shown: Progress | undefined;
  try {
    for await (const progress of exportFiles(teamId, ports)) {
      if (shown === undefined && progress.done > 0)
        console.log(`An export was interrupted: this one goes on where it was, at ${counted(progress.done)}.`);
      tell(progress, shown);
      shown = progress;
    }
    if (process.stdout.isTTY && shown?.total) console.log();
  } catch (error) {
    if (!(error instanceof FileNotWritten)) throw error;
    const { message: reason } = error.cause as Error; // of the file system or the store, as jobs/archive.ts passes it on
    throw new CannotDo(`${error.message} ${reason}. Mend that and start the export again: it goes on where it was.`);
  }
  const { total = 0 } = shown ?? {};
  console.log(
    total === 0
      ? 'No ticket has ended yet: there is nothing to write.'
      : `The files of ${tickets(total)} are in ${place}. To see that all of it fits: npm run archive -- verify`,
  );
}

/** How far it is: one line that is written over on a terminal, else a line each tenth of the way. */
function tell({ done, total }: Progress, shown: Progress | undefined): void {
  const line = `${counted(done)} of ${counted(total)} …`;
  if (total === 0) return;
  if (process.stdout.isTTY) process.stdout.write(`\r${line}`);
  else if (shown === undefined || tenthOf({ done, total }) !== tenthOf(shown)) console.log(line);
}

function tenthOf({ done, total }: Progress): number {
  return Math.floor((done * 10) / total);
}

async function verifyAll(teamId: string, place: string, noted: string | undefined, ports: ArchivePorts): Promise<void> {
  const looking = verify(teamId, noted, ports);
  let count = 0;
  for (;;) {
    const { done, value } = await looking.next();
    if (done) {
      for (const line of summaryOf(value, count, place)) console.log(line);
      break;
    }
    count += 1;
    console.log(wordsOf(value));
  }
  if (count > 0) process.exitCode = 1;
}

/** A difference in one line. */
function wordsOf(difference: Difference): string {
  switch (difference.what) {
    case 'unchained':
      return `Ticket #${difference.number} has ended, and the chain has no entry of its files. npm run archive -- export writes both.`;
    case 'row changed':
      return `Ticket #${difference.number} was changed in the database after its files were written.`;
    case 'row gone':
      return `Ticket #${difference.number} is gone from the database.`;
    case 'file missing':
      return `${difference.path} is missing.`;
    case 'file changed':
      return `${difference.path} was changed.`;
    case 'file unknown':
      return `${difference.path} is known to no entry of the chain.`;
    case 'changed':
      return `Entry ${counted(difference.seq)} of the chain was changed${inCopies[difference.in]}.`;
    case 'different':
      return `Entry ${counted(difference.seq)} of the chain is another one in the database than in chain.jsonl.`;
    case 'missing': {
      const { seq, to } = difference;
      const which =
        seq === to
          ? `Entry ${counted(seq)} of the chain is`
          : `Entries ${counted(seq)} to ${counted(to)} of the chain are`;
      return `${which} missing${inCopies[difference.in]}.`;
    }
    case 'extra':
      return `An entry ${counted(difference.seq)} stands where it does not belong${inCopies[difference.in]}.`;
    case 'damaged':
      return `Entry ${counted(difference.seq)} of the chain cannot be read in chain.jsonl.`;
    case 'line':
      return `Line ${counted(difference.line)} of chain.jsonl is no entry of the chain.`;
    case 'head':
      return 'No entry of the chain has the hash that you have noted: the chain was cut, or made anew.';
  }
}

const inCopies = {
  database: ' in the database',
  file: ' in chain.jsonl',
  both: ', in the database and in chain.jsonl',
};

function summaryOf({ tickets: all, due, entries, head, notedAt }: Verified, count: number, place: string): string[] {
  const found =
    count === 0 ? 'All of it fits.' : `${counted(count)} ${count === 1 ? 'thing does' : 'things do'} not fit.`;
  const later = due === 1 ? '1 ticket is still due' : `${counted(due)} tickets are still due`;
  const since = entries - (notedAt ?? 0);
  return [
    `${tickets(all)}, the files in ${place} and ${counted(entries)} ${entries === 1 ? 'entry' : 'entries'} of the chain were compared. ${found}`,
    ...(due === 0 ? [] : [`${later}: Deskbell writes the files when it runs, or npm run archive -- export does.`]),
    ...(notedAt === undefined
      ? []
      : [`The hash that you have noted is that of entry ${counted(notedAt)}; ${counted(since)} came after it.`]),
    ...(head === undefined
      ? ['The chain has no entry yet.']
      : [
          `The chain has ${counted(entries)} ${entries === 1 ? 'entry' : 'entries'}, and its head is ${head}`,
          `Note it elsewhere: npm run archive -- verify --head ${head} then also shows a chain that was cut or made anew.`,
        ]),
  ];
}

function tickets(count: number): string {
  return count === 1 ? 'One ticket' : `${counted(count)} tickets`;
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}
