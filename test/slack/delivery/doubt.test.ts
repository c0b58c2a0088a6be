import {
  callsOf,
  claims,
  closes,
  comments,
  doubtEnds,
  doubtMs,
  holds,
  isStone,
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

const toTriage = { channel: 'C0TRIAGE' };
const toAlice = { channel: 'U0ALICE' };

/** Resolves when a slow delivery has said that it is not known what it did. */
async function inDoubt(desk: TestDesk): Promise<void> {
  await until('a doubt', async () => (await desk.stored()).find(({ doubtUntil }) => doubtUntil));
}

describe('nobody knows what became of a post', () => {
  test('Slack accepts the post but the answer never comes: the card stands there once', async () => {
    const desk = await startDesk({ callTimeoutMs: 500 });
    const { alice, carol, workspace } = desk;
    workspace.faults.next('chat.postMessage', { hangs: 'after' }, { where: (args) => matches(args, toTriage) });
    await submits(alice, 'Printer on fire');
    await alice.sees('waiting for somebody');
    await doubtEnds(desk);

    expect(standing(carol, 'triage')).toHaveLength(1);
    expect(callsOf(desk, 'chat.postMessage', toTriage)).toHaveLength(1);
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    await carol.sees('claimed by', { in: 'triage' });
  });

  test('the post got lost with its answer: it is made again, but not before a search can prove that it got lost', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    workspace.faults.next('chat.postMessage', { resets: 'before' }, { where: (args) => matches(args, toTriage) });
    await submits(alice, 'Printer on fire');
    await alice.sees('waiting for somebody');
    await quiet(desk);
    desk.passes(60_000);
    await makeDue(desk);
    await quiet(desk);
    expect(callsOf(desk, 'chat.postMessage', toTriage)).toHaveLength(1);
    expect(callsOf(desk, 'conversations.history', toTriage)).toHaveLength(1);

    await doubtEnds(desk);
    expect(standing(carol, 'triage')).toHaveLength(1);
  });

  test("Slack's search does not see the post yet: it is not made again", async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    workspace.faults.hideFreshPosts(60_000);
    workspace.faults.next('chat.postMessage', { resets: 'after' }, { where: (args) => matches(args, toTriage) });
    await submits(alice, 'Printer on fire');
    await alice.sees('waiting for somebody');
    await quiet(desk);
    desk.passes(30_000);
    await makeDue(desk);
    await quiet(desk);
    expect(callsOf(desk, 'conversations.history', toTriage)).toHaveLength(1);
    workspace.faults.heal();

    await doubtEnds(desk);
    expect(standing(carol, 'triage')).toHaveLength(1);
    expect(callsOf(desk, 'chat.postMessage', toTriage)).toHaveLength(1);
  });

  test.each([
    ['internal_error', { fails: 'internal_error' }],
    ['fatal_error', { fails: 'fatal_error' }],
    ['an HTTP 503', { http: 503 }],
  ])('Slack answers with %s, and had posted the card all the same', async (_, trouble) => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    const where = (args: Record<string, unknown>) => matches(args, toTriage);
    workspace.faults.next('chat.postMessage', trouble, { where });
    const gate = holds(desk, 'after', 'chat.postMessage', toTriage);
    await submits(alice, 'Printer on fire');
    await gate.reached;
    await lands(desk, 'chat.postMessage', callsOf(desk, 'chat.postMessage', toTriage)[0]?.args ?? {});
    gate.open();
    await alice.sees('waiting for somebody');
    await doubtEnds(desk);

    expect(standing(carol, 'triage')).toHaveLength(1);
    expect(desk.logged.filter(({ msg }) => /refused/.test(String(msg)))).toEqual([]);
  });

  test('the connection breaks after Slack has posted a comment: it stands in the thread once', async () => {
    const desk = await startDesk();
    const { alice, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    workspace.faults.next('chat.postMessage', { resets: 'after' });
    await comments(desk, mine, 'On my way.');
    await doubtEnds(desk);

    const [card] = standing(alice);
    expect(replies(alice, card ?? mine).filter(({ text }) => text.includes('On my way.'))).toHaveLength(1);
  });

  test('a comment whose answer was lost is found in the thread of a card that was deleted meanwhile', async () => {
    const desk = await startDesk();
    const { alice, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    const old = await alice.sees('is on it');
    workspace.faults.next('chat.postMessage', { resets: 'after' });
    await comments(desk, mine, 'On my way.');
    await quiet(desk);
    workspace.faults.deleteMessage(old.channel, old.ts);
    await until('Deskbell to know that it is gone', async () => {
      const [ticket] = await desk.stored();
      return ticket?.entries.find(({ surface, ts }) => surface === 'requester' && ts === undefined);
    });
    await doubtEnds(desk);

    const fresh = await alice.sees((message) => message.ts > old.ts && !isStone(message));
    expect(replies(alice, old).filter(({ text }) => text.includes('On my way.'))).toHaveLength(1);
    expect(replies(alice, fresh)).toEqual([]);
  });

  test('the doubt ends while a delivery is at work: the lost card is not forgotten', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    workspace.faults.next('chat.postMessage', { resets: 'before' }, { where: (args) => matches(args, toTriage) });
    await submits(alice, 'Printer on fire');
    await alice.sees('waiting for somebody');
    await quiet(desk);
    const gate = holds(desk, 'before', 'chat.update');
    desk.passes(doubtMs - 5_000);
    await makeDue(desk);
    await gate.reached;
    desk.passes(10_000);
    gate.open();
    await desk.settled();
    expect(standing(carol, 'triage')).toHaveLength(1);
  });

  test('Slack has no history for a quarter of an hour, and Deskbell dies in it: the post is still found', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    workspace.faults.next('chat.postMessage', { resets: 'after' }, { where: (args) => matches(args, toTriage) });
    await submits(alice, 'Printer on fire');
    await alice.sees('waiting for somebody');
    await quiet(desk);
    workspace.faults.next('conversations.history', { fails: 'internal_error' }, { times: 1_000 });
    desk.passes(15 * 60_000);
    await quiet(desk);
    const stuck = holds(desk, 'before', 'conversations.history');
    desk.passes(15_000);
    await stuck.reached;
    workspace.faults.heal();
    desk.passes(leaseMs);
    await doubtEnds(desk);
    stuck.open();
    await inDoubt(desk);
    await doubtEnds(desk);

    expect(standing(carol, 'triage')).toHaveLength(1);
    expect(callsOf(desk, 'chat.postMessage', toTriage)).toHaveLength(1);
  });
});

describe('nobody knows what became of an update', () => {
  test('an older update lands after a newer one: the card shows the newer in the end', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const open = await carol.sees('Printer on fire', { in: 'triage' });
    await quiet(desk);
    workspace.faults.next('chat.update', { resets: 'before' }, { where: (args) => matches(args, toTriage) });
    await carol.presses('Claim', open);
    const mine = await carol.sees('Printer on fire');
    await quiet(desk);
    await closes(desk, mine);
    await carol.sees('completed by', { in: 'triage' });
    await quiet(desk);
    const [late] = callsOf(desk, 'chat.update', toTriage);
    await lands(desk, 'chat.update', late?.args ?? {});
    expect(standing(carol, 'triage')[0]?.text).toContain('claimed by');

    await doubtEnds(desk);
    expect(standing(carol, 'triage').map(({ text }) => text)).toEqual(['#1 is completed by <@U0CAROL>']);
  });
});

describe('a delivery outlives its lease', () => {
  test('the answer comes after the lease ran out, and somebody else has found the post: it stays, once', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const gate = holds(desk, 'after', 'chat.postMessage', toTriage);
    await submits(alice, 'Printer on fire');
    await gate.reached;
    desk.passes(leaseMs);
    await doubtEnds(desk);
    gate.open();
    await inDoubt(desk);
    await doubtEnds(desk);

    expect(standing(carol, 'triage')).toHaveLength(1);
    expect(standing(alice)).toHaveLength(1);
    expect(callsOf(desk, 'chat.postMessage')).toHaveLength(3);
    expect(callsOf(desk, 'chat.delete')).toEqual([]);
  });

  test('the answer comes when somebody else has posted the card already: the late one is deleted', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const gate = holds(desk, 'before', 'chat.postMessage', toTriage);
    await submits(alice, 'Printer on fire');
    await gate.reached;
    desk.passes(leaseMs);
    await quiet(desk);
    expect(callsOf(desk, 'chat.postMessage', toTriage)).toHaveLength(1);
    desk.passes(doubtMs);
    const second = await carol.sees('Printer on fire', { in: 'triage' });
    await quiet(desk);
    gate.open();
    await inDoubt(desk);
    expect(callsOf(desk, 'chat.delete')).toHaveLength(1);
    await doubtEnds(desk);

    expect(standing(carol, 'triage').map(({ ts }) => ts)).toEqual([second.ts]);
    expect(standing(alice)).toHaveLength(1);
  });

  test('Deskbell dies before it has posted: another waits until that is certain, then posts', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const never = holds(desk, 'before', 'chat.postMessage', toAlice);
    await submits(alice, 'Printer on fire');
    await never.reached;
    desk.passes(leaseMs);
    await quiet(desk);
    expect(callsOf(desk, 'chat.postMessage', toAlice)).toHaveLength(1);
    expect(callsOf(desk, 'conversations.history').length).toBeGreaterThan(0);

    desk.passes(doubtMs);
    await alice.sees('waiting for somebody');
    expect(standing(carol, 'triage')).toHaveLength(1);
    never.open();
  });
});

test('a long ticket in doubt gets out of it under the limit that Slack has for updates', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  await submits(alice, 'Printer on fire');
  const mine = await claims(desk);
  await desk.settled();
  for (let line = 1; line <= 12; line += 1) await carol.types(`line ${line}.`, { thread: mine.ts });
  await until('all lines', async () => ((await desk.stored())[0]?.comments.length === 12 ? true : undefined));
  await desk.settled();
  const before = callsOf(desk, 'chat.update').length;
  // Ten updates a minute are fewer than the messages of this ticket.
  let made: number[] = [];
  const isTooMany = (): boolean => {
    made = made.filter((at) => at > desk.now().getTime() - 60_000);
    if (made.length >= 10) return true;
    made.push(desk.now().getTime());
    return false;
  };
  workspace.faults.next('chat.update', { rateLimited: 10 }, { times: 10_000, where: isTooMany });
  workspace.faults.next('chat.postMessage', { resets: 'after' });
  await carol.types('one more.', { thread: mine.ts });
  await inDoubt(desk);
  for (let minutes = 0; minutes < 8; minutes += 1) {
    await quiet(desk);
    desk.passes(61_000);
  }
  await desk.settled();
  expect((await desk.stored())[0]).not.toHaveProperty('doubtUntil');
  // Each message once in the doubt, and once after it.
  const updates = callsOf(desk, 'chat.update').slice(before);
  expect(updates.filter(({ outcome }) => outcome === 'ok').length).toBeLessThan(50);
});
