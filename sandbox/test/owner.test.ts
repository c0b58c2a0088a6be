import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { News } from '../src/protocol';
import { basket, type Stage, startStage } from './support';

type Body = Record<string, unknown>;

const changes = basket<Body>();
const messages = basket<Body>();
const bodies = basket<Body>();
const ofTheApp = basket<Body>();
let stage: Stage;
beforeEach(async () => {
  stage = await startStage((app) => {
    app.event('user_change', async ({ event }) => changes.put(event.user as unknown as Body));
    app.event('message', async ({ event }) => messages.put(event as unknown as Body));
    for (const type of ['member_joined_channel', 'channel_unarchive', 'tokens_revoked', 'app_uninstalled'] as const) {
      app.event(type, async ({ event }) => ofTheApp.put({ ...event }));
    }
    app.command('/try', async ({ ack, body, client }) => {
      bodies.put(body);
      await ack();
      const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Form' }, blocks: [] };
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
    app.shortcut(/.*/, async ({ ack, body }) => {
      bodies.put({ ...body });
      await ack();
    });
  });
});
afterEach(() => stage.stop());

const owner = () => stage.workspace.owner;
const told = async (user: string) => (await stage.app.client.users.info({ user })).user;

async function openTab(handle: string) {
  const news = basket<News>();
  const socket = new WebSocket(`${stage.workspace.url.replace('http', 'ws')}/practice/${handle}/live`);
  socket.on('message', (data: Buffer) => news.put(JSON.parse(data.toString()) as News));
  await once(socket, 'open');
  return { news, close: () => socket.close() };
}

test('a guest is one everywhere that the app looks', async () => {
  owner().makesGuest('bob');
  expect(await changes.next()).toMatchObject({ id: 'U0BOB', is_restricted: true, is_ultra_restricted: false });
  expect(await told('U0BOB')).toMatchObject({ is_restricted: true });
  expect(await told('U0ALICE')).toMatchObject({ is_restricted: false });
  const { members } = await stage.app.client.users.list({});
  expect(members?.filter((member) => member.is_restricted).map(({ id }) => id)).toEqual(['U0BOB']);
});

test('somebody of another workspace says so in all that they do, and is a stranger where no channel is shared with the app', async () => {
  const [alice, carol] = [stage.workspace.as('alice'), stage.workspace.as('carol')];
  owner().lends('alice');
  owner().lends('carol');
  const elsewhere = { team_id: 'T0ELSEWHERE', profile: { team: 'T0ELSEWHERE' } };
  expect(await changes.next()).toMatchObject({ id: 'U0ALICE', is_stranger: true, ...elsewhere });
  expect(await changes.next()).toMatchObject({ id: 'U0CAROL', is_stranger: false, ...elsewhere });
  expect(await told('U0CAROL')).toMatchObject(elsewhere);
  expect(await told('U0BOB')).not.toHaveProperty('is_stranger');

  await alice.shortcut('Try anywhere');
  expect(await bodies.next()).toMatchObject({ team: { id: 'T0PRACTICE' }, user: { team_id: 'T0ELSEWHERE' } });
  await alice.types('/try');
  expect(await bodies.next()).toMatchObject({ team_id: 'T0ELSEWHERE', team_domain: 'elsewhere' });
  await carol.types('Hello', { in: 'triage' });
  const home = { team: 'T0ELSEWHERE', user_team: 'T0ELSEWHERE', source_team: 'T0ELSEWHERE' };
  expect(await messages.next()).toMatchObject({ text: 'Hello', ...home });
  await stage.workspace.as('dave').types('Hello back', { in: 'triage' });
  const own = await messages.next();
  expect(own).toMatchObject({ text: 'Hello back', team: 'T0PRACTICE' });
  expect(own).not.toHaveProperty('user_team');
});

test('a new name is told to the app and shown on every page', async () => {
  const tab = await openTab('alice');
  await tab.news.next();
  owner().renames('bob', 'Bob Adeyemi');
  expect(await changes.next()).toMatchObject({ id: 'U0BOB', real_name: 'Bob Adeyemi', name: 'bob' });
  const news = await tab.news.next();
  const names = news.type === 'state' ? news.state.people.map(({ name }) => name) : [];
  expect(names).toContain('Bob Adeyemi');
  expect(names).not.toContain('Bob Okafor');
  tab.close();
});

test('a deactivated person is signed out and can do nothing, until they are back', async () => {
  const { alice, dave } = { alice: stage.workspace.as('alice'), dave: stage.workspace.as('dave') };
  const tab = await openTab('dave');
  expect(await tab.news.next()).toMatchObject({ type: 'state' });
  await dave.types('/try');
  await dave.modal('Form');
  const ts = await dave.types('Still here', { in: 'general' });
  owner().deactivates('dave');
  expect(await changes.next()).toMatchObject({ id: 'U0DAVE', deleted: true });
  await dave.noModal();

  const refused = 'not_allowed: Your account has been deactivated.';
  await expect(dave.types('Hello?', { in: 'general' })).rejects.toThrow(refused);
  await expect(dave.types('/try', { in: 'general' })).rejects.toThrow(refused);
  await expect(dave.edits({ channel: 'C0GENERAL', ts }, 'Changed')).rejects.toThrow(refused);
  await expect(dave.shortcut('Try anywhere')).rejects.toThrow(refused);
  await expect(dave.opensHome()).rejects.toThrow(refused);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ channel: 'C0GENERAL' });
  for (const verb of Object.keys(dave.verbs)) {
    const answer = await fetch(`${stage.workspace.url}/practice/dave/${verb}`, { method: 'POST', headers, body });
    expect([verb, await answer.json()]).toMatchObject([verb, { ok: false, refusal: { code: 'not_allowed' } }]);
  }

  await alice.types('A secret of those who are here', { in: 'general' });
  owner().reactivates('dave');
  expect(await changes.next()).toMatchObject({ id: 'U0DAVE', deleted: false });
  await dave.types('Back', { in: 'general' });
  await alice.sees('Back', { in: 'general' });
  await dave.sees('Back', { in: 'general' });
  const later = tab.news.all.slice(tab.news.all.findIndex(({ type }) => type === 'nobody'));
  expect(later[0]).toMatchObject({
    deactivated: 'Dave Romero',
    people: [{ handle: 'alice' }, { handle: 'bob' }, { handle: 'carol' }],
  });
  expect(later[1]).toMatchObject({ type: 'state', state: { me: 'U0DAVE', modals: [] } });
  tab.close();
});

test('the page of somebody who was deactivated before says so, and gives nothing of theirs', async () => {
  owner().deactivates('dave');
  const tab = await openTab('dave');
  const first = await tab.news.next();
  expect(first).toMatchObject({ type: 'nobody', deactivated: 'Dave Romero' });
  expect(Object.keys(first).toSorted()).toEqual(['deactivated', 'people', 'type']);
  owner().reactivates('dave');
  expect(await tab.news.next()).toMatchObject({ type: 'state' });
  tab.close();
});

async function post(channel: string) {
  return await stage.app.client.chat.postMessage({ channel, text: 'Hello' });
}

describe('the app loses its place', () => {
  test('in a channel that is archived, and has to be invited anew once it is open again', async () => {
    owner().invites('app', 'C0GENERAL');
    await ofTheApp.next();
    const { ts = '' } = await post('C0GENERAL');
    owner().archives('C0GENERAL');
    await expect(post('C0GENERAL')).rejects.toThrow('is_archived');
    const update = stage.app.client.chat.update({ channel: 'C0GENERAL', ts, text: 'Hello again' });
    await expect(update).rejects.toThrow('is_inactive');
    owner().unarchives('C0GENERAL');
    expect(await ofTheApp.next()).toMatchObject({ type: 'channel_unarchive', channel: 'C0GENERAL' });
    await expect(post('C0GENERAL')).rejects.toThrow('not_in_channel');
    owner().invites('app', 'C0GENERAL');
    expect(await ofTheApp.next()).toMatchObject({ type: 'member_joined_channel', user: 'U0DESKBELL' });
    expect(await post('C0GENERAL')).toMatchObject({ ok: true });
  });

  test('in the workspace: no call is taken, and no channel knows it when it is back', async () => {
    owner().uninstalls();
    expect([await ofTheApp.next(), await ofTheApp.next()]).toMatchObject([
      { type: 'tokens_revoked', tokens: { bot: ['U0DESKBELL'] } },
      { type: 'app_uninstalled' },
    ]);
    await expect(post('U0ALICE')).rejects.toThrow('account_inactive');
    owner().reinstalls();
    expect(await post('U0ALICE')).toMatchObject({ ok: true });
    await expect(post('C0TRIAGE')).rejects.toThrow('channel_not_found');
  });
});
