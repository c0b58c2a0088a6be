import type { Message } from '@deskbell/sandbox';
import { comesToGeneral, formAbout, saidUnder, writes } from '../../support/anywhere';
import { callsOf, claims, doubtEnds, doubtMs, holds, leaseMs, matches, quiet, standing } from '../../support/delivery';
import { startDesk, stopDesks, type TestDesk, until } from '../../support/desk';

afterEach(stopDesks);

const under = { channel: 'C0GENERAL' };
const where = (args: Record<string, unknown>) => matches(args, under);

/** Deskbell in #general, where Alice has written something. */
async function startInGeneral(options: Parameters<typeof startDesk>[0] = {}) {
  const desk = await startDesk(options);
  comesToGeneral(desk);
  return { desk, message: await writes(desk.alice, 'Printer on fire', { in: 'general' }) };
}

async function aliceSends({ alice }: TestDesk, message: Message): Promise<void> {
  expect(await (await formAbout(alice, message)).submits()).toEqual({ became: 'closed' });
}

describe('nobody knows what became of the word under a message', () => {
  test.each([
    ['Slack took it, and the answer got lost', { resets: 'after' }, 1],
    ['it got lost on the way', { resets: 'before' }, 2],
    ['Slack fell over', { fails: 'internal_error' }, 2],
  ] as const)('%s: it stands there once in the end', async (_, trouble, posts) => {
    const { desk, message } = await startInGeneral();
    desk.workspace.faults.next('chat.postMessage', trouble, { where });
    await aliceSends(desk, message);
    await desk.alice.sees('waiting for somebody');
    await quiet(desk);
    await doubtEnds(desk);
    expect(saidUnder(desk.alice, message)).toHaveLength(1);
    expect(callsOf(desk, 'chat.postMessage', under)).toHaveLength(posts);
    expect(standing(desk.alice, 'general')).toHaveLength(1);
    expect(standing(desk.carol, 'triage')).toHaveLength(1);
    expect(desk.logged.filter(({ msg }) => /refused/.test(String(msg)))).toEqual([]);
  });

  test('Deskbell dies after it has stored the ticket: another says it, once', async () => {
    const { desk, message } = await startInGeneral();
    const never = holds(desk, 'before', 'chat.postMessage', under);
    await aliceSends(desk, message);
    await never.reached;
    desk.passes(leaseMs);
    await quiet(desk);
    expect(saidUnder(desk.alice, message)).toEqual([]);
    desk.passes(doubtMs);
    await desk.alice.sees('this message is ticket', { in: 'general', thread: message.ts });
    never.open();
    await until('the doubt of the late one', async () => (await desk.stored()).find(({ doubtUntil }) => doubtUntil));
    await doubtEnds(desk);
    expect(saidUnder(desk.alice, message)).toHaveLength(1);
  });

  test('it was posted twice by a slow worker: the second is taken away again', async () => {
    const { desk, message } = await startInGeneral();
    const gate = holds(desk, 'after', 'chat.postMessage', under);
    await aliceSends(desk, message);
    await gate.reached;
    desk.passes(leaseMs);
    await doubtEnds(desk);
    gate.open();
    await until('the doubt of the late one', async () => (await desk.stored()).find(({ doubtUntil }) => doubtUntil));
    await doubtEnds(desk);
    expect(saidUnder(desk.alice, message)).toHaveLength(1);
    expect(callsOf(desk, 'chat.postMessage', under)).toHaveLength(1);
  });
});

describe('nothing can be said under a message', () => {
  test.each(['not_in_channel', 'channel_not_found', 'is_archived', 'thread_not_found', 'restricted_action'])(
    'because Slack says %s: that is all, and the ticket goes its way',
    async (error) => {
      const { desk, message } = await startInGeneral();
      desk.workspace.faults.next('chat.postMessage', { fails: error }, { where, times: 100 });
      await aliceSends(desk, message);
      await desk.alice.sees('waiting for somebody');
      await desk.settled();
      desk.passes(15 * 60_000);
      await claims(desk);
      await desk.alice.sees('<@U0CAROL> is on it');
      await desk.settled();
      expect(callsOf(desk, 'chat.postMessage', under)).toHaveLength(1);
      expect(desk.logged).toEqual([]);
      expect(desk.carol.messages('triage').filter(({ text }) => text.includes('could not'))).toEqual([]);
    },
  );

  test('because the message is gone when it is posted: what Slack put into the channel is taken away', async () => {
    const { desk, message } = await startInGeneral();
    const gate = holds(desk, 'before', 'chat.postMessage', under);
    await aliceSends(desk, message);
    await gate.reached;
    await desk.alice.deletes(message);
    gate.open();
    await desk.alice.sees('waiting for somebody');
    await desk.settled();
    expect(desk.alice.messages('general')).toEqual([]);
    expect(callsOf(desk, 'chat.postMessage', under)).toHaveLength(1);
    expect(desk.logged).toEqual([]);
  });

  test('for a while, because Slack asks to wait: the cards come at once, and it comes later', async () => {
    const { desk, message } = await startInGeneral();
    desk.workspace.faults.next('chat.postMessage', { rateLimited: 30 }, { where });
    await aliceSends(desk, message);
    await desk.alice.sees('waiting for somebody');
    await desk.carol.sees('Printer on fire', { in: 'triage' });
    await quiet(desk);
    expect(saidUnder(desk.alice, message)).toEqual([]);
    desk.passes(31_000);
    await desk.settled();
    expect(saidUnder(desk.alice, message)).toHaveLength(1);
  });

  test('because the ticket was withdrawn before', async () => {
    const { desk, message } = await startInGeneral();
    desk.workspace.faults.next('chat.postMessage', { rateLimited: 30 }, { where });
    await aliceSends(desk, message);
    await desk.alice.presses('Withdraw', await desk.alice.sees('waiting for somebody'));
    await desk.alice.sees('withdrawn by you');
    await quiet(desk);
    desk.passes(31_000);
    await desk.settled();
    expect(saidUnder(desk.alice, message)).toEqual([]);
  });
});

test('what was said is not said again where somebody deletes it, and Deskbell does not take it away', async () => {
  const { desk, message } = await startInGeneral();
  await aliceSends(desk, message);
  const word = await desk.alice.sees('this message is ticket', { in: 'general', thread: message.ts });
  await desk.settled();
  desk.workspace.faults.deleteMessage(word.channel, word.ts);
  const card = await claims(desk);
  await desk.carol.presses('Close', card);
  await (await desk.carol.modal()).submits();
  await desk.alice.sees('completed by');
  await desk.settled();
  expect(saidUnder(desk.alice, message)).toEqual([]);
  expect(callsOf(desk, 'chat.delete', under)).toEqual([]);
});
