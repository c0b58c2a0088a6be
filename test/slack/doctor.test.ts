import type { Actor, ModalInHand } from '@deskbell/sandbox';
import { Types } from 'mongoose';
import { ids } from '../../src/slack/ids';
import { claims, comments, floods, holds, lands, matches, quiet, replies, standing } from '../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk } from '../support/desk';
import { logsIn, opens } from '../support/sessions';

afterEach(stopDesks);

const minuteMs = 60_000;

/** The modal of the doctor says it; gives all that it says. */
async function says(person: Actor, modal: ModalInHand, words: string): Promise<string> {
  return await person.waitsFor(words, () => (modal.words().includes(words) ? modal.words() : undefined));
}

/** Asks the doctor, and gives what it says in the end, and the modal that says it. */
async function examines(person: Actor, before?: ModalInHand): Promise<{ modal: ModalInHand; words: string }> {
  await before?.closes();
  const modal = await opens(person, '/ticket-admin doctor', 'Doctor');
  return { modal, words: await says(person, modal, 'Look again') };
}

/** Presses **Repair**, and gives what is said in the end. */
async function repairs(person: Actor, modal: ModalInHand): Promise<string> {
  await modal.presses('Repair');
  return await person.waitsFor('the repair', () =>
    /Repaired:|No Deskbell/.test(modal.words()) ? modal.words() : undefined,
  );
}

/** What each line that was found says. */
function found(words: string): string[] {
  return words.split('\n').flatMap((line) => (line.startsWith('•') ? [line.slice(1).trim()] : []));
}

const well = 'stands in Slack as it should';

/** Alice's ticket, with Carol at work on it and a comment in each thread; gives the cards. */
async function atWork(desk: TestDesk) {
  const { alice, carol } = desk;
  await submits(alice, 'Printer on fire', 'Third <floor> & http://example.com :fire: 🔥');
  const mine = await claims(desk);
  await comments(desk, mine, 'On my way.');
  await desk.settled();
  desk.passes(minuteMs);
  const [hers, triage] = [standing(alice)[0], standing(carol, 'triage')[0]];
  if (hers === undefined || triage === undefined) throw new Error('The cards are not there.');
  return { mine, hers, triage };
}

/** Somebody deletes messages while Deskbell is away, and Slack gives up telling it. */
async function deletedMeanwhile(desk: TestDesk, messages: readonly { channel: string; ts: string }[]): Promise<void> {
  await desk.stopDeskbell();
  for (const { channel, ts } of messages) desk.workspace.faults.deleteMessage(channel, ts);
  desk.workspace.faults.giveUp();
  await desk.startDeskbell();
  await quiet(desk);
}

test('all stands as it should: the doctor says so, reads each conversation once, and changes nothing', async () => {
  const desk = await startDesk();
  const { alice, bob, carol, workspace } = desk;
  await atWork(desk);
  await submits(bob, 'No coffee');
  await submits(alice, 'Tea');
  await carol.presses('Close', await carol.sees('Tea', { in: 'triage' }));
  await (await carol.modal('Close #3')).submits();
  await desk.settled();
  desk.passes(minuteMs);
  const before = workspace.calls.length;
  const { words, modal } = await examines(carol);
  expect(words).toContain('2 live tickets, and 1 that has ended in the last 7 days, stand in Slack as they should.');
  expect(words).not.toContain('Repair');
  const calls = workspace.calls
    .slice(before)
    .map(({ method, args }) => [method, args['channel'], args['ts']].join(' '));
  const reads = calls.filter((call) => call.startsWith('conversations.'));
  expect(reads.filter((call) => call.startsWith('conversations.history')).toSorted()).toEqual([
    'conversations.history C0TRIAGE ',
    'conversations.history D0ALICE ',
    'conversations.history D0BOB ',
    'conversations.history D0CAROL ',
  ]);
  expect(new Set(reads).size).toBe(reads.length);
  expect(calls.filter((call) => call.startsWith('chat.'))).toEqual([]);

  await modal.presses('Look again');
  await says(carol, modal, 'as they should');
});

test('one message stands for the cards of a flood: it is as it should be, and no stray', async () => {
  const desk = await startDesk();
  const { alice, bob, carol } = desk;
  await submits(bob, 'No coffee');
  await carol.sees('No coffee', { in: 'triage' });
  await floods(desk);
  await submits(alice, 'Printer on fire');
  await carol.sees('came at once', { in: 'triage' });
  await desk.settled();
  desk.passes(minuteMs);
  const { words } = await examines(carol);
  expect(words).toContain('2 live tickets stand in Slack as they should');
  expect(words).not.toContain('Repair');
});

test('there is no ticket yet: nothing is amiss', async () => {
  const { carol } = await startDesk();
  expect((await examines(carol)).words).toContain('There is no live ticket');
});

test('cards and posts that were deleted while Deskbell was away are missing; Repair posts them again, once', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const { mine, hers, triage } = await atWork(desk);
  const [news, comment] = replies(alice, hers).slice(-2);
  if (news === undefined || comment === undefined) throw new Error('The posts are not there.');
  await deletedMeanwhile(desk, [triage, mine, news, comment]);
  const { words, modal } = await examines(carol);
  expect(words).toContain('4 things are not as it should be. 1 live ticket was compared with what stands in Slack.');
  expect(found(words)).toEqual([
    '#1: the card in the triage channel is missing.',
    '#1: an admin’s card is missing.',
    '#1: a message under its requester’s card is missing. (2 times)',
  ]);
  expect(words).not.toContain('Printer');

  expect(await repairs(carol, modal)).toContain('Repaired: all 4 things are as they should be.');
  expect(standing(carol, 'triage').map(({ text }) => text)).toEqual([expect.stringContaining('#1')]);
  expect(standing(carol).filter(({ text }) => text.includes('Printer on fire'))).toHaveLength(1);
  expect(replies(alice, hers).map(({ text }) => text)).toHaveLength(3);
  expect((await examines(carol, modal)).words).toContain(well);
});

test('a stray copy, one with a strange key, and one of a ticket that there is not: each is told, and taken away', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const { hers } = await atWork(desk);
  const [ticket] = await desk.stored();
  const key = ticket?.entries.find(({ surface }) => surface === 'requester')?.key;
  const copy = (payload: object, thread?: string) =>
    lands(desk, 'chat.postMessage', {
      channel: 'D0ALICE',
      text: 'A stray',
      metadata: { event_type: ids.metadata, event_payload: payload },
      ...(thread && { thread_ts: thread }),
    });
  await copy({ ticket: String(ticket?._id), key });
  await copy({ ticket: String(ticket?._id), key: 'nobody’s' }, hers.ts);
  await copy({ ticket: String(new Types.ObjectId()), key: 'x' });
  await copy({ ticket: 'no id', key: 'x' });
  const { words, modal } = await examines(carol);
  expect(found(words)).toEqual([
    '#1: its requester’s card stands there twice.',
    '#1: a message stands in Slack, and Deskbell does not know of it.',
    'A message in somebody’s messages with Deskbell belongs to no ticket that there is. (2 times)',
  ]);
  expect(words).toContain('A repair deletes what belongs to no ticket.');
  expect(await repairs(carol, modal)).toContain('Repaired: all 4 things');
  expect(standing(alice).map(({ ts }) => ts)).toEqual([hers.ts]);
  expect(replies(alice, hers).some(({ text }) => text === 'A stray')).toBe(false);
});

test('letters to admins belong to no ticket, and are left alone', async () => {
  const desk = await startDesk();
  const { bob, carol } = desk;
  await submits(bob, 'No coffee');
  await carol.types('/ticket-admin promote @bob', { in: 'general' });
  await bob.sees('made you an admin');
  await desk.settled();
  desk.passes(minuteMs);
  expect((await examines(carol)).words).toContain(well);
});

test('a card that shows something older is told, and brought up to date', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const { hers } = await atWork(desk);
  await lands(desk, 'chat.update', { channel: 'D0ALICE', ts: hers.ts, text: 'Ticket #1: waiting for somebody' });
  const { words, modal } = await examines(carol);
  expect(found(words)).toEqual(['#1: its requester’s card shows something older.']);
  expect(await repairs(carol, modal)).toContain('Repaired: what was found is as it should be.');
  expect(standing(alice)[0]?.text).toBe(hers.text);
});

test('what nobody should see any more is told, and taken away', async () => {
  const desk = await startDesk();
  const { carol, dave } = desk;
  const { mine } = await atWork(desk);
  await carol.presses('Hand over', mine);
  const form = await carol.modal('Hand over #1');
  form.fills({ To: 'dave' });
  await form.submits();
  await dave.sees('Printer on fire');
  await desk.settled();
  const gone = (await desk.stored())[0]?.entries.find((entry) => entry.gone && entry.channel === 'D0CAROL');
  const [ticket] = await desk.stored();
  await lands(desk, 'chat.postMessage', {
    channel: 'D0CAROL',
    thread_ts: mine.ts,
    text: 'What was said',
    metadata: { event_type: ids.metadata, event_payload: { ticket: String(ticket?._id), key: gone?.key } },
  });
  desk.passes(minuteMs);
  const { words, modal } = await examines(dave);
  expect(found(words)).toEqual([
    '#1: a message under an admin’s card is still there, and nobody should see it any more.',
  ]);
  await repairs(dave, modal);
  expect(replies(carol, mine).map(({ text }) => text)).not.toContain('What was said');
});

test('a message that Slack refused is told with the reason; Repair tries again, and says where that did not help', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  const toAlice = { where: (args: Record<string, unknown>) => matches(args, { channel: 'U0ALICE' }), times: 2 };
  workspace.faults.next('chat.postMessage', { fails: 'msg_too_long' }, toAlice);
  await submits(alice, 'Printer on fire');
  await desk.settled();
  desk.passes(minuteMs);
  const { words, modal } = await examines(carol);
  expect(found(words)).toEqual([
    '#1: Slack refused its requester’s card (msg_too_long), and it is not tried again until the ticket changes.',
  ]);
  const refused = await repairs(carol, modal);
  expect(refused).toContain('Repaired: 0 of 1 thing. The rest is as it was');
  expect(found(refused)).toEqual(found(words));
  await modal.presses('Repair');
  await says(carol, modal, 'Repaired: what was found is as it should be.');
  expect(standing(alice)).toHaveLength(1);
});

test('a ticket that was given up is told, and shown after all', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  await submits(alice, 'Printer on fire');
  await desk.settled();
  // As six deliveries leave it that did not come to their end.
  await desk.inDatabase(({ tickets }) =>
    tickets.updateOne(
      { number: 1 },
      { $set: { parkedAt: desk.now(), tries: 7 }, $unset: { 'entries.0.ts': '', 'entries.0.shown': '' } },
    ),
  );
  desk.passes(minuteMs);
  const { words, modal } = await examines(carol);
  expect(found(words)[0]).toBe('#1: it was given up, after several tries that did not come to their end.');
  expect(await repairs(carol, modal)).toContain('Repaired');
  expect(standing(carol, 'triage')).toHaveLength(1);
});

test('a ticket that cannot be shown at all is told, and so is what is amiss with the others', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const { triage } = await atWork(desk);
  await submits(alice, 'No coffee');
  await desk.settled();
  // No card can be made of this.
  await desk.inDatabase(({ tickets }) => tickets.collection.updateOne({ number: 2 }, { $set: { createdAt: 'once' } }));
  await deletedMeanwhile(desk, [triage]);
  desk.passes(minuteMs);
  expect(found((await examines(carol)).words)).toEqual([
    '#1: the card in the triage channel is missing.',
    '#2: Deskbell fails to say what should stand in Slack of it. Its log has the reason.',
  ]);
});

test('work under way is nothing amiss', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const gate = holds(desk, 'before', 'chat.postMessage', { channel: 'U0ALICE' });
  await submits(alice, 'Printer on fire');
  await gate.reached;
  const { words, modal } = await examines(carol);
  expect(words).toContain('1 ticket was changing in that moment');
  expect(found(words)).toEqual([]);
  gate.open();
  await desk.settled();
  await modal.presses('Look again');
  await says(carol, modal, well);
});

test('a channel that Deskbell may not read is told, and nothing is concluded from that', async () => {
  const desk = await startDesk();
  const { carol, workspace } = desk;
  await atWork(desk);
  workspace.owner.removes('app', 'C0TRIAGE');
  const { words, modal } = await examines(carol);
  expect(found(words)).toEqual(['Slack does not let Deskbell read <#C0TRIAGE>: channel_not_found.']);
  expect(await repairs(carol, modal)).toContain('Repaired: 0 of 1 thing.');
  workspace.owner.invites('app', 'C0TRIAGE');
  expect((await examines(carol, modal)).words).toContain(well);
});

test('two doctors at once repair everything once', async () => {
  const desk = await startDesk();
  const { carol, dave } = desk;
  const { triage } = await atWork(desk);
  await deletedMeanwhile(desk, [triage]);
  const [one, other] = [await examines(carol), await examines(dave)];
  await Promise.all([repairs(carol, one.modal), repairs(dave, other.modal)]);
  await desk.settled();
  expect(standing(carol, 'triage')).toHaveLength(1);
  desk.passes(minuteMs);
  expect((await examines(carol, one.modal)).words).toContain(well);
});

test('an admin who is not logged in logs in, and the doctor goes on in that place; somebody else is told that it is for admins', async () => {
  const desk = await startDesk({ loggedOut: true });
  const { alice, carol } = desk;
  await submits(alice, 'Printer on fire');
  await desk.settled();
  desk.passes(minuteMs);
  await carol.types('/ticket-admin doctor', { in: 'general' });
  await logsIn(carol);
  await says(carol, await carol.modal('Doctor'), well);
  await alice.types('/ticket-admin doctor', { in: 'general' });
  await alice.sees(({ ephemeral, text }) => ephemeral && text.includes('admin'), { in: 'general' });
});

test('whose session ends while the modal is open logs in, and Repair goes on', async () => {
  const desk = await startDesk();
  const { carol } = desk;
  const { triage } = await atWork(desk);
  await deletedMeanwhile(desk, [triage]);
  const { modal } = await examines(carol);
  await carol.types('/ticket-admin logout', { in: 'general' });
  await carol.sees('You are logged out everywhere.', { in: 'general' });
  await modal.presses('Repair');
  await logsIn(carol);
  await says(carol, modal, 'Repaired');
  expect(standing(carol, 'triage')).toHaveLength(1);
});

test('what is in the way of messages stands before all else, for the doctor and for who watches the port', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  workspace.owner.archives(workspace.channels.triage);
  await submits(alice, 'Printer on fire');
  await carol.sees('cannot post in the triage channel');
  const { words } = await examines(carol);
  expect(found(words)[0]).toMatch(/^Deskbell cannot post in the triage channel: it was archived\. Unarchive it,/);
  const ready = await fetch(`http://127.0.0.1:${desk.deskbell().port}/readyz`);
  expect(await ready.json()).toMatchObject({
    ok: true,
    troubles: ['Deskbell cannot post in the triage channel: it was archived.'],
  });
});
