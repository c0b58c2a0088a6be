import type { Actor } from '@deskbell/sandbox';
import { callsOf, claims, closes, comments, matches, quiet, standing } from '../../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../../support/desk';

afterEach(stopDesks);

const triage = 'C0TRIAGE';
const toTriage = { channel: triage };
const minuteMs = 60_000;
const where = (wanted: object) => (args: Record<string, unknown>) => matches(args, { ...wanted });

/** True for a message to one person. */
function toPeople({ channel }: Record<string, unknown>): boolean {
  return String(channel).startsWith('U');
}

function gone(userId: string): string {
  return `<@${userId}> cannot be reached in Slack: their account is deactivated.`;
}

/** The letters with these words that stand in somebody's messages. */
function letters(person: Actor, words: string): number {
  return standing(person).filter(({ text }) => text.includes(words)).length;
}

/** What stands in the triage channel of these tickets, in its order. */
function inTriage(person: Actor, ...titles: string[]): string[] {
  return standing(person, 'triage').flatMap(({ text }) => titles.filter((title) => text.includes(title)));
}

/** Resolves when the admins have been told all that they should be. */
async function allTold(desk: TestDesk): Promise<void> {
  await until('all letters to be sent', async () => {
    const all = await desk.inDatabase(({ admins }) => admins.find().lean());
    return all.every(({ news, leaseUntil }) => news.length === 0 && leaseUntil === undefined) ? true : undefined;
  });
}

describe('the triage channel', () => {
  test('is archived: tickets go on, every admin is told once, and all comes in its order as soon as Deskbell is back in it', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, dave, workspace } = desk;
    workspace.owner.archives(triage);
    await submits(alice, 'Printer on fire');
    await alice.sees('waiting for somebody');
    const told = 'cannot post in the triage channel: it was archived';
    await carol.sees(told);
    await submits(bob, 'No coffee');
    await bob.sees('waiting for somebody');
    await submits(alice, 'Lost key');
    await alice.sees('Lost key');
    await quiet(desk);
    await allTold(desk);
    expect([letters(carol, told), letters(dave, told), letters(alice, told)]).toEqual([1, 1, 0]);
    expect(callsOf(desk, 'chat.postMessage', toTriage)).toHaveLength(1);
    await carol.opensHome();
    await carol.home('Deskbell cannot post in the triage channel: it was archived.');
    await carol.types('/ticket-admin', { in: 'general' });
    const list = await carol.modal('Tickets');
    expect(JSON.stringify(list.view().blocks)).toContain('it was archived');
    await list.closes();

    workspace.owner.unarchives(triage);
    workspace.owner.invites('app', triage);
    await carol.sees('Lost key', { in: 'triage' });
    await desk.settled();
    const titles = ['Printer on fire', 'No coffee', 'Lost key'];
    expect(inTriage(carol, ...titles)).toEqual(titles);
    await dave.sees('Deskbell can post in the triage channel again.');
    await allTold(desk);
    expect([carol, dave].map((admin) => letters(admin, 'can post in the triage channel again'))).toEqual([1, 1]);
    expect(await desk.inDatabase(({ troubles }) => troubles.countDocuments())).toBe(0);
  });

  test('has Deskbell no more: the others read on, and what happened meanwhile is shown there once it is invited', async () => {
    const desk = await startDesk();
    const { alice, carol, dave, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const card = await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    workspace.owner.removes('app', triage);
    await carol.presses('Claim', card);
    const mine = await carol.sees('Printer on fire');
    await comments(desk, mine, 'On my way.');
    await alice.sees('On my way.');
    await dave.sees('it was taken out of it, or the channel is gone');
    await quiet(desk);
    expect(standing(carol, 'triage').some(({ text }) => text.includes('is claimed by'))).toBe(false);

    workspace.owner.invites('app', triage);
    await dave.sees('is claimed by', { in: 'triage' });
    await desk.settled();
    expect(standing(dave, 'triage')).toHaveLength(1);
  });

  test('is public, and Deskbell is not in it: what stands there is changed, and nobody is told that it is over before a post goes through', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, workspace } = desk;
    await desk.stopDeskbell();
    workspace.owner.invites('app', 'C0GENERAL');
    Object.assign(desk.config, { triageChannel: 'general' });
    await desk.startDeskbell();
    await submits(alice, 'Printer on fire');
    const card = await carol.sees('Printer on fire', { in: 'general' });
    await desk.settled();
    workspace.owner.removes('app', 'C0GENERAL');
    await submits(bob, 'No coffee');
    await carol.sees('it is no member of it any more');
    await carol.presses('Claim', card);
    await bob.sees('is claimed by', { in: 'general' });
    await quiet(desk);
    await allTold(desk);
    expect(letters(carol, 'triage channel again')).toBe(0);
    expect(callsOf(desk, 'chat.postMessage', { channel: 'C0GENERAL' })).toHaveLength(2);

    workspace.owner.invites('app', 'C0GENERAL');
    await carol.sees('No coffee', { in: 'general' });
    await carol.sees('can post in the triage channel again');
    await desk.settled();
  });

  test('works again without a word of Slack: one message tries it each minute, and the others follow', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, workspace } = desk;
    const closed = { fails: 'restricted_action' };
    workspace.faults.next('chat.postMessage', closed, { where: where(toTriage), times: 2 });
    await submits(alice, 'Printer on fire');
    await carol.sees('Slack does not let it (restricted_action)');
    await submits(bob, 'No coffee');
    await bob.sees('waiting for somebody');
    await quiet(desk);
    desk.passes(minuteMs + 1_000);
    await until('another try', async () => callsOf(desk, 'chat.postMessage', toTriage)[1]);
    await quiet(desk);
    desk.passes(minuteMs - 2_000);
    await quiet(desk);
    expect(callsOf(desk, 'chat.postMessage', toTriage)).toHaveLength(2);

    desk.passes(3_000);
    await carol.sees('No coffee', { in: 'triage' });
    await desk.settled();
    expect(inTriage(carol, 'Printer on fire', 'No coffee')).toEqual(['Printer on fire', 'No coffee']);
    await allTold(desk);
    expect(letters(carol, 'restricted_action')).toBe(1);
  });

  test('is archived while two processes run: the admins are told once, one message a minute tries it, and both go on', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, dave, workspace } = desk;
    await desk.startAnother();
    workspace.owner.archives(triage);
    await submits(alice, 'Printer on fire');
    await carol.sees('it was archived');
    await submits(bob, 'No coffee');
    await submits(alice, 'Lost key');
    await alice.sees('Lost key');
    await quiet(desk);
    const tried = () => callsOf(desk, 'chat.postMessage', toTriage).length;
    // Each process may find out once by itself.
    desk.passes(minuteMs + 1_000);
    await quiet(desk);
    const before = tried();
    desk.passes(minuteMs + 1_000);
    await until('another try', async () => (tried() > before ? true : undefined));
    await quiet(desk);
    expect(tried()).toBe(before + 1);

    workspace.owner.unarchives(triage);
    workspace.owner.invites('app', triage);
    for (const title of ['Printer on fire', 'No coffee', 'Lost key']) await dave.sees(title, { in: 'triage' });
    await desk.settled();
    await allTold(desk);
    expect([letters(carol, 'it was archived'), letters(carol, 'triage channel again')]).toEqual([1, 1]);
  });

  test('is another one from a start on: what waits for the old one stands there', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, workspace } = desk;
    workspace.owner.archives(triage);
    await submits(alice, 'Printer on fire');
    await carol.sees('it was archived');
    await quiet(desk);
    await desk.stopDeskbell();
    workspace.owner.invites('app', 'C0GENERAL');
    Object.assign(desk.config, { triageChannel: 'general' });
    await desk.startDeskbell();
    await bob.sees('Printer on fire', { in: 'general' });
    await desk.settled();
    await carol.sees('can post in the triage channel again');
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'general' }));
    await alice.sees('is on it');
  });

  test('is another one from a start on: a card that stands where nobody can reach it stands anew with its next change', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    await desk.stopDeskbell();
    workspace.owner.archives(triage);
    workspace.owner.invites('app', 'C0GENERAL');
    Object.assign(desk.config, { triageChannel: 'general' });
    await desk.startDeskbell();
    await alice.presses('Edit', await alice.sees('waiting for somebody'));
    const form = await alice.modal();
    form.fills({ Title: 'Printer still on fire' });
    await form.submits();
    await bob.sees('Printer still on fire', { in: 'general' });
    await desk.settled();
    await allTold(desk);
    expect(letters(carol, 'refused')).toBe(0);
  });

  test('is archived, and nothing waits for it any more: it is no trouble until the next ticket', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    workspace.owner.archives(triage);
    await submits(alice, 'Printer on fire');
    await carol.sees('it was archived');
    await quiet(desk);
    await desk.inDatabase(({ tickets }) => tickets.deleteMany({}));
    desk.passes(2 * minuteMs);
    await until('no trouble', async () =>
      desk.inDatabase(async ({ troubles }) => ((await troubles.countDocuments()) === 0 ? true : undefined)),
    );
    await submits(alice, 'No coffee');
    await until('a second letter', async () => (letters(carol, 'it was archived') === 2 ? true : undefined));
    expect(letters(carol, 'triage channel again')).toBe(0);
  });
});

describe('Deskbell itself', () => {
  test('is taken out of the workspace: it stays up, asks once a minute, says what to do, and loses nothing', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    await desk.settled();
    const before = workspace.calls.length;
    workspace.owner.uninstalls();
    const told = () =>
      desk.logged.filter(({ msg }) => /does not take its token any more \(account_inactive\)/.test(String(msg)));
    await until('the log to say it', async () => told()[0]);
    const docs = await desk.stored();
    await desk.inDatabase(({ tickets }) =>
      tickets.updateMany({}, { $set: { title: 'Printer still on fire' }, $min: { dueAt: desk.now() } }),
    );
    await until('both events to be done', async () => {
      const done = await desk.inDatabase(({ events }) => events.find({}, { dueAt: 1 }).lean());
      return done.every(({ dueAt }) => dueAt === undefined) ? true : undefined;
    });
    await quiet(desk);
    expect(new Set(workspace.calls.slice(before).map(({ method }) => method))).toEqual(new Set(['auth.test']));
    const asked = workspace.calls.length;
    for (let minute = 1; minute <= 3; minute += 1) {
      desk.passes(minuteMs + 1_000);
      await until(`try ${minute}`, async () => workspace.calls.slice(asked)[minute - 1]);
      await quiet(desk);
    }
    expect(workspace.calls.slice(asked)).toHaveLength(3);
    expect(told()).toHaveLength(1);
    expect((await desk.stored()).map(({ tries, parkedAt }) => [tries, parkedAt])).toEqual(
      docs.map(() => [0, undefined]),
    );

    workspace.owner.reinstalls();
    workspace.owner.invites('app', triage);
    desk.passes(minuteMs + 1_000);
    await carol.sees('Printer still on fire');
    await alice.sees('Printer still on fire');
    await desk.settled();
    await carol.sees('Slack takes the token of Deskbell again');
    await submits(bob, 'No coffee');
    await carol.sees('No coffee', { in: 'triage' });
    expect(mine.text).toContain('Printer on fire');
  });

  test('cannot write to people, as its Messages tab is off: the channel goes on, and people get it all once it is on', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, workspace } = desk;
    workspace.faults.next('chat.postMessage', { fails: 'messages_tab_disabled' }, { where: toPeople, times: 99 });
    await submits(alice, 'Printer on fire');
    const told = () => desk.logged.filter(({ where: place }) => place === 'messages');
    await until('the log to say it', async () => told()[0]);
    await submits(bob, 'No coffee');
    await carol.sees('No coffee', { in: 'triage' });
    await quiet(desk);
    const refused = workspace.calls.filter(({ outcome }) => outcome === 'messages_tab_disabled');
    expect(refused).toHaveLength(1);
    expect(told()).toMatchObject([{ error: 'messages_tab_disabled' }]);

    workspace.faults.heal();
    desk.passes(minuteMs + 1_000);
    await alice.sees('waiting for somebody');
    await bob.sees('waiting for somebody');
    await carol.sees('Deskbell can write to people again');
    await desk.settled();
  });

  test('lacks a permission: what needs it waits, the admins are told, and the rest goes on', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    await desk.settled();
    workspace.faults.next('chat.update', { fails: 'missing_scope' }, { times: 99 });
    await comments(desk, mine, 'On my way.');
    await carol.sees('it lacks a permission (missing_scope)');
    await until('the comment', async () => callsOf(desk, 'chat.postMessage', { channel: 'D0ALICE' })[0]);
    await quiet(desk);
    workspace.faults.heal();
    desk.passes(minuteMs + 1_000);
    await alice.sees((message) => message.text.includes('Printer on fire') && message.text.includes('On my way.'));
    await carol.sees('has the permission again');
    await desk.settled();
  });
});

describe('somebody', () => {
  test('has left: the card says so to whoever answers, until they are back', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    await submits(bob, 'No coffee');
    await claims(desk, 'No coffee');
    await desk.settled();
    workspace.owner.deactivates('alice');
    workspace.owner.deactivates('bob');
    await carol.sees(gone('U0ALICE'), { in: 'triage' });
    await carol.sees(gone('U0BOB'));
    expect(JSON.stringify(standing(carol, 'triage'))).not.toContain('U0BOB');

    workspace.owner.reactivates('bob');
    await carol.sees((message) => message.text.includes('No coffee') && !message.text.includes('cannot be reached'));
    await desk.settled();
    expect(standing(carol, 'triage').some(({ text }) => text.includes(gone('U0ALICE')))).toBe(true);
  });

  test('is back after their ticket was closed: it does not say any more that they are away', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    workspace.owner.deactivates('alice');
    await carol.sees(gone('U0ALICE'));
    await closes(desk, mine);
    await desk.settled();
    workspace.owner.reactivates('alice');
    await until('nothing to say so', async () =>
      (await desk.stored()).every(({ requesterLeft }) => requesterLeft === undefined) ? true : undefined,
    );
    await desk.settled();
  });

  test('changes their status: that is nobody’s business', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    await carol.sees('Printer on fire', { in: 'triage' });
    workspace.owner.renames('alice', 'Alice Moser');
    await submits(alice, 'No coffee');
    await carol.sees('No coffee', { in: 'triage' });
    expect(await desk.inDatabase(({ events }) => events.countDocuments({ 'body.event.type': 'user_change' }))).toBe(0);
  });

  test.each([
    ['user_not_found', 'Slack does not find them'],
    ['cannot_dm_bot', 'they take no messages from Deskbell'],
  ])(
    'cannot be written to (%s): the card says so, others are not held, and the next change tries again',
    async (error, words) => {
      const desk = await startDesk();
      const { alice, bob, carol, workspace } = desk;
      const times = 1;
      workspace.faults.next('chat.postMessage', { fails: error }, { where: where({ channel: 'U0BOB' }), times });
      await submits(bob, 'No coffee');
      await submits(alice, 'Printer on fire');
      await alice.sees('waiting for somebody');
      const card = await carol.sees(`<@U0BOB> cannot be reached in Slack: ${words}.`, { in: 'triage' });
      await desk.settled();
      desk.passes(60 * minuteMs);
      await quiet(desk);
      expect(callsOf(desk, 'chat.postMessage', { channel: 'U0BOB' })).toHaveLength(1);
      expect(letters(carol, 'Slack refused')).toBe(0);

      await carol.presses('Claim', card);
      await bob.sees('is on it');
      await carol.sees((message) => message.text.includes('No coffee') && !message.text.includes('cannot be reached'));
      await desk.settled();
    },
  );
});

test('a message that Slack refuses for its own sake: the admins are told once, and nothing else is held', async () => {
  const desk = await startDesk();
  const { alice, bob, carol, dave, workspace } = desk;
  workspace.faults.next('chat.postMessage', { fails: 'msg_too_long' }, { where: where(toTriage), times: 2 });
  await submits(alice, 'Printer on fire');
  await carol.sees('Slack refused a message of ticket #1 (msg_too_long).');
  await submits(bob, 'No coffee');
  await bob.sees('waiting for somebody');
  await submits(bob, 'No tea');
  await dave.sees('No tea', { in: 'triage' });
  await desk.settled();
  await allTold(desk);
  expect([letters(carol, 'Slack refused'), letters(dave, 'Slack refused')]).toEqual([1, 1]);
  await carol.opensHome();
  await carol.home('Slack refused a message of tickets #1, #2');
});

test('a message that Slack refuses stays refused while another of its ticket is shown later: nobody is told that it is over', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  workspace.faults.next('chat.postMessage', { fails: 'msg_too_long' }, { where: toPeople });
  workspace.faults.next('chat.postMessage', { rateLimited: 30 }, { where: where(toTriage) });
  await submits(alice, 'Printer on fire');
  await carol.sees('Slack refused a message of ticket #1 (msg_too_long).');
  await quiet(desk);
  desk.passes(31_000);
  const card = await carol.sees('Printer on fire', { in: 'triage' });
  await desk.settled();
  await allTold(desk);
  expect(letters(carol, 'takes again what it had refused')).toBe(0);

  await carol.presses('Claim', card);
  await alice.sees('is on it');
  await carol.sees('Slack takes again what it had refused.');
});

test('a message that Slack refuses, of a ticket that has ended: it is no trouble any more, and the next one is told of again', async () => {
  const desk = await startDesk();
  const { alice, bob, carol, workspace } = desk;
  const refuses = () =>
    workspace.faults.next('chat.postMessage', { fails: 'msg_too_long' }, { where: where(toTriage) });
  const troubles = async () => await desk.inDatabase((models) => models.troubles.find().lean());
  refuses();
  await submits(alice, 'Printer on fire');
  await carol.sees('Slack refused a message of ticket #1 (msg_too_long).');
  await quiet(desk);
  desk.passes(2 * minuteMs);
  await quiet(desk);
  const [seen] = await troubles();
  expect(seen).toMatchObject({ tickets: [1] });

  refuses();
  await alice.presses('Withdraw', await alice.sees('Printer on fire'));
  await until('it to be refused again', async () => {
    const [again] = await troubles();
    return Number(again?.seenAt) > Number(seen?.seenAt) ? true : undefined;
  });
  desk.passes(2 * minuteMs);
  await until('no trouble', async () => ((await troubles()).length === 0 ? true : undefined));
  expect(letters(carol, 'takes again what it had refused')).toBe(0);

  refuses();
  await submits(bob, 'No coffee');
  await carol.sees('Slack refused a message of ticket #2 (msg_too_long).');
});
