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

/** Alice's ticket, which Carol claims; her card is on its way. Gives the card in the channel, which says so already. */
async function claimed(desk: TestDesk): Promise<Message> {
  const { alice, carol } = desk;
  await submits(alice, 'Printer on fire');
  const announced = await carol.sees('Printer on fire', { in: 'triage' });
  await desk.settled();
  await carol.presses('Claim', announced);
  return await carol.sees('claimed by', { in: 'triage' });
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

/** Carol gives the ticket back, from her card or the one in the channel: nothing of it stays with her. It is stored then. */
async function releases(desk: TestDesk, card: Message): Promise<void> {
  await desk.carol.presses('Release', card);
  await until('the release', async () => (await desk.stored()).find(({ status }) => status === 'open'));
}

/** Carol gives the ticket to Dave: her thread is emptied, and one line of her card stays above it. It is stored then. */
async function handsOver({ carol }: TestDesk, mine: Message): Promise<void> {
  await carol.presses('Hand over', mine);
  const form = await carol.modal('Hand over #1');
  form.fills({ To: 'dave' });
  expect(await form.submits()).toEqual({ became: 'closed' });
}

/** What became of the calls that delete something in a conversation, message by message. */
function deletions(desk: TestDesk, { channel }: Pick<Message, 'channel'>): Record<string, string[]> {
  const outcomes: Record<string, string[]> = {};
  for (const { args, outcome } of callsOf(desk, 'chat.delete', { channel })) {
    const ts = String(args['ts']);
    outcomes[ts] = [...(outcomes[ts] ?? []), outcome];
  }
  return outcomes;
}

/** The entries of Carol's cards, and of what stood under them, that are not marked as gone. */
async function leftOf(desk: TestDesk): Promise<EntryDocument[]> {
  const [ticket] = await desk.stored();
  return (ticket?.entries ?? []).filter(({ surface, under, gone }) => !gone && [surface, under].includes('claimer'));
}

/** Neither Carol's card stands in her DM, nor what stood under it, and Deskbell knows it. */
async function nothingIsLeft(desk: TestDesk, mine: Message): Promise<void> {
  expect([...standing(desk.carol), ...replies(desk.carol, mine)]).toEqual([]);
  expect(await leftOf(desk)).toEqual([]);
}

describe('a post that nobody should see any more', () => {
  test('is deleted once, and its entry is marked', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const mine = await begun(desk);
    const post = await says(desk, mine);
    await handsOver(desk, mine);
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
    await handsOver(desk, mine);
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
    await handsOver(desk, mine);
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
    await handsOver(desk, mine);
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
    expect(callsOf(desk, 'chat.delete', { channel: old.channel }).map(({ outcome }) => outcome)).toEqual([
      'message_not_found',
    ]);
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

describe('the card of an admin who gave the ticket back', () => {
  test('is deleted with all that stands under it, each message once', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    const mine = await begun(desk);
    const post = await says(desk, mine);
    const hers = await alice.sees('is on it');
    await alice.presses('Withdraw', hers);
    await alice.presses('Undo', await alice.sees('Undo'));
    const undone = await carol.sees(({ broadcast, text }) => broadcast && text.includes('still yours'));
    await desk.settled();
    const withdrawn = replies(carol, mine).find(({ text }) => text.includes('has withdrawn'));
    expect(replies(carol, mine).map(({ ts }) => ts)).toEqual([post.ts, withdrawn?.ts, undone.ts]);

    await releases(desk, mine);
    await desk.settled();
    await makeDue(desk);
    await desk.settled();
    await nothingIsLeft(desk, mine);
    expect(deletions(desk, mine)).toEqual(
      Object.fromEntries([mine, post, withdrawn, undone].map((message) => [message?.ts, ['ok']])),
    );
    const marked = (await desk.stored()).flatMap(({ entries }) => entries).filter(({ gone }) => gone);
    expect(marked.filter(({ ts, shown }) => ts !== undefined || shown !== undefined)).toEqual([]);
    expect(standing(dave, 'triage')).toHaveLength(1);
    expect(desk.logged).toEqual([]);
  });

  test.each([
    ['the card', 'asks to wait', { rateLimited: 30 }, 'http 429'],
    ['the card', 'does not say whether it did', { resets: 'before' }, 'reset'],
    ['a post', 'asks to wait', { rateLimited: 30 }, 'http 429'],
    ['a post', 'does not say whether it did', { resets: 'before' }, 'reset'],
  ] as const)(
    'is gone in the end with what stood under it: Slack, asked to delete %s, %s',
    async (which, _, trouble, outcome) => {
      const desk = await startDesk();
      const { carol, workspace } = desk;
      const mine = await begun(desk);
      const post = await says(desk, mine);
      const [troubled, other] = which === 'the card' ? [mine, post] : [post, mine];
      workspace.faults.next('chat.delete', trouble, { where: where({ channel: mine.channel, ts: troubled.ts }) });
      await releases(desk, mine);
      // The new card in the channel does not wait for it, nor does the other one, where Slack does not let all deletions wait.
      const fresh = await carol.sees('Printer on fire', { in: 'triage' });
      await quiet(desk);
      const isHeld = which === 'a post' && 'rateLimited' in trouble;
      expect(deletions(desk, mine)).toEqual({ [troubled.ts]: [outcome], ...(!isHeld && { [other.ts]: ['ok'] }) });

      await doubtEnds(desk);
      expect(deletions(desk, mine)).toEqual({ [troubled.ts]: [outcome, 'ok'], [other.ts]: ['ok'] });
      await nothingIsLeft(desk, mine);
      expect(await desk.stored()).toMatchObject([{ tries: 0, status: 'open' }]);
      expect(standing(carol, 'triage').map(({ ts }) => ts)).toEqual([fresh.ts]);
    },
  );

  test.each(['the card', 'a post'] as const)(
    'is not deleted twice where Slack deletes %s, and its answer is lost: the news of it comes all the same',
    async (which) => {
      const desk = await startDesk();
      const { workspace } = desk;
      const mine = await begun(desk);
      const post = await says(desk, mine);
      const [troubled, other] = which === 'the card' ? [mine, post] : [post, mine];
      workspace.faults.next('chat.delete', { resets: 'after' }, { where: where({ ts: troubled.ts }) });
      await releases(desk, mine);
      await until('the news', async () => ((await leftOf(desk)).length === 0 ? true : undefined));
      await doubtEnds(desk);
      expect(deletions(desk, mine)).toEqual({ [troubled.ts]: ['reset'], [other.ts]: ['ok'] });
      await nothingIsLeft(desk, mine);
      expect(await desk.stored()).toMatchObject([{ tries: 0, status: 'open' }]);
    },
  );

  test('which Slack lets nobody delete is told to the log, and the next change tries again', async () => {
    const desk = await startDesk();
    const { carol, dave, workspace } = desk;
    const mine = await begun(desk);
    workspace.faults.next(
      'chat.delete',
      { fails: 'compliance_exports_prevent_deletion' },
      { where: where({ ts: mine.ts }) },
    );
    await releases(desk, mine);
    await desk.settled();
    desk.passes(60 * 60_000);
    await quiet(desk);
    const cards = (): string[] =>
      standing(carol).flatMap(({ ts, text }) => (text.startsWith(':bellhop_bell:') ? [] : [ts]));
    expect(cards()).toEqual([mine.ts]);
    expect(desk.logged).toMatchObject([{ ticket: 1, error: 'compliance_exports_prevent_deletion' }]);

    await dave.presses('Claim', await dave.sees('Printer on fire', { in: 'triage' }));
    await dave.sees('Printer on fire');
    await desk.settled();
    expect(cards()).toEqual([]);
    expect(deletions(desk, mine)).toEqual({ [mine.ts]: ['compliance_exports_prevent_deletion', 'ok'] });
  });

  test('that she deletes in the same moment is gone as well, with what stands under it', async () => {
    const desk = await startDesk();
    const { workspace } = desk;
    const mine = await begun(desk);
    const post = await says(desk, mine);
    const gate = holds(desk, 'before', 'chat.delete', { ts: mine.ts });
    await releases(desk, mine);
    await gate.reached;
    workspace.faults.deleteMessage(mine.channel, mine.ts);
    gate.open();
    await desk.settled();
    await nothingIsLeft(desk, mine);
    expect(deletions(desk, mine)).toEqual({ [mine.ts]: ['message_not_found'], [post.ts]: ['ok'] });
    expect(desk.logged).toEqual([]);
  });

  test('takes nothing with it that she typed there herself: a stone stands above her words', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const mine = await begun(desk);
    const hers = await alice.sees('is on it');
    const ts = await carol.types('Which floor?', { thread: mine.ts });
    await alice.sees('Which floor?', { thread: hers.ts });
    await alice.types('The third.', { thread: hers.ts });
    await carol.sees('The third.', { thread: mine.ts });
    await desk.settled();
    await releases(desk, mine);
    await desk.settled();
    expect(standing(carol)).toEqual([]);
    expect(carol.thread('app', mine.ts).map((message) => [message.ts, message.text])).toEqual([
      [mine.ts, 'This message was deleted.'],
      [ts, 'Which floor?'],
    ]);
    expect((await desk.stored())[0]?.comments.map(({ text }) => text)).toEqual(['Which floor?', 'The third.']);

    await carol.types('Anybody there?', { thread: mine.ts });
    await carol.sees(({ ephemeral, text }) => ephemeral && text.includes('Claim it first'), { thread: mine.ts });
    expect((await desk.stored())[0]?.comments).toHaveLength(2);
    expect(desk.logged).toEqual([]);
  });

  test('is followed by a new one when she claims it again, with all that was said before', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const first = await begun(desk);
    const post = await says(desk, first);
    await carol.types('Which floor?', { thread: first.ts });
    await until('what she typed', async () => (await desk.stored()).find((ticket) => ticket.comments.length === 2));
    await desk.settled();
    await releases(desk, first);
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    const second = await carol.sees(({ ts, text }) => ts > first.ts && text.includes('Printer on fire'));
    await desk.settled();
    const said = replies(carol, second);
    expect(said).toHaveLength(1);
    expect(said[0]?.text).toMatch(/On my way\.[^]*Which floor\?/);

    await comments(desk, second, 'Here I am.');
    await alice.types('At last.', { thread: (await alice.sees('is on it')).ts });
    await carol.sees('At last.', { thread: second.ts });
    await desk.settled();
    const [, ...later] = replies(carol, second);
    expect(later.map(({ text }) => text)).toEqual(['You wrote: Here I am.', '<@U0ALICE> wrote: At last.']);
    expect(standing(carol).map(({ ts }) => ts)).toEqual([second.ts]);
    expect(replies(carol, first).map(({ text }) => text)).toEqual(['Which floor?']);
    expect(deletions(desk, first)).toEqual({ [first.ts]: ['ok'], [post.ts]: ['ok'] });

    // What she gives back a second time goes as the first did.
    await releases(desk, second);
    await desk.settled();
    expect(standing(carol)).toEqual([]);
    expect(Object.values(deletions(desk, first)).flat()).toEqual(Array.from({ length: 6 }, () => 'ok'));
  });

  test('does not keep the new one waiting when she claims it again before Slack lets the old one go', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const first = await begun(desk);
    await says(desk, first);
    workspace.faults.next('chat.delete', { rateLimited: 600 }, { where: where({ ts: first.ts }) });
    await releases(desk, first);
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    const second = await carol.sees(({ ts, text }) => ts > first.ts && text.includes('Printer on fire'));
    await carol.sees('On my way.', { thread: second.ts });
    await quiet(desk);
    expect(standing(carol).map(({ ts }) => ts)).toEqual([first.ts, second.ts]);

    desk.passes(601_000);
    await desk.settled();
    expect(standing(carol).map(({ ts }) => ts)).toEqual([second.ts]);
    expect(replies(carol, second)).toHaveLength(1);
    expect(deletions(desk, first)[first.ts]).toEqual(['http 429', 'ok']);
  });
});

describe('the card of an admin who gave the ticket back before it had come', () => {
  test('is deleted once Slack answers', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const gate = holds(desk, 'after', 'chat.postMessage', { channel: carol.id });
    await claimed(desk);
    await gate.reached;
    const card = await carol.sees('Printer on fire');
    await releases(desk, card);
    gate.open();
    await desk.settled();
    expect(carol.messages()).toEqual([]);
    expect(deletions(desk, card)).toEqual({ [card.ts]: ['ok'] });
    expect(callsOf(desk, 'chat.postMessage', { channel: carol.id })).toHaveLength(1);
    expect(desk.logged).toEqual([]);
  });

  test('is found and deleted, where the answer is lost', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    workspace.faults.next('chat.postMessage', { resets: 'after' }, { where: where({ channel: carol.id }) });
    await claimed(desk);
    const card = await carol.sees('Printer on fire');
    await quiet(desk);
    await releases(desk, card);
    await quiet(desk);
    // What is found proves that it is there: nobody waits for the end of the doubt to take it away.
    expect(carol.messages()).toEqual([]);
    await doubtEnds(desk);
    expect(carol.messages()).toEqual([]);
    expect(deletions(desk, card)).toEqual({ [card.ts]: ['ok'] });
    expect(callsOf(desk, 'chat.postMessage', { channel: carol.id })).toHaveLength(1);
  });

  test("is not given up before the doubt is over, where Slack's search does not see it yet", async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    workspace.faults.next('chat.postMessage', { resets: 'after' }, { where: where({ channel: carol.id }) });
    workspace.faults.hideFreshPosts(60_000);
    await claimed(desk);
    const card = await carol.sees('Printer on fire');
    await quiet(desk);
    await releases(desk, card);
    await quiet(desk);
    expect(standing(carol).map(({ ts }) => ts)).toEqual([card.ts]);
    expect((await leftOf(desk)).map(({ surface }) => surface)).toContain('claimer');

    workspace.faults.heal();
    await doubtEnds(desk);
    expect(carol.messages()).toEqual([]);
    expect(await leftOf(desk)).toEqual([]);
    expect(deletions(desk, card)).toEqual({ [card.ts]: ['ok'] });
  });

  test('is deleted, where it lands only after that', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    workspace.faults.next('chat.postMessage', { resets: 'before' }, { where: where({ channel: carol.id }) });
    const collapsed = await claimed(desk);
    await quiet(desk);
    await releases(desk, collapsed);
    await quiet(desk);
    const [lost] = callsOf(desk, 'chat.postMessage', { channel: carol.id });
    await lands(desk, 'chat.postMessage', lost?.args ?? {});
    const card = await carol.sees('Printer on fire');
    await doubtEnds(desk);
    expect(carol.messages()).toEqual([]);
    expect(await leftOf(desk)).toEqual([]);
    expect(deletions(desk, card)).toEqual({ [card.ts]: ['ok'] });
  });

  test('is deleted by the one who had sent it, where it comes home when its entry is marked already', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const gate = holds(desk, 'before', 'chat.postMessage', { channel: carol.id });
    const collapsed = await claimed(desk);
    await gate.reached;
    await releases(desk, collapsed);
    desk.passes(leaseMs);
    await quiet(desk);
    desk.passes(doubtMs);
    await until('the mark', async () => ((await leftOf(desk)).length === 0 ? true : undefined));
    await quiet(desk);
    expect(carol.messages()).toEqual([]);
    gate.open();
    const dm = { channel: 'D0CAROL' };
    await until('the late card to be deleted', async () => Object.values(deletions(desk, dm))[0]);
    await doubtEnds(desk);
    expect(carol.messages()).toEqual([]);
    expect(await leftOf(desk)).toEqual([]);
    expect(Object.values(deletions(desk, dm))).toEqual([['ok']]);
  });

  test('does not stand in the way of the new one, when she claims it again', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const gate = holds(desk, 'after', 'chat.postMessage', { channel: carol.id });
    await claimed(desk);
    await gate.reached;
    const first = await carol.sees('Printer on fire');
    await releases(desk, first);
    gate.open();
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    const second = await carol.sees(({ ts, text }) => ts > first.ts && text.includes('Printer on fire'));
    await desk.settled();
    expect(standing(carol).map(({ ts }) => ts)).toEqual([second.ts]);
    expect(deletions(desk, first)).toEqual({ [first.ts]: ['ok'] });
  });
});

describe('a post that is on its way when the card above it is deleted', () => {
  test('and lands only after that stands in the DM itself, and is deleted', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const mine = await begun(desk);
    workspace.faults.next('chat.postMessage', { resets: 'before' }, { where: where({ thread_ts: mine.ts }) });
    await comments(desk, mine, 'On my way.');
    await quiet(desk);
    await releases(desk, mine);
    await quiet(desk);
    expect(carol.messages()).toEqual([]);
    const [lost] = callsOf(desk, 'chat.postMessage', { thread_ts: mine.ts });
    await lands(desk, 'chat.postMessage', lost?.args ?? {});
    expect(standing(carol).map(({ text }) => text)).toEqual(['You wrote: On my way.']);
    await doubtEnds(desk);
    expect(carol.messages()).toEqual([]);
    expect(await leftOf(desk)).toEqual([]);
  });

  test('and whose answer is lost is found under the stone, and deleted', async () => {
    const desk = await startDesk({ callTimeoutMs: 300 });
    const { carol, workspace } = desk;
    const mine = await begun(desk);
    workspace.faults.next('chat.postMessage', { hangs: 'after' }, { where: where({ thread_ts: mine.ts }) });
    await comments(desk, mine, 'On my way.');
    await quiet(desk);
    expect(replies(carol, mine)).toHaveLength(1);
    await releases(desk, mine);
    await doubtEnds(desk);
    await nothingIsLeft(desk, mine);
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
    expect(deletions(desk, mine)).toEqual({ [mine.ts]: ['ok'] });
    gate.open();
    await until('the late post to be deleted', async () =>
      Object.entries(deletions(desk, mine)).find(([ts, outcomes]) => ts !== mine.ts && outcomes.includes('ok')),
    );
    await doubtEnds(desk);
    expect(carol.messages()).toEqual([]);
    expect(await leftOf(desk)).toEqual([]);
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
    await handsOver(desk, mine);
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
    await handsOver(desk, mine);
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
    await handsOver(desk, mine);
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
    await handsOver(desk, mine);
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
    await until('it to be open', async () => (await desk.stored()).find(({ status }) => status === 'open'));
    await quiet(desk);
    desk.passes(601_000);
    await carol.sees('has put *#1* back into the queue', { thread: mine.ts });
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
    await until('the reply', async () => (await desk.stored()).find((ticket) => ticket.comments.length === 1));
    await quiet(desk);
    desk.passes(601_000);
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
    await handsOver(desk, mine);
    const card = await alice.sees('<@U0DAVE> is on it');
    await alice.sees('is with <@U0DAVE> now', { thread: card.ts });
    const his = await dave.sees('Printer on fire');
    await dave.sees('On my way.', { thread: his.ts });
    await quiet(desk);
    expect(replies(carol, mine)).toHaveLength(1);
    desk.passes(601_000);
    await desk.settled();
    expect(replies(carol, mine)).toEqual([]);
  });
});
