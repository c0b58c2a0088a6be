import type { ApiCall } from '@deskbell/sandbox';
import mongoose from 'mongoose';
import { timing } from '../../src/slack/delivery/timing';
import { callsOf, claims, closes, doubtMs, holds, leaseMs, matches, quiet, standing } from '../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { asks, onRecord } from '../support/sessions';

afterEach(stopDesks);

const toDave = { channel: 'U0DAVE' };
const promotion = 'has made you an admin';
const minutes = (count: number) => count * 60_000;

/** Resolves when the messenger has nothing in hand and nothing to do at this moment; later there may be. */
async function idle(desk: TestDesk): Promise<void> {
  await until('the messenger to be idle', async () => {
    const all = await desk.inDatabase(({ admins }) => admins.find().lean());
    const isBusy = all.some(({ dueAt, leaseUntil }) => leaseUntil ?? (dueAt && dueAt <= desk.now()));
    return isBusy ? undefined : true;
  });
}

/** How many of these letters stand in a person's DM. */
function lettersOf(person: TestDesk['dave'], words = promotion): number {
  return standing(person).filter(({ text }) => text.includes(words)).length;
}

/** Dave's letter of promotion, of which nobody knows whether Slack has posted it. */
async function inDoubt(desk: TestDesk, resets: 'before' | 'after' = 'after'): Promise<void> {
  desk.workspace.faults.next('chat.postMessage', { resets }, { where: (args) => matches(args, toDave) });
  await asks(desk.carol, '/ticket-admin promote @dave');
  await until('a doubt', async () =>
    desk.inDatabase(async ({ admins }) => (await admins.find().lean()).find(({ doubtUntil }) => doubtUntil)),
  );
  await idle(desk);
}

describe('while Slack does not take the token', () => {
  test.each(['token_revoked', 'invalid_auth', 'account_inactive', 'missing_scope'])(
    '(%s), a letter and the Home wait, and come once it does',
    async (error) => {
      const desk = await startDesk({ admins: ['carol'] });
      const { carol, dave, workspace } = desk;
      await dave.opensHome();
      await dave.home();
      const shown = callsOf(desk, 'views.publish', { user_id: 'U0DAVE' }).length;
      for (const method of ['chat.postMessage', 'views.publish'])
        workspace.faults.next(method, { fails: error }, { times: 99 });
      await asks(carol, '/ticket-admin promote @dave');
      const published = () => callsOf(desk, 'views.publish', { user_id: 'U0DAVE' }).slice(shown);
      const refused = () => workspace.calls.filter(({ outcome }) => outcome === error);
      await until('Slack to refuse it', async () => published()[0]);
      await idle(desk);
      desk.passes(minutes(1) + 1_000);
      await until('Slack to refuse it again', async () => refused()[1]);
      await idle(desk);
      workspace.faults.heal();
      desk.passes(minutes(1) + 1_000);
      await dave.sees(promotion);
      await dave.home('You are an admin, and have no password yet.');
      await idle(desk);
      expect(lettersOf(dave)).toBe(1);
      expect(published().at(-1)).toMatchObject({ outcome: 'ok' });
      expect(await onRecord(desk)).toEqual(['promoted U0CAROL U0DAVE']);
    },
  );

  test.each(['conversations.open', 'conversations.history'])(
    'a letter that may have arrived is not posted a second time: %s says nothing of it',
    async (method) => {
      const desk = await startDesk({ admins: ['carol'] });
      const { dave, workspace } = desk;
      await inDoubt(desk);
      workspace.faults.next(method, { fails: 'missing_scope' }, { times: 99 });
      desk.passes(doubtMs);
      for (const times of [1, 2]) {
        await until(`search ${times}`, async () => callsOf(desk, method)[times - 1]);
        await idle(desk);
        desk.passes(minutes(1) + 1_000);
      }
      expect(callsOf(desk, 'chat.postMessage', toDave)).toHaveLength(1);
      workspace.faults.heal();
      desk.passes(minutes(1) + 1_000);
      await desk.settled();
      const promotions = callsOf(desk, 'chat.postMessage', toDave).filter(({ args }) =>
        String(args['text']).includes(promotion),
      );
      expect([lettersOf(dave), promotions.length]).toEqual([1, 1]);
    },
  );

  test('a letter to somebody whom Slack lets nobody write to is given up, and holds up nothing', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { carol, dave, workspace } = desk;
    await inDoubt(desk, 'before');
    workspace.faults.next('conversations.open', { fails: 'user_disabled' });
    workspace.faults.next('chat.postMessage', { fails: 'user_disabled' });
    desk.passes(doubtMs);
    await desk.settled();
    expect(desk.logged).toContainEqual(expect.objectContaining({ error: 'user_disabled', news: 'promoted' }));
    await asks(carol, '/ticket-admin reset @dave');
    await dave.sees('has reset your password');
    expect(lettersOf(dave)).toBe(0);
  });
});

describe('a messenger that is slow', () => {
  test('makes no call with less than two time-outs of its lease left, and goes on with a new lease', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { carol, dave, workspace } = desk;
    const gate = holds(desk, 'before', 'views.publish', { user_id: 'U0DAVE' });
    await asks(carol, '/ticket-admin promote @dave');
    await gate.reached;
    const left: number[] = [];
    workspace.faults.onCall(async ({ method, args }: ApiCall, moment) => {
      if (moment !== 'before' || method !== 'chat.postMessage' || !matches(args, toDave)) return;
      const { leaseUntil } = (await desk.inDatabase(({ admins }) => admins.findOne({ userId: 'U0DAVE' }).lean())) ?? {};
      left.push((leaseUntil?.getTime() ?? 0) - desk.now().getTime());
    });
    // Less than that is left now, and not nothing.
    desk.passes(timing.leaseMs - 2 * timing.callTimeoutMs);
    gate.open();
    await dave.sees(promotion);
    await desk.settled();
    expect(lettersOf(dave)).toBe(1);
    expect(left).toHaveLength(1);
    expect(left[0]).toBeGreaterThan(2 * timing.callTimeoutMs);
  });

  test('so that another has posted the letter meanwhile, does not post it a second time, and the Home is shown once more', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    await desk.startAnother();
    const { carol, dave } = desk;
    const gate = holds(desk, 'before', 'views.publish', { user_id: 'U0DAVE' });
    await asks(carol, '/ticket-admin promote @dave');
    await gate.reached;
    desk.passes(leaseMs);
    await until('the other one to look for it', async () => callsOf(desk, 'conversations.history')[0]);
    await idle(desk);
    desk.passes(doubtMs);
    await dave.sees(promotion);
    await idle(desk);
    const shown = callsOf(desk, 'views.publish', { user_id: 'U0DAVE' }).length;
    gate.open();
    await until('the Home once more', async () => callsOf(desk, 'views.publish', { user_id: 'U0DAVE' })[shown]);
    await idle(desk);
    expect([lettersOf(dave), callsOf(desk, 'chat.postMessage', toDave).length]).toEqual([1, 1]);
    expect(await onRecord(desk)).toEqual(['promoted U0CAROL U0DAVE']);
  });
});

/** Dave's claim of the first ticket, which the guard had let through before his time as an admin was over. */
async function claimLands(desk: TestDesk): Promise<void> {
  const at = desk.now();
  const claimed = { status: 'claimed', claimer: 'U0DAVE', claimedAt: at, claimerSince: at, audience: 'U0DAVE' };
  await desk.inDatabase(({ tickets }) => tickets.updateOne({ number: 1 }, { $set: claimed, $inc: { version: 1 } }));
}

describe('the tickets of somebody whose time as an admin is over', () => {
  test('go back though they are an admin again meanwhile: a claim from before that lands late; one from after it stays', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    await submits(alice, 'No coffee');
    await desk.settled();
    await asks(carol, '/ticket-admin demote @dave');
    await dave.sees('has ended your time as an admin');
    await idle(desk);
    await claimLands(desk);
    desk.passes(1_000);
    await asks(carol, '/ticket-admin promote @dave');
    await dave.sees(promotion);
    await until('the first one to go back', async () =>
      (await desk.stored())[0]?.status === 'open' ? true : undefined,
    );
    // Logged in again, he has picked up the other one.
    const since = desk.now();
    await desk.inDatabase(({ admins }) =>
      admins.updateOne({ userId: 'U0DAVE' }, { $set: { session: { since, until: new Date('2100-01-01') } } }),
    );
    await dave.presses('Claim', await dave.sees('No coffee', { in: 'triage' }));
    await dave.sees('No coffee');
    await desk.settled();
    desk.passes(minutes(3));
    await idle(desk);
    await desk.settled();
    expect(await desk.stored()).toMatchObject([{ status: 'open' }, { status: 'claimed', claimer: 'U0DAVE' }]);
    expect(await onRecord(desk)).toContain('vacated deskbell U0DAVE #1');
    const { vacateUntil } = (await desk.inDatabase(({ admins }) => admins.findOne({ userId: 'U0DAVE' }).lean())) ?? {};
    expect(vacateUntil).toBeUndefined();
  });

  test('go back too where their requester had withdrawn one before they were looked for, and undoes that later', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    await dave.presses('Claim', await dave.sees('Printer on fire', { in: 'triage' }));
    const card = await alice.sees('is on it');
    await desk.settled();
    // Slack is slow with what is Bob's, and Dave's waits behind it.
    const gate = holds(desk, 'before', 'views.publish', { user_id: bob.id });
    await asks(carol, '/ticket-admin promote @bob');
    await gate.reached;
    await asks(carol, '/ticket-admin demote @dave');
    desk.passes(30_000);
    await alice.presses('Withdraw', card);
    const withdrawn = await alice.sees('withdrawn');
    await quiet(desk);
    gate.open();
    await dave.sees('has ended your time as an admin');
    await idle(desk);
    desk.passes(45_000);
    await idle(desk);
    await alice.presses('Undo', withdrawn);
    await until('the ticket again', async () => ((await desk.stored())[0]?.status === 'claimed' ? true : undefined));
    await quiet(desk);
    desk.passes(minutes(1));
    await until('the ticket to go back', async () => ((await desk.stored())[0]?.status === 'open' ? true : undefined));
    await desk.settled();
    expect(JSON.stringify(standing(dave))).not.toContain('Printer');
  });

  test('that have ended lose their cards a few at a time, and a new ticket does not wait for all of them', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    await closes(desk, await claims(desk));
    await desk.settled();
    const count = 45;
    await desk.inDatabase(async ({ tickets }) => {
      const { _id, ...one } = (await tickets.findOne().lean()) ?? {};
      // Of these nothing stands in Slack.
      const made = Array.from({ length: count - 1 }, (__, index) => ({
        ...one,
        number: 100 + index,
        key: `ticket ${index}`,
        entries: [{ key: `card ${index}`, surface: 'claimer', to: 'U0CAROL' }],
      }));
      await tickets.insertMany(made);
    });
    const left = async () =>
      await desk.inDatabase(({ tickets }) =>
        tickets.countDocuments({
          entries: mongoose.trusted({ $elemMatch: { surface: 'claimer', over: { $exists: false } } }),
        }),
      );
    await asks(dave, '/ticket-admin demote @carol');
    await carol.sees('has ended your time as an admin');
    await idle(desk);
    await quiet(desk);
    expect(await left()).toBe(count - 20);
    await submits(alice, 'No coffee');
    await dave.sees('No coffee', { in: 'triage' });
    for (const rest of [5, 0]) {
      desk.passes(30_000);
      await until(`${rest} cards to be left`, async () => ((await left()) === rest ? true : undefined));
      await idle(desk);
    }
    expect(lettersOf(carol, 'has ended your time as an admin')).toBe(1);
    await quiet(desk);
    expect(JSON.stringify(standing(carol))).not.toContain('Printer');
  });
});
