import { wordsOf } from '@deskbell/sandbox';
import { callsOf, claims, comments, matches, quiet, replies, standing } from '../../support/delivery';
import { startDesk, stopDesks, submits, until } from '../../support/desk';

afterEach(stopDesks);

const toTriage = { channel: 'C0TRIAGE' };
const where = (wanted: Record<string, unknown>) => (args: Record<string, unknown>) => matches(args, wanted);

test.each(['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action'])(
  'the triage channel refuses a new ticket (%s): it is announced there once that is put right',
  async (error) => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    workspace.faults.next('chat.postMessage', { fails: error }, { where: where(toTriage), times: 2 });
    await submits(alice, 'Printer on fire');
    await alice.sees('waiting for somebody');
    await until('the log', async () => desk.logged.find((line) => line['error'] === error));
    await quiet(desk);

    desk.passes(6 * 60_000);
    await until('another try', async () => callsOf(desk, 'chat.postMessage', toTriage)[1]);
    await quiet(desk);
    expect(standing(carol, 'triage')).toEqual([]);
    desk.passes(6 * 60_000);
    await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    expect(standing(carol, 'triage')).toHaveLength(1);
  },
);

test.each(['edit_window_closed', 'cant_update_message'])(
  'a card that Slack lets nobody edit any more (%s) is deleted and posted anew: a claimed ticket stays hidden from other admins',
  async (error) => {
    const desk = await startDesk();
    const { alice, dave, workspace } = desk;
    await submits(alice, 'Printer on fire');
    await dave.sees('Printer on fire', { in: 'triage' });
    workspace.faults.next('chat.update', { fails: error }, { where: where(toTriage) });
    await claims(desk);
    await dave.sees('claimed by', { in: 'triage' });
    await desk.settled();
    expect(standing(dave, 'triage').map(wordsOf).join('\n')).not.toContain('Printer on fire');
    expect(standing(dave, 'triage')).toHaveLength(1);
  },
);

test('a reply that lost its card and its answer stands in the thread of the new card, and not beside it', async () => {
  const desk = await startDesk({ callTimeoutMs: 300 });
  const { alice, carol, workspace } = desk;
  await submits(alice, 'Printer on fire');
  const card = await claims(desk);
  // The card is gone in the moment of the first reply: Slack puts the reply into the channel, and its answer is lost.
  const isReply = where({ thread_ts: card.ts });
  workspace.faults.next('chat.postMessage', { hangs: 'after' }, { where: isReply });
  workspace.faults.onCall((call, moment) => {
    if (moment !== 'before' || call.method !== 'chat.postMessage' || !isReply(call.args)) return;
    workspace.faults.onCall(undefined);
    workspace.faults.deleteMessage(card.channel, card.ts);
  });
  await comments(desk, card, 'On my way.');
  for (let round = 0; round < 3; round += 1) {
    await quiet(desk);
    desk.passes(3 * 60_000);
  }
  await desk.settled();
  const left = standing(carol);
  expect(left.map(wordsOf)).toEqual([expect.stringContaining('Printer on fire')]);
  expect(replies(carol, left[0] ?? card).map(({ text }) => text)).toEqual(['You wrote: On my way.']);
});

test('a history that Slack refuses proves nothing: the post waits until it can be looked for', async () => {
  const desk = await startDesk({ callTimeoutMs: 300 });
  const { alice, carol, workspace } = desk;
  workspace.faults.next('chat.postMessage', { hangs: 'after' }, { where: where(toTriage) });
  await submits(alice, 'Printer on fire');
  await alice.sees('waiting for somebody');
  await quiet(desk);
  workspace.faults.next('conversations.history', { fails: 'unknown_method' }, { where: where(toTriage), times: 3 });
  for (let round = 0; round < 3; round += 1) {
    desk.passes(2 * 60_000);
    await quiet(desk);
  }
  expect(callsOf(desk, 'chat.postMessage', toTriage)).toHaveLength(1);
  desk.passes(2 * 60_000);
  await desk.settled();
  expect(callsOf(desk, 'chat.postMessage', toTriage)).toHaveLength(1);
  expect(standing(carol, 'triage')).toHaveLength(1);
});
