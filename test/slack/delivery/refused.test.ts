import type { Actor, Message } from '@deskbell/sandbox';
import { timing } from '../../../src/slack/delivery/timing';
import { callsOf, claims, comments, leaseMs, matches, quiet, replies, standing } from '../../support/delivery';
import { startDesk, stopDesks, submits, until } from '../../support/desk';

afterEach(stopDesks);

const toTriage = { channel: 'C0TRIAGE' };
const toAlice = { channel: 'U0ALICE' };
const where = (wanted: object) => (args: Record<string, unknown>) => matches(args, { ...wanted });

/** What stands of the conversation in the thread under a card. */
function saidTo(person: Actor, card: Message): string[] {
  return replies(person, card).flatMap(({ text }) => (text.includes('wrote') ? [text] : []));
}

describe('Slack asks to wait', () => {
  test.each([
    ['by a 429', { rateLimited: 30 }],
    ['by an error that names no time', { fails: 'rate_limited' }],
  ])("%s, in the triage channel: the requester's card does not wait, and Deskbell obeys", async (_, trouble) => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    workspace.faults.next('chat.postMessage', trouble, { where: where(toTriage) });
    await submits(alice, 'Printer on fire');
    await alice.sees('waiting for somebody');
    await quiet(desk);
    desk.passes(25_000);
    await quiet(desk);
    expect(callsOf(desk, 'chat.postMessage', toTriage)).toHaveLength(1);

    desk.passes(6_000);
    await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    expect(callsOf(desk, 'chat.postMessage', toTriage)).toHaveLength(2);
    expect(callsOf(desk, 'chat.postMessage', toAlice)).toHaveLength(1);
  });

  test('a change in between does not make it call any sooner', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    workspace.faults.next('chat.update', { rateLimited: 60 }, { where: where({ channel: 'D0CAROL' }) });
    await comments(desk, mine, 'On my way.');
    await alice.sees('On my way.');
    await quiet(desk);
    const hers = await alice.sees('On my way.');
    await comments(desk, mine, 'Stairs.');
    await until('the news in her thread', async () => saidTo(alice, hers).length === 2 || undefined);
    await quiet(desk);
    // Slack limits a method, and not a message: her card waits too.
    const before = callsOf(desk, 'chat.update').length;
    expect(callsOf(desk, 'chat.update', { channel: 'D0CAROL' })).toHaveLength(1);

    desk.passes(61_000);
    await carol.sees('Stairs.');
    await alice.sees('Stairs.');
    await desk.settled();
    expect(callsOf(desk, 'chat.update').length).toBe(before + 2);
  });
});

describe('Slack refuses a message', () => {
  test('it is parked, the others go on, and the next change tries it again', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    workspace.faults.next('chat.postMessage', { fails: 'msg_too_long' }, { where: where(toAlice) });
    await submits(alice, 'Printer on fire');
    await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    desk.passes(60 * 60_000);
    await quiet(desk);
    expect(callsOf(desk, 'chat.postMessage', toAlice)).toHaveLength(1);
    expect(desk.logged).toContainEqual(expect.objectContaining({ ticket: 1, error: 'msg_too_long' }));

    await claims(desk);
    await alice.sees('is on it');
    await desk.settled();
    expect(standing(alice)).toHaveLength(1);
  });

  test('a comment that Slack refuses does not hold the later ones', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    const toHer = where({ channel: 'D0ALICE' });
    workspace.faults.next('chat.postMessage', { fails: 'restricted_action' }, { where: toHer, times: 2 });
    await comments(desk, mine, 'On my way.');
    await desk.settled();
    await comments(desk, mine, 'Stairs.');
    await desk.settled();

    const card = await alice.sees('Stairs.');
    expect(saidTo(alice, card)).toEqual(['<@U0CAROL> wrote: Stairs.']);
    expect(saidTo(carol, mine)).toEqual(['You wrote: On my way.', 'You wrote: Stairs.']);
  });

  test('to delete what was posted twice: it is let be, and nothing is tried for ever', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const old = await claims(desk);
    workspace.faults.next('chat.delete', { fails: 'compliance_exports_prevent_deletion' });
    workspace.faults.onCall((call, moment) => {
      if (moment !== 'before' || call.args['thread_ts'] !== old.ts) return;
      workspace.faults.onCall(undefined);
      workspace.faults.deleteMessage(old.channel, old.ts);
    });
    await comments(desk, old, 'On my way.');
    await carol.sees((message) => message.replyCount === 1);
    await desk.settled();
    expect(callsOf(desk, 'chat.delete')).toHaveLength(1);
    expect((await desk.stored())[0]?.doubtUntil).toBeUndefined();
  });
});

describe('a delivery kills itself', () => {
  test('again and again: it waits longer each time, is parked after six, and the admins are told once', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    const mine = await claims(desk);
    await desk.settled();
    // No card of the ticket can be made of this.
    const spoil = { $set: { createdAt: 'once', dueAt: desk.now() } };
    await desk.inDatabase(({ tickets }) => tickets.collection.updateMany({}, spoil));
    const died = () => desk.logged.filter(({ msg }) => /did not come to its end/.test(String(msg))).length;
    const waits: number[] = [];
    for (let tries = 1; tries <= 6; tries += 1) {
      await until(`try ${tries}`, async () => died() === tries || undefined);
      const [{ dueAt, leaseUntil } = {}] = await desk.stored();
      const waitMs = Math.max(0, Number(dueAt) - Number(leaseUntil) + timing.leaseMs);
      waits.push(waitMs / 1_000);
      desk.passes(Math.max(leaseMs, waitMs));
    }
    expect(waits).toEqual([0, 0, 10, 20, 40, 80]);

    const words = 'Deskbell could not show ticket #1 in Slack.';
    for (const admin of [carol, dave]) await admin.sees(words);
    await desk.settled();
    desk.passes(60 * 60_000);
    await quiet(desk);
    expect(died()).toBe(6);
    for (const admin of [carol, dave])
      expect(standing(admin).filter(({ text }) => text.includes(words))).toHaveLength(1);

    const mend = { $set: { createdAt: new Date() } };
    await desk.inDatabase(({ tickets }) => tickets.collection.updateMany({}, mend));
    await comments(desk, mine, 'On my way.');
    await alice.sees('On my way.');
    await dave.sees('What Deskbell could not show in Slack is shown again.');
  });

  test('one ticket that cannot be shown does not hold the others', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    await desk.settled();
    const spoil = { $set: { createdAt: 'once', dueAt: desk.now() } };
    await desk.inDatabase(({ tickets }) => tickets.collection.updateMany({}, spoil));
    await submits(alice, 'No coffee');
    await carol.sees('No coffee', { in: 'triage' });
  });
});
