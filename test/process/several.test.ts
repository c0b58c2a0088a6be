import type { Actor } from '@deskbell/sandbox';
import { callsOf, holds, leaseMs, standing } from '../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import {
  allStandsAsItShould,
  archiveVerifies,
  calmsDown,
  eachDeedIsOnRecordOnce,
  nothingWasPostedTwice,
} from '../support/invariants';
import { movesOf, nameIn, nameOf, presses, sends } from '../support/moves';
import { build, stopPrograms } from '../support/process';
import { inProcesses } from '../support/processes';
import { generator } from '../support/random';

beforeAll(build);

afterEach(async () => {
  await stopPrograms();
  await stopDesks();
  jest.restoreAllMocks();
});

const minute = 60_000;

/** Alice and Bob send tickets, both at once; gives what each number is called. */
async function filed({ alice, bob, stored }: TestDesk, rounds: number): Promise<(number: number) => string> {
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all([submits(alice, nameOf(2 * round + 1)), submits(bob, nameOf(2 * round + 2))]);
  }
  const names = new Map((await stored()).map(({ number, title }) => [number, nameIn(title)]));
  return (number) => names.get(number) ?? nameOf(number);
}

/** The last ticket was made now, by the database's clock, and not by that of a machine. */
async function isOfNow(desk: TestDesk): Promise<void> {
  const ticket = (await desk.stored()).at(-1);
  expect(Math.abs(desk.now().getTime() - Number(ticket?.createdAt))).toBeLessThan(minute / 2);
}

/** What people do of their own accord, one thing after the other, each of which may come to another process. */
async function goesOn(desk: TestDesk, random: () => number, changes: number): Promise<void> {
  for (let made = 0; made < changes; made += 1) {
    const all = await desk.stored();
    const ticket = all[Math.floor(random() * all.length)];
    if (ticket === undefined) return;
    const moves = movesOf(ticket, desk, random).map((move) => ({ move, at: random() }));
    let isMade = false;
    for (const { move } of moves.toSorted((one, next) => one.at - next.at)) if (!isMade) isMade = await move();
    if (isMade) {
      await until('the change to be stored', async () => {
        const now = (await desk.stored()).find(({ number }) => number === ticket.number);
        return (now?.history.length ?? 0) > ticket.history.length || undefined;
      });
    }
  }
}

/** Carol and Dave press Claim on each of these at once; every ticket goes to one of them. */
async function raceFor({ carol, dave, stored }: TestDesk, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    await carol.waitsFor(`#${number}`, () => hasClaim(carol, number));
    await Promise.all([carol, dave].map((admin) => presses(admin, 'Claim', number, 'triage')));
    await until('it to be claimed', async () => {
      const ticket = (await stored()).find((one) => one.number === number);
      return ticket?.claimer;
    });
  }
}

function hasClaim(person: Actor, number: number): true | undefined {
  return standing(person, 'triage').some(({ text }) => text.includes(`#${number} `)) || undefined;
}

/** Each person says something at the same time: in threads and by forms. */
async function allTalk(desk: TestDesk, name: (number: number) => string): Promise<void> {
  const { alice, bob, carol, dave } = desk;
  const tickets = await desk.stored();
  const held = (userId: string) => tickets.find(({ claimer, status }) => claimer === userId && status === 'claimed');
  const own = (userId: string) => tickets.find(({ requester, live }) => requester === userId && live);
  const writes = async (person: Actor, words: string): Promise<void> => {
    const ticket = own(person.id);
    const card = ticket?.entries.find(({ surface, to }) => surface === 'requester' && to === person.id);
    if (ticket && card?.ts) await person.types(`${words} ${name(ticket.number)}`, { thread: card.ts });
  };
  const asks = async (person: Actor, button: string, field: string): Promise<void> => {
    const ticket = held(person.id);
    if (ticket)
      await sends(person, button, ticket.number, { [field]: `${button} of ${person.id} ${name(ticket.number)}` });
  };
  await Promise.all([
    writes(alice, 'One.').then(() => writes(alice, 'Two.')),
    writes(bob, 'One.').then(() => writes(bob, 'Two.')),
    asks(carol, 'Comment', 'Comment'),
    asks(dave, 'Ask', 'Question'),
  ]);
}

const clocks = [
  { title: 'one ahead, one behind', first: minute, second: -minute },
  { title: 'one behind, one ahead', first: -minute, second: minute },
];

test.each(clocks)(
  'a day of several Deskbells whose clocks are a minute apart ($title): one stands still, one is killed, one is added, and nothing is lost or doubled',
  async ({ first, second }) => {
    const { desk, starts } = await inProcesses(await startDesk());
    const { alice, bob, carol, workspace } = desk;
    const random = generator(first);
    const frozen = await starts(first);
    const name = await filed(desk, 3);
    await isOfNow(desk);
    await raceFor(desk, [1, 2, 3, 4]);
    await goesOn(desk, random, 4);
    await calmsDown(desk);

    // It stands still with a post that Slack has taken, for longer than its lease; Slack has lost it, too.
    const gate = holds(desk, 'after', 'chat.postMessage');
    await submits(alice, nameOf(7));
    await gate.reached;
    process.kill(frozen.pid, 'SIGSTOP');
    gate.open();
    workspace.faults.disconnect();
    workspace.faults.heal();
    const killed = await starts(second);
    desk.passes(leaseMs);
    await carol.waitsFor('#7', () => hasClaim(carol, 7));
    await submits(bob, nameOf(8));
    await isOfNow(desk);
    await raceFor(desk, [5, 6, 7]);
    await allTalk(desk, name);
    await goesOn(desk, random, 4);

    // It goes on where it was, and hears Slack again.
    const sockets = callsOf(desk, 'apps.connections.open').length;
    process.kill(frozen.pid, 'SIGCONT');
    await until('it to hear Slack', async () => callsOf(desk, 'apps.connections.open').length > sockets || undefined);
    await allTalk(desk, name);
    await goesOn(desk, random, 4);

    // The other is killed with something in hand, and a third one comes.
    const last = holds(desk, 'before', 'chat.postMessage');
    await submits(bob, nameOf(9));
    await last.reached;
    await killed.ends('SIGKILL');
    last.open();
    await starts(0);
    await submits(alice, nameOf(10));
    await goesOn(desk, random, 4);
    desk.passes(leaseMs);
    await calmsDown(desk);

    await allStandsAsItShould(desk, 10, name);
    nothingWasPostedTwice(desk);
    await eachDeedIsOnRecordOnce(desk);
    await archiveVerifies(desk);
  },
);
