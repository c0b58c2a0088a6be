import type { Connection } from 'mongoose';
import type { Clock } from '../services/ports';

export interface DatabaseClock extends Clock {
  /** Reads the database's time again; machines' clocks drift apart. */
  sync(): Promise<void>;
}

/** The database's clock, as the offset of the local one from `hello.localTime`. https://www.mongodb.com/docs/manual/reference/command/hello/ */
export function databaseClock(connection: Connection): DatabaseClock {
  let offsetMs = 0;
  return {
    now: () => new Date(Date.now() + offsetMs),
    async sync() {
      const asked = Date.now();
      const { localTime } = (await connection.db?.command({ hello: 1 })) ?? {};
      const answered = Date.now();
      if (localTime instanceof Date) offsetMs = localTime.getTime() - (asked + answered) / 2;
    },
  };
}
