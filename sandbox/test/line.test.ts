import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { type Stage, startStage, type TransportName } from './support';

const form: ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: { type: 'plain_text', text: 'Say it' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'words',
      label: { type: 'plain_text', text: 'Words' },
      element: { type: 'plain_text_input', action_id: 'typed' },
    },
  ],
};

function card(words: string, buttons: boolean) {
  const section = { type: 'section', text: { type: 'plain_text', text: words } } as const;
  const claim = {
    type: 'button',
    action_id: 'claim',
    value: '42',
    text: { type: 'plain_text', text: 'Claim' },
  } as const;
  return buttons ? [section, { type: 'actions', elements: [claim] } as const] : [section];
}

function prepare(app: App): void {
  app.command('/try', async ({ ack, client, body }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: { ...form, private_metadata: body.text } });
  });
  app.view('form', async ({ ack, view, client, body }) => {
    const words = view.state.values['words']?.['typed']?.value ?? '';
    if (words === 'no') return ack({ response_action: 'errors', errors: { words: 'Say more.' } });
    await ack();
    await client.chat.postMessage({
      channel: 'C0TRIAGE',
      text: `${words} (${view.private_metadata})`,
      blocks: card(words, true),
    });
    await client.chat.postMessage({ channel: body.user.id, text: `You said ${words}` });
  });
  app.action('claim', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.message) return;
    await client.chat.update({
      channel: body.channel?.id ?? '',
      ts: body.message.ts,
      text: `Claimed by ${body.user.id}`,
    });
  });
}

describe.each<TransportName>(['Socket Mode', 'signed HTTP'])('by %s', (transport) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage(prepare, { transport });
  });
  afterAll(() => stage.stop());

  test('a command opens a form, the form posts a card, and its button changes it', async () => {
    const [alice, carol] = [stage.workspace.as('alice'), stage.workspace.as('carol')];

    await alice.types('/try for @bob', { in: 'general' });
    const modal = await alice.modal('Say it');
    modal.fills({ Words: 'Printer & <fire>' });
    expect(await modal.submits()).toEqual({ became: 'closed' });
    await alice.noModal();

    const posted = await carol.sees('Printer & <fire>', { in: 'triage' });
    expect(posted.text).toBe('Printer & <fire> (for <@U0BOB|bob>)');
    expect(await alice.sees('You said Printer')).toMatchObject({ user: stage.workspace.botUserId, channel: 'D0ALICE' });

    await carol.presses('Claim', posted);
    const claimed = await carol.sees('Claimed by U0CAROL', { in: 'triage' });
    expect(claimed.ts).toBe(posted.ts);
    expect(claimed.blocks).toBeUndefined();
  });

  test('what the app finds wrong stands under its field, and the form stays', async () => {
    const bob = stage.workspace.as('bob');
    await bob.types('/try', { in: 'general' });
    const modal = await bob.modal();

    expect((await modal.submits()).became).toBe('errors');
    expect(modal.errors).toEqual({ Words: 'Please complete this required field.' });
    modal.fills({ Words: 'no' });
    await modal.submits();
    expect(modal.errors).toEqual({ Words: 'Say more.' });

    await modal.closes();
    await bob.noModal();
  });
});
