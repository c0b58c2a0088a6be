import { callsOf, claims, closes, comments, holds, isStone, quiet, replies, standing } from '../../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../../support/desk';

afterEach(stopDesks);

describe('somebody deletes a message that shows a ticket', () => {
  test('a card that somebody deleted is posted again', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const first = await carol.sees('Printer on fire', { in: 'triage' });
    await quiet(desk);
    workspace.faults.deleteMessage(first.channel, first.ts);
    const second = await carol.sees(({ ts }) => ts > first.ts, { in: 'triage' });
    await desk.settled();

    expect(standing(carol, 'triage').map(({ ts }) => ts)).toEqual([second.ts]);
    await carol.presses('Claim', second);
    await carol.sees('claimed by', { in: 'triage' });
    expect(standing(carol, 'triage').map(({ ts }) => ts)).toEqual([second.ts]);
  });

  test('a card with a thread leaves a stone behind: it is posted again too, and the conversation goes on under it', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    const old = await alice.sees('is on it');
    expect(replies(alice, old)).toHaveLength(2);
    workspace.faults.deleteMessage(old.channel, old.ts);
    const fresh = await alice.sees((message) => message.ts > old.ts && !isStone(message));
    await comments(desk, mine, 'On my way.');
    await desk.settled();

    expect(standing(alice).map(({ ts }) => ts)).toEqual([fresh.ts]);
    expect(replies(alice, fresh).map(({ text }) => text)).toEqual(['<@U0CAROL> wrote: On my way.']);
    expect(replies(alice, old)).toHaveLength(2);
    expect(replies(carol, mine).map(({ text }) => text)).toEqual(['You wrote: On my way.']);
  });

  test('a comment that was deleted from the thread stands there again', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    await comments(desk, mine, 'On my way.');
    await desk.settled();
    const card = await alice.sees('is on it');
    const comment = replies(alice, card)[2];
    expect(comment?.text).toBe('<@U0CAROL> wrote: On my way.');
    workspace.faults.deleteMessage(card.channel, comment?.ts ?? '');
    await alice.waitsFor('it to stand there again', () => replies(alice, card)[2]);
    await desk.settled();
    expect(replies(alice, card)[2]?.text).toBe('<@U0CAROL> wrote: On my way.');
    expect(replies(alice, card)[2]?.ts).not.toBe(comment?.ts);
    expect(replies(carol, mine).map(({ text }) => text)).toEqual(['You wrote: On my way.']);
  });

  test('the news of it comes twice: the card is posted again once', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const first = await carol.sees('Printer on fire', { in: 'triage' });
    await quiet(desk);
    workspace.faults.deliverTwice();
    workspace.faults.deleteMessage(first.channel, first.ts);
    await carol.sees(({ ts }) => ts > first.ts, { in: 'triage' });
    await desk.settled();
    await until('the news to be worked off', async () => {
      const stored = await desk.inDatabase(({ events }) => events.find().lean());
      return (stored.length === 1 && stored[0]?.doneAt) || undefined;
    });

    expect(standing(carol, 'triage')).toHaveLength(1);
    expect(callsOf(desk, 'chat.postMessage', { channel: 'C0TRIAGE' })).toHaveLength(2);
  });

  test('while Deskbell was away: the next change finds that the card is gone, and posts it again', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const old = await alice.sees('waiting for somebody');
    await quiet(desk);
    await desk.stopDeskbell();
    workspace.faults.deleteMessage(old.channel, old.ts);
    await desk.startDeskbell();
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    const fresh = await alice.sees('is on it');
    await desk.settled();

    expect(standing(alice).map(({ ts }) => ts)).toEqual([fresh.ts]);
    expect(replies(alice, fresh).map(({ text }) => text)[0]).toContain('has picked up your ticket');
  });

  test('while Deskbell was away, a card without a thread: the next change posts it again too', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    const old = await carol.sees('claimed by', { in: 'triage' });
    await desk.stopDeskbell();
    workspace.faults.deleteMessage(old.channel, old.ts);
    await desk.startDeskbell();
    await closes(desk, mine);
    await carol.sees('completed by', { in: 'triage' });
    await desk.settled();
    expect(standing(carol, 'triage')).toHaveLength(1);
  });

  test('a comment under a card that is being deleted gets a new card, and stands in its thread', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const old = await claims(desk);
    const gate = holds(desk, 'before', 'chat.postMessage', { thread_ts: old.ts });
    await comments(desk, old, 'On my way.');
    await gate.reached;
    // Deskbell is not told of it: the answer to the reply, which names no thread, is all that it has.
    await desk.inDatabase(({ tickets }) => tickets.updateMany({}, { $set: { threads: [] } }));
    workspace.faults.deleteMessage(old.channel, old.ts);
    gate.open();
    const fresh = await carol.sees((message) => message.replyCount === 1);
    await desk.settled();

    expect(standing(carol).map(({ ts }) => ts)).toEqual([fresh.ts]);
    expect(replies(carol, fresh).map(({ text }) => text)).toEqual(['You wrote: On my way.']);
  });

  test('while its end was being told: the card says so once it is there again', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    const shown = await carol.sees('claimed by', { in: 'triage' });
    const gate = holds(desk, 'before', 'chat.update', { channel: 'C0TRIAGE' });
    await closes(desk, mine);
    await gate.reached;
    workspace.faults.deleteMessage(shown.channel, shown.ts);
    gate.open();
    await carol.sees('completed by', { in: 'triage' });
    await alice.sees('completed by');
    await desk.settled();
    expect(standing(carol, 'triage')).toHaveLength(1);
  });

  test('a card in whose place another has come, or what is left of it, is not missed', async () => {
    const desk = await startDesk();
    const { alice, carol, dave, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    const old = await carol.sees('claimed by', { in: 'triage' });
    await dave.presses('Release', old);
    const fresh = await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    const before = callsOf(desk, 'chat.postMessage').length;
    // Deskbell itself has deleted the card in the channel; the one who had the ticket deletes the line that is left of hers.
    expect(standing(carol, 'triage').map(({ ts }) => ts)).toEqual([fresh.ts]);
    expect((await carol.sees('is not yours any more. `/ticket 1` shows how it stands.')).ts).toBe(mine.ts);
    workspace.faults.deleteMessage(mine.channel, mine.ts);
    await until('both to be forgotten', async () => {
      const gone = (await desk.stored())[0]?.entries.filter((entry) => entry.gone && entry.under === undefined);
      return gone?.length === 2 ? true : undefined;
    });
    await workedOff(desk, 2);
    await desk.settled();
    expect(callsOf(desk, 'chat.postMessage')).toHaveLength(before);
    expect(standing(carol, 'triage').map(({ ts }) => ts)).toEqual([fresh.ts]);
    expect(old.ts).not.toBe(fresh.ts);
  });

  test('what Deskbell itself deletes where somebody gave a ticket back is not missed either', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    await comments(desk, mine, 'On my way.');
    await alice.presses('Withdraw', await alice.sees('is on it'));
    await alice.presses('Undo', await alice.sees('Undo'));
    await carol.sees(({ broadcast, text }) => broadcast && text.includes('still yours'));
    await desk.settled();
    expect(replies(carol, mine)).toHaveLength(3);
    const posts = () =>
      ['C0TRIAGE', 'D0CAROL', carol.id].map((to) => callsOf(desk, 'chat.postMessage', { channel: to }).length);
    const [inTriage = 0, ...inHerDm] = posts();
    await carol.presses('Release', mine);
    const fresh = await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    // The card in the channel, Carol's, the comment, and the news of the withdrawal and of its end.
    await workedOff(desk, 5);
    await desk.settled();
    expect(posts()).toEqual([inTriage + 1, ...inHerDm]);
    expect(standing(carol, 'triage').map(({ ts }) => ts)).toEqual([fresh.ts]);
    expect([...standing(carol), ...replies(carol, mine)]).toEqual([]);
  });
});

/** So many deletions have been told, and what follows from them is done. */
async function workedOff({ inDatabase }: TestDesk, count: number): Promise<void> {
  await until('the news of the deletions to be worked off', async () => {
    const news = await inDatabase(({ events }) => events.find().lean());
    return (news.length === count && news.every(({ doneAt }) => doneAt)) || undefined;
  });
}
