import type { Message } from '@deskbell/sandbox';
import type { EntryDocument } from '../../../src/storage/models';
import {
  callsOf,
  claims,
  comments,
  doubtEnds,
  doubtMs,
  holds,
  lands,
  leaseMs,
  makeDue,
  matches,
  quiet,
  replies,
  standing,
} from '../../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../../support/desk';

afterEach(stopDesks);

const where = (wanted: Record<string, unknown>) => (args: Record<string, unknown>) => matches(args, wanted);

/** Alice's ticket, which Carol has; gives Carol's card of it, in whose thread nothing stands yet. */
async function begun(desk: TestDesk): Promise<Message> {
  await submits(desk.alice, 'Printer on fire');
  const mine = await claims(desk);
  await desk.settled();
  return mine;
}

/** Carol says something; gives the post in her own thread, where it stands then. */
async function says(desk: TestDesk, mine: Message): Promise<Message> {
  const { carol } = desk;
  await comments(desk, mine, 'On my way.');
  const post = await carol.waitsFor('the comment in her thread', () => replies(carol, mine)[0]);
  await desk.settled();
  return post;
}

/** The entry of the comment in Carol's thread. */
async function mirrored(desk: TestDesk): Promise<EntryDocument | undefined> {
  const [ticket] = await desk.stored();
  return ticket?.entries.find(({ surface, under }) => surface === 'comment' && under === 'claimer');
}

/** Carol gives the ticket back: what stands in her thread is not for her any more. It is stored then. */
async function releases(desk: TestDesk, mine: Message): Promise<void> {
  await desk.carol.presses('Release', mine);
  await until('the release', async () => (await desk.stored()).find(({ status }) => status === 'open'));
}

/** Carol gives the ticket to Dave: her thread is emptied, and no card is deleted. It is stored then. */
async function handsOver({ carol }: TestDesk, mine: Message): Promise<void> {
  await carol.presses('Hand over', mine);
  const form = await carol.modal('Hand over #1');
  form.fills({ To: 'dave' });
  expect(await form.submits()).toEqual({ became: 'closed' });
}

describe('a post that nobody should see any more', () => {
  test('is deleted once, and its entry is marked', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const mine = await begun(desk);
    const post = await says(desk, mine);
    await releases(desk, mine);
    await desk.settled();
    expect(replies(carol, mine)).toEqual([]);
    const gone = await mirrored(desk);
    expect(gone).toMatchObject({ gone: true });
    expect([gone?.ts, gone?.shown]).toEqual([undefined, undefined]);

    await makeDue(desk);
    await desk.settled();
    expect(callsOf(desk, 'chat.delete', { channel: mine.channel }).map(({ args }) => args['ts'])).toEqual([post.ts]);
    expect(desk.logged).toEqual([]);
  });

  test('that its reader deletes in the same moment is gone as well', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const mine = await begun(desk);
    const post = await says(desk, mine);
    const gate = holds(desk, 'before', 'chat.delete', { channel: mine.channel });
    await releases(desk, mine);
    await gate.reached;
    workspace.faults.deleteMessage(post.channel, post.ts);
    gate.open();
    await desk.settled();
    expect(callsOf(desk, 'chat.delete', { channel: mine.channel }).map(({ outcome }) => outcome)).toEqual([
      'message_not_found',
    ]);
    expect(await mirrored(desk)).toMatchObject({ gone: true });
    expect(replies(carol, mine)).toEqual([]);
    expect(desk.logged).toEqual([]);
  });

  test('is let be where Slack asks to wait, and deleted then', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const mine = await begun(desk);
    await says(desk, mine);
    workspace.faults.next('chat.delete', { rateLimited: 30 }, { where: where({ channel: mine.channel }) });
    await releases(desk, mine);
    await quiet(desk);
    desk.passes(25_000);
    await makeDue(desk);
    await quiet(desk);
    expect(callsOf(desk, 'chat.delete', { channel: mine.channel })).toHaveLength(1);
    expect(replies(carol, mine)).toHaveLength(1);

    desk.passes(6_000);
    await desk.settled();
    expect(callsOf(desk, 'chat.delete', { channel: mine.channel })).toHaveLength(2);
    expect(replies(carol, mine)).toEqual([]);
    expect(await mirrored(desk)).toMatchObject({ gone: true });
  });

  test.each([
    ['does not say whether it did', { resets: 'before' }],
    ['does it, and its answer is lost', { resets: 'after' }],
  ] as const)('is gone in the end, though Slack %s', async (_, trouble) => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const mine = await begun(desk);
    await says(desk, mine);
    workspace.faults.next('chat.delete', trouble, { where: where({ channel: mine.channel }) });
    await releases(desk, mine);
    await doubtEnds(desk);
    expect(replies(carol, mine)).toEqual([]);
    expect(await mirrored(desk)).toMatchObject({ gone: true });
    expect(await desk.stored()).toMatchObject([{ tries: 0 }]);
  });

  test('which Slack lets nobody delete is told to the log, and the next change tries again', async () => {
    const desk = await startDesk();
    const { carol, dave, workspace } = desk;
    const mine = await begun(desk);
    await says(desk, mine);
    workspace.faults.next('chat.delete', { fails: 'compliance_exports_prevent_deletion' });
    await handsOver(desk, mine);
    await desk.settled();
    desk.passes(60 * 60_000);
    await quiet(desk);
    expect(callsOf(desk, 'chat.delete')).toHaveLength(1);
    expect(replies(carol, mine)).toHaveLength(1);
    expect(desk.logged).toMatchObject([{ ticket: 1, error: 'compliance_exports_prevent_deletion' }]);

    await dave.presses('Start', await dave.sees('Printer on fire'));
    await until('the start', async () => (await desk.stored()).find(({ status }) => status === 'in_progress'));
    await desk.settled();
    expect(replies(carol, mine)).toEqual([]);
    expect(callsOf(desk, 'chat.delete')).toHaveLength(2);
  });
});

describe('a card in whose place another has come', () => {
  test('is deleted once, and its entry is marked', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const mine = await begun(desk);
    const old = await carol.sees('claimed by', { in: 'triage' });
    await releases(desk, mine);
    const fresh = await carol.sees('Printer on fire', { in: 'triage' });
    await makeDue(desk);
    await desk.settled();
    expect(standing(carol, 'triage').map(({ ts }) => ts)).toEqual([fresh.ts]);
    expect(callsOf(desk, 'chat.delete', { channel: old.channel }).map(({ args }) => args['ts'])).toEqual([old.ts]);
    const [first] = (await desk.stored())[0]?.entries.filter(({ surface }) => surface === 'triage') ?? [];
    expect(first).toMatchObject({ gone: true });
    expect([first?.ts, first?.shown]).toEqual([undefined, undefined]);
    expect(desk.logged).toEqual([]);
  });

  test('that somebody deletes in the same moment is gone as well', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const mine = await begun(desk);
    const old = await carol.sees('claimed by', { in: 'triage' });
    const gate = holds(desk, 'before', 'chat.delete', { channel: old.channel });
    await releases(desk, mine);
    await gate.reached;
    workspace.faults.deleteMessage(old.channel, old.ts);
    gate.open();
    const fresh = await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    expect(callsOf(desk, 'chat.delete').map(({ outcome }) => outcome)).toEqual(['message_not_found']);
    expect(standing(carol, 'triage').map(({ ts }) => ts)).toEqual([fresh.ts]);
    expect(desk.logged).toEqual([]);
  });

  test.each([
    ['asks to wait', { rateLimited: 30 }, 'goes then'],
    ['does not say whether it did', { resets: 'before' }, 'goes in the end'],
    ['does it, and its answer is lost', { resets: 'after' }, 'goes in the end'],
    ['does not let it go', { fails: 'compliance_exports_prevent_deletion' }, 'stays until the next change'],
  ] as const)('does not keep the new one waiting, though Slack %s', async (_, trouble, what) => {
    const desk = await startDesk();
    const { carol, dave, workspace } = desk;
    const mine = await begun(desk);
    const old = await carol.sees('claimed by', { in: 'triage' });
    workspace.faults.next('chat.delete', trouble, { where: where({ channel: old.channel }) });
    await releases(desk, mine);
    const fresh = await carol.sees('Printer on fire', { in: 'triage' });
    await doubtEnds(desk);
    const stays = what === 'stays until the next change' ? [old.ts] : [];
    expect(standing(carol, 'triage').map(({ ts }) => ts)).toEqual([...stays, fresh.ts]);
    await dave.presses('Claim', fresh);
    await dave.sees('Printer on fire');
    await desk.settled();
    expect(standing(carol, 'triage').map(({ ts }) => ts)).toEqual([fresh.ts]);
    expect(standing(carol, 'triage')[0]?.text).toContain('claimed by <@U0DAVE>');
  });
});

describe('a post that is on its way when nobody should see it any more', () => {
  test('and whose answer is lost is found, and deleted', async () => {
    const desk = await startDesk({ callTimeoutMs: 300 });
    const { carol, workspace } = desk;
    const mine = await begun(desk);
    workspace.faults.next('chat.postMessage', { hangs: 'after' }, { where: where({ thread_ts: mine.ts }) });
    await comments(desk, mine, 'On my way.');
    await quiet(desk);
    expect(replies(carol, mine)).toHaveLength(1);
    await releases(desk, mine);
    await quiet(desk);
    // What is found proves that it is there: nobody waits for the end of the doubt to take it away.
    expect(replies(carol, mine)).toEqual([]);
    await doubtEnds(desk);
    expect(replies(carol, mine)).toEqual([]);
    expect(await mirrored(desk)).toMatchObject({ gone: true });
    expect(callsOf(desk, 'chat.postMessage', { thread_ts: mine.ts })).toHaveLength(1);
  });

  test("and which Slack's search does not see yet is not given up before the doubt is over", async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const mine = await begun(desk);
    workspace.faults.hideFreshPosts(60_000);
    workspace.faults.next('chat.postMessage', { resets: 'after' }, { where: where({ thread_ts: mine.ts }) });
    await comments(desk, mine, 'On my way.');
    await quiet(desk);
    await releases(desk, mine);
    await quiet(desk);
    expect(replies(carol, mine)).toHaveLength(1);
    expect((await mirrored(desk))?.gone).toBeUndefined();

    workspace.faults.heal();
    await doubtEnds(desk);
    expect(replies(carol, mine)).toEqual([]);
    expect(await mirrored(desk)).toMatchObject({ gone: true });
  });

  test('and lands only after that is deleted too', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const mine = await begun(desk);
    workspace.faults.next('chat.postMessage', { resets: 'before' }, { where: where({ thread_ts: mine.ts }) });
    await comments(desk, mine, 'On my way.');
    await quiet(desk);
    await releases(desk, mine);
    await quiet(desk);
    const [lost] = callsOf(desk, 'chat.postMessage', { thread_ts: mine.ts });
    await lands(desk, 'chat.postMessage', lost?.args ?? {});
    expect(replies(carol, mine)).toHaveLength(1);
    await doubtEnds(desk);
    expect(replies(carol, mine)).toEqual([]);
    expect(await mirrored(desk)).toMatchObject({ gone: true });
  });

  test('and comes home when its entry is marked already is deleted by the one who had sent it', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const mine = await begun(desk);
    const gate = holds(desk, 'before', 'chat.postMessage', { thread_ts: mine.ts });
    await comments(desk, mine, 'On my way.');
    await gate.reached;
    await releases(desk, mine);
    desk.passes(leaseMs);
    await quiet(desk);
    desk.passes(doubtMs);
    await until('the mark', async () => (await mirrored(desk))?.gone);
    await quiet(desk);
    expect(callsOf(desk, 'chat.delete', { channel: mine.channel })).toEqual([]);
    gate.open();
    await until('the late post to be deleted', async () =>
      callsOf(desk, 'chat.delete', { channel: mine.channel }).find(({ outcome }) => outcome === 'ok'),
    );
    await doubtEnds(desk);
    expect(replies(carol, mine)).toEqual([]);
    expect(await mirrored(desk)).toMatchObject({ gone: true });
    expect(standing(carol)).toHaveLength(1);
  });
});

describe('what comes after it', () => {
  test('does not wait for a post that was never made, and that nobody should see any more', async () => {
    const desk = await startDesk();
    const { carol, dave, workspace } = desk;
    const mine = await begun(desk);
    workspace.faults.next('chat.postMessage', { rateLimited: 600 }, { where: where({ thread_ts: mine.ts }) });
    await comments(desk, mine, 'On my way.');
    await quiet(desk);
    await dave.presses('Release', await dave.sees('claimed by', { in: 'triage' }));
    await carol.sees('has put *#1* back into the queue', { thread: mine.ts });
    await quiet(desk);
    expect(replies(carol, mine)).toHaveLength(1);

    desk.passes(601_000);
    await desk.settled();
    expect(replies(carol, mine)).toHaveLength(1);
    expect(await mirrored(desk)).toMatchObject({ gone: true });
    expect(callsOf(desk, 'chat.delete', { channel: mine.channel })).toEqual([]);
  });

  test('does not wait for words that their author took back before they stood there', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    const mine = await begun(desk);
    const card = await alice.sees('is on it');
    workspace.faults.next('chat.postMessage', { rateLimited: 600 }, { where: where({ thread_ts: mine.ts }) });
    const ts = await alice.types('Never mind.', { thread: card.ts });
    await until('the reply', async () => (await desk.stored()).find((ticket) => ticket.comments.length === 1));
    await quiet(desk);
    await alice.deletes({ channel: card.channel, ts });
    await until('it to be taken back', async () =>
      (await desk.stored()).find((ticket) => ticket.comments.length === 0),
    );
    await alice.types('It burns.', { thread: card.ts });
    await carol.waitsFor('what she wrote then', () => replies(carol, mine)[0]);
    await quiet(desk);
    expect(replies(carol, mine).map(({ text }) => text)).toEqual(['<@U0ALICE> wrote: It burns.']);
  });

  test('in another thread does not wait for one that Slack does not let go', async () => {
    const desk = await startDesk();
    const { alice, carol, dave, workspace } = desk;
    const mine = await begun(desk);
    await says(desk, mine);
    workspace.faults.next('chat.delete', { rateLimited: 600 }, { where: where({ channel: mine.channel }) });
    await releases(desk, mine);
    await dave.presses('Claim', await dave.sees('Printer on fire', { in: 'triage' }));
    const card = await alice.sees('<@U0DAVE> is on it');
    await alice.sees('<@U0DAVE> has picked up', { thread: card.ts });
    const his = await dave.sees('Printer on fire');
    await dave.sees('On my way.', { thread: his.ts });
    await quiet(desk);
    expect(replies(carol, mine)).toHaveLength(1);
    desk.passes(601_000);
    await desk.settled();
    expect(replies(carol, mine)).toEqual([]);
  });
});
