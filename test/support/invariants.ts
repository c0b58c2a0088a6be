import mongoose, { type QueryFilter } from 'mongoose';
import type { Deed } from '../../src/domain/audit';
import type { Action } from '../../src/domain/ticket';
import { archivePorts } from '../../src/main';
import { type Difference, verify } from '../../src/services/archive';
import { openStorage } from '../../src/storage';
import { doubtMs } from './delivery';
import { type TestDesk, until } from './desk';
import { nameOf } from './moves';
import { everything, isNowhereElse, isOfNoTicket, standsAsItShould, wordsRead } from './standing';

/**
 * Every ticket there is, without holes; each of its messages once, as it should be, and nowhere else. Their words are those of `moves.ts`,
 * with `name` in all that is said of a ticket.
 */
export async function allStandsAsItShould(desk: TestDesk, submitted: number, name = nameOf): Promise<void> {
  const tickets = await desk.stored();
  expect(tickets.map(({ number }) => number)).toEqual(Array.from({ length: submitted }, (_, index) => index + 1));
  const shown = everything(desk);
  const words = wordsRead(desk);
  for (const document of tickets) {
    standsAsItShould(document, shown);
    isNowhereElse(document, words, name(document.number));
  }
  const places = [...shown].flatMap(([place, message]) => (isOfNoTicket(message) ? [] : [place]));
  expect(places.toSorted()).toEqual(
    tickets
      .flatMap(({ entries }) => entries.flatMap(({ channel, ts }) => (ts === undefined ? [] : [`${channel}:${ts}`])))
      .toSorted(),
  );
}

/** Trouble ends, and time passes until everything that waits for it is done: no message, letter, event, file or erasing is due or in hand, and nothing in doubt. */
export async function calmsDown(desk: TestDesk, stepMs = doubtMs, limitMs = 20_000): Promise<void> {
  desk.workspace.faults.heal();
  let pending: string[] = [];
  let looks = 0;
  const isCalm = async (): Promise<true | undefined> => {
    looks += 1;
    // Whoever has something in hand gets the time for it, as a clock that races on would end every lease; the dead never come to an end.
    if (looks < looksMost && (await isInHand(desk))) return undefined;
    looks = 0;
    pending = await pendingIn(desk);
    if (pending.length > 0) desk.passes(stepMs);
    return pending.length === 0 || undefined;
  };
  await until('everything to be done', isCalm, limitMs).catch((error: unknown) => {
    throw new Error(`There was left:\n${pending.join('\n')}`, { cause: error });
  });
}

/** Some five seconds: longer than anybody has something in hand. */
const looksMost = 250;

/** Whether something is in hand, or can be taken at this moment. */
async function isInHand({ inDatabase, now }: TestDesk): Promise<boolean> {
  const of = (at: string): QueryFilter<unknown>[] => [
    { [`${at}leaseUntil`]: mongoose.trusted({ $exists: true }) },
    { [`${at}dueAt`]: mongoose.trusted({ $lte: now() }) },
  ];
  return await inDatabase(async ({ tickets, admins, events }) => {
    const ticket = await tickets.exists({ $or: ['', 'archive.', 'fetch.'].flatMap(of) });
    const admin = await admins.exists({ $or: of('') });
    const event = await events.exists({ dueAt: mongoose.trusted({ $lte: now() }) });
    return (ticket ?? admin ?? event) !== null;
  });
}

/** What waits, or is in somebody's hand. */
export async function pendingIn(desk: TestDesk): Promise<string[]> {
  return await desk.inDatabase(async ({ tickets, admins, teams, events, troubles, gatherings }) => {
    const due = (await tickets.find().lean()).flatMap((ticket) => {
      const { number, dueAt, leaseUntil, doubtUntil, wakeAt, parkedAt, archive, fetch, records = [] } = ticket;
      const waits = {
        due: dueAt,
        leased: leaseUntil,
        'in doubt': doubtUntil,
        'to erase': wakeAt,
        'given up': parkedAt,
        'to be filed': archive?.dueAt,
        'being filed': archive?.leaseUntil,
        'with files to fetch': fetch,
        'to be put on record': records[0],
      };
      return Object.entries(waits).flatMap(([what, is]) => (is === undefined ? [] : [`#${number} is ${what}`]));
    });
    const told = (await admins.find().lean()).flatMap(
      ({ userId, dueAt, leaseUntil, doubtUntil, homeDue, vacateUntil, news }) =>
        (dueAt ?? leaseUntil ?? doubtUntil ?? homeDue ?? vacateUntil ?? news[0]) === undefined
          ? []
          : [`${userId} is to be told`],
    );
    const steps = (await teams.find().lean()).flatMap((team) => team.steps.map(({ what }) => `${what} is to be done`));
    const heard = (await events.find({ doneAt: mongoose.trusted({ $exists: false }) }).lean()).map(
      ({ _id }) => `${_id} is not worked off`,
    );
    const inTheWay = (await troubles.find().lean()).map(({ where }) => `${where} is in the way`);
    const gathered = (await gatherings.find({ dueAt: mongoose.trusted({ $exists: true }) }).lean()).map(
      ({ _id }) => `${_id} is to be counted`,
    );
    return [...due, ...told, ...steps, ...heard, ...inTheWay, ...gathered];
  });
}

/** No message was ever posted twice, not even for a moment: Slack has taken each key once. */
export function nothingWasPostedTwice({ workspace }: TestDesk): void {
  const keys = workspace.calls.flatMap(({ method, args, outcome }) =>
    method === 'chat.postMessage' && args['metadata'] !== undefined && outcome === 'ok'
      ? [JSON.stringify(args['metadata'])]
      : [],
  );
  expect(keys.length).toBeGreaterThan(0);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
}

/** The archive's files, the chain and the database say the same of every ticket that has ended. */
export async function archiveVerifies(desk: TestDesk): Promise<void> {
  const storage = await openStorage(desk.mongodbUri, async () => false);
  try {
    const { teamId } = desk.workspace;
    const ports = archivePorts(desk.archiveDir, storage, desk, async () => new Map());
    const differences: Difference[] = [];
    const looking = verify(teamId, undefined, ports);
    let looked = await looking.next();
    while (!looked.done) {
      differences.push(looked.value);
      looked = await looking.next();
    }
    expect(differences).toEqual([]);
    expect(looked.value).toMatchObject({ tickets: await storage.archive.count(teamId), due: 0 });
  } finally {
    await storage.close();
  }
}

/** What admins did to tickets of others is on record as often as it is in the tickets' histories. */
export async function eachDeedIsOnRecordOnce(desk: TestDesk): Promise<void> {
  const [tickets, entries] = [await desk.stored(), await desk.inDatabase(({ audit }) => audit.find().lean())];
  const recorded = entries.flatMap(({ ticket, what }) => (ticket === undefined ? [] : [`#${ticket} ${what}`]));
  const done = tickets.flatMap(({ number, history }) =>
    history.flatMap(({ what }) => (deedOf[what] === undefined ? [] : [`#${number} ${deedOf[what]}`])),
  );
  expect(recorded.toSorted()).toEqual(done.toSorted());
}

const deedOf: Partial<Record<Action | 'submit', Deed>> = {
  forceRelease: 'forceReleased',
  handOver: 'handedOver',
  vacate: 'vacated',
};

/** What is kept for a time only has the date by which the database forgets it, and no words any more. */
export async function whatIsForgottenCanBe(desk: TestDesk): Promise<void> {
  await desk.inDatabase(async ({ tickets, asked, tries, events }) => {
    expect(await asked.countDocuments(without('at'))).toBe(0);
    expect(await tries.countDocuments(without('lastAt'))).toBe(0);
    expect(await events.countDocuments(without('doneAt'))).toBe(0);
    expect(await events.countDocuments({ body: mongoose.trusted({ $exists: true }) })).toBe(0);
    const kept = (await tickets.find().lean()).flatMap(({ files = [] }) =>
      files.filter(({ state }) => state === 'kept'),
    );
    expect(await tickets.db.collection('files.files').countDocuments()).toBe(kept.length);
  });
}

function without(field: string) {
  return { [field]: mongoose.trusted({ $exists: false }) };
}
