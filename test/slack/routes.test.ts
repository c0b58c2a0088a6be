import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { wordsOf } from '@deskbell/sandbox';
import type { HomeView, ModalView } from '@slack/types';
import { NotAMember, NotAnAdmin } from '../../src/domain/errors';
import { demote } from '../../src/services/admins';
import * as guards from '../../src/slack/guards';
import { ids } from '../../src/slack/ids';
import { startDesk, stopDesks, type TestDesk, until } from '../support/desk';
import { envelopeOf, prepared, type Route, routesIn, secretWords, thingsFor, type Way, ways } from '../support/routes';
import { fresh, signedTo, startListening, triggerOf, type Watched, watchDoor } from '../support/signed';

const table = routesIn();
const adminsWays = keysOf('admins');
const requestersWays = keysOf('requesters');
const followersWays = keysOf('followers');
const anybodysWays = keysOf('anybodys');
const slacksWays = keysOf('slacks');

function keysOf(whose: Way['whose']): string[] {
  return Object.keys(ways).filter((key) => ways[key]?.whose === whose);
}

describe('the table', () => {
  test('has a guard of ours on every route', () => {
    expect(table.filter(({ guard }) => guard === undefined)).toEqual([]);
    expect(new Set(table.map(({ guard }) => guard))).toEqual(new Set(Object.keys(guards)));
  });

  test('that had a route without one, or with another, would be found', () => {
    const routes = routesIn((on) => {
      on.click('x', undefined as never, async () => undefined); // what the types do not let through
      on.turns(
        'y',
        async () => undefined,
        async () => expect.anything(),
      );
      on.click('z', guards.admin, async () => undefined);
    });
    expect(routes.map(({ guard }) => guard)).toEqual([undefined, undefined, 'admin']);
  });

  test.each([
    ['an admin', 'admin', adminsWays],
    ['any member', 'anyMember', [...requestersWays, ...followersWays, ...anybodysWays]],
    ['Slack itself', 'slackItself', slacksWays],
  ])('lets %s go just where that was thought about', (_, guard, keys) => {
    const routes = table.filter((one) => one.guard === guard);
    expect(routes.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
  });

  test('is all that answers Slack', () => {
    const root = resolve(__dirname, '../../src');
    const registers =
      /\b(app|this|super)\.(action|assistant|command|event|function|message|options|shortcut|step|use|view)\(/;
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const answering = sources.filter((name) => registers.test(readFileSync(join(root, name), 'utf8')));
    expect(answering).toEqual([join('slack', 'answering.ts')]);
  });
});

let door: Watched;
let answers: Awaited<ReturnType<typeof startListening>>;

beforeEach(async () => {
  door = watchDoor();
  answers = await startListening();
});

afterEach(async () => {
  await stopDesks();
  await answers.stop();
  door.end();
});

/** What came of a request. */
interface Outcome {
  /** In words, in whatever way. */
  readonly said: readonly string[];
  /** The modals, Homes and forms that were given. */
  readonly shown: readonly (ModalView | HomeView)[];
  /** What somebody has changed. */
  readonly changed: readonly string[];
  /** Whatever is stored otherwise than before, but for the inbox and what waits. */
  readonly stored: readonly string[];
  /** What waits for a login, more than before. */
  readonly waiting: number;
}

/** Deskbell with its door, at which nobody is but the test. */
async function startScene(options: { loggedOut?: boolean } = {}) {
  const desk = await startDesk({ http: true, slackPatienceMs: 60_000, ...options });
  const words = await prepared(desk);
  await idle(desk);
  return { desk, words };
}

type Scene = Awaited<ReturnType<typeof startScene>>;

/** Resolves once Deskbell has nothing in hand and nothing to do. */
async function idle(desk: TestDesk): Promise<void> {
  await desk.settled();
  await door.idle();
  await until('the messenger to be done', async () => {
    const all = await desk.inDatabase(({ admins }) => admins.find({}, { dueAt: 1, leaseToken: 1 }).lean());
    return all.some(({ dueAt, leaseToken }) => leaseToken ?? (dueAt && dueAt <= desk.now())) ? undefined : true;
  });
}

/** Dave's time as an admin has ended, and what follows from that is done. */
async function demoted({ desk }: Scene): Promise<void> {
  const { teamId } = desk.workspace;
  await demote({ teamId, userId: 'U0DAVE' }, 'U0CAROL', desk.deskbell().desk);
  await idle(desk);
  // Until then tickets that he claims in this moment are looked for.
  desk.passes(2 * 60_000);
  await idle(desk);
}

/** Somebody who goes some ways, all about tickets of Alice's that `claimer` has. */
interface Walker {
  readonly userId: string;
  readonly teamId?: string;
  readonly homeTeamId?: string;
  readonly claimer?: string;
}

/** Goes these ways one after the other, and gives those of which something else came than should. */
async function astray(
  scene: Scene,
  walker: Walker,
  keys: readonly string[],
  isRight: (key: string, outcome: Outcome) => boolean,
): Promise<Record<string, Outcome>> {
  const wrong: Record<string, Outcome> = {};
  for (const key of keys) {
    await idle(scene.desk);
    const outcome = await outcomeOf(scene, walker, key);
    if (!isRight(key, outcome)) wrong[key] = outcome;
  }
  return wrong;
}

async function outcomeOf({ desk, words }: Scene, walker: Walker, key: string): Promise<Outcome> {
  const { workspace } = desk;
  const { userId, claimer = 'U0CAROL', ...from } = walker;
  const [route, way] = [table.find((one) => one.key === key) as Route, ways[key] as Way]; // that both are there is a test above
  const things = await thingsFor(desk, way, claimer, words);
  const actor = [desk.bob, desk.carol, desk.dave].find(({ id }) => id === userId) ?? desk.alice;
  const path = fresh('/');
  const moment = {
    ...(await triggerOf(actor, door, way.place?.in)),
    responseUrl: `${answers.url.slice(0, -1)}${path}`,
  };
  const before = await lookAt(desk);

  const envelope = envelopeOf(route, way, { teamId: workspace.teamId, userId, ...from }, things, moment);
  const { status, body } = await signedTo(desk).send(envelope);
  expect(status).toBe(200);
  await door.idle();

  const after = await lookAt(desk);
  const calls = workspace.calls.slice(before.calls);
  const ack = (body === '' ? {} : JSON.parse(body)) as { errors?: Record<string, string>; view?: ModalView }; // an answer to a form
  const inCalls = calls.map(({ args }) => args['view'] as ModalView | HomeView | undefined); // the practice workspace has checked it
  const views = [ack.view, ...inCalls].filter((view) => view !== undefined);
  const whispers = calls.flatMap(({ method, args }) => (method === 'chat.postEphemeral' ? [String(args['text'])] : []));
  const heard = answers.heard.flatMap((one) => (one.path === path ? [one.text ?? ''] : []));
  return {
    said: [...heard, ...whispers, ...Object.values(ack.errors ?? {}), ...views.filter(isMessage).map(wordsIn)],
    shown: views.filter((view) => !isMessage(view)),
    changed: differences(before.versions, after.versions),
    stored: differences(before.documents, after.documents),
    waiting: after.waiting - before.waiting,
  };
}

/** How many calls there were, and what is stored. */
async function lookAt({ workspace, inDatabase }: TestDesk) {
  return await inDatabase(async ({ tickets, admins, teams, tries, audit, asked }) => {
    const [documents, versions] = [new Map<string, unknown>(), new Map<string, unknown>()];
    for (const [name, model] of Object.entries({ tickets, admins, teams, tries, audit })) {
      const found = await (model as typeof tickets).find().lean(); // whichever it is, its documents are only compared
      for (const { _id, version, ...rest } of found) {
        documents.set(`${name} ${String(_id)}`, JSON.stringify({ version, ...rest }));
        if (version !== undefined) versions.set(`${name} ${String(_id)}`, version);
      }
    }
    return { calls: workspace.calls.length, documents, versions, waiting: await asked.countDocuments() };
  });
}

function differences(one: Map<string, unknown>, other: Map<string, unknown>): string[] {
  const all = [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key));
  return all.map((key) => (one.has(key) ? key : `new: ${key}`));
}

/** A modal that says something, in place of a form. */
function isMessage(view: ModalView | HomeView): boolean {
  return view.type === 'modal' && view.title.text === 'Deskbell';
}

function wordsIn({ blocks }: ModalView | HomeView): string {
  return wordsOf({ text: '', blocks });
}

/** Refused with these words, and that is all that happened; nobody is told that an event was left alone. */
function isRefusal({ message }: Error) {
  return (key: string, { said, ...rest }: Outcome): boolean => {
    const isForm = key.startsWith('submission') || key.startsWith('login');
    // Under a field of a form nothing is markup.
    const wanted = key.startsWith('event') ? [] : [isForm ? message.replaceAll('`', '') : message];
    return JSON.stringify(said) === JSON.stringify(wanted) && hasNothing(rest) && rest.waiting === 0;
  };
}

function hasNothing({ shown, changed, stored }: Omit<Outcome, 'said'>): boolean {
  return [shown, changed, stored].every(({ length }) => length === 0);
}

/** The login was opened, or offered where nothing can be opened, something waits for it, and that is all that happened. */
function isLogin(key: string, { said, shown, ...rest }: Outcome): boolean {
  if (key.startsWith('event'))
    return (
      said.length === 1 &&
      said[0]?.startsWith('You are logged out') === true &&
      hasNothing({ ...rest, shown }) &&
      rest.waiting === 1
    );
  const [login, ...others] = shown;
  const isAlone = login?.callback_id === ids.admin.loginSubmit && [said, others].every(({ length }) => length === 0);
  return isAlone && hasNothing({ ...rest, shown: [] }) && rest.waiting === 1 && !isTelling(shown);
}

/** Somebody got what the way is for. */
function isGiven(key: string, { said, shown, changed }: Outcome): boolean {
  const gives = ways[key]?.gives;
  return typeof gives === 'object' ? JSON.stringify([said, shown]).includes(gives.shown) : changed.length > 0;
}

/** No ticket that was there is another, and nobody reads it. */
function isKept(key: string, outcome: Outcome): boolean {
  const hasChanged = (what: string): boolean => outcome.stored.some((one) => one.startsWith(what));
  // Whoever logs in by it gets an admin's Home a moment later.
  const hasLoggedIn = key.endsWith(ids.admin.loginSubmit) && hasChanged('admins ');
  return (hasLoggedIn || !isTelling(outcome)) && !hasChanged('tickets ');
}

/** And nothing else is another, either. */
function isKeptWhole(key: string, outcome: Outcome): boolean {
  return isKept(key, outcome) && hasNothing({ ...outcome, shown: [] });
}

/** What Slack tells has changed something; where it is about a trouble, there is none here. */
function isFollowed(key: string, { stored }: Outcome): boolean {
  return ways[key]?.gives === 'a look' ? stored.length === 0 : stored.length > 0;
}

/** Something that only the ticket's own people may read. */
function isTelling(what: unknown): boolean {
  const text = JSON.stringify(what);
  return Object.values(secretWords).some((words) => text.includes(words));
}

describe("every route that is an admin's", () => {
  test('does for one who is logged in just what is asked of it in the tests below', async () => {
    const scene = await startScene();
    expect(await astray(scene, { userId: 'U0CAROL' }, adminsWays, isGiven)).toEqual({});
    expect(scene.desk.logged).toEqual([]);
  });

  test('refuses a requester, whose ticket it is', async () => {
    const scene = await startScene();
    expect(await astray(scene, { userId: 'U0ALICE' }, adminsWays, isRefusal(new NotAnAdmin()))).toEqual({});
  });

  test('gives an admin without a session the login and nothing else', async () => {
    const scene = await startScene({ loggedOut: true });
    expect(await astray(scene, { userId: 'U0CAROL' }, adminsWays, isLogin)).toEqual({});
  });

  test('refuses a demoted admin, be the ticket still theirs', async () => {
    const scene = await startScene();
    await demoted(scene);
    const dave = { userId: 'U0DAVE', claimer: 'U0DAVE' };
    expect(await astray(scene, dave, adminsWays, isRefusal(new NotAnAdmin()))).toEqual({});
  });
});

describe("every route that is a requester's", () => {
  test('does for the one whose ticket it is just what is asked of it in the tests below', async () => {
    const scene = await startScene();
    expect(await astray(scene, { userId: 'U0ALICE' }, requestersWays, isGiven)).toEqual({});
    expect(scene.desk.logged).toEqual([]);
  });

  test.each([
    ['another requester', 'U0BOB'],
    ['an admin without a session, who has the ticket', 'U0CAROL'],
    ['a demoted admin, who had it', 'U0DAVE'],
  ])('shows and changes nothing for %s', async (_, userId) => {
    const scene = await startScene({ loggedOut: true });
    await demoted(scene);
    expect(await astray(scene, { userId, claimer: userId }, requestersWays, isKeptWhole)).toEqual({});
  });
});

describe("every route that is a follower's", () => {
  test('does for one who follows the ticket just what is asked of it in the tests below', async () => {
    const scene = await startScene();
    expect(await astray(scene, { userId: 'U0BOB' }, followersWays, isGiven)).toEqual({});
    expect(scene.desk.logged).toEqual([]);
  });

  test.each([
    ['the one whose ticket it is', 'U0ALICE'],
    ['an admin without a session, who has the ticket', 'U0CAROL'],
    ['a demoted admin, who had it', 'U0DAVE'],
  ])('shows and changes nothing for %s', async (_, userId) => {
    const scene = await startScene({ loggedOut: true });
    await demoted(scene);
    expect(await astray(scene, { userId, claimer: userId }, followersWays, isKeptWhole)).toEqual({});
  });
});

describe("every route that is anybody's", () => {
  test.each([
    ['a requester', 'U0BOB'],
    ['an admin without a session', 'U0CAROL'],
  ])("gives %s nothing of somebody else's ticket, and does not change it", async (_, userId) => {
    const scene = await startScene({ loggedOut: true });
    expect(await astray(scene, { userId }, anybodysWays, isKept)).toEqual({});
  });
});

describe('what Slack itself tells', () => {
  test('is followed where it is of our workspace', async () => {
    const scene = await startScene();
    expect(await astray(scene, { userId: 'U0ALICE' }, slacksWays, isFollowed)).toEqual({});
  });
});

describe('every route there is', () => {
  const everything = table.map(({ key }) => key);
  /** Slack does not say with these where somebody belongs. */
  const withoutHome = table.filter(({ kind, guard, id }) =>
    kind === 'event' ? guard !== 'anyMember' || id !== 'message' : kind === 'command' || kind === 'word',
  );

  test('refuses people of another workspace, be their id that of an admin who is logged in', async () => {
    const scene = await startScene();
    const stranger = { userId: 'U0CAROL', teamId: 'T0OTHER' };
    expect(await astray(scene, stranger, everything, isRefusal(new NotAMember()))).toEqual({});
  });

  test('refuses people who belong to another workspace, and are here by a shared channel', async () => {
    const scene = await startScene();
    const guest = { userId: 'U0CAROL', homeTeamId: 'T0OTHER' };
    const keys = everything.filter((key) => !withoutHome.some((one) => one.key === key));
    expect(await astray(scene, guest, keys, isRefusal(new NotAMember()))).toEqual({});
  });
});
