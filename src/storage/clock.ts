import type { Connection } from 'mongoose';
import type { Clock } from '../services/ports';

export interface DatabaseClock extends Clock {
  /** Reads the database's time again; machines' clocks drift apart. */
  sync(): Promise<void>;
}

/** An answer that took longer, as of a process that stood still meanwhile, tells too little of when it was given. */
const promptMs = 1_000;

/** The database's clock, as the offset of the local one from `hello.localTime`. https://www.mongodb.com/docs/manual/reference/command/hello/ */
export function databaseClock(connection: Connection): DatabaseClock {
  let offsetMs = 0;
  /** How long the answer took that the offset is from. */
  let tookMs = Infinity;
  return {
    now: () => new Date(Date.now() + offsetMs),
    async sync() {
      const begun = performance.now();
      const asked = Date.now();
      const { localTime } = (await connection.db?.command({ hello: 1 })) ?? {};
      const answered = Date.now();
      const took = performance.now() - begun;
      if (!(localTime instanceof Date) || took > Math.max(tookMs, promptMs)) return;
      offsetMs = localTime.getTime() - (asked + answered) / 2;
      tookMs = took;
    },
  };
}
