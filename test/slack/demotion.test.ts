import { claims, closes, comments, holds, standing } from '../support/delivery';
import { claimedTicket, password, startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { adminsOf, asks, logsIn, onRecord, opens, setsPassword } from '../support/sessions';
import { signedTo } from '../support/signed';

afterEach(stopDesks);

/** By then what was under way at the end of somebody's time is over, and has been looked for once more. */
const afterwards = 5 * 60_000;

/** What somebody can still read in their DM with Deskbell and its threads. */
function readBy(person: TestDesk['carol']): string {
  const main = person.messages();
  return JSON.stringify([main, main.flatMap(({ ts }) => person.thread('app', ts))]);
}

async function isNoAdmin(desk: TestDesk, userId: string): Promise<void> {
  await until(`${userId} to be no admin`, async () => ((await adminsOf(desk)).includes(userId) ? undefined : true));
}

describe('a demotion', () => {
  test('puts tickets back into the queue, tells their requesters, and takes every card away, also of those that ended', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, dave } = desk;
    await submits(bob, 'No coffee');
    const done = await claims(desk, 'No coffee');
    await comments(desk, done, 'There is tea.');
    await closes(desk, done);
    await submits(alice, 'Printer on fire');
    await comments(desk, await claims(desk), 'Put it out first.');
    await carol.opensHome();
    await carol.home('logged in');
    await desk.settled();
    const announced = standing(dave, 'triage').length;

    await asks(dave, '/ticket-admin demote @carol');
    await carol.sees('has ended your time as an admin');
    await dave.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    expect(await desk.stored()).toMatchObject([{ status: 'completed' }, { status: 'open' }]);
    expect((await desk.stored())[1]).not.toHaveProperty('claimer');
    expect(standing(dave, 'triage')).toHaveLength(announced);
    expect(readBy(alice)).toContain('back in the queue');
    expect(readBy(carol)).not.toMatch(/Printer|Put it out|coffee|tea/);
    await until('her Home without a word of admins', async () =>
      (await carol.home()).words.includes('admin') ? undefined : true,
    );
    expect(await onRecord(desk)).toEqual(['demoted U0DAVE U0CAROL', 'vacated deskbell U0CAROL #2']);
  });

  test('comes while a claim is under way: the ticket does not stay with somebody who is none any more', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    await desk.settled();
    await asks(dave, '/ticket-admin demote @carol');
    await carol.sees('has ended your time as an admin');
    await desk.settled();
    // The guard had let her in before that; the claim lands only now.
    await desk.inDatabase(async ({ tickets }) => {
      const at = desk.now();
      const claimed = { status: 'claimed', claimer: 'U0CAROL', claimedAt: at, claimerSince: at, audience: 'U0CAROL' };
      await tickets.updateOne({}, { $set: claimed, $inc: { version: 1 } });
    });
    desk.passes(afterwards);
    await until('the ticket to be open', async () => ((await desk.stored())[0]?.status === 'open' ? true : undefined));
    await desk.settled();
    await dave.presses('Claim', await dave.sees('Printer on fire', { in: 'triage' }));
    await dave.sees('Printer on fire');
    expect(readBy(carol)).not.toContain('Printer');
  });

  test('and a new promotion: the new password works, and neither the old one nor the old button', async () => {
    const desk = await startDesk();
    const { carol, dave } = desk;
    await asks(carol, '/ticket-admin reset @dave');
    const old = await dave.sees('has reset your password');
    await asks(carol, '/ticket-admin demote @dave');
    await dave.presses('Set a password', old);
    expect((await dave.modal('Deskbell')).words()).toContain('used already');
    await (await dave.modal()).closes();
    await asks(carol, '/ticket-admin promote @dave');
    const letter = await dave.sees('has made you an admin');
    await dave.presses('Set a password', old);
    expect((await dave.modal('Deskbell')).words()).toContain('used already');
    await (await dave.modal()).closes();
    await setsPassword(dave, letter, 'correct horse of dave');
    expect(await logsIn(dave)).toMatchObject({ became: 'errors' });
    expect(await logsIn(dave, 'correct horse of dave')).toEqual({ became: 'changed' });
    await (await opens(dave, '/ticket-admin', 'Tickets')).closes();
  });

  test('and a promotion before the tickets went back: they go back all the same, and what is claimed afterwards stays', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    await dave.presses('Claim', await dave.sees('Printer on fire', { in: 'triage' }));
    await dave.sees('Printer on fire');
    await desk.settled();
    // Slack is slow with somebody else's letter, and those to Dave wait behind it.
    const gate = holds(desk, 'before', 'chat.postMessage', { channel: bob.id });
    await asks(carol, '/ticket-admin promote @bob');
    await gate.reached;
    await asks(carol, '/ticket-admin demote @dave');
    await asks(carol, '/ticket-admin promote @dave');
    gate.open();
    const letter = await dave.sees('has made you an admin');
    await desk.settled();
    expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
    const letters = dave.messages().flatMap(({ text }) => /ended your time|made you an admin/.exec(text) ?? []);
    expect(letters).toEqual(['ended your time', 'made you an admin']);
    expect(readBy(dave)).not.toContain('Printer');
    await setsPassword(dave, letter, 'correct horse of dave');
    await logsIn(dave, 'correct horse of dave');
    await (await dave.modal('Logged in')).closes();
    await dave.presses('Claim', await dave.sees('Printer on fire', { in: 'triage' }));
    await dave.sees('Printer on fire');
    await desk.settled();
    desk.passes(afterwards);
    await desk.settled();
    expect(await desk.stored()).toMatchObject([{ claimer: 'U0DAVE' }]);
  });

  test('of somebody whose form is open: it is refused when it is sent, and says why', async () => {
    const desk = await startDesk();
    const { carol, dave } = desk;
    await carol.presses('Comment', await claimedTicket(desk));
    const form = await carol.modal('Comment on #1');
    form.fills({ Comment: 'On my way.' });
    await asks(dave, '/ticket-admin demote @carol');
    await form.submits();
    expect(form.errors).toEqual({ Comment: expect.stringMatching(/^Only admins of Deskbell can do that/) });
    await desk.settled();
    expect(await desk.stored()).toMatchObject([{ status: 'open', comments: [] }]);
  });
});

describe('an account that is deactivated in Slack', () => {
  test('is no admin any more as soon as Slack tells: its tickets go back, and it is on record', async () => {
    const desk = await startDesk();
    const { carol, dave, workspace } = desk;
    await claimedTicket(desk);
    workspace.owner.deactivates('carol');
    await dave.sees('Printer on fire', { in: 'triage' });
    expect(await adminsOf(desk)).toEqual(['U0DAVE']);
    expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
    expect(await onRecord(desk)).toEqual(['deactivated deskbell U0CAROL', 'vacated deskbell U0CAROL #1']);
    workspace.owner.reactivates('carol');
    expect((await asks(carol, '/ticket-admin')).text).toMatch(/^Only admins of Deskbell can do that/);
    expect(readBy(carol)).not.toContain('Printer');
  });

  test('so is one that becomes a guest; a new name changes nothing; and who is from elsewhere by now is not let in', async () => {
    const desk = await startDesk({ admins: ['bob', 'carol', 'dave'] });
    const { owner } = desk.workspace;
    owner.renames('carol', 'Carol Berg');
    owner.makesGuest('bob');
    await isNoAdmin(desk, 'U0BOB');
    owner.lends('dave');
    expect((await asks(desk.dave, '/ticket-admin')).text).toMatch(/^Only people of this workspace can use Deskbell/);
    expect(await adminsOf(desk)).toEqual(['U0CAROL', 'U0DAVE']);
  });

  test('is found at the next start, where the event was lost', async () => {
    const desk = await startDesk();
    const { workspace } = desk;
    await claimedTicket(desk);
    await desk.stopDeskbell();
    workspace.owner.deactivates('carol');
    workspace.faults.giveUp();
    await desk.startDeskbell();
    await isNoAdmin(desk, 'U0CAROL');
    await desk.dave.sees('Printer on fire', { in: 'triage' });
    expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
  });

  test('is found at the login, with the answer that a wrong password gets', async () => {
    const desk = await startDesk({ http: true });
    const { workspace } = desk;
    await claimedTicket(desk);
    const login = (typed: string) =>
      signedTo(desk).interaction(loginBy(workspace.people.carol, typed, workspace.teamId));
    const { body: wrong } = await login('not the correct horse');
    expect(wrong).toContain('That did not work');
    await desk.stopDeskbell();
    workspace.owner.deactivates('carol');
    workspace.faults.giveUp();
    workspace.faults.next('users.info', { fails: 'internal_error' }, { times: 9 });
    await desk.startDeskbell();
    await until('the look at the start to fail', async () => desk.logged.find(({ job }) => job === 'accounts'));
    workspace.faults.heal();
    expect(await adminsOf(desk)).toContain('U0CAROL');
    expect((await login(password)).body).toBe(wrong);
    expect(await adminsOf(desk)).toEqual(['U0DAVE']);
    await desk.settled();
    expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
  });
});

/** A login, as Slack sends it. */
function loginBy(userId: string, typed: string, teamId: string): object {
  return {
    type: 'view_submission',
    team: { id: teamId, domain: 'x' },
    user: { id: userId, name: 'x', team_id: teamId },
    api_app_id: 'A0',
    token: 'x',
    trigger_id: '1.2',
    view: {
      id: 'V0LOGIN',
      type: 'modal',
      callback_id: 'admin.login_submit',
      private_metadata: '',
      blocks: [{ type: 'input', block_id: 'password' }],
      state: { values: { password: { password: { type: 'plain_text_input', value: typed } } } },
    },
  };
}
