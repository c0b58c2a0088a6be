import { claims } from '../support/delivery';
import { password, startDesk, stopDesks, submits, until } from '../support/desk';
import { type Proxy, startProxy } from '../support/proxy';
import { asks, logsIn, logsOut, onRecord, opens, passwordField } from '../support/sessions';
import { signedTo } from '../support/signed';

let proxy: Proxy | undefined;

afterEach(async () => {
  proxy?.heal();
  await stopDesks();
  await proxy?.stop();
  proxy = undefined;
});

const minutes = (count: number) => count * 60_000;
const hours = (count: number) => minutes(count * 60);
const right = { became: 'changed' };
const wrong = { became: 'errors' };

describe('a session', () => {
  test('lasts as many hours as are configured and no longer; at its end the Home locks by itself', async () => {
    const desk = await startDesk({ loggedOut: true, env: { SESSION_HOURS: '2' } });
    const { carol } = desk;
    await carol.opensHome();
    await carol.home('You are an admin, and logged out.');
    await carol.presses('Log in', 'home');
    const login = await carol.modal('Log in');
    expect(login.words()).not.toContain('goes on');
    await logsIn(carol);
    expect(login.title()).toBe('Logged in');
    expect(login.words()).toMatch(/You are logged in.* `\/ticket-admin logout` ends it sooner\./s);
    await login.closes();
    await carol.home('You are an admin, and logged in');
    desk.passes(hours(2) - minutes(1));
    expect((await asks(carol, '/ticket-admin login')).text).toContain('You are logged in');
    await (await opens(carol, '/ticket-admin', 'Tickets')).closes();
    desk.passes(minutes(1) + 5_000);
    await carol.home('You are an admin, and logged out.');
    await opens(carol, '/ticket-admin', 'Log in');
    expect(await onRecord(desk)).toEqual(['loggedIn U0CAROL']);
  });

  test('lasts twelve hours where nothing is configured', async () => {
    const desk = await startDesk({ loggedOut: true });
    const { carol } = desk;
    await opens(carol, '/ticket-admin login', 'Log in');
    await logsIn(carol);
    await (await carol.modal('Logged in')).closes();
    desk.passes(hours(12) - minutes(1));
    await (await opens(carol, '/ticket-admin admins', 'Admins')).closes();
    desk.passes(minutes(2));
    await opens(carol, '/ticket-admin admins', 'Log in');
  });

  test('ends by the command and in the Home, and the Home shows it; a second time there is nothing to end', async () => {
    const desk = await startDesk();
    const { carol, dave } = desk;
    await Promise.all([carol.opensHome(), dave.opensHome()]);
    await carol.home('logged in');
    await dave.home('logged in');
    await logsOut(carol);
    expect((await carol.home('logged out')).words).toContain('Log in');
    expect((await asks(carol, '/ticket-admin logout')).text).toContain('nothing has changed');
    await dave.presses('Log out', 'home');
    await dave.home('logged out');
    expect(await onRecord(desk)).toEqual(['loggedOut U0CAROL', 'loggedOut U0DAVE']);
  });

  test('ends by a reset and by a demotion, and their Homes show it', async () => {
    const desk = await startDesk({ admins: ['bob', 'carol', 'dave'] });
    const { bob, carol, dave } = desk;
    await Promise.all([bob.opensHome(), dave.opensHome()]);
    await bob.home('logged in');
    await dave.home('logged in');
    await asks(carol, '/ticket-admin reset @dave');
    const locked = await dave.home('You are an admin, and have no password yet.');
    expect(locked.words).not.toContain('Log out');
    await asks(carol, '/ticket-admin demote @bob');
    await until('a Home of no admin', async () => ((await bob.home()).words.includes('admin') ? undefined : true));
    // The new password is set from the Home as well, and what was asked for goes on.
    const waits = await opens(dave, '/ticket-admin admins', 'Set a password');
    expect(waits.words()).toContain('Then Deskbell goes on with what you asked for.');
    waits.fills({ 'New password': 'correct horse of dave', 'The same once more': 'correct horse of dave' });
    await waits.submits();
    await logsIn(dave, 'correct horse of dave');
    expect(waits.title()).toBe('Admins');
  });
});

describe('five wrong passwords', () => {
  test('lock for a quarter of an hour, then for half an hour; the right one is refused too, in the same words', async () => {
    const desk = await startDesk();
    const { carol, dave } = desk;
    await logsOut(carol);
    const login = await opens(carol, '/ticket-admin login', 'Log in');
    const answers = new Set<string | undefined>();
    const tries = async (typed: string, times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) {
        login.fills({ [passwordField]: typed });
        expect(await login.submits()).toMatchObject(wrong);
        answers.add(login.errors[passwordField]);
      }
    };
    await tries('not the correct horse', 5);
    await tries(password, 1);
    const list = await opens(dave, '/ticket-admin admins', 'Admins');
    expect(list.words()).toMatch(/U0CAROL>\*\n:lock: {2}Logged out\n:no_entry: {2}Locked after wrong passwords/);
    await list.closes();
    desk.passes(minutes(15) - 5_000);
    await tries(password, 1);
    desk.passes(5_000);
    await tries('not the correct horse', 5);
    desk.passes(minutes(29));
    await tries(password, 1);
    desk.passes(minutes(1));
    expect(answers.size).toBe(1);
    expect(await logsIn(carol)).toEqual(right);
    // Those while it is locked are one on record.
    const record = await onRecord(desk);
    expect(record.filter((line) => line === 'failedLogin U0CAROL')).toHaveLength(12);
    expect(record.at(-1)).toBe('loggedIn U0CAROL');
  });

  test('count together in two processes, and the same stands there for somebody who is no admin', async () => {
    const desk = await startDesk({ loggedOut: true });
    await desk.startAnother();
    const { bob, carol, workspace } = desk;
    for (const person of [carol, bob]) {
      const login = await opens(person, '/ticket-admin login', 'Log in');
      for (let time = 0; time < 5; time += 1) await logsIn(person, 'not the correct horse');
      login.fills({ [passwordField]: password });
      await login.submits();
    }
    const views = workspace.calls.flatMap(({ method, args }) => (method === 'views.open' ? [args['view']] : []));
    expect(views[1]).toEqual(views[0]);
    const refusals = workspace.answers.filter((answer) => JSON.stringify(answer).includes('That did not work.'));
    expect(refusals).toHaveLength(12);
    expect(new Set(refusals.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await onRecord(desk)).toContain('failedLogin U0BOB');
  });

  test('are forgotten by a reset: the new password works at once', async () => {
    const desk = await startDesk();
    const { carol, dave } = desk;
    await logsOut(carol);
    await opens(carol, '/ticket-admin login', 'Log in');
    for (let time = 0; time < 5; time += 1) await logsIn(carol, 'not the correct horse');
    await (await carol.modal()).closes();
    await asks(dave, '/ticket-admin reset @carol');
    const form = await opens(carol, '/ticket-admin login', 'Set a password');
    form.fills({ 'New password': 'correct horse of carol', 'The same once more': 'correct horse of carol' });
    await form.submits();
    expect(await logsIn(carol, password)).toMatchObject(wrong);
    expect(await logsIn(carol, 'correct horse of carol')).toEqual(right);
  });
});

test("a login that names what waits for somebody else does nothing for one's own, and leaves it to them", async () => {
  const desk = await startDesk({ http: true, loggedOut: true });
  const { alice, carol, workspace } = desk;
  await submits(alice, 'Printer on fire');
  await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
  await carol.modal('Log in');
  const waits = await desk.inDatabase(({ asked }) => asked.findOne().lean());
  const unknown = 'does not know this button or form any more';
  for (const [metadata, words] of [
    [waits?._id, 'You are logged in'],
    ['nonsense', 'You are logged in'],
    [{ $ne: null }, unknown],
    [['x'], unknown],
  ] as const) {
    const { body } = await signedTo(desk).interaction({
      type: 'view_submission',
      team: { id: workspace.teamId, domain: 'x' },
      user: { id: workspace.people.dave, name: 'x', team_id: workspace.teamId },
      api_app_id: 'A0',
      token: 'x',
      trigger_id: '1.2',
      view: {
        id: 'V0FORGED',
        type: 'modal',
        callback_id: 'admin.login_submit',
        private_metadata: metadata,
        blocks: [{ type: 'input', block_id: 'password' }],
        state: { values: { password: { password: { type: 'plain_text_input', value: password } } } },
      },
    });
    expect({ metadata, body }).toEqual({ metadata, body: expect.stringContaining(words) });
  }
  expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
  expect(desk.logged).toEqual([]);
  expect(await logsIn(carol)).toEqual({ became: 'closed' });
  expect(await desk.stored()).toMatchObject([{ claimer: 'U0CAROL' }]);
});

describe('the database is slow', () => {
  test('a loading view opens in time, and becomes the login, and then the form; a command and a click get the login too', async () => {
    proxy = await startProxy();
    const desk = await startDesk({ through: proxy.through, openWithinMs: 500 });
    const { alice, carol, dave } = desk;
    await submits(alice, 'No coffee');
    const open = await dave.sees('No coffee', { in: 'triage' });
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    await Promise.all([logsOut(carol), logsOut(dave)]);
    await desk.settled();
    proxy.slow(300);
    const shown = (async () => {
      await carol.presses('Comment', card);
      const view = await carol.modal('Deskbell');
      expect(view.words()).toContain('One moment…');
      await carol.waitsFor('the login', () => view.title() === 'Log in' || undefined);
      return view;
    })();
    await dave.presses('Claim', open);
    await dave.modal('Log in');
    const view = await shown;
    await (await dave.modal()).closes();
    await dave.types('/ticket-admin admins', { in: 'general' });
    await dave.modal('Log in');
    proxy.heal();
    await Promise.all([logsIn(carol), logsIn(dave)]);
    expect(view.title()).toBe('Comment on #2');
    await dave.modal('Admins');
  });
});
