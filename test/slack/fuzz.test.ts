import { setTimeout as wait } from 'node:timers/promises';
import * as fc from 'fast-check';
import { type Connection, type ConnectOptions, Mongoose, trusted } from 'mongoose';
import { demote } from '../../src/services/admins';
import { ids } from '../../src/slack/ids';
import { password, refusedInModal, startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { hostileValues, placesIn, planted, replaced } from '../support/hostile';
import {
  envelopeOf,
  prepared,
  type Route,
  routesIn,
  secretWords,
  type Things,
  thingsFor,
  type Way,
  ways,
} from '../support/routes';
import {
  clickBy,
  type Envelope,
  filledIn,
  formBy,
  fresh,
  signedTo,
  startListening,
  triggerOf,
  type Watched,
  watchDoor,
} from '../support/signed';

/** So long it tries; `FUZZ_SECONDS=300 FUZZ_SEED=2` looks longer, and elsewhere. */
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 6);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

/** What a person sends comes from one of these, who have nothing to do with the tickets: a requester, an admin without a session, a demoted one. */
const attackers = ['bob', 'carol', 'dave'] as const;

/**
 * What Slack itself writes, and nobody else can: by these it says what it is that comes, who sends it, and where the answer goes.
 * Bolt does not find its way without them.
 */
const slacksOwn =
  /^(type|command|event|event\.type|actions|actions\.0|actions\.0\.(type|action_id)|view|view\.(callback_id|state|state\.values)|view\.blocks.*|callback_id|user|team|team\.id|trigger_id|response_url)$/;
/** What a person writes or chooses, or could change in what was given to them. */
const personsOwn = /^(text|event\.text|message\.text|actions\.0\.value|view\.private_metadata)$/;

let database: ReturnType<typeof watchDatabase>;
let door: Watched;
let answers: Awaited<ReturnType<typeof startListening>>;
let desk: TestDesk;
const table = routesIn();

beforeEach(async () => {
  door = watchDoor();
  database = watchDatabase();
  answers = await startListening();
});

afterEach(async () => {
  await stopDesks();
  await answers.stop();
  door.end();
  database.end();
});

/** Deskbell, with a ticket of Alice's in each state that a way takes, of which Carol has those that somebody has. */
async function startScene(): Promise<ReadonlyMap<Way['ticket'], Things>> {
  desk = await startDesk({ http: true, slackPatienceMs: 60_000, loggedOut: true });
  const { teamId } = desk.workspace;
  const words = await prepared(desk);
  await demote({ teamId, userId: 'U0DAVE' }, 'U0CAROL', desk.deskbell().desk);
  const things = new Map<Way['ticket'], Things>();
  for (const ticket of ['open', 'claimed', 'completed', 'withdrawn'] as const)
    things.set(ticket, { ...(await thingsFor(desk, { ticket }, 'U0CAROL', words)), invite: 'x' });
  await desk.settled();
  // Until then what belonged to Dave is looked for.
  desk.passes(2 * 60_000);
  await until('the messenger to be done', async () => {
    const all = await desk.inDatabase(({ admins }) => admins.find({}, { dueAt: 1, leaseToken: 1 }).lean());
    return all.some(({ dueAt, leaseToken }) => dueAt ?? leaseToken) ? undefined : true;
  });
  return things;
}

interface Change {
  readonly place: number;
  readonly value: string;
}

/** What this person would send honestly; but no password of a test is theirs. */
async function honest(route: Route, who: (typeof attackers)[number], things: ReadonlyMap<Way['ticket'], Things>) {
  const way = ways[route.key] as Way; // that it is there is a test of the routes
  const about = things.get(way.ticket ?? 'open') as Things; // each state has some
  const trigger = await triggerOf(desk[who], door, way.place?.in);
  const moment = { ...trigger, responseUrl: `${answers.url.slice(0, -1)}${fresh('/')}` };
  const by = { teamId: desk.workspace.teamId, userId: desk[who].id };
  const envelope = JSON.stringify(envelopeOf(route, way, by, about, moment));
  return JSON.parse(envelope.replaceAll(password, 'not this one at all')) as Envelope; // it was one before
}

/** A form can say nothing but words. */
function asForm(payload: Record<string, unknown>): Record<string, string | readonly string[]> {
  const said = Object.entries(payload).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.map(([name, value]) => [name, Array.isArray(value) ? value.map(word) : word(value)]));
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function changed(envelope: Envelope, place: string, value: unknown): Envelope {
  const payload = replaced(envelope.payload, place, value) as Record<string, unknown>; // one of its places has changed
  return envelope.via === 'command' ? { via: 'command', payload: asForm(payload) } : { via: envelope.via, payload };
}

/** All that is Alice's, and who is an admin. */
async function othersIn(): Promise<string> {
  return await desk.inDatabase(async ({ tickets, admins, teams }) =>
    JSON.stringify([
      await tickets.find({ requester: 'U0ALICE' }).lean(),
      await admins.find().lean(),
      await teams.find().lean(),
    ]),
  );
}

/** Follows what the database is asked by all who are connected from now on; gives the commands in which an operator of an attacker is one. */
function watchDatabase(): { reached(): string[]; end(): void } {
  const original: (this: Mongoose, uri: string, options?: ConnectOptions) => Connection =
    Mongoose.prototype.createConnection;
  const unwatched: (this: Mongoose) => Connection = Mongoose.prototype.createConnection;
  const reached: string[] = [];
  function watched(this: Mongoose, uri?: string, options?: ConnectOptions): Connection {
    // Each Mongoose begins with one that leads nowhere.
    if (uri === undefined) return unwatched.call(this);
    const connection = original.call(this, uri, { ...options, monitorCommands: true });
    connection.once('connected', () => {
      connection.getClient().on('commandStarted', ({ command }) => {
        const { filter, query, pipeline, updates, deletes, update } = command;
        const asked = JSON.stringify([filter, query, pipeline, updates, deletes, update]);
        if (new RegExp(`"\\$\\w+":\\[?"${planted}`).test(asked)) reached.push(asked);
      });
    });
    return connection;
  }
  Mongoose.prototype.createConnection = watched as typeof original; // it gives what the original gives
  return {
    reached: () => reached,
    end() {
      Mongoose.prototype.createConnection = original;
    },
  };
}

test(
  "nothing that is put into any field of anything changes, shows or stops what is not the sender's",
  async () => {
    const things = await startScene();
    const values = hostileValues(things.get('open')?.ticket ?? '');
    const before = await othersIn();
    const { calls } = desk.workspace;

    const aChange: fc.Arbitrary<Change> = fc.record({
      place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      value: fc.constantFrom(...Object.keys(values)),
    });
    const property = fc.asyncProperty(
      fc.constantFrom(...table.filter(({ guard }) => guard !== 'slackItself')),
      fc.constantFrom(...attackers),
      fc.array(aChange, { minLength: 1, maxLength: 2 }),
      async (route, who, changes) => {
        let envelope = await honest(route, who, things);
        const places = placesIn(envelope.payload).filter((place) => !slacksOwn.test(place));
        const made = changes.map(
          ({ place, value }) => [places[Math.floor(place * places.length)] ?? '', value] as const,
        );
        for (const [place, value] of made) envelope = changed(envelope, place, values[value]);
        const since = { calls: calls.length, heard: answers.heard.length, logged: desk.logged.length };

        const answered = signedTo(desk).send(envelope);
        const answer = await Promise.race([answered, wait(3_000, undefined, { ref: false })]);
        await door.idle();

        const given = JSON.stringify([answer, answers.heard.slice(since.heard), calls.slice(since.calls)]);
        const errors = desk.logged.slice(since.logged).map(({ err }) => err as { type?: string } | undefined); // as pino writes them
        const isPersons = made.every(
          ([place, value]) =>
            place.startsWith('view.state.values.') || (personsOwn.test(place) && typeof values[value] === 'string'),
        );
        const wrong = {
          unanswered: answer?.status !== 200,
          changed: (await othersIn()) !== before,
          told: Object.values(secretWords).filter((words) => given.includes(words)),
          operators: database.reached(),
          // What Slack says of an id that is none of its own is no fault of ours.
          errors: errors.filter((err) =>
            isPersons ? err?.type !== 'WebAPIPlatformError' : /Cast|Mongo|Validat|Strict/.test(err?.type ?? ''),
          ),
        };
        const how = made.map(([place, value]) => `${place} is ${value}`).join(', ');
        expect({ [`${who} goes ${route.key}, where ${how}`]: wrong }).toEqual({
          [`${who} goes ${route.key}, where ${how}`]: {
            unanswered: false,
            changed: false,
            told: [],
            operators: [],
            errors: [],
          },
        });
      },
    );
    await fc.assert(property, {
      seed,
      numRuns: 100_000,
      interruptAfterTimeLimit: seconds * 1000,
      // What was sent before may be the cause: it cannot be made smaller.
      endOnFailure: true,
    });
    await goesOn();
    // An operator that gets through is seen.
    await desk.inDatabase(({ tickets }) => tickets.findOne({ title: trusted({ $ne: planted }) }));
    expect(database.reached()).toHaveLength(1);
  },
  (seconds + 30) * 1000,
);

/** Somebody files a ticket, honestly. */
async function goesOn(): Promise<void> {
  await submits(desk.alice, 'No coffee');
  await desk.alice.sees('No coffee');
  expect(Object.prototype).not.toHaveProperty('isAdmin');
}

test('an event of Slack itself that is another than it should be is taken, and Deskbell goes on', async () => {
  const things = await startScene();
  for (const route of table.filter(({ guard }) => guard === 'slackItself')) {
    const envelope = await honest(route, 'bob', things);
    const places = placesIn(envelope.payload).filter((place) => !slacksOwn.test(place));
    for (const place of places) {
      for (const value of [null, 'x', 7, {}, [], { $ne: planted }, undefined]) {
        const named = changed(envelope, 'event_id', fresh('Ev0FORGED'));
        const { status } = await signedTo(desk).send(changed(named, place, value));
        // What it cannot read at all it does not take, and Slack sends it again.
        expect([200, 500]).toContain(status);
      }
    }
  }
  await door.idle();
  await goesOn();
});

test('what Slack itself never sends does no harm either', async () => {
  const things = await startScene();
  const before = await othersIn();
  const calls = desk.workspace.calls.length;
  const kinds = new Map(table.filter(({ guard }) => guard !== 'slackItself').map((route) => [route.kind, route]));
  const sent: Promise<{ status: number; body: string }>[] = [];
  for (const route of kinds.values()) {
    const envelope = await honest(route, 'bob', things);
    for (const place of placesIn(envelope.payload).filter((one) => slacksOwn.test(one)))
      for (const value of [null, 'x', 7, {}, [], { $ne: planted }, '__proto__'])
        sent.push(signedTo(desk).send(changed(envelope, place, value)));
  }
  const all = await Promise.all(sent);
  await door.idle();
  // Bolt refuses what it does not understand.
  expect(all.filter(({ status }) => ![200, 404, 500].includes(status))).toEqual([]);
  expect(await othersIn()).toBe(before);
  const given = JSON.stringify([all, answers.heard, desk.workspace.calls.slice(calls), desk.logged]);
  expect(Object.values(secretWords).filter((words) => given.includes(words))).toEqual([]);
  await goesOn();
});

test('a forged place of words, by somebody who has no ticket either, is refused, and nothing fails behind it', async () => {
  desk = await startDesk({ http: true, slackPatienceMs: 60_000 });
  const by = { userId: desk.bob.id, teamId: desk.workspace.teamId };
  const moment = { ...(await triggerOf(desk.bob, door)), responseUrl: answers.url };
  await signedTo(desk).send(clickBy(by, ids.ticket.addWords, 'x', { in: 'message', channel: 'D0BOB' }, moment));
  await refusedInModal(desk.bob, /does not know this button or form any more/);
  await door.idle();
});

describe('a form that is sent by somebody else than it was opened for', () => {
  test('changes nothing: it is not theirs', async () => {
    desk = await startDesk({ http: true });
    const { alice, bob, dave } = desk;
    await submits(alice, 'Printer on fire');
    await alice.presses('Edit', await alice.sees('Printer on fire'));
    const form = await alice.modal('Edit #1');
    form.fills({ Title: 'Fire' });
    const payload = await door.takes(() => form.submits());
    await desk.settled();
    const before = await othersIn();
    for (const { id } of [bob, dave]) {
      const { body } = await signedTo(desk).interaction({ ...payload, user: { id, team_id: desk.workspace.teamId } });
      expect(body).toContain('There is no such ticket, or it is not yours.');
      expect(body).not.toContain('Printer');
    }
    expect(await othersIn()).toBe(before);
    expect(await signedTo(desk).interaction(payload)).toEqual({ status: 200, body: '' });
    expect(await desk.stored()).toMatchObject([{ title: 'Fire' }]);
  });

  test('is a login of theirs, and what waits for the other one still waits', async () => {
    desk = await startDesk({ http: true, loggedOut: true });
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    const login = await carol.modal('Log in');
    const metadata = login.view().private_metadata;
    const forged = formBy(
      { userId: dave.id, teamId: desk.workspace.teamId },
      ids.admin.loginSubmit,
      { metadata, fields: { [ids.field.password]: filledIn.text(password) } },
      { triggerId: '1.2', responseUrl: '', viewId: login.id },
    );
    expect((await signedTo(desk).send(forged)).body).toContain('You are logged in');
    expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
    login.fills({ 'Your password for Deskbell': password });
    await login.submits();
    await until('the claim', async () => ((await desk.stored())[0]?.claimer === carol.id ? true : undefined));
  });
});
