import { randomUUID } from 'node:crypto';
import { type Message, wordsOf } from '@deskbell/sandbox';
import { callsOf, comments, doubtEnds, doubtMs, leaseMs, matches, quiet, replies, standing } from '../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { build, handOver, type Program, stopPrograms } from '../support/process';
import { type Proxy, startProxy } from '../support/proxy';
import { signedTo } from '../support/signed';

beforeAll(build);

afterEach(async () => {
  await stopPrograms();
  await stopDesks();
});

/** Where in a call to Slack the process dies, and what becomes of the call. */
const deaths = {
  'before it reaches Slack': { when: 'before', arrives: false },
  'while it is on its way, and it still arrives': { when: 'before', arrives: true },
  'after Slack has done it, before the answer': { when: 'after', arrives: true },
} as const;
type Death = keyof typeof deaths;

/** Kills the process in the first such call from now on; resolves when it is dead. */
function dies(
  program: Program,
  { workspace: { faults } }: TestDesk,
  death: Death,
  method: string,
  wanted: Record<string, unknown>,
): Promise<unknown> {
  const { when, arrives } = deaths[death];
  if (!arrives) faults.next(method, { hangs: 'before' }, { where: (args) => matches(args, wanted) });
  return new Promise((dead) => {
    faults.onCall(async (call, moment) => {
      if (moment !== when || call.method !== method || !matches(call.args, wanted)) return;
      faults.onCall(undefined);
      dead(await program.ends('SIGKILL'));
    });
  });
}

/** Deskbell starts again once the lease of the dead process has run out, and comes to the end. */
async function livesAgain(desk: TestDesk): Promise<void> {
  desk.passes(leaseMs);
  await desk.startDeskbell();
  await doubtEnds(desk);
  // No message was ever there twice, not even for a moment: none had to be taken away again.
  expect(callsOf(desk, 'chat.delete')).toEqual([]);
}

/** The only message that stands there. */
function onlyOne(all: readonly Message[]): Message {
  expect(all).toHaveLength(1);
  return all[0] as Message; // counted above
}

describe.each(Object.keys(deaths) as Death[])('a process killed with SIGKILL in a call to Slack, %s', (death) => {
  test('the triage card of a ticket that was just stored: posted after the restart, exactly once', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    const dead = dies(await handOver(desk), desk, death, 'chat.postMessage', { channel: workspace.channels.triage });
    await alice.types('/ticket Printer on fire', { in: 'general' });
    const form = await alice.modal('New ticket');
    // Whether the form had closed before the process died is a race that both ends of may win.
    await Promise.all([dead, form.submits().catch(() => undefined)]);
    expect(await desk.stored()).toMatchObject([{ title: 'Printer on fire', entries: [{ surface: 'triage' }, {}, {}] }]);
    await livesAgain(desk);
    expect(onlyOne(standing(carol, 'triage')).text).toContain('Printer on fire');
    expect(onlyOne(standing(alice)).text).toContain('Printer on fire');
  });

  test('the requester’s card, when the triage card stood already: each is there once', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const dead = dies(await handOver(desk), desk, death, 'chat.postMessage', { channel: alice.id });
    await Promise.all([dead, submits(alice, 'Printer on fire')]);
    expect(onlyOne(standing(carol, 'triage')).text).toContain('Printer on fire');
    await livesAgain(desk);
    expect(onlyOne(standing(carol, 'triage')).text).toContain('Printer on fire');
    expect(onlyOne(standing(alice)).text).toContain('Printer on fire');
  });

  test('the update of a card after a claim: every card shows the claim, and its notice stands once', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    const program = await handOver(desk);
    await submits(alice, 'Printer on fire');
    await quiet(desk);
    const dead = dies(program, desk, death, 'chat.update', { channel: workspace.channels.triage });
    await carol.presses('Claim', onlyOne(standing(carol, 'triage')));
    await dead;
    await livesAgain(desk);
    expect(onlyOne(standing(carol, 'triage')).text).toBe('#1 is claimed by <@U0CAROL>');
    expect(onlyOne(standing(carol)).text).toContain('yours');
    const card = onlyOne(standing(alice));
    expect(card.text).toContain('<@U0CAROL> is on it');
    expect(replies(alice, card).map(({ text }) => text)).toEqual([
      expect.stringContaining('is in the queue'),
      expect.stringContaining('has picked up your ticket'),
    ]);
  });

  test('the post of a comment: it stands in the thread once, after what was said before', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const program = await handOver(desk);
    await submits(alice, 'Printer on fire');
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    await carol.sees('Printer on fire');
    await quiet(desk);
    const dead = dies(program, desk, death, 'chat.postMessage', { thread_ts: onlyOne(standing(alice)).ts });
    await Promise.all([dead, comments(desk, onlyOne(standing(carol)), 'I am on my way.').catch(() => undefined)]);
    await livesAgain(desk);
    const card = onlyOne(standing(alice));
    expect(wordsOf(card)).toContain('I am on my way.');
    expect(replies(alice, card).map(({ text }) => text)).toEqual([
      expect.stringContaining('is in the queue'),
      expect.stringContaining('has picked up your ticket'),
      '<@U0CAROL> wrote: I am on my way.',
    ]);
  });
});

describe('an event that had arrived when the process was killed is worked off after the restart', () => {
  let proxy: Proxy;

  beforeEach(async () => {
    proxy = await startProxy();
  });

  afterEach(async () => {
    await stopPrograms();
    await stopDesks();
    await proxy.stop();
  });

  /** A ticket whose requester's card is gone, and Slack's news of that, of which Deskbell has not heard. */
  async function lostCard() {
    const desk = await startDesk({ http: true, through: proxy.through });
    const program = await handOver(desk);
    await submits(desk.alice, 'Printer on fire');
    await desk.settled();
    const { channel, ts } = onlyOne(standing(desk.alice));
    desk.workspace.faults.disconnect();
    desk.workspace.faults.deleteMessage(channel, ts);
    desk.workspace.faults.heal();
    expect(standing(desk.alice)).toEqual([]);
    const event = { type: 'message', subtype: 'message_deleted', channel, channel_type: 'im', deleted_ts: ts };
    const news = { type: 'event_callback', team_id: desk.workspace.teamId, event_id: `Ev${randomUUID()}`, event };
    // Each answer of the database takes its time: the process cannot be done with the event before it is killed.
    proxy.slow(300);
    return { desk, program, news, events: () => desk.inDatabase(({ events }) => events.countDocuments()) };
  }

  async function comesBack(desk: TestDesk, news: object): Promise<void> {
    proxy.heal();
    desk.passes(leaseMs);
    await desk.startDeskbell();
    const card = await desk.alice.sees('Printer on fire');
    await desk.settled();
    // Slack sends it once more: it had heard nothing, or not in time.
    expect(await signedTo(desk).event(news)).toMatchObject({ status: 200 });
    desk.passes(doubtMs);
    await desk.settled();
    expect(onlyOne(standing(desk.alice)).ts).toBe(card.ts);
  }

  test('it was acknowledged: the card that somebody had deleted is posted again', async () => {
    const { desk, program, news } = await lostCard();
    expect(await signedTo(desk).event(news)).toMatchObject({ status: 200 });
    await program.ends('SIGKILL');
    expect(standing(desk.alice)).toEqual([]);
    await comesBack(desk, news);
  });

  test('it was stored and not acknowledged yet: the same, once, though Slack sends it again', async () => {
    const { desk, program, news, events } = await lostCard();
    const before = await events();
    const unheard = expect(signedTo(desk).event(news)).rejects.toThrow('fetch failed');
    await until('the event to be stored', async () => ((await events()) > before ? true : undefined));
    await program.ends('SIGKILL');
    await unheard;
    await comesBack(desk, news);
  });
});
