import { isDay } from './checks';
import type { Core } from './core';
import { elementsOf, type Placed, type Thumb } from './elements';
import { createModalInHand, filled, type ModalInHand } from './modal-in-hand';
import { type PersonsVerbs, verbsOf } from './people';
import type { ActionContainer, Answer, Conversation, FieldValue, FieldValues, Home, Message, Verbs } from './protocol';
import { seenConversation, seenMessage } from './seen';
import { answerVerb } from './server';
import { fileSeenBy, human, mainMessages, repliesTo, type StoredPerson } from './store';
import { keepPicked, type Picked } from './uploads';
import { wordsOf } from './words';

export type { ModalInHand } from './modal-in-hand';

/** How a message is looked for: by words that it has, or by a look at it. */
export type Looked = string | RegExp | ((message: Message) => boolean);

export interface Where {
  /** A conversation's id or name; `app` is the one with the app (the default), `triage` stands for `support-triage`. */
  in?: string;
  /** A thread in it, by its parent. */
  thread?: string;
}

export interface Sending extends Where {
  /** Whether a reply also stands in the conversation. */
  broadcast?: boolean;
  /** Sent with it; then the text may be empty, and is no command. */
  files?: Picked[];
}

export interface Waiting {
  /** 4,000 by default: less than what jest gives a test, so that the failure says what was seen. */
  limitMs?: number;
}

export interface Press {
  /** Which of several buttons of that name, from 0. */
  nth?: number;
  /** What is pressed when the button asks first: true (the default) its yes, false its no. */
  confirm?: boolean;
}

/** One person's hands and eyes. What does not work throws `Refused`; what does not come in time, an error that says what was seen. */
export interface Actor {
  id: string;
  /** All verbs, answered as a browser's are. */
  verbs: { [V in keyof Verbs]: (takes: Verbs[V]['takes']) => Promise<Answer<V>> };
  /** `/ticket foo` runs the command, anything else is sent, with files where there are some; gives the message's `ts`. */
  types(text: string, where?: Sending): Promise<string>;
  /** Changes words of their own. */
  edits(message: Pick<Message, 'channel' | 'ts'>, text: string): Promise<void>;
  /** Deletes words of their own. */
  deletes(message: Pick<Message, 'channel' | 'ts'>): Promise<void>;
  sees(wanted: Looked, where?: Where & Waiting): Promise<Message>;
  /** Whether no such message is there now. */
  seesNot(wanted: Looked, where?: Where): boolean;
  messages(conversation?: string): Message[];
  thread(conversation: string, ts: string): Message[];
  ephemerals(conversation?: string): Message[];
  conversation(name: string): Conversation;
  /** Presses a button or a thumb by its text or accessibility label, or chooses that line of an overflow menu. */
  presses(name: string, where: Message | 'modal' | 'home', press?: Press): Promise<void>;
  /** Chooses an option, by its text, in the select that has it; a date (`2026-11-01`) in the first date picker. */
  chooses(option: string, where: Message | 'modal' | 'home'): Promise<void>;
  reacts(name: string, message: Message): Promise<void>;
  /** Runs a shortcut by its name, on a message where one is given. */
  shortcut(name: string, message?: Message): Promise<void>;
  modal(title?: string, waiting?: Waiting): Promise<ModalInHand>;
  /** Waits until no modal is open. */
  noModal(waiting?: Waiting): Promise<void>;
  /** Opens the app at its Home tab. */
  opensHome(): Promise<void>;
  /** Waits for a Home (with such words). */
  home(wanted?: string | RegExp, waiting?: Waiting): Promise<Home & { words: string }>;
  /** The text in a file of a message: in the first, or the one of that name. */
  downloads(message: Pick<Message, 'files'>, name?: string): Promise<string>;
  /** Waits until `look` gives something. */
  waitsFor<T>(what: string, look: () => T | undefined, waiting?: Waiting): Promise<T>;
}

/** Nothing takes that long but what never comes, however busy the machine is. */
const usualLimitMs = 20_000;
const chosenFrom = new Set(['static_select', 'radio_buttons', 'datepicker']);

export function createActor(core: Core, handle: string): Actor {
  const me = personOf(core, handle);
  const verbs = verbsOf(core, me);
  const { store } = core;

  function channelOf(name: string) {
    const wanted = name === 'triage' ? 'support-triage' : name;
    const found = store.channels.values().find(({ id, kind, name: named, members }) => {
      if (!members.includes(me.id)) return false;
      return id === wanted || (kind === 'im' ? wanted === 'app' : named === wanted);
    });
    if (!found) throw new Error(`${me.name} has no conversation "${name}".`);
    return found;
  }
  const whispers = (channel: string) =>
    [...core.ephemerals.values()].filter((message) => message.onlyFor === me.id && message.channel === channel);
  const openModals = () =>
    `Open: ${
      core.modals
        .of(me.id)
        .map(({ view }) => view.title.text)
        .join(', ') || 'none'
    }`;
  const homeWords = () => wordsOf(store.homes.get(me.id)?.view ?? { text: '' });
  function messagesIn({ in: name = 'app', thread }: Where): Message[] {
    const { id } = channelOf(name);
    const parent = thread === undefined ? undefined : store.messages(id).get(thread);
    const main = parent ? [parent, ...repliesTo(store, id, parent.ts)] : mainMessages(store, id);
    const own = whispers(id).filter(({ threadTs }) => threadTs === thread);
    const inOrder = [...main, ...own].toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
    return inOrder.map((message) => seenMessage(store, message));
  }

  function waitsFor<T>(
    what: string,
    look: () => T | undefined,
    { limitMs = usualLimitMs }: Waiting = {},
    seen: () => string = () => '',
  ): Promise<T> {
    const now = look();
    if (now !== undefined) return Promise.resolve(now);
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        unfollow();
        clearTimeout(timer);
        act();
      };
      const timer = setTimeout(
        () => settle(() => reject(new Error(`${me.name} waited ${limitMs} ms for ${what}.\n${seen()}`))),
        limitMs,
      );
      const unfollow = core.newsroom.follow(me.id, () => {
        try {
          const found = look();
          if (found !== undefined) settle(() => resolve(found));
        } catch (error) {
          settle(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      });
    });
  }

  /** The blocks before the person, where a press there goes, and what has been filled in there. */
  function surface(where: Message | 'modal' | 'home') {
    if (where === 'home') {
      const home = store.homes.get(me.id);
      return { blocks: home?.view.blocks ?? [], container: { type: 'view', viewId: home?.id ?? '' } as const };
    }
    if (where === 'modal') {
      const top = core.modals.of(me.id).at(-1);
      return { blocks: top?.view.blocks ?? [], container: { type: 'view', viewId: top?.id ?? '' } as const };
    }
    const fresh = core.ephemerals.get(where.ts) ?? store.messages(where.channel).get(where.ts);
    return {
      blocks: fresh?.blocks ?? [],
      container: { type: 'message', channel: where.channel, ts: where.ts } as const,
    };
  }
  async function press(
    container: ActionContainer,
    name: string,
    placed: Placed[],
    { nth = 0, confirm = true }: Press,
    state?: FieldValues,
  ): Promise<void> {
    const all = placed.flatMap((one) => pressable(one));
    const found = all.filter(({ names }) => names.includes(name))[nth];
    if (!found)
      throw new Error(`${me.name} sees no button "${name}"; there are: ${all.map(({ names }) => names[0]).join(', ')}`);
    if (found.element.confirm && !confirm) return;
    const { blockId, element, value } = found;
    await verbs.act({
      container,
      blockId,
      actionId: element.action_id,
      ...(value && { value }),
      ...(state && { state }),
    });
  }

  return {
    id: me.id,
    verbs: asAnswers(core, me, verbs),
    async types(text, { in: name = 'app', thread, broadcast = false, files: picked = [] } = {}) {
      const place = { channel: channelOf(name).id, ...(thread !== undefined && { threadTs: thread }) };
      const [, command, rest] = (picked.length === 0 && /^(\/\S+)\s*(.*)$/s.exec(text)) || [];
      if (command === undefined) {
        const files = picked.map((file) => keepPicked(store, me.id, file, false).id);
        return (await verbs.send({ ...place, text, broadcast, files })).ts;
      }
      await verbs.command({ ...place, command, text: rest ?? '' });
      return '';
    },
    async edits({ channel, ts }, text) {
      await verbs.edit({ channel, ts, text });
    },
    async deletes({ channel, ts }) {
      await verbs.delete({ channel, ts });
    },
    sees(wanted, where = {}) {
      const seen = () =>
        `Instead, there: ${
          messagesIn(where)
            .map((message) => JSON.stringify(wordsOf(message)))
            .join('\n') || 'nothing'
        }`;
      return waitsFor(
        `a message with ${String(wanted)}`,
        () => messagesIn(where).findLast((message) => fits(message, wanted)),
        where,
        seen,
      );
    },
    seesNot: (wanted, where = {}) => !messagesIn(where).some((message) => fits(message, wanted)),
    messages: (conversation = 'app') => messagesIn({ in: conversation }),
    thread: (conversation, ts) => messagesIn({ in: conversation, thread: ts }),
    ephemerals: (conversation = 'app') =>
      whispers(channelOf(conversation).id).map((message) => seenMessage(store, message)),
    conversation: (name) => seenConversation(store, me.id, channelOf(name)),
    async presses(name, where, how = {}) {
      const { blocks, container } = surface(where);
      await press(container, name, elementsOf(blocks), how);
    },
    async chooses(option, where) {
      const { blocks, container } = surface(where);
      for (const { blockId, element } of elementsOf(blocks)) {
        const isHere = element.options?.some(({ text }) => text.text === option) ?? isDay(option);
        if (!isHere || !chosenFrom.has(element.type)) continue;
        await verbs.act({ container, blockId, actionId: element.action_id, value: filled(core, element, option) });
        return;
      }
      throw new Error(`${me.name} sees no option "${option}".`);
    },
    async reacts(name, { channel, ts }) {
      await verbs.react({ channel, ts, name, on: true });
    },
    async shortcut(name, message) {
      const found = core.manifest.shortcuts.find((shortcut) => shortcut.name === name);
      if (!found) throw new Error(`There is no shortcut "${name}".`);
      await verbs.shortcut({
        callbackId: found.callbackId,
        ...(message && { message: { channel: message.channel, ts: message.ts } }),
      });
    },
    async modal(title, waiting) {
      const look = () => {
        const top = core.modals.of(me.id).at(-1);
        return top && (title === undefined || top.view.title.text === title) ? top : undefined;
      };
      const { id } = await waitsFor(`the modal ${title ?? ''}`, look, waiting, openModals);
      return createModalInHand(core, me, verbs, id, press);
    },
    async noModal(waiting) {
      await waitsFor('no modal to be open', () => !core.modals.of(me.id).length || undefined, waiting, openModals);
    },
    async opensHome() {
      await verbs.openApp({ tab: 'home' });
    },
    home(wanted, waiting) {
      const look = () => {
        const home = store.homes.get(me.id);
        const words = homeWords();
        return home && (wanted === undefined || contains(words, wanted)) ? { ...home, words } : undefined;
      };
      return waitsFor(`a Home with ${String(wanted ?? 'anything')}`, look, waiting, homeWords);
    },
    async downloads({ files }, name) {
      const wanted = files.find((file) => name === undefined || file.name === name);
      const file = wanted && fileSeenBy(store, me.id, wanted.id);
      if (!file) throw new Error(`${me.name} cannot download ${wanted?.name ?? name ?? 'a file'}.`);
      return Buffer.from(file.base64, 'base64').toString();
    },
    waitsFor: (what, look, waiting) => waitsFor(what, look, waiting),
  };
}

function personOf(core: Core, handle: string): StoredPerson {
  const found = human(core.store, handle);
  if (!found) throw new Error(`There is nobody called "${handle}".`);
  return found;
}

function asAnswers(core: Core, me: StoredPerson, verbs: PersonsVerbs): Actor['verbs'] {
  const answering = Object.keys(verbs).map((verb) => [
    verb,
    // The keys are those of the verbs.
    (takes: never) => answerVerb(core, me, verb as keyof Verbs, takes),
  ]);
  // Each verb got its own answer.
  return Object.fromEntries(answering) as Actor['verbs'];
}

function fits(message: Message, wanted: Looked): boolean {
  return typeof wanted === 'function' ? wanted(message) : contains(wordsOf(message), wanted);
}

function contains(words: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? words.includes(wanted) : wanted.test(words);
}

/** What can be pressed of an element: itself, each of its thumbs, or each line of its menu, with the names it goes by. */
function pressable({ blockId, element }: Placed): (Placed & { names: string[]; value?: FieldValue })[] {
  if (element.type === 'button') return [{ blockId, element, names: namesOf(element) }];
  if (element.type === 'feedback_buttons') {
    const thumbs = [element.positive_button, element.negative_button].filter((thumb) => thumb !== undefined);
    return thumbs.map((thumb) => ({
      blockId,
      element,
      names: namesOf(thumb),
      value: { type: 'feedback_buttons', value: thumb.value },
    }));
  }
  const lines = element.type === 'overflow' ? (element.options ?? []) : [];
  return lines.map(({ text, value }) => ({
    blockId,
    element,
    names: [text.text],
    value: { type: 'static_select', value },
  }));
}

function namesOf({ text, accessibility_label: label }: Partial<Thumb>): string[] {
  return [text?.text, label].filter((name) => name !== undefined);
}
