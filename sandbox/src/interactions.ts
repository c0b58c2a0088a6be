import type { AnyBlock, ModalView } from '@slack/types';
import type { Handed } from './app-link';
import { checkView, commandText } from './checks';
import type { Core } from './core';
import { elementsOf, type Placed } from './elements';
import { fieldErrors, slackValue, slackValues } from './field-values';
import { type Modal, wireView } from './modals';
import type { ActionContainer, FieldValue, FieldValues, Submitted } from './protocol';
import { refusals } from './refusals';
import { type ResponseWords, respond, responseUrl } from './response-urls';
import { type Asking, bot, channelSeenBy, type StoredMessage, type StoredPerson, team } from './store';
import { type WireMessage, wireMessage } from './wire';

/** What every interaction says of the app and the person (https://docs.slack.dev/reference/interaction-payloads). */
function common(person: StoredPerson) {
  return {
    user: { id: person.id, username: person.handle, name: person.handle, team_id: (person.homeTeam ?? team).id },
    api_app_id: bot.appId,
    token: 'practice',
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Runs a slash command. Throws what Slack tells a person when it cannot be run. */
export async function runCommand(
  core: Core,
  person: Asking,
  typed: { channel: string; command: string; text: string; threadTs?: string },
) {
  const { store } = core;
  const known = core.manifest.commands.find(({ command }) => command === typed.command);
  if (!known) throw refusals.unknownCommand(typed.command);
  if (typed.threadTs !== undefined) throw refusals.commandInThread(typed.command);
  const channel = channelSeenBy(store, person.id, typed.channel);
  if (!channel) throw refusals.notAllowed('You are not in this conversation.');
  const spot = { channel: channel.id, person: person.id };
  const channelName = { im: 'directmessage', private: 'privategroup', channel: channel.name }[channel.kind];
  const world = { people: store.people.values(), channels: store.channels.values() };
  const home = person.homeTeam ?? team;
  const payload = {
    token: 'practice',
    // Of somebody from another workspace, theirs [from memory].
    team_id: home.id,
    team_domain: home.domain,
    channel_id: channel.id,
    channel_name: channelName,
    user_id: person.id,
    user_name: person.handle,
    command: known.command,
    text: commandText(typed.text.trim(), world, known.shouldEscape),
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: responseUrl(core, spot),
    trigger_id: core.triggers.issue(person),
  };
  const handed = await core.app.hand({ kind: 'slash_commands', payload, takesAnswer: true });
  if (!handed.ok) {
    throw refusals.commandFailed(known.command, handed.why === 'timeout' ? 'operation_timeout' : 'dispatch_failed');
  }
  const words = responseWords(handed.answer);
  if (words) respond(core, spot, words);
}

/** A command's acknowledgement may say something: a text, or what a `response_url` takes. */
function responseWords(answer: unknown): ResponseWords | undefined {
  if (typeof answer === 'string') return { text: answer };
  if (typeof answer !== 'object' || answer === null) return undefined;
  // `respond` looks at each field before it uses it.
  const words = answer as ResponseWords;
  return words.text || words.blocks ? words : undefined;
}

export interface Act {
  container: ActionContainer;
  blockId: string;
  actionId: string;
  value?: FieldValue;
  state?: FieldValues;
}

/** Presses a button or chooses in a select. Throws what Slack shows beside it when the app does not answer. */
export async function act(core: Core, person: Asking, click: Act): Promise<void> {
  const place = placeOf(core, person, click);
  const placed = elementsOf(place.blocks).find(
    ({ blockId, element }) => blockId === click.blockId && element.action_id === click.actionId,
  );
  if (!placed) throw refusals.notAllowed('This is no longer there.');
  const payload = {
    type: 'block_actions',
    ...common(person),
    trigger_id: core.triggers.issue(person, place.inModal),
    ...place.payload,
    actions: [actionOf(core, placed, click.value)],
  };
  const handed = await core.app.hand({ kind: 'interactive', payload, takesAnswer: false });
  if (!handed.ok) throw refusals.clickTimedOut(handed.why === 'timeout' ? 'operation_timeout' : 'dispatch_failed');
}

/** Where it was clicked, as the payload says it. Throws when the person does not have it before them. */
function placeOf(
  core: Core,
  person: StoredPerson,
  click: Act,
): { blocks: AnyBlock[]; payload: object; inModal: boolean } {
  const { container } = click;
  const state = choose(core, person, click);
  if (container.type === 'view') {
    const home = core.store.homes.get(person.id);
    const open = home?.id === container.viewId ? home : ownModal(core, person, container.viewId);
    const view = wireView(open, slackValues(core, open.view.blocks, state));
    const payload = { container: { type: 'view', view_id: open.id }, view };
    return { blocks: open.view.blocks, payload, inModal: open !== home };
  }
  const message = messageBefore(core, person, container.channel, container.ts);
  const thread = message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
  // Where Slack answers a click on a reply that stands in both places is not documented: here, where it was clicked.
  const answered = message.broadcast && !container.inThread ? undefined : message.threadTs;
  const spot = {
    channel: message.channel,
    person: person.id,
    touched: message.ts,
    ...(answered !== undefined && { threadTs: answered }),
  };
  const place = {
    type: 'message',
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: message.onlyFor !== undefined,
  };
  return {
    blocks: message.blocks ?? [],
    inModal: false,
    payload: {
      container: { ...place, ...thread },
      channel: channelOf(core, message.channel),
      // Slack does not repeat an ephemeral message.
      ...(message.onlyFor === undefined && { message: wireMessage(core, message) }),
      state: { values: slackValues(core, message.blocks ?? [], state) },
      response_url: responseUrl(core, spot),
    },
  };
}

/** All that the person has chosen in that place by now, this click with it. */
function choose(
  { chosen }: Core,
  person: StoredPerson,
  { container, blockId, actionId, value, state }: Act,
): FieldValues {
  const place = `${person.id} ${container.type === 'view' ? container.viewId : container.ts}`;
  const now = { ...chosen.get(place), ...state };
  if (value) now[blockId] = { ...now[blockId], [actionId]: value };
  chosen.set(place, now);
  return now;
}

/** One entry of `actions` (https://docs.slack.dev/reference/interaction-payloads/block_actions-payload). */
function actionOf(core: Core, { blockId, element }: Placed, value: FieldValue | undefined): object {
  const place = { action_id: element.action_id, block_id: blockId, action_ts: (Date.now() / 1000).toFixed(6) };
  if (element.type === 'button') {
    const { text, value: worth, style, url } = element;
    return {
      type: 'button',
      ...place,
      text,
      ...(worth !== undefined && { value: worth }),
      ...(style && { style }),
      ...(url && { url }),
    };
  }
  if (element.type === 'overflow') {
    const wanted = value?.type === 'static_select' ? value.value : undefined;
    const selected = element.options?.find((option) => option.value === wanted);
    if (!selected) throw refusals.notAllowed('This is no longer there.');
    return { type: element.type, ...place, selected_option: selected };
  }
  if (element.type === 'feedback_buttons') {
    const wanted = value?.type === element.type ? value.value : undefined;
    const pressed = [element.positive_button, element.negative_button].find((thumb) => thumb?.value === wanted);
    if (!pressed) throw refusals.notAllowed('This is no longer there.');
    // Bolt's `FeedbackButtonsAction`; the documentation shows no payload.
    return { type: element.type, ...place, text: pressed.text, value: pressed.value };
  }
  return { ...place, ...(slackValue(core, element, value) ?? { type: element.type }) };
}

/** Submits a view and does what the app answers. Throws "trouble connecting" when it cannot be understood. */
export async function submit(core: Core, person: Asking, viewId: string, values: FieldValues): Promise<Submitted> {
  const modal = ownModal(core, person, viewId);
  const early = fieldErrors(modal.view.blocks, values);
  if (Object.keys(early).length > 0) return { became: 'errors', errors: early };
  const payload = {
    type: 'view_submission',
    ...common(person),
    trigger_id: core.triggers.issue(person, true),
    view: wireView(modal, slackValues(core, modal.view.blocks, values)),
    response_urls: [],
  };
  const handed = await core.app.hand({ kind: 'interactive', payload, takesAnswer: true });
  return followAnswer(core, modal, handed);
}

/** https://docs.slack.dev/surfaces/modals, "Updating modals" and "Displaying errors". */
function followAnswer(core: Core, modal: Modal, handed: Handed): Submitted {
  if (!handed.ok) throw refusals.troubleConnecting();
  // Whatever the app answered: each field is looked at before it is used.
  const answer = (handed.answer ?? {}) as { response_action?: unknown; errors?: unknown; view?: unknown };
  if (typeof answer !== 'object') throw refusals.troubleConnecting();
  switch (answer.response_action) {
    case undefined:
      // The app may have opened or pushed another view meanwhile: that one stays.
      if (core.modals.of(modal.owner).at(-1)?.id === modal.id) core.modals.close(modal.owner, false);
      return { became: 'closed' };
    case 'clear':
      core.modals.close(modal.owner, true);
      return { became: 'closed' };
    case 'errors': {
      const inputs = new Set(elementsOf(modal.view.blocks).flatMap(({ blockId, input }) => (input ? [blockId] : [])));
      const errors = Object.entries(answer.errors ?? {});
      const shown =
        errors.length > 0 && errors.every(([blockId, words]) => inputs.has(blockId) && typeof words === 'string');
      if (!shown) throw refusals.troubleConnecting();
      return { became: 'errors', errors: Object.fromEntries(errors) };
    }
    case 'update':
    case 'push': {
      const faults = checkView(answer.view);
      if (faults.length > 0) {
        console.error(`The app answered a form with a view that Slack would refuse:\n${faults.join('\n')}`);
        throw refusals.troubleConnecting();
      }
      // It has just been checked.
      const view = answer.view as ModalView;
      const changed =
        answer.response_action === 'update'
          ? core.modals.update({ viewId: modal.id }, view)
          : core.modals.push(modal.owner, view);
      if ('error' in changed) throw refusals.troubleConnecting();
      return { became: 'changed' };
    }
    default:
      throw refusals.troubleConnecting();
  }
}

/** Closes the top modal, or all; tells the app of those that asked to be told (`notify_on_close`). */
export function closeModals(core: Core, person: StoredPerson, viewId: string, all: boolean): void {
  ownModal(core, person, viewId);
  for (const modal of core.modals.close(person.id, all)) {
    if (!modal.view.notify_on_close) continue;
    const payload = { type: 'view_closed', ...common(person), view: wireView(modal, {}), is_cleared: all };
    void core.app.hand({ kind: 'interactive', payload, takesAnswer: false });
  }
}

/** Runs a global or a message shortcut. Throws when there is none, or the app does not answer. */
export async function runShortcut(
  core: Core,
  person: Asking,
  callbackId: string,
  on?: { channel: string; ts: string },
): Promise<void> {
  const kind = on ? 'message' : 'global';
  const known = core.manifest.shortcuts.some(
    (shortcut) => shortcut.callbackId === callbackId && shortcut.kind === kind,
  );
  if (!known) throw refusals.notAllowed('There is no such shortcut.');
  const start = {
    ...common(person),
    callback_id: callbackId,
    trigger_id: core.triggers.issue(person),
    action_ts: (Date.now() / 1000).toFixed(6),
  };
  const payload = on
    ? { type: 'message_action', ...start, ...messageOf(core, person, on) }
    : { type: 'shortcut', ...start };
  const handed = await core.app.hand({ kind: 'interactive', payload, takesAnswer: false });
  if (!handed.ok) throw refusals.troubleConnecting();
}

function messageOf(
  core: Core,
  person: StoredPerson,
  on: { channel: string; ts: string },
): { message: WireMessage } & Record<string, unknown> {
  const message = messageBefore(core, person, on.channel, on.ts);
  const spot = { channel: message.channel, person: person.id };
  return {
    channel: channelOf(core, message.channel),
    message_ts: message.ts,
    response_url: responseUrl(core, spot),
    message: wireMessage(core, message),
  };
}

function channelOf(core: Core, id: string): { id: string; name: string } {
  const channel = core.store.channels.get(id);
  return {
    id,
    name:
      channel?.kind === 'im' ? 'directmessage' : channel?.kind === 'private' ? 'privategroup' : (channel?.name ?? ''),
  };
}

/** A message that `person` has before them, ephemeral ones too. Throws when there is none. */
export function messageBefore(core: Core, person: StoredPerson, channelId: string, ts: string): StoredMessage {
  const whispered = core.ephemerals.get(ts);
  if (whispered?.onlyFor === person.id) return whispered;
  const channel = channelSeenBy(core.store, person.id, channelId);
  const message = channel && core.store.messages(channel.id).get(ts);
  if (!message) throw refusals.notAllowed('This message is no longer there.');
  return message;
}

/** A modal of that person. Throws when it has closed. */
export function ownModal(core: Core, person: StoredPerson, viewId: string): Modal {
  const modal = core.modals.of(person.id).find(({ id }) => id === viewId);
  if (!modal) throw refusals.notAllowed('This form is no longer open.');
  return modal;
}
