import { promote } from '../../src/services/admins';
import { callsOf, doubtMs, holds, lands, leaseMs, matches, standing } from '../support/delivery';
import { password, startDesk, stopDesks, type TestDesk, until } from '../support/desk';
import { asks, logsIn, onRecord, opens, setsPassword } from '../support/sessions';

afterEach(stopDesks);

const toDave = { channel: 'U0DAVE' };

/** The letters that stand in a person's DM, each by what it is about. */
function lettersOf(person: TestDesk['dave']): string[] {
  const about = /made you an admin|reset your password|ended your time|password for Deskbell was changed/;
  return standing(person).map(({ text }) => about.exec(text)?.[0] ?? text);
}

/** Resolves when it is not known whether a letter arrived. */
async function inDoubt(desk: TestDesk): Promise<void> {
  await until('a doubt', async () =>
    desk.inDatabase(async ({ admins }) => (await admins.find().lean()).find(({ doubtUntil }) => doubtUntil)),
  );
}

/** Resolves when letters have been looked for so many times, and nobody is at it any more. */
async function searched(desk: TestDesk, times: number): Promise<void> {
  await until(`search ${times}`, async () => {
    const isHeld = (await desk.inDatabase(({ admins }) => admins.find().lean())).some(({ leaseUntil }) => leaseUntil);
    return callsOf(desk, 'conversations.history').length === times && !isHeld ? true : undefined;
  });
}

async function doubtEnds(desk: TestDesk): Promise<void> {
  await inDoubt(desk);
  desk.passes(doubtMs);
  await desk.settled();
}

describe('a letter to an admin arrives once', () => {
  test.each([
    ['the connection breaks after Slack has posted it', { resets: 'after' }, 1],
    ['the connection breaks before Slack has it', { resets: 'before' }, 2],
    ['Slack has posted it and never answers', { hangs: 'after' }, 1],
    ['Slack is away', { http: 503 }, 2],
  ] as const)('though %s', async (_, trouble, posts) => {
    const desk = await startDesk({ admins: ['carol'], callTimeoutMs: 300 });
    const { carol, dave, workspace } = desk;
    workspace.faults.next('chat.postMessage', trouble, { where: (args) => matches(args, toDave) });
    await asks(carol, '/ticket-admin promote @dave');
    await doubtEnds(desk);
    expect(lettersOf(dave)).toEqual(['made you an admin']);
    expect(callsOf(desk, 'chat.postMessage', toDave)).toHaveLength(posts);
    expect(await onRecord(desk)).toEqual(['promoted U0CAROL U0DAVE']);
    await setsPassword(dave, await dave.sees('made you an admin'), 'correct horse of dave');
  });

  test('though Slack says that it failed, and had posted it all the same', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { carol, dave, workspace } = desk;
    workspace.faults.next('chat.postMessage', { fails: 'internal_error' });
    const gate = holds(desk, 'after', 'chat.postMessage', toDave);
    await asks(carol, '/ticket-admin promote @dave');
    await gate.reached;
    await lands(desk, 'chat.postMessage', callsOf(desk, 'chat.postMessage', toDave)[0]?.args ?? {});
    gate.open();
    await doubtEnds(desk);
    expect(lettersOf(dave)).toEqual(['made you an admin']);
  });

  test('though Slack asks to wait, and Deskbell is stopped meanwhile', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { carol, dave, workspace } = desk;
    workspace.faults.next('chat.postMessage', { rateLimited: 30 });
    await asks(carol, '/ticket-admin promote @dave');
    await until('Slack to ask', async () => callsOf(desk, 'chat.postMessage', toDave)[0]);
    await desk.stopDeskbell();
    await desk.startDeskbell();
    expect(lettersOf(dave)).toEqual([]);
    desk.passes(30_000);
    await dave.sees('made you an admin');
    await desk.settled();
    expect(lettersOf(dave)).toEqual(['made you an admin']);
  });

  test.each([
    ['after', 1],
    ['before', 2],
  ] as const)('though Deskbell dies right %s Slack has posted it', async (moment, posts) => {
    const desk = await startDesk({ admins: ['carol'] });
    await desk.startAnother();
    const { carol, dave } = desk;
    const never = holds(desk, moment, 'chat.postMessage', toDave);
    await asks(carol, '/ticket-admin promote @dave');
    await never.reached;
    desk.passes(leaseMs);
    await until('the other one to look for it', async () => callsOf(desk, 'conversations.history')[0]);
    desk.passes(doubtMs);
    await desk.settled();
    expect(lettersOf(dave)).toEqual(['made you an admin']);
    expect(callsOf(desk, 'chat.postMessage', toDave)).toHaveLength(posts);
    expect(await onRecord(desk)).toEqual(['promoted U0CAROL U0DAVE']);
    never.open();
  });

  test('though Slack has no history while it is looked for', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { carol, dave, workspace } = desk;
    workspace.faults.next('chat.postMessage', { resets: 'after' });
    await asks(carol, '/ticket-admin promote @dave');
    await inDoubt(desk);
    workspace.faults.next('conversations.history', { fails: 'internal_error' }, { times: 2 });
    desk.passes(doubtMs);
    await searched(desk, 1);
    desk.passes(31_000);
    await searched(desk, 2);
    desk.passes(31_000);
    await desk.settled();
    expect(lettersOf(dave)).toEqual(['made you an admin']);
  });
});

describe('letters', () => {
  test('come in the order of what happened, also where the first of them is in doubt', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { carol, dave, workspace } = desk;
    workspace.faults.next('chat.postMessage', { resets: 'before' });
    await asks(carol, '/ticket-admin promote @dave');
    await asks(carol, '/ticket-admin reset @dave');
    await asks(carol, '/ticket-admin demote @dave');
    await inDoubt(desk);
    expect(lettersOf(dave)).toEqual([]);
    desk.passes(doubtMs);
    await dave.sees('ended your time');
    await desk.settled();
    expect(lettersOf(dave)).toEqual(['made you an admin', 'reset your password', 'ended your time']);
    expect(await onRecord(desk)).toEqual(['promoted U0CAROL U0DAVE', 'reset U0CAROL U0DAVE', 'demoted U0CAROL U0DAVE']);
  });

  test('that Slack refuses hold up nothing: the deed is on record, the next one comes, and it is logged', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { carol, dave, workspace } = desk;
    workspace.faults.next('chat.postMessage', { fails: 'restricted_action' });
    await asks(carol, '/ticket-admin promote @dave');
    await desk.settled();
    await asks(carol, '/ticket-admin reset @dave');
    await dave.sees('reset your password');
    expect(await onRecord(desk)).toEqual(['promoted U0CAROL U0DAVE', 'reset U0CAROL U0DAVE']);
    expect(desk.logged).toMatchObject([{ error: 'restricted_action', news: 'promoted' }]);
  });

  test('one says that the password was changed, and what to do if that was somebody else; logins get none', async () => {
    const desk = await startDesk({ admins: ['carol', 'dave'], loggedOut: true });
    const { carol } = desk;
    await opens(carol, '/ticket-admin login', 'Log in');
    await logsIn(carol);
    await (await carol.modal('Logged in')).closes();
    const form = await opens(carol, '/ticket-admin password', 'Change password');
    form.fills({ 'Your password until now': password });
    form.fills({ 'New password': 'correct horse of carol', 'The same once more': 'correct horse of carol' });
    await form.submits();
    const letter = await carol.sees('Your password for Deskbell was changed');
    expect(letter.text).toContain('ask another admin at once for `/ticket-admin reset`');
    await asks(carol, '/ticket-admin logout');
    await desk.settled();
    expect(lettersOf(carol)).toEqual(['password for Deskbell was changed']);
  });

  test('to an admin of the practice workspace has no button: their password stands at the terminal', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { desk: ports, teamId } = desk.deskbell();
    await promote({ teamId, userId: 'U0DAVE' }, 'practice', ports);
    const letter = await desk.dave.sees('You are an admin in this practice workspace.');
    await expect(desk.dave.presses('Set a password', letter)).rejects.toThrow('sees no button');
    expect(await onRecord(desk)).toEqual(['promoted practice U0DAVE']);
  });
});
