import { typedText } from './checks';
import type { Core } from './core';
import { slackValues } from './field-values';
import { act, closeModals, messageBefore, ownModal, runCommand, runShortcut, submit } from './interactions';
import { wireView } from './modals';
import { change, post, react, remove, whisper } from './posts';
import type { Verbs } from './protocol';
import { Refused, refusals } from './refusals';
import { appChannel, seenMessage, tellConversation } from './seen';
import {
  type Asking,
  channelSeenBy,
  mainMessages,
  repliesTo,
  type StoredMessage,
  type StoredPerson,
  sharedFile,
  slackbotId,
} from './store';
import { keepPicked } from './uploads';

/** What a person can do. Each verb throws `Refused` with what they are told when it does not work. */
export type PersonsVerbs = { [V in keyof Verbs]: (takes: Verbs[V]['takes']) => Promise<Verbs[V]['gives']> };

const pageSize = 50;

/**
 * The verbs of one person: they reach what that person may see and nothing else. Each goes by who the person is by then:
 * renamed, from elsewhere; somebody deactivated, whom Slack has signed out, can do nothing.
 */
export function verbsOf(core: Core, asking: Asking): PersonsVerbs {
  const verbs = Object.keys(verbsNow(core, asking)).map((name) => [
    name,
    async (takes: never) => {
      const now = { ...asking, ...core.store.people.get(asking.id) };
      if (now.deactivated) throw refusals.notAllowed('Your account has been deactivated.');
      // The names are those of the verbs.
      return await verbsNow(core, now)[name as keyof Verbs](takes);
    },
  ]);
  // Each name got its own verb.
  return Object.fromEntries(verbs) as PersonsVerbs;
}

function verbsNow(core: Core, me: Asking): PersonsVerbs {
  const { store } = core;
  const world = () => ({ people: store.people.values(), channels: store.channels.values() });
  const seen = (messages: StoredMessage[]) => messages.map((message) => seenMessage(store, message));

  function channelOfMine(id: string) {
    const channel = channelSeenBy(store, me.id, id);
    if (!channel) throw refusals.notAllowed('You are not in this conversation.');
    return channel;
  }
  function ownMessage(channel: string, ts: string) {
    const message = messageBefore(core, me, channel, ts);
    if (message.user !== me.id) throw refusals.notAllowed('You can only do this with your own messages.');
    return message;
  }

  /** A file that waits to be sent with a message. */
  function picked(id: string) {
    const file = store.files.get(id);
    if (file?.user !== me.id || file.channel !== undefined || file.inForm)
      throw refusals.notAllowed('This file is no longer there.');
    return sharedFile(file);
  }

  return {
    async history({ channel, before, around, limit = pageSize }) {
      const main = mainMessages(store, channelOfMine(channel).id);
      const middle =
        around === undefined ? -1 : main.findIndex(({ ts }) => ts === (threadOf(core, channel, around) ?? around));
      const older = before === undefined ? main : main.filter(({ ts }) => ts < before);
      const end = middle === -1 ? older.length : Math.min(main.length, middle + Math.ceil(limit / 2));
      const start = Math.max(0, end - limit);
      return { messages: seen(older.slice(start, end)), hasMore: start > 0 };
    },
    async replies({ channel, ts }) {
      const parent = messageBefore(core, me, channel, ts);
      return { messages: seen([parent, ...repliesTo(store, channel, ts)]) };
    },
    async attach({ name, base64, viewId }) {
      if (viewId !== undefined) ownModal(core, me, viewId);
      const file = { name, content: Buffer.from(base64, 'base64') };
      return { file: keepPicked(store, me.id, file, viewId !== undefined) };
    },
    async send({ channel: id, text, threadTs, broadcast, files: ids = [] }) {
      const channel = channelOfMine(id);
      if (channel.kind === 'im' && (!core.manifest.messagesTab || core.manifest.messagesReadOnly)) {
        throw refusals.notAllowed('Sending messages to this app has been turned off.');
      }
      if (channel.archived) throw refusals.notAllowed('This channel has been archived.');
      if (text.trim() === '' && ids.length === 0) throw refusals.notAllowed('There is nothing to send.');
      const reply = threadTs === undefined ? {} : { threadTs, broadcast: broadcast ?? false };
      const files = ids.length === 0 ? {} : { files: ids.map(picked) };
      return { ts: post(core, channel, { user: me.id, text: typedText(text, world()), ...files, ...reply }).ts };
    },
    async edit({ channel, ts, text }) {
      const message = ownMessage(channel, ts);
      change(core, { ...message, text: typedText(text, world()), edited: { user: me.id, ts: store.nextTs() } });
      return {};
    },
    async delete({ channel, ts }) {
      remove(core, ownMessage(channel, ts));
      return {};
    },
    async react({ channel, ts, name, on }) {
      react(core, messageBefore(core, me, channel, ts), me.id, name, on);
      return {};
    },
    async command(typed) {
      try {
        await runCommand(core, me, typed);
        return {};
      } catch (error) {
        if (error instanceof Refused) slackbotSays(core, me, typed, error.refusal.message);
        throw error;
      }
    },
    async act(click) {
      await act(core, me, click);
      return {};
    },
    submit: ({ viewId, values }) => submit(core, me, viewId, values),
    async close({ viewId, all }) {
      closeModals(core, me, viewId, all);
      return {};
    },
    async openApp({ tab }) {
      const home = store.homes.get(me.id);
      const view = tab === 'home' && home ? { view: wireView(home, slackValues(core, home.view.blocks, {})) } : {};
      core.events.send('app_home_opened', {
        type: 'app_home_opened',
        user: me.id,
        channel: appChannel(store, me.id).id,
        tab,
        ...view,
      });
      return {};
    },
    async shortcut({ callbackId, message }) {
      await runShortcut(core, me, callbackId, message);
      return {};
    },
    async read({ channel: id, ts }) {
      const channel = channelOfMine(id);
      store.markRead(me.id, id, ts);
      tellConversation(core, channel);
      return {};
    },
  };
}

/** Slack's own words about a command, to the one who typed it. */
function slackbotSays(core: Core, me: StoredPerson, typed: { channel: string; threadTs?: string }, text: string): void {
  const channel = channelSeenBy(core.store, me.id, typed.channel);
  const { threadTs } = typed;
  if (channel) whisper(core, channel, me.id, { user: slackbotId, text, ...(threadTs !== undefined && { threadTs }) });
}

/** The parent of a reply that stands only in its thread: a permalink to it leads there. */
function threadOf({ store }: Core, channel: string, ts: string): string | undefined {
  const message = store.messages(channel).get(ts);
  return message?.broadcast ? undefined : message?.threadTs;
}
