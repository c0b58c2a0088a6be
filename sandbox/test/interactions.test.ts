import { once } from 'node:events';
import type { App } from '@slack/bolt';
import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import { WebSocket } from 'ws';
import type { News } from '../src/protocol';
import { basket, type Stage, startStage } from './support';

type Body = Record<string, unknown>;

const option = (text: string, value: string) => ({ text: { type: 'plain_text' as const, text }, value });
const options = [option('Open', 'open'), option('Archived', 'archived')];

const blocks: KnownBlock[] = [
  {
    type: 'actions',
    block_id: 'row',
    elements: [
      {
        type: 'button',
        action_id: 'press',
        text: { type: 'plain_text', text: 'Press' },
        value: '42',
        accessibility_label: 'Press ticket 42',
      },
      { type: 'static_select', action_id: 'status', options },
      { type: 'overflow', action_id: 'more', options },
      { type: 'datepicker', action_id: 'since', initial_date: '2026-10-31' },
    ],
  },
];
const thumbs: KnownBlock = {
  type: 'context_actions',
  block_id: 'thumbs',
  elements: [
    {
      type: 'feedback_buttons',
      action_id: 'rate',
      positive_button: {
        text: { type: 'plain_text', text: 'Good' },
        value: 'up',
        accessibility_label: 'A good answer',
      },
      negative_button: {
        text: { type: 'plain_text', text: 'Bad' },
        value: 'down',
        accessibility_label: 'A bad answer',
      },
    },
  ],
};
/** A button beside a text, which asks first. */
const beside: KnownBlock = {
  type: 'section',
  block_id: 'beside',
  text: { type: 'plain_text', text: 'The last ticket' },
  fields: [{ type: 'mrkdwn', text: '*Since* Monday' }],
  accessory: {
    type: 'button',
    action_id: 'withdraw',
    text: { type: 'plain_text', text: 'Withdraw' },
    style: 'danger',
    confirm: { text: { type: 'plain_text', text: 'Sure?' }, style: 'danger' },
  },
};
const home: HomeView = { type: 'home', blocks: [...blocks, beside] };
const form: ModalView = {
  type: 'modal',
  callback_id: 'form',
  notify_on_close: true,
  title: { type: 'plain_text', text: 'All fields' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    ...blocks,
    beside,
    input('Title', { type: 'plain_text_input', action_id: 'a', min_length: 3, max_length: 5 }),
    input('Kind', { type: 'radio_buttons', action_id: 'a', options }),
    input('Boxes', { type: 'checkboxes', action_id: 'a', options, initial_options: options.slice(0, 1) }),
    input('Status', { type: 'static_select', action_id: 'a', options }),
    input('Who', { type: 'users_select', action_id: 'a' }),
    input('All', { type: 'multi_users_select', action_id: 'a', max_selected_items: 2 }),
    input('Due', { type: 'datepicker', action_id: 'a' }),
  ],
};

function input(label: string, element: Extract<KnownBlock, { type: 'input' }>['element']): KnownBlock {
  return {
    type: 'input',
    block_id: label,
    optional: label !== 'Title',
    label: { type: 'plain_text', text: label },
    element,
  };
}

const bodies = basket<Body>();
let stage: Stage;
beforeAll(async () => {
  stage = await startStage((app: App) => {
    app.use(async ({ body, next }) => {
      // Bolt types bodies by what they may be; the tests look at them as they came.
      if (!('event_id' in body)) bodies.put(body as unknown as Body);
      await next();
    });
    app.command(/.*/, async ({ ack, client, body }) => {
      await ack();
      if (body.text === 'form') await client.views.open({ trigger_id: body.trigger_id, view: form });
    });
    app.action(/.*/, ({ ack }) => ack());
    app.view('form', ({ ack }) => ack());
    app.view({ callback_id: 'form', type: 'view_closed' }, ({ ack }) => ack());
    app.shortcut(/.*/, ({ ack }) => ack());
  });
});
afterAll(() => stage.stop());

const alice = () => stage.workspace.as('alice');
const client = () => stage.app.client;

async function openForm() {
  await alice().types('/try form');
  await bodies.next();
  return alice().modal('All fields');
}

test('a command carries its text, with people marked only where the manifest asks for it', async () => {
  await alice().types('/try @bob  <b>', { in: 'general' });
  expect(await bodies.next()).toMatchObject({
    command: '/try',
    text: '<@U0BOB|bob>  &lt;b&gt;',
    user_id: 'U0ALICE',
    user_name: 'alice',
    team_id: 'T0PRACTICE',
    channel_id: 'C0GENERAL',
    channel_name: 'general',
    api_app_id: 'A0DESKBELL',
    response_url: expect.stringContaining('http'),
  });
  await alice().types('/raw @bob');
  expect(await bodies.next()).toMatchObject({ text: '@bob', channel_id: 'D0ALICE', channel_name: 'directmessage' });
});

test('a click on a message carries the message, its place and what is chosen in it', async () => {
  await client().chat.postMessage({ channel: 'U0ALICE', text: 'Card', blocks });
  const card = await alice().sees('Card');
  await alice().presses('Press ticket 42', card);
  const place = { type: 'message', message_ts: card.ts, channel_id: 'D0ALICE', is_ephemeral: false };
  expect(await bodies.next()).toMatchObject({
    type: 'block_actions',
    user: { id: 'U0ALICE', username: 'alice' },
    channel: { id: 'D0ALICE', name: 'directmessage' },
    container: place,
    message: { text: 'Card', bot_id: 'B0DESKBELL' },
    trigger_id: expect.any(String),
    response_url: expect.any(String),
    actions: [{ type: 'button', action_id: 'press', block_id: 'row', value: '42' }],
  });
  await alice().chooses('Archived', card);
  expect(await bodies.next()).toMatchObject({ actions: [{ type: 'static_select', selected_option: options[1] }] });
  await alice().presses('Open', card);
  expect(await bodies.next()).toMatchObject({
    actions: [{ type: 'overflow', selected_option: options[0] }],
    state: { values: { row: { status: { selected_option: options[1] } } } },
  });
  await expect(alice().presses('Nothing', card)).rejects.toThrow(
    'sees no button "Nothing"; there are: Press, Open, Archived',
  );
});

test('a click on a date picker carries the date, and so does every later click there', async () => {
  await client().chat.postMessage({ channel: 'U0ALICE', text: 'Report', blocks });
  const report = await alice().sees('Report');
  await alice().chooses('2026-11-01', report);
  const chosen = { type: 'datepicker', selected_date: '2026-11-01' };
  expect(await bodies.next()).toMatchObject({
    type: 'block_actions',
    actions: [{ ...chosen, action_id: 'since', block_id: 'row', action_ts: expect.any(String) }],
  });
  await alice().presses('Press', report);
  expect(await bodies.next()).toMatchObject({ state: { values: { row: { since: chosen } } } });
});

test('a thumb says which of the two it is, each time it is pressed', async () => {
  await client().chat.postMessage({ channel: 'U0ALICE', text: 'Answered', blocks: [thumbs] });
  const answered = await alice().sees('Answered');
  await alice().presses('A good answer', answered);
  const body = await bodies.next();
  expect(body).toMatchObject({ type: 'block_actions', message: { text: 'Answered' }, state: { values: {} } });
  const place = { type: 'feedback_buttons', action_id: 'rate', block_id: 'thumbs', action_ts: expect.any(String) };
  expect(body['actions']).toEqual([{ ...place, text: { type: 'plain_text', text: 'Good' }, value: 'up' }]);
  await alice().presses('Bad', answered);
  await alice().presses('Bad', answered);
  for (const again of [await bodies.next(), await bodies.next()]) {
    expect(again).toMatchObject({ actions: [{ value: 'down', text: { text: 'Bad' } }] });
  }
  const { channel, ts } = answered;
  const spot = { container: { type: 'message', channel, ts }, blockId: 'thumbs', actionId: 'rate' } as const;
  expect(await alice().verbs.act(spot)).toMatchObject({ ok: false, refusal: { code: 'not_allowed' } });
});

test('a button that asks first is pressed after a yes alone, in a message, a Home and a form', async () => {
  await client().chat.postMessage({ channel: 'U0ALICE', text: 'Last', blocks: [beside] });
  await client().views.publish({ user_id: 'U0ALICE', view: home });
  const [message, modal] = [await alice().sees('Last'), await openForm()];
  for (const press of [
    (confirm: boolean) => alice().presses('Withdraw', message, { confirm }),
    (confirm: boolean) => alice().presses('Withdraw', 'home', { confirm }),
    (confirm: boolean) => alice().presses('Withdraw', 'modal', { confirm }),
  ]) {
    await press(false);
    await press(true);
    expect(await bodies.next()).toMatchObject({ actions: [{ action_id: 'withdraw', style: 'danger' }] });
  }
  await modal.closes();
  expect(await bodies.next()).toMatchObject({ type: 'view_closed' });
  // Had a no been heard as a press, it would stand here.
  await alice().shortcut('Try anywhere');
  expect(await bodies.next()).toMatchObject({ type: 'shortcut' });
});

test('a click in the Home carries the view and has no response_url', async () => {
  await client().views.publish({ user_id: 'U0ALICE', view: { ...home, private_metadata: 'page 1' } });
  await alice().presses('Press', 'home');
  const body = await bodies.next();
  expect(body).toMatchObject({ container: { type: 'view' }, view: { type: 'home', private_metadata: 'page 1' } });
  expect(body).not.toHaveProperty('response_url');
  expect(body).not.toHaveProperty('message');
});

test('a submission carries what was typed into each kind of field', async () => {
  const modal = await openForm();
  expect((await modal.submits()).became).toBe('errors');
  modal.fills({ Title: 'ab' });
  await modal.submits();
  expect(modal.errors['Title']).toContain('at least 3');
  modal.fills({ Title: 'abcdef' });
  await modal.submits();
  expect(modal.errors['Title']).toContain('less than 6');

  modal.fills({
    Title: 'a&b<c',
    Kind: 'Archived',
    Boxes: ['Open', 'Archived'],
    Status: 'Open',
    Who: 'bob',
    All: ['bob', 'carol'],
    Due: '2026-11-01',
  });
  await modal.presses('Press');
  expect(await bodies.next()).toMatchObject({
    view: { id: modal.id, state: { values: { Title: { a: { value: 'a&b<c' } } } } },
  });
  await modal.submits();
  const values = {
    row: {
      status: { type: 'static_select', selected_option: null },
      since: { type: 'datepicker', selected_date: '2026-10-31' },
    },
    Title: { a: { type: 'plain_text_input', value: 'a&b<c' } },
    Kind: { a: { type: 'radio_buttons', selected_option: options[1] } },
    Boxes: { a: { type: 'checkboxes', selected_options: options } },
    Status: { a: { type: 'static_select', selected_option: options[0] } },
    Who: { a: { type: 'users_select', selected_user: 'U0BOB' } },
    All: { a: { type: 'multi_users_select', selected_users: ['U0BOB', 'U0CAROL'] } },
    Due: { a: { type: 'datepicker', selected_date: '2026-11-01' } },
  };
  const body = await bodies.next();
  expect(body).toMatchObject({
    type: 'view_submission',
    view: { id: modal.id, hash: expect.any(String), callback_id: 'form' },
    response_urls: [],
  });
  expect((body['view'] as { state: object }).state).toEqual({ values });
});

test('a form says what it began with, and what was left empty or emptied', async () => {
  const view: ModalView = {
    ...form,
    title: { type: 'plain_text', text: 'Begun' },
    blocks: [
      input('Status', { type: 'static_select', action_id: 'a', options, initial_option: option('Open', 'open') }),
      input('Who', { type: 'users_select', action_id: 'a', initial_user: 'U0CAROL' }),
      input('All', { type: 'multi_users_select', action_id: 'a', initial_users: ['U0CAROL'], max_selected_items: 2 }),
      input('Due', { type: 'datepicker', action_id: 'a', initial_date: '2026-11-01' }),
      input('Other status', { type: 'static_select', action_id: 'a', options }),
      input('Anybody', { type: 'users_select', action_id: 'a' }),
      input('Several', { type: 'multi_users_select', action_id: 'a' }),
      input('Until', { type: 'datepicker', action_id: 'a' }),
    ],
  };
  const open = async () => {
    await alice().shortcut('Try anywhere');
    await client().views.open({ trigger_id: String((await bodies.next())['trigger_id']), view });
    return await alice().modal('Begun');
  };
  const empty = { type: 'static_select', selected_option: null };
  const nothing = {
    'Other status': { a: empty },
    Anybody: { a: { type: 'users_select', selected_user: null } },
    Several: { a: { type: 'multi_users_select', selected_users: [] } },
    Until: { a: { type: 'datepicker', selected_date: null } },
  };
  await (await open()).submits();
  expect((await bodies.next())['view']).toMatchObject({
    state: {
      values: {
        Status: { a: { selected_option: options[0] } },
        Who: { a: { selected_user: 'U0CAROL' } },
        All: { a: { selected_users: ['U0CAROL'] } },
        Due: { a: { selected_date: '2026-11-01' } },
        ...nothing,
      },
    },
  });

  const second = await open();
  second.fills({ Status: null, Who: null, All: null, Due: null });
  expect(() => second.fills({ All: ['alice', 'bob', 'carol'] })).toThrow('Only 2 people can be chosen here.');
  expect(() => second.fills({ Until: '1 November' })).toThrow('"1 November" is no date of the form 2026-11-01.');
  await second.submits();
  expect((await bodies.next())['view']).toMatchObject({
    state: {
      values: {
        Status: { a: empty },
        Who: { a: { selected_user: null } },
        All: { a: { selected_users: [] } },
        Due: { a: { selected_date: null } },
        ...nothing,
      },
    },
  });
});

test('a date that must be given is asked for', async () => {
  await alice().shortcut('Try anywhere');
  const field = { ...input('Due', { type: 'datepicker', action_id: 'a' }), optional: false };
  const view: ModalView = { ...form, title: { type: 'plain_text', text: 'Strict' }, blocks: [field] };
  await client().views.open({ trigger_id: String((await bodies.next())['trigger_id']), view });
  const modal = await alice().modal('Strict');
  expect(await modal.submits()).toMatchObject({ became: 'errors' });
  expect(modal.errors).toEqual({ Due: 'Please complete this required field.' });
  modal.fills({ Due: '2026-11-01' });
  expect(await modal.submits()).toEqual({ became: 'closed' });
  await bodies.next();
});

test('a form that is closed says so where it asked for that', async () => {
  const modal = await openForm();
  await alice().verbs.close({ viewId: modal.id, all: true });
  expect(await bodies.next()).toMatchObject({ type: 'view_closed', is_cleared: true, view: { id: modal.id } });
});

test('a form knows which browser tab opened it, and so do those on top of it; the driver sees all', async () => {
  const command = { channel: 'C0GENERAL', command: '/try', text: 'form' };
  await fetch(`${stage.workspace.url}/practice/alice/command`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'practice-tab': 'first' },
    body: JSON.stringify(command),
  });
  await bodies.next();
  const modal = await alice().modal('All fields');
  await modal.presses('Press');
  const trigger = String((await bodies.next())['trigger_id']);
  await client().views.push({ trigger_id: trigger, view: { ...form, title: { type: 'plain_text', text: 'Above' } } });
  await alice().modal('Above');
  expect(await tabsOfModals()).toEqual(['first', 'first']);

  await alice().verbs.close({ viewId: modal.id, all: true });
  for (const closed of ['Above', 'All fields']) {
    expect(await bodies.next()).toMatchObject({ type: 'view_closed', view: { title: { text: closed } } });
  }
  const own = await openForm();
  expect(await tabsOfModals()).toEqual([undefined]);
  await own.closes();
  await bodies.next();
});

/** Which tab opened each of Alice's modals, as a fresh tab of hers is told. */
async function tabsOfModals(): Promise<(string | undefined)[]> {
  const socket = new WebSocket(`${stage.workspace.url.replace('http', 'ws')}/practice/alice/live`);
  const [data] = await once(socket, 'message');
  socket.close();
  // A tab starts with the state.
  const { state } = JSON.parse(String(data)) as Extract<News, { type: 'state' }>;
  return state.modals.map(({ tab }) => tab);
}

test('shortcuts carry who, and on a message which', async () => {
  await alice().shortcut('Try anywhere');
  expect(await bodies.next()).toMatchObject({ type: 'shortcut', callback_id: 'try.anywhere', user: { id: 'U0ALICE' } });
  await stage.workspace.as('bob').types('Broken <here>', { in: 'general' });
  await alice().shortcut('Try this', await alice().sees('Broken', { in: 'general' }));
  expect(await bodies.next()).toMatchObject({
    type: 'message_action',
    callback_id: 'try.this',
    channel: { id: 'C0GENERAL', name: 'general' },
    message: { type: 'message', user: 'U0BOB', text: 'Broken &lt;here&gt;' },
  });
});

test('a message shortcut on a reply names its thread, in a private channel, a public one without the app, and a DM', async () => {
  const places = [
    ['general', { id: 'C0GENERAL', name: 'general' }],
    ['triage', { id: 'C0TRIAGE', name: 'privategroup' }],
    ['app', { id: 'D0CAROL', name: 'directmessage' }],
  ] as const;
  const carol = stage.workspace.as('carol');
  for (const [conversation, channel] of places) {
    const parent = await carol.types('Parent', { in: conversation });
    const ts = await carol.types('A reply', { in: conversation, thread: parent });
    await carol.shortcut('Try this', await carol.sees('A reply', { in: conversation, thread: parent }));
    expect(await bodies.next()).toMatchObject({
      type: 'message_action',
      channel,
      team: { id: 'T0PRACTICE', domain: 'practice' },
      message_ts: ts,
      message: { ts, thread_ts: parent, user: 'U0CAROL', text: 'A reply' },
      response_url: expect.stringContaining('http'),
      trigger_id: expect.any(String),
    });
  }
});

test('what does not come in time is said with what was there instead', async () => {
  await alice().types('Something else', { in: 'general' });
  const waiting = alice().sees('The thing', { in: 'general', limitMs: 30 });
  await expect(waiting).rejects.toThrow(/Alice Meyer waited 30 ms for a message with The thing.\n.*Something else/s);
  await expect(alice().modal('Nowhere', { limitMs: 30 })).rejects.toThrow('Open: none');
  expect(() => alice().messages('triage')).toThrow('has no conversation "triage"');
});

test('a view is pushed and updated by the app, by id or external id, and a stale hash is refused', async () => {
  const modal = await openForm();
  const trigger = async () => {
    await modal.presses('Press');
    return String((await bodies.next())['trigger_id']);
  };
  const pushed: ModalView = { ...form, external_id: 'mine', title: { type: 'plain_text', text: 'Pushed' } };
  const { view } = await client().views.push({ trigger_id: await trigger(), view: pushed });
  expect(view).toMatchObject({ root_view_id: modal.id, previous_view_id: modal.id });
  await alice().modal('Pushed');
  const updated = { ...pushed, title: { type: 'plain_text' as const, text: 'Updated' } };
  await client().views.update({ external_id: 'mine', hash: view?.hash ?? '', view: updated });
  expect((await alice().modal('Updated')).id).toBe(view?.id);
  const stale = client().views.update({ view_id: view?.id ?? '', hash: view?.hash ?? '', view: updated });
  await expect(stale).rejects.toMatchObject({ data: { error: 'hash_conflict' } });
  await client().views.push({ trigger_id: await trigger(), view: form });
  const tooDeep = client().views.push({ trigger_id: await trigger(), view: form });
  await expect(tooDeep).rejects.toMatchObject({ data: { error: 'push_limit_reached' } });
  await alice().shortcut('Try anywhere');
  const elsewhere = client().views.push({ trigger_id: String((await bodies.next())['trigger_id']), view: form });
  await expect(elsewhere).rejects.toMatchObject({ data: { error: 'invalid_trigger_id' } });
});
