import { type Digest, entryAfter, says, type Written } from '../domain/chain';
import type { Chain, ChainFile } from './delivery-ports';
import type { Clock } from './ports';

export interface ChainPorts {
  readonly chain: Chain;
  readonly chainFile: ChainFile;
  readonly clock: Clock;
  readonly digest: Digest;
}

/** Entries that are read at once. */
export const entriesAtOnce = 500;

/** Adds what was written to the chain, unless the last entry about the ticket says it already; then its file has all entries, too. */
export async function chained(written: Written, ports: ChainPorts): Promise<void> {
  const { teamId, number } = written;
  if (!says(await ports.chain.lastOf(teamId, number), written)) await add(written, ports);
  await noteLast(teamId, ports);
}

/** Several processes may: whoever comes second takes the next number. */
async function add(written: Written, { chain, clock, digest }: ChainPorts): Promise<void> {
  let isAdded = false;
  while (!isAdded)
    isAdded = await chain.add(entryAfter(await chain.head(written.teamId), written, clock.now(), digest));
}

/** Writes into the file what the chain has and the file not, at its end: the entry in hand, and what a crash has left out before it. */
async function noteLast(teamId: string, { chain, chainFile }: ChainPorts): Promise<void> {
  const head = await chain.head(teamId);
  const from = head && (await chainFile.missingFrom(teamId, head.seq));
  if (from !== undefined) await noteAll(teamId, { chain, chainFile }, from);
}

/** Writes into the file what is missing there anywhere, from an entry on. */
export async function noteAll(
  teamId: string,
  { chain, chainFile }: Pick<ChainPorts, 'chain' | 'chainFile'>,
  from = 1,
): Promise<void> {
  let entries = await chain.after(teamId, from - 1, entriesAtOnce);
  while (entries.length > 0) {
    await chainFile.fill(entries);
    entries = await chain.after(teamId, entries.at(-1)?.seq ?? Infinity, entriesAtOnce);
  }
}
