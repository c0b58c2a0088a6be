import type { App, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { type Stage, startStage } from './support';

const form: ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: { type: 'plain_text', text: 'Form' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'kind',
      optional: true,
      label: { type: 'plain_text', text: 'Kind' },
      element: { type: 'plain_text_input', action_id: 'typed' },
    },
  ],
};

/** What the app does with a form, by what was typed into it. */
const answers: Record<string, object> = {
  'errors nowhere': { response_action: 'errors', errors: { nowhere: 'Wrong.' } },
  'unknown action': { response_action: 'explode' },
  'broken view': { response_action: 'update', view: { type: 'modal' } },
  update: { response_action: 'update', view: { ...form, title: { type: 'plain_text', text: 'Updated' } } },
  push: { response_action: 'push', view: { ...form, title: { type: 'plain_text', text: 'Pushed' } } },
  clear: { response_action: 'clear' },
};

function prepare(app: App): void {
  app.command('/try', async ({ ack, client, body }) => {
    if (body.text === 'silence') return;
    if (body.text === 'say') return ack('Said by the app.');
    await ack();
    if (body.text === 'form') await client.views.open({ trigger_id: body.trigger_id, view: form });
    if (body.text === 'button') {
      const elements = ['Answered', 'Ignored'].map((text) => ({
        type: 'button' as const,
        action_id: text,
        text: { type: 'plain_text' as const, text },
      }));
      await client.chat.postMessage({
        channel: body.user_id,
        text: 'Buttons',
        blocks: [{ type: 'actions', elements }],
      });
    }
  });
  app.action('Answered', ({ ack }) => ack());
  app.action('Ignored', async () => {});
  app.shortcut('try.anywhere', async () => {});
  app.view('form', async ({ ack, view }) => {
    const kind = view.state.values['kind']?.['typed']?.value ?? '';
    // A test answers with whatever an app may answer with.
    if (kind !== 'silence') await ack(answers[kind] as ViewResponseAction);
  });
}

let stage: Stage;
beforeAll(async () => {
  stage = await startStage(prepare, { patienceMs: 1_000, pongWithinMs: 1_000 });
});
afterAll(() => stage.stop());

const alice = () => stage.workspace.as('alice');

test('a command that is none is refused, and Slackbot says so to the one who typed it', async () => {
  await expect(alice().types('/nope', { in: 'general' })).rejects.toThrow(
    'invalid_command: /nope is not a valid command.',
  );
  const said = await alice().sees('/nope is not a valid command.', { in: 'general' });
  expect(said).toMatchObject({ user: 'USLACKBOT', ephemeral: true });
  expect(stage.workspace.as('bob').seesNot('/nope', { in: 'general' })).toBe(true);
});

test('a command in a thread is refused', async () => {
  const parent = await alice().types('Parent', { in: 'general' });
  const typed = alice().types('/try', { in: 'general', thread: parent });
  await expect(typed).rejects.toThrow('command_in_thread: /try is not supported in threads. Sorry!');
  await alice().sees('not supported in threads', { in: 'general', thread: parent });
});

test('a command that the app does not acknowledge times out', async () => {
  const typed = alice().types('/try silence');
  await expect(typed).rejects.toThrow('operation_timeout: /try failed with the error "operation_timeout"');
});

test('a command while the app is away cannot be dispatched', async () => {
  stage.workspace.faults.disconnect();
  const typed = alice().types('/try');
  await expect(typed).rejects.toThrow('dispatch_failed: /try failed with the error "dispatch_failed"');
  stage.workspace.faults.heal();
  await stage.workspace.connected();
});

test('what the app says in its acknowledgement is shown to the person alone', async () => {
  await alice().types('/try say', { in: 'general' });
  expect(await alice().sees('Said by the app.', { in: 'general' })).toMatchObject({ ephemeral: true });
  expect(stage.workspace.as('carol').seesNot('Said by the app.', { in: 'general' })).toBe(true);
});

test('a click that the app does not acknowledge times out', async () => {
  await alice().types('/try button');
  const message = await alice().sees('Ignored');
  await alice().presses('Answered', message);
  await expect(alice().presses('Ignored', message)).rejects.toThrow(
    'operation_timeout: Operation timed out. Apps need to',
  );
});

test('a shortcut that the app does not acknowledge says so', async () => {
  await expect(alice().shortcut('Try anywhere')).rejects.toThrow('trouble_connecting');
});

test.each(['silence', 'errors nowhere', 'unknown action', 'broken view'])(
  'a form answered with %s says that there was trouble, and stays with what was typed',
  async (kind) => {
    const complaints = jest.spyOn(console, 'error').mockImplementation(() => {});
    await alice().types('/try form');
    const modal = await alice().modal('Form');
    modal.fills({ Kind: kind });
    await expect(modal.submits()).rejects.toThrow('trouble_connecting: We had some trouble connecting. Try again?');
    expect(complaints).toHaveBeenCalledTimes(kind === 'broken view' ? 1 : 0);
    complaints.mockRestore();
    expect(modal.words()).toContain('Kind');
    await modal.closes();
  },
);

test('a form can be updated, pushed upon three deep and cleared', async () => {
  await alice().types('/try form');
  const first = await alice().modal('Form');
  first.fills({ Kind: 'update' });
  expect(await first.submits()).toEqual({ became: 'changed' });
  expect((await alice().modal('Updated')).id).toBe(first.id);

  first.fills({ Kind: 'push' });
  await first.submits();
  const second = await alice().modal('Pushed');
  expect(second.view()).toMatchObject({ type: 'modal' });
  second.fills({ Kind: 'push' });
  await second.submits();
  const third = await alice().modal('Pushed');
  expect(new Set([first.id, second.id, third.id]).size).toBe(3);
  third.fills({ Kind: 'push' });
  await expect(third.submits()).rejects.toThrow('trouble_connecting');
  third.fills({ Kind: '' });
  expect(await third.submits()).toEqual({ became: 'closed' });
  expect((await alice().modal()).id).toBe(second.id);
  second.fills({ Kind: 'clear' });
  await second.submits();
  await alice().noModal();
});

test('nobody writes to an app, edits, deletes or presses what is not theirs to touch', async () => {
  const { verbs } = alice();
  await stage.app.client.chat.postMessage({ channel: 'U0ALICE', text: 'Hands off' });
  const { channel, ts } = await alice().sees('Hands off');
  const refused = { ok: false, refusal: { code: 'not_allowed' } };
  expect(await verbs.edit({ channel, ts, text: 'Mine' })).toMatchObject(refused);
  expect(await verbs.delete({ channel, ts })).toMatchObject(refused);
  expect(await verbs.send({ channel, text: '  ' })).toMatchObject(refused);
  expect(await verbs.act({ container: { type: 'message', channel, ts }, blockId: 'x', actionId: 'y' })).toMatchObject(
    refused,
  );
  expect(await verbs.submit({ viewId: 'V0', values: {} })).toMatchObject(refused);
  expect(await verbs.shortcut({ callbackId: 'none' })).toMatchObject(refused);
});
