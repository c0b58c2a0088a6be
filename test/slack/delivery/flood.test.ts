import { type Actor, type Message, wordsOf } from '@deskbell/sandbox';
import { slackRates } from '../../../src/slack/delivery/rates';
import { ids } from '../../../src/slack/ids';
import { budgetsIn } from '../../../src/storage/budgets';
import type { GatheringDocument } from '../../../src/storage/models';
import { formAbout, writes } from '../../support/anywhere';
import { callsOf, doubtMs, floods, lands, matches, quiet, standing } from '../../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../../support/desk';

afterEach(stopDesks);

const triage = 'C0TRIAGE';
const teamId = 'T0PRACTICE';
const posts = 'chat/postMessage';
const minuteMs = 61_000;

/** Tickets of four people, each of whom sends one after the other. */
async function flood({ alice, bob, carol, dave }: TestDesk, count: number): Promise<void> {
  const people = [alice, bob, carol, dave];
  await Promise.all(
    people.map(async (person, of) => {
      for (let at = of; at < count; at += people.length) await sends(person, `Printer ${at} on fire`);
    }),
  );
}

/** A form that the database did not take in time keeps its words, and is sent again. */
async function sends(person: Actor, title: string): Promise<void> {
  await person.types('/ticket', { in: 'general' });
  const form = await person.modal('New ticket');
  form.fills({ Title: title });
  while ((await form.submits()).became !== 'closed');
}

/** The messages that stand for tickets without a card. */
function gatherings(person: Actor): string[] {
  return standing(person, 'triage').flatMap(({ text }) => (text.includes('came at once') ? [text] : []));
}

async function theGathering(desk: TestDesk): Promise<GatheringDocument> {
  const [one] = await desk.inDatabase(({ gatherings: all }) => all.find().lean<GatheringDocument[]>());
  if (one === undefined) throw new Error('Nothing was gathered.');
  return one;
}

function cards(person: Actor): Message[] {
  return standing(person, 'triage').filter(({ text }) => text.includes('ticket #'));
}

function limited({ workspace }: TestDesk): string[] {
  return workspace.calls.flatMap(({ method, outcome }) => (outcome === 'http 429' ? [method] : []));
}

/** Everything there is to post stands in Slack; the message that stands for many comes last. */
async function allStand(desk: TestDesk): Promise<void> {
  for (let seconds = 0; seconds < 120; seconds += 1) {
    await quiet(desk);
    const due = (await desk.stored()).filter(({ dueAt }) => dueAt !== undefined).length;
    const left = await desk.inDatabase(({ gatherings: all }) => all.countDocuments({ ts: null }));
    if (due + left === 0) return;
    await new Promise((passed) => setTimeout(passed, 1_000));
  }
}

test('forty tickets at once, in two Deskbells: some cards, then one message that counts the others, and no 429', async () => {
  const desk = await startDesk({ rates: true });
  await desk.startAnother();
  const { carol } = desk;
  await flood(desk, 40);
  await allStand(desk);

  const stored = await desk.stored();
  const gathered = stored.filter(({ gathering }) => gathering !== undefined);
  expect(gathered.length).toBeGreaterThan(0);
  expect(cards(carol)).toHaveLength(40 - gathered.length);
  expect(gatherings(carol)).toEqual([expect.stringContaining(`${gathered.length} have no card of their own here`)]);
  for (const person of [desk.alice, desk.bob, desk.carol, desk.dave])
    expect(standing(person).filter(({ threadTs, ts }) => threadTs === undefined || threadTs === ts)).toHaveLength(10);
  expect(limited(desk)).toEqual([]);
}, 240_000);

test('a 429 is obeyed to the second, by every Deskbell there is', async () => {
  const desk = await startDesk({ rates: true });
  await desk.startAnother();
  const { workspace } = desk;
  const inTriage = (args: Record<string, unknown>): boolean => matches(args, { channel: triage });
  workspace.faults.next('chat.postMessage', { rateLimited: 5 }, { where: inTriage });
  await Promise.all([submits(desk.alice, 'Printer on fire'), submits(desk.bob, 'No coffee')]);
  await until('both cards', async () => cards(desk.carol).length === 2 || undefined);
  const [refused, ...others] = callsOf(desk, 'chat.postMessage', { channel: triage });
  // What was on its way already when Slack said so came to nothing, or was there before.
  const later = others.filter(({ at }) => at > (refused?.at ?? 0) + 1_000);
  expect(refused?.outcome).toBe('http 429');
  expect(later.length).toBeGreaterThanOrEqual(1);
  for (const { at } of later) expect(at).toBeGreaterThanOrEqual((refused?.at ?? 0) + 5_000);
});

test('what people wait for comes at once, however long the bulk has to wait', async () => {
  const desk = await startDesk({ rates: true });
  const { alice, carol } = desk;
  const hour = new Date(desk.now().getTime() + 60 * 60_000);
  const closed = [posts, 'chat/update', 'views/open', 'views/publish', 'users/info'];
  await desk.inDatabase(async (models) => {
    for (const bucket of closed) await budgetsIn(models).close(teamId, bucket, hour);
  });
  await submits(alice, 'Printer on fire');
  await carol.types('/ticket-admin', { in: 'general' });
  await (await carol.modal()).closes();
  await carol.opensHome();
  await carol.home('Printer on fire');
  expect(callsOf(desk, 'chat.postMessage')).toEqual([]);

  desk.passes(60 * 60_000);
  await carol.sees('Printer on fire', { in: 'triage' });
});

test('slots that somebody took and never used hold nobody up for longer than they last', async () => {
  const desk = await startDesk({ rates: true });
  const { alice, carol } = desk;
  const dead = { bucket: `${posts} ${triage}`, rate: slackRates.channel, count: 6, aheadMs: 60_000 };
  await desk.inDatabase((models) => budgetsIn(models).reserve(teamId, [dead], desk.now()));
  await submits(alice, 'Printer on fire');
  await alice.sees('waiting for somebody');
  await quiet(desk);
  expect(cards(carol)).toEqual([]);
  desk.passes(6_000);
  await carol.sees('Printer on fire', { in: 'triage' });
});

describe('in a flood', () => {
  test('one message opens the queue, says how many still wait, and ends when none does; no card comes after it', async () => {
    const desk = await startDesk();
    const { alice, bob, carol } = desk;
    await floods(desk);
    await submits(alice, 'Printer on fire');
    await submits(bob, 'No coffee');
    await alice.sees('waiting for somebody');
    await quiet(desk);
    desk.passes(minuteMs);
    const message = await carol.sees('2 have no card of their own here. All of them wait', { in: 'triage' });

    await carol.presses('Open the queue', message);
    const queue = await carol.modal();
    expect(wordsOf({ text: '', blocks: queue.view().blocks })).toContain('Printer on fire');
    await carol.presses('Claim', 'modal');
    await alice.sees('is on it');
    await quiet(desk);
    desk.passes(minuteMs);
    await carol.sees('1 of them waits', { in: 'triage' });

    await carol.presses('Claim', 'modal');
    await bob.sees('is on it');
    await quiet(desk);
    desk.passes(minuteMs);
    await carol.sees('None of them waits any more', { in: 'triage' });
    await desk.settled();
    expect(cards(carol)).toEqual([]);
    expect(gatherings(carol)).toHaveLength(1);

    await carol.presses('Release', await carol.sees('Printer on fire'));
    await carol.sees('Ticket #1', { in: 'triage' });
    await quiet(desk);
    desk.passes(minuteMs);
    await desk.settled();
    expect(gatherings(carol)).toEqual([expect.stringContaining('None of them waits any more')]);
  });

  test('what is said under a message in the channel is said all the same', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const message = await writes(carol, 'The printer is on fire', { in: 'triage' });
    await floods(desk);
    await (await formAbout(carol, message)).submits();
    await carol.sees('this message is ticket', { in: 'triage', thread: message.ts });
    await carol.sees('came at once', { in: 'triage' });
    await desk.settled();
    expect(cards(carol)).toEqual([]);
  });

  test('goes on over the full hour: its message does, too', async () => {
    const desk = await startDesk();
    const { alice, bob, carol } = desk;
    const hourMs = 60 * 60_000;
    desk.passes(hourMs - (desk.now().getTime() % hourMs) - 30_000);
    for (const person of [alice, bob]) {
      await floods(desk);
      await submits(person, 'Printer on fire');
      await person.sees('waiting for somebody');
      await quiet(desk);
      desk.passes(minuteMs);
    }
    await carol.sees('2 have no card of their own here. All of them wait', { in: 'triage' });
    expect(gatherings(carol)).toHaveLength(1);
  });

  test('the triage channel is another one from a start on: who still waits has a card there', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, workspace } = desk;
    await floods(desk);
    await submits(alice, 'Printer on fire');
    await submits(bob, 'No coffee');
    await alice.sees('waiting for somebody');
    await quiet(desk);
    desk.passes(minuteMs);
    await carol.presses('Open the queue', await carol.sees('All of them wait', { in: 'triage' }));
    await carol.modal();
    await carol.presses('Claim', 'modal');
    await alice.sees('is on it');
    await quiet(desk);
    await desk.stopDeskbell();
    workspace.owner.invites('app', 'C0GENERAL');
    Object.assign(desk.config, { triageChannel: 'general' });
    await desk.startDeskbell();
    desk.passes(minuteMs);
    await bob.sees('No coffee', { in: 'general' });
    expect(standing(bob, 'general').map(({ text }) => text)).toEqual([expect.stringContaining('No coffee')]);

    desk.passes(2 * minuteMs);
    await until('nothing to be due', async () => {
      const { dueAt, leaseToken } = await theGathering(desk);
      return dueAt === undefined && leaseToken === undefined ? true : undefined;
    });
    expect(gatherings(carol)).toHaveLength(1);
  });

  test('its message is not posted twice where an answer was lost, and anew where somebody deleted it', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, workspace } = desk;
    await floods(desk);
    workspace.faults.next(
      'chat.postMessage',
      { resets: 'after' },
      { where: (args) => matches(args, { channel: triage }) },
    );
    await submits(alice, 'Printer on fire');
    const first = await carol.sees('came at once', { in: 'triage' });
    // And so does one that a slow Deskbell posted at the same time.
    await until('the doubt', async () => (await theGathering(desk)).doubtUntil);
    const { _id: ticket, key } = await theGathering(desk);
    const metadata = { event_type: ids.metadata, event_payload: { ticket, key } };
    await lands(desk, 'chat.postMessage', { channel: triage, text: 'Others came at once', metadata });
    expect(gatherings(carol)).toHaveLength(2);
    desk.passes(doubtMs);
    await until('the end of the doubt', async () => {
      const { ts, doubtUntil } = await theGathering(desk);
      if (ts !== undefined && doubtUntil === undefined) return true;
      desk.passes(10_000);
      return undefined;
    });
    expect(gatherings(carol)).toHaveLength(1);

    workspace.faults.deleteMessage(first.channel, (await theGathering(desk)).ts ?? '');
    await floods(desk);
    await submits(bob, 'No coffee');
    await quiet(desk);
    desk.passes(minuteMs);
    await carol.sees('2 have no card', { in: 'triage' });
    expect(gatherings(carol)).toHaveLength(1);
  });

  test('tickets that come now and then do not make it last longer: a minute after it there are cards again', async () => {
    const desk = await startDesk();
    const { alice, bob, carol } = desk;
    await floods(desk);
    for (const title of ['Printer on fire', 'No coffee']) {
      await submits(alice, title);
      await alice.sees(title);
      await quiet(desk);
      desk.passes(25_000);
    }
    desk.passes(11_000);
    await submits(bob, 'No lights');
    await carol.sees('No lights', { in: 'triage' });
    expect(cards(carol)).toHaveLength(1);
  });

  test('a minute after it a new ticket has a card again, and an hour later there is a new message', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await floods(desk);
    await submits(alice, 'Printer on fire');
    await carol.sees('came at once', { in: 'triage' });
    desk.passes(2 * minuteMs);
    await submits(alice, 'No coffee');
    await carol.sees('No coffee', { in: 'triage' });

    desk.passes(60 * minuteMs);
    await floods(desk);
    await submits(alice, 'No lights');
    await until('two messages', async () => gatherings(carol).length === 2 || undefined);
  });
});
