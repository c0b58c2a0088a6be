import type { App } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import { type Stage, startStage } from './support';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const field = (label: string): KnownBlock => ({
  type: 'input',
  block_id: label,
  optional: true,
  label: plain(label),
  element: { type: 'plain_text_input', action_id: 'typed' },
});
const options = ['Push', 'Update'].map((text) => ({ text: plain(text), value: text }));

function view(title: string, blocks: KnownBlock[]): ModalView {
  return { type: 'modal', callback_id: title, title: plain(title), submit: plain('Send'), blocks };
}

const menus: KnownBlock = {
  type: 'actions',
  block_id: 'menus',
  elements: [
    { type: 'overflow', action_id: 'more', options },
    { type: 'button', action_id: 'Log in', text: plain('Log in') },
  ],
};
const form = view('Form', [field('Words'), menus]);
const login = view('Login', [field('Password')]);

/** Opens a form that pushes a login when it is sent, and does with the login what was typed into it. */
function prepare(app: App): void {
  app.command('/try', async ({ ack, client, body }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form });
  });
  app.action(/.*/, async ({ ack, client, body, action }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    const { trigger_id: trigger, view: open } = body;
    const isUpdate = action.type === 'overflow' && action.selected_option.value === 'Update';
    if (!isUpdate) await client.views.push({ trigger_id: trigger, view: login });
    else
      await client.views.update({
        view_id: open?.id ?? '',
        view: view('Longer form', [...(form.blocks as KnownBlock[]), field('More')]),
      });
  });
  app.view('Form', async ({ ack, view: { state } }) => {
    words.push(state.values['Words']?.['typed']?.value);
    await ack({ response_action: 'push', view: login });
  });
  app.view('Login', async ({ ack, view: { state } }) => {
    const typed = state.values['Password']?.['typed']?.value;
    if (typed === 'update') await ack({ response_action: 'update', view: view('Welcome', [field('Note')]) });
    else if (typed === 'clear') await ack({ response_action: 'clear' });
    else await ack();
  });
  app.view('Longer form', ({ ack }) => ack());
  app.view('Welcome', ({ ack }) => ack());
}

let stage: Stage;
/** What was in the forms that were sent. */
const words: unknown[] = [];
beforeAll(async () => {
  stage = await startStage(prepare);
});
afterAll(() => stage.stop());

const alice = () => stage.workspace.as('alice');

/** A form with words in it, under the login that came when it was sent. */
async function covered() {
  await alice().types('/try');
  const below = await alice().modal('Form');
  below.fills({ Words: 'typed before' });
  expect(await below.submits()).toEqual({ became: 'changed' });
  return { below, above: await alice().modal('Login') };
}

test('a form whose sending pushes another is there again, with its words, once that one is sent', async () => {
  const { below, above } = await covered();
  expect(below.title()).toBe('Form');
  above.fills({ Password: 'right' });
  expect(await above.submits()).toEqual({ became: 'closed' });
  expect((await alice().modal()).id).toBe(below.id);
  expect(() => above.words()).toThrow("Alice Meyer's modal has closed.");

  // It goes on working: sent once more, it pushes once more.
  expect(await below.submits()).toEqual({ became: 'changed' });
  expect(words).toEqual(['typed before', 'typed before']);
  await (await alice().modal('Login')).closes();
  expect((await alice().modal('Form')).id).toBe(below.id);
  await below.closes();
  await alice().noModal();
});

test('a pushed form can change, and still lies on the one below', async () => {
  const { below, above } = await covered();
  above.fills({ Password: 'update' });
  expect(await above.submits()).toEqual({ became: 'changed' });
  expect((await alice().modal('Welcome')).id).toBe(above.id);
  expect(await above.submits()).toEqual({ became: 'closed' });
  expect((await alice().modal()).id).toBe(below.id);
  await below.closes();
});

test('a pushed form that is answered with clear closes all', async () => {
  const { above } = await covered();
  above.fills({ Password: 'clear' });
  expect(await above.submits()).toEqual({ became: 'closed' });
  await alice().noModal();
});

test('a line of a menu and a button in a form push a view or change the form', async () => {
  await alice().types('/try');
  const below = await alice().modal('Form');
  below.fills({ Words: 'typed before' });
  await below.presses('Update');
  expect((await alice().modal('Longer form')).id).toBe(below.id);
  for (const name of ['Push', 'Log in']) {
    await below.presses(name);
    await (await alice().modal('Login')).closes();
    expect((await alice().modal()).id).toBe(below.id);
  }
  below.fills({ More: 'typed after' });
  expect(await below.submits()).toEqual({ became: 'closed' });
  await alice().noModal();
});
