import type { Actor, ModalInHand } from '@deskbell/sandbox';
import type { Deed } from '../../src/domain/audit';
import { said } from '../support/conversation';
import { callsOf, claims, type Gate, holds } from '../support/delivery';
import { type DeskOptions, password, startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { type Proxy, startProxy } from '../support/proxy';
import { adminsOf, asks, logsIn, logsOut, onRecord, opens, passwordField } from '../support/sessions';
import { type Envelope, signedTo, type Watched, watchDoor } from '../support/signed';

let proxy: Proxy | undefined;
let door: Watched | undefined;

afterEach(async () => {
  proxy?.heal();
  await stopDesks();
  await proxy?.stop();
  proxy = undefined;
  door?.end();
  door = undefined;
});

/** Shorter than usual: what comes later than that is late. */
const patienceMs = 500;
const minutes = (count: number) => count * 60_000;

const fresh = 'New password';
const again = 'The same once more';
const old = 'Your password until now';
const lateWords = 'Your words are still here: wait a moment and send them again. Sending twice never makes two.';
const another = expect.stringContaining('What you sent first is your password already');

function fillsNew(form: ModalInHand, words: string): void {
  form.fills({ [fresh]: words, [again]: words });
}

/** A desk that has asked Slack already whether its admins are members still: from here on it asks only for what a test does. */
async function startLate(options: DeskOptions = {}): Promise<TestDesk> {
  const desk = await startDesk({ patienceMs, ...options });
  const { admins = ['carol', 'dave'] } = options;
  await until('the look at the start', async () => {
    const asked = admins.map((handle) => callsOf(desk, 'users.info', { user: desk.workspace.people[handle] })[0]);
    return asked.every((call) => call?.outcome === 'ok') || undefined;
  });
  return desk;
}

/** Deskbell has to ask Slack who this is, before it looks at a password; Slack does not answer until the gate opens. */
function asksWhoIs(desk: TestDesk, person: Actor): Gate {
  return holds(desk, 'before', 'users.info', { user: person.id });
}

/** Sends a form whose answer is late, so that it stays open and says so; what it says is stored all the same once the gate opens. */
async function sendsLate(form: ModalInHand, gate: Gate): Promise<void> {
  expect(await form.submits()).toMatchObject({ became: 'errors' });
  expect(Object.values(form.errors)).toEqual([expect.stringContaining(lateWords)]);
  gate.open();
}

/** Sends a form until its answer comes in time: on a busy machine this patience may end once more. */
async function sends(form: ModalInHand): Promise<Awaited<ReturnType<ModalInHand['submits']>>> {
  return await until('an answer in time', async () => {
    const sent = await form.submits();
    return Object.values(form.errors).some((words) => words.endsWith(lateWords)) ? undefined : sent;
  });
}

/** Logs in by the form that is open, with this password. */
async function logsInBy(login: ModalInHand, words: string): ReturnType<typeof sends> {
  login.fills({ [passwordField]: words });
  return await sends(login);
}

/** What is on record of passwords, and not of logins. */
async function passwordsOnRecord(desk: TestDesk): Promise<string[]> {
  return (await onRecord(desk)).filter((line) => !line.startsWith('loggedIn'));
}

/** Resolves when something that somebody did is on record. */
async function happenedTo(desk: TestDesk, { id: userId }: Actor, what: Deed): Promise<void> {
  await until(`${what} of ${userId}`, async () =>
    desk.inDatabase(async ({ audit }) => (await audit.findOne({ what, who: userId }).lean()) ?? undefined),
  );
}

describe('a form with a new password whose answer is late, and that is sent again', () => {
  test('has changed the password once, and nobody hears of a wrong one', async () => {
    const desk = await startLate();
    const { carol } = desk;
    const form = await opens(carol, '/ticket-admin password', 'Change password');
    form.fills({ [old]: password });
    fillsNew(form, 'correct horse of carol');
    await sendsLate(form, asksWhoIs(desk, carol));
    await happenedTo(desk, carol, 'changedPassword');
    fillsNew(form, 'another correct horse');
    await sends(form);
    expect(form.errors).toEqual({ [fresh]: another });
    fillsNew(form, 'correct horse of carol');
    expect(await sends(form)).toEqual({ became: 'changed' });
    expect(await logsInBy(form, 'correct horse of carol')).toEqual({ became: 'changed' });
    expect(await passwordsOnRecord(desk)).toEqual(['changedPassword U0CAROL']);
  });

  test('while the first one is still under way, has changed it once too', async () => {
    const desk = await startLate();
    const { carol } = desk;
    const form = await opens(carol, '/ticket-admin password', 'Change password');
    form.fills({ [old]: password });
    fillsNew(form, 'correct horse of carol');
    const gate = asksWhoIs(desk, carol);
    expect(await form.submits()).toMatchObject({ became: 'errors' });
    // The gate has held the first one alone.
    expect(await sends(form)).toEqual({ became: 'changed' });
    gate.open();
    expect(await logsInBy(form, 'correct horse of carol')).toEqual({ became: 'changed' });
    expect(await passwordsOnRecord(desk)).toEqual(['changedPassword U0CAROL']);
  });

  test('has set the password by the button of the letter once, and what waited goes on', async () => {
    const desk = await startLate({ admins: ['carol'] });
    const { carol, dave } = desk;
    await asks(carol, '/ticket-admin promote @dave');
    await dave.sees('has made you an admin');
    const form = await opens(dave, '/ticket-admin admins', 'Set a password');
    fillsNew(form, 'correct horse of dave');
    await sendsLate(form, asksWhoIs(desk, dave));
    await happenedTo(desk, dave, 'setPassword');
    fillsNew(form, 'another correct horse');
    await sends(form);
    expect(form.errors).toEqual({ [fresh]: another });
    fillsNew(form, 'correct horse of dave');
    expect(await sends(form)).toEqual({ became: 'changed' });
    expect(await logsInBy(form, 'correct horse of dave')).toEqual({ became: 'changed' });
    expect(form.title()).toBe('Admins');
    expect(await passwordsOnRecord(desk)).toEqual(['promoted U0CAROL U0DAVE', 'setPassword U0DAVE']);
  });

  test('has made the first admin once', async () => {
    const desk = await startLate({ admins: [] });
    const { bob } = desk;
    const { desk: ports, teamId } = desk.deskbell();
    const code = 'ABCD-EFGH-JKMN-PQRS';
    const works = { digest: ports.passwords.digestOf(code), until: new Date(desk.now().getTime() + minutes(60)) };
    await desk.inDatabase(({ teams }) => teams.updateOne({ _id: teamId }, { $set: { codes: [works] } }));
    const form = await opens(bob, `/ticket-admin setup ${code}`, 'Set up Deskbell');
    fillsNew(form, 'correct horse of bob');
    await sendsLate(form, asksWhoIs(desk, bob));
    await happenedTo(desk, bob, 'setUp');
    fillsNew(form, 'another correct horse');
    await sends(form);
    expect(form.errors).toEqual({ [fresh]: another });
    fillsNew(form, 'correct horse of bob');
    expect(await sends(form)).toEqual({ became: 'changed' });
    expect(await logsInBy(form, 'correct horse of bob')).toEqual({ became: 'changed' });
    expect(await passwordsOnRecord(desk)).toEqual(['setUp U0BOB']);
  });
});

describe('a login whose answer is late', () => {
  test('keeps the form that was asked for: sent again, it opens', async () => {
    const desk = await startLate();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    await logsOut(carol);
    await carol.presses('Comment', card);
    const login = await carol.modal('Log in');
    login.fills({ [passwordField]: password });
    await sendsLate(login, asksWhoIs(desk, carol));
    await happenedTo(desk, carol, 'loggedIn');
    expect(await sends(login)).toEqual({ became: 'changed' });
    expect(login.title()).toBe('Comment on #1');
    login.fills({ Comment: 'On my way.' });
    expect(await sends(login)).toEqual({ became: 'closed' });
    expect(await said(desk)).toEqual(['On my way.']);
  });

  test('keeps the form over which it stands, with its words: sent again, they are stored once', async () => {
    const desk = await startLate();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    await carol.presses('Comment', await claims(desk));
    const form = await carol.modal('Comment on #1');
    form.fills({ Comment: 'On my way.' });
    await logsOut(carol);
    await form.submits();
    const login = await carol.modal('Log in');
    login.fills({ [passwordField]: password });
    await sendsLate(login, asksWhoIs(desk, carol));
    await happenedTo(desk, carol, 'loggedIn');
    expect(await said(desk)).toEqual([]);
    expect(await sends(login)).toEqual({ became: 'closed' });
    await carol.noModal();
    expect(await said(desk)).toEqual(['On my way.']);
  });

  test('though what was asked for was done meanwhile: sent again, it says what came of it, and does it once', async () => {
    const desk = await startLate({ admins: ['carol'], loggedOut: true });
    const { bob, carol } = desk;
    const login = await opens(carol, '/ticket-admin promote @bob', 'Log in');
    login.fills({ [passwordField]: password });
    await sendsLate(login, asksWhoIs(desk, bob));
    await bob.sees('has made you an admin');
    expect(await sends(login)).toEqual({ became: 'changed' });
    expect(login.words()).toContain('<@U0BOB> is an admin now');
    await desk.settled();
    expect(bob.messages()).toHaveLength(1);
    expect((await onRecord(desk)).filter((line) => line.startsWith('promoted'))).toEqual(['promoted U0CAROL U0BOB']);
  });

  test('because the database is slow: Claim is made once it is sent again', async () => {
    proxy = await startProxy();
    const desk = await startLate({ loggedOut: true, through: proxy.through });
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    const login = await carol.modal('Log in');
    login.fills({ [passwordField]: password });
    await desk.settled();
    proxy.hold();
    expect(await login.submits()).toMatchObject({ became: 'errors' });
    proxy.heal();
    await happenedTo(desk, carol, 'loggedIn');
    expect(await sends(login)).toEqual({ became: 'closed' });
    expect(await desk.stored()).toMatchObject([{ status: 'claimed', claimer: 'U0CAROL' }]);
  });
});

test('what waited for a login for more than an hour is not done, and the person is told to look', async () => {
  const desk = await startDesk({ loggedOut: true });
  const { alice, carol } = desk;
  await submits(alice, 'Printer on fire');
  await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
  const login = await carol.modal('Log in');
  desk.passes(minutes(61));
  expect(await logsIn(carol)).toEqual({ became: 'changed' });
  expect(login.words()).toMatch(
    /You are logged in\. What you asked for .* more than an hour old: look, and ask once more/,
  );
  expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
});

describe('Slack is slow, and that is not told as a database that is away', () => {
  test('with an export: the person is told that the file is being made, then that it is there, and gets one', async () => {
    const desk = await startLate();
    const { carol } = desk;
    await asks(carol, '/ticket-admin reset @dave');
    await desk.settled();
    const record = await opens(carol, '/ticket-admin audit', 'On record');
    const gate = holds(desk, 'before', 'conversations.open', { users: carol.id });
    await record.presses('Export as CSV');
    await gate.reached;
    const heldAt = Date.now();
    await until('more than the patience with the database', async () => Date.now() - heldAt > patienceMs || undefined);
    expect(record.words()).toContain('The file is being made…');
    gate.open();
    await carol.sees(({ files }) => files.length > 0);
    const note = '1 entry is in your messages with Deskbell, as a file.';
    await carol.waitsFor('the note', () => record.words().includes(note) || undefined);
    expect((await carol.modal()).id).toBe(record.id);
    expect(carol.messages()).toHaveLength(1);
    expect(callsOf(desk, 'files.completeUploadExternal')).toHaveLength(1);
    expect(desk.logged).toEqual([]);
  });

  test('with the list of admins: it opens without those who are none, and says so', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const gate = holds(desk, 'before', 'conversations.members');
    const list = await opens(carol, '/ticket-admin admins', 'Admins');
    expect(list.words()).toContain('U0DAVE');
    expect(list.words()).toContain('Slack did not say who else is in');
    gate.open();
  });
});

/** The two ways in which Slack delivers the same thing twice. */
const ways = [
  ['one after the other', async <T>(send: () => Promise<T>) => [await send(), await send()]],
  ['at once', async <T>(send: () => Promise<T>) => await Promise.all([send(), send()])],
] as const;

describe.each(ways)('what Slack delivers twice, %s', (_, twice) => {
  /** Takes away what a person sends, and delivers it twice; gives what Deskbell said to each. */
  async function sentTwice(desk: TestDesk, via: Envelope['via'], act: () => Promise<unknown>): Promise<unknown[]> {
    door ??= watchDoor();
    // What the person sees of the one that was taken away is not looked at.
    const payload = await door.takes(() => act().catch(() => undefined));
    const answers = await twice(() => signedTo(desk).send({ via, payload } as Envelope)); // as Slack had sent it
    await door.idle();
    return answers;
  }

  test('a wrong password is one try and one on record; the right one is one login', async () => {
    const desk = await startDesk({ http: true, loggedOut: true });
    const { carol } = desk;
    const login = await opens(carol, '/ticket-admin login', 'Log in');
    for (let time = 0; time < 4; time += 1) {
      login.fills({ [passwordField]: `not the correct horse ${time}` });
      const [one, other] = await sentTwice(desk, 'interaction', () => login.submits());
      expect(one).toMatchObject({ status: 200, body: expect.stringContaining('That did not work.') });
      expect(other).toEqual(one);
    }
    expect(await onRecord(desk)).toEqual(Array.from({ length: 4 }, () => 'failedLogin U0CAROL'));
    login.fills({ [passwordField]: password });
    const [one, other] = await sentTwice(desk, 'interaction', () => login.submits());
    expect(one).toMatchObject({ status: 200, body: expect.stringContaining('You are logged in') });
    expect(other).toEqual(one);
    expect((await onRecord(desk)).slice(4)).toEqual(['loggedIn U0CAROL']);
  });

  test('a changed password is changed once, and both answers say so', async () => {
    const desk = await startDesk({ http: true });
    const { carol } = desk;
    const form = await opens(carol, '/ticket-admin password', 'Change password');
    form.fills({ [old]: password });
    fillsNew(form, 'correct horse of carol');
    const [one, other] = await sentTwice(desk, 'interaction', () => form.submits());
    expect(one).toMatchObject({ status: 200, body: expect.stringContaining('Your password is changed') });
    expect(other).toEqual(one);
    expect(await onRecord(desk)).toEqual(['changedPassword U0CAROL']);
  });

  test.each([
    ['promote', 'dave', 'has made you an admin', '<@U0DAVE> is an admin now', 'promoted U0CAROL U0DAVE'],
    [
      'reset',
      'bob',
      'has reset your password',
      'The password of <@U0BOB> does not work any more',
      'reset U0CAROL U0BOB',
    ],
    ['demote', 'bob', 'has ended your time', '<@U0BOB> is no admin any more', 'demoted U0CAROL U0BOB'],
  ] as const)(
    '/ticket-admin %s @%s is done once, with one letter, and nobody is told that it cannot be',
    async (...row) => {
      const [what, who, letter, answer, record] = row;
      const desk = await startDesk({ http: true, admins: ['bob', 'carol'] });
      const { carol } = desk;
      await sentTwice(desk, 'command', () => carol.types(`/ticket-admin ${what} @${who}`, { in: 'general' }));
      await desk[who].sees(letter);
      const told = await carol.waitsFor('both answers', () => {
        const all = carol.ephemerals('general').map(({ text }) => text);
        return all.length === 2 ? all : undefined;
      });
      expect(new Set(told)).toEqual(new Set([expect.stringContaining(answer)]));
      expect(await onRecord(desk)).toEqual([record]);
      expect(desk[who].messages()).toHaveLength(1);
      if (what === 'reset') {
        const [sent] = desk[who].messages();
        if (sent === undefined) throw new Error('There is the letter.');
        await desk[who].presses('Set a password', sent);
        await desk[who].modal('Set a password');
      }
    },
  );

  test('/ticket-admin logout ends the session once, and both answers say so', async () => {
    const desk = await startDesk({ http: true });
    const { carol } = desk;
    await sentTwice(desk, 'command', () => carol.types('/ticket-admin logout', { in: 'general' }));
    const told = await carol.waitsFor('both answers', () => {
      const all = carol.ephemerals('general').map(({ text }) => text);
      return all.length === 2 ? all : undefined;
    });
    expect(new Set(told)).toEqual(new Set([expect.stringContaining('You are logged out everywhere.')]));
    expect(await onRecord(desk)).toEqual(['loggedOut U0CAROL']);
  });

  test('the form that promotes somebody promotes them once', async () => {
    const desk = await startDesk({ http: true, admins: ['carol'] });
    const { carol, dave } = desk;
    const form = await opens(carol, '/ticket-admin promote', 'Promote somebody');
    form.fills({ Who: 'dave' });
    const [one, other] = await sentTwice(desk, 'interaction', () => form.submits());
    expect(one).toMatchObject({ status: 200, body: expect.stringContaining('is an admin now') });
    expect(other).toEqual(one);
    await dave.sees('has made you an admin');
    expect(await adminsOf(desk)).toEqual(['U0CAROL', 'U0DAVE']);
    expect(await onRecord(desk)).toEqual(['promoted U0CAROL U0DAVE']);
  });
});
