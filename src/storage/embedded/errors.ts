export interface Failure {
  readonly way: string;
  readonly reason: string;
}

const waysOut = [
  'set MONGODB_URI to a MongoDB that is running, for instance mongodb://localhost:27017/deskbell',
  'install MongoDB, so that `mongod` is on the PATH, or name the program in MONGOMS_SYSTEM_BINARY',
  "name a mirror of MongoDB's downloads in MONGOMS_DOWNLOAD_MIRROR",
  'install Python 3.10 or newer with pip, so that SecantusDB can stand in',
];

/** No way to a database worked: says each one that was tried, why it failed, and what to do. */
export class NoDatabase extends Error {
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[], advice: readonly string[] = []) {
    const tried = failures.map(({ way, reason }) => `  - ${way}: ${reason}`);
    const out = [...advice, ...waysOut].map((way) => `  - ${way}`);
    super(['No database could be started. Tried:', ...tried, 'Any one of these helps:', ...out].join('\n'));
    this.name = 'NoDatabase';
    this.failures = failures;
  }
}

/** The data folder belongs to a database that is still running, most likely that of another Deskbell. */
export class DataFolderInUse extends Error {
  constructor(dataDir: string) {
    super(
      `Another Deskbell is using the data in ${dataDir}. Stop that one first, or give each its own MongoDB by MONGODB_URI.`,
    );
    this.name = 'DataFolderInUse';
  }
}

/** What went wrong, in one line. */
export function reasonOf(error: unknown): string {
  const words = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(words).replaceAll(/\s+/g, ' ').trim();
}
