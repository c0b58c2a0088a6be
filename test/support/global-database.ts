import { type Database, openDatabase } from '../../src/storage/embedded';

declare global {
  var testDatabase: Database | undefined;
}

/** Starts one database server for all tests of a run, unless DESKBELL_TEST_MONGODB names one already. */
export default async function startDatabase(): Promise<void> {
  if (process.env['DESKBELL_TEST_MONGODB']) return;
  globalThis.testDatabase = await openDatabase({ say });
  process.env['DESKBELL_TEST_MONGODB'] = globalThis.testDatabase.uri;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
