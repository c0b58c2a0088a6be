import { hash } from 'bcrypt';
import { sayWhatIsAmiss } from '../../src/amiss';
import { connect } from '../../src/storage/connection';
import { lands } from '../support/delivery';
import { password, startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { type Proxy, startProxy } from '../support/proxy';
import { asks, logsIn, logsOut, opens, passwordField, setsPassword } from '../support/sessions';

afterEach(stopDesks);

describe('the search for secrets at the end of every test', () => {
  test('finds a password, a code, a token and a hash, wherever one stands', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    const planted = [password, 'ABCD-EFGH-JKMN-PQRS', workspace.tokens.bot, await hash('x', 4)].join(' and ');
    const connection = await connect(desk.mongodbUri).asPromise();
    const collections = ['tickets', 'admins', 'teams', 'tries', 'audit', 'asked', 'events'];
    for (const name of collections) await connection.collection(name).insertOne({ deeply: [{ inside: planted }] });
    await connection.close();
    desk.deskbell().desk.log.warn({ err: new Error(planted) }, 'An error has it.');
    desk.said.push(planted);
    await lands(desk, 'views.publish', { user_id: carol.id, view: homeWith(planted) });
    await submits(alice, planted);
    await carol.presses('Close', await carol.sees('New ticket #1', { in: 'triage' }));
    await (await carol.modal('Close #1')).submits();
    await desk.settled();

    const places = [
      ...collections.map((name) => `stored in ${name}`),
      'logged',
      'said at the terminal',
      'in archive files',
      'sent in calls',
      'sent to people',
    ];
    const secrets = ['a password', 'a setup code', 'a token', 'a hash'];
    const wanted = places.flatMap((place) => secrets.map((secret) => `${secret}, ${place}`));
    expect(await foundAtTheEnd()).toEqual(wanted.filter((one) => one !== 'a hash, stored in admins').toSorted());
  });

  test('finds one in an acknowledgement, in a thread, in a file and in the form of the setup code', async () => {
    const desk = await startDesk({ admins: [] });
    const { alice, bob } = desk;
    const edited = await editedByTwo(desk);
    edited.fills({ Title: password });
    expect(await edited.submits()).toEqual({ became: 'changed' });
    const parent = await bob.types('Hello.', { in: 'general' });
    await alice.types(`Mine is ${password}.`, { thread: parent, in: 'general' });
    await opens(bob, `/ticket-admin setup ${password}`, 'Set up Deskbell');
    await (await bob.modal()).closes();
    await sendsFile(desk, password);
    expect(await foundAtTheEnd()).toEqual([
      'a password, sent in acknowledgements',
      'a password, sent in files',
      'a password, sent in the form of the setup code',
      'a password, sent to people',
    ]);
  });
});

/** Stops the desks of a test; gives what its search found, and where. */
async function foundAtTheEnd(): Promise<string[]> {
  const error = await stopDesks().then(
    () => new Error('Nothing was found.'),
    (found: Error) => found,
  );
  const [head, ...lines] = error.message.split('\n');
  expect(head).toBe('Secrets where none may be:');
  return lines.flatMap((line) => /^(a .+?): …/.exec(line)?.[1] ?? []).toSorted();
}

function homeWith(text: string) {
  return { type: 'home', blocks: [{ type: 'section', text: { type: 'plain_text', text } }] };
}

/** Alice's form with a ticket's words, which have changed since it was opened: sent, it comes back with what she typed. */
async function editedByTwo({ alice, inDatabase, settled }: TestDesk) {
  await submits(alice, 'Printer on fire');
  await alice.presses('Edit', await alice.sees('Printer on fire'));
  const form = await alice.modal('Edit #1');
  await settled();
  await inDatabase(({ tickets }) => tickets.updateOne({}, { $set: { title: 'Fire' } }));
  return form;
}

/** A file arrives in Bob's messages with Deskbell. */
async function sendsFile(desk: TestDesk, content: string): Promise<void> {
  const { WebClient } = await import('@slack/web-api');
  const slack = new WebClient(desk.workspace.tokens.bot, { slackApiUrl: desk.workspace.apiUrl });
  const { channel } = await slack.conversations.open({ users: desk.bob.id });
  await slack.filesUploadV2({ channel_id: channel?.id ?? '', filename: 'a.txt', content });
  await desk.bob.sees(({ files }) => files.length > 0);
}

let proxy: Proxy | undefined;

afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
});

const fields = (words: string, again = words) => ({ 'New password': words, 'The same once more': again });

describe.each([
  ['Socket Mode', false],
  ['signed HTTP', true],
])('with everything logged, by %s, no secret is anywhere', (_, http) => {
  /** A desk at whose end everything is searched. */
  async function startLogged(options: Parameters<typeof startDesk>[0] = {}): Promise<TestDesk> {
    const desk = await startDesk({ http, logLevel: 'trace', ...options });
    desk.deskbell().desk.log.trace('It is logged.');
    expect(desk.logged.at(-1)).toMatchObject({ level: 10, msg: 'It is logged.' });
    return desk;
  }

  test('after a setup, a promotion, passwords set, changed and reset, logins and a demotion, with all that goes wrong in them', async () => {
    const desk = await startLogged({ admins: [] });
    const { carol, dave } = desk;
    const lines: string[] = [];
    await sayWhatIsAmiss(desk.deskbell().desk, (line) => lines.push(line));
    const [, code = ''] = /setup (\S+)/.exec(lines.join('\n')) ?? [];
    const setup = await opens(carol, '/ticket-admin setup', 'Set up Deskbell');
    for (const typed of [
      { 'Setup code': 'AAAA-BBBB-CCCC-DDDD', ...fields('correct horse of carol') },
      { 'Setup code': code, ...fields('correct horse', 'a correct horse') },
      { 'Setup code': code, ...fields('correct horse '.repeat(6)) },
    ]) {
      setup.fills(typed);
      expect(await setup.submits()).toMatchObject({ became: 'errors' });
    }
    setup.fills({ 'Setup code': code, ...fields('correct horse of carol') });
    expect(await setup.submits()).toEqual({ became: 'changed' });
    expect(await logsIn(carol, 'correct horse of nobody')).toMatchObject({ became: 'errors' });
    expect(await logsIn(carol, 'correct horse of carol')).toEqual({ became: 'changed' });
    await (await carol.modal('Logged in')).closes();

    const change = await opens(carol, '/ticket-admin password', 'Change password');
    for (const [old, words] of [
      ['correct horse of nobody', 'correct horse, anew'],
      ['correct horse of carol', 'correct\0horse'],
    ] as const) {
      change.fills({ 'Your password until now': old, ...fields(words, 'something else') });
      expect(await change.submits()).toMatchObject({ became: 'errors' });
    }
    change.fills({ 'Your password until now': 'correct horse of carol', ...fields('correct horse, anew 🐴') });
    expect(await change.submits()).toEqual({ became: 'changed' });
    expect(await logsIn(carol, 'correct horse, anew 🐴')).toEqual({ became: 'changed' });
    await (await carol.modal('Logged in')).closes();

    await asks(carol, '/ticket-admin promote @dave');
    await setsPassword(dave, await dave.sees('has made you an admin'), 'correct horse of dave');
    expect(await logsIn(dave, 'correct horse of dave')).toEqual({ became: 'changed' });
    await (await dave.modal('Logged in')).closes();
    await asks(carol, '/ticket-admin reset @dave');
    await setsPassword(dave, await dave.sees('has reset'), 'correct horse of dave, again');
    await (await dave.modal('Log in')).closes();
    for (let tries = 0; tries < 6; tries += 1) {
      const login = await opens(dave, '/ticket-admin login', 'Log in');
      login.fills({ [passwordField]: tries < 5 ? 'correct horse?' : 'correct horse of dave, again' });
      expect(await login.submits()).toMatchObject({ became: 'errors' });
      await login.closes();
    }
    await asks(carol, '/ticket-admin demote @dave');
    await carol.opensHome();
    await carol.home('You are an admin');
    await logsOut(carol);
    await desk.settled();
  });

  test('after a password was typed where none belongs: behind a command, in the login over a form', async () => {
    const desk = await startLogged({ loggedOut: true });
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    await carol.types(`/ticket-admin login ${password}`, { in: 'general' });
    expect(await logsIn(carol)).toEqual({ became: 'changed' });
    await (await carol.modal('Logged in')).closes();
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    await carol.presses('Comment', await carol.sees('Printer on fire'));
    const form = await carol.modal('Comment on #1');
    form.fills({ Comment: 'On my way.' });
    await desk.inDatabase(({ admins }) => admins.updateMany({}, { $unset: { session: '' } }));
    await form.submits();
    expect(await logsIn(carol, 'not this one')).toMatchObject({ became: 'errors' });
    await logsIn(carol);
    await carol.noModal();
    await alice.sees('On my way.');
    await logsOut(carol);
    await carol.types(`/ticket-admin logn ${password}`, { in: 'general' });
    expect(await logsIn(carol)).toEqual({ became: 'changed' });
    expect((await carol.modal('Deskbell')).words()).toContain('There is no /ticket-admin logn.');
    await (await carol.modal()).closes();
    expect((await asks(carol, `/ticket-admin passwort ${password}`)).text).toContain(
      'There is no /ticket-admin passwort.',
    );
  });

  test('after the database or Slack was away in the middle of a login', async () => {
    proxy = await startProxy();
    const desk = await startLogged({ loggedOut: true, through: proxy.through, patienceMs: 500 });
    const { alice, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const open = await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    await carol.presses('Claim', open);
    const login = await carol.modal('Log in');
    login.fills({ [passwordField]: password });
    proxy.cut();
    expect(await login.submits()).toMatchObject({ became: 'errors' });
    proxy.heal();
    proxy.hold();
    expect(await login.submits()).toMatchObject({ became: 'errors' });
    proxy.heal();
    workspace.faults.next('users.info', { http: 500 });
    workspace.faults.next('users.info', { resets: 'before' }, { nth: 2 });
    await until('the login', async () => ((await login.submits()).became === 'errors' ? undefined : true));
    await carol.noModal();
    await carol.sees('Printer on fire');

    for (const trouble of [
      { fails: 'internal_error' },
      { http: 503 },
      { rateLimited: 1 },
      { resets: 'after' },
    ] as const) {
      workspace.faults.next('views.open', trouble);
      await carol.types('/ticket-admin password', { in: 'general' });
    }
    const change = await opens(carol, '/ticket-admin password', 'Change password');
    change.fills({ 'Your password until now': password, ...fields('correct horse, anew') });
    workspace.faults.next('users.info', { fails: 'invalid_auth' });
    await change.submits();
    expect(desk.logged.filter(({ level }) => Number(level) >= 40).length).toBeGreaterThan(0);
    // None of it holds what somebody typed, or what Slack sent.
    expect(JSON.stringify(desk.logged)).not.toMatch(/Printer on fire|view_submission|response_url|trigger_id/);
  });
});
