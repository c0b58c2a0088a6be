import type {
  AckFn,
  BlockAction,
  ButtonAction,
  KnownEventFromType,
  RespondFn,
  SlashCommand,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { HomeView, ModalView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { DeskbellError, LoginNeeded, NotAMember, NotAnAdmin, StoreAway, StoreSlow } from '../domain/errors';
import type { Person } from '../domain/people';
import type { DeskApp } from './app';
import { counted } from './counted';
import type { Desk } from './desk';
import { anyMember, type Guard, type Visitor } from './guards';
import { messageAt } from './messages';
import { openView } from './open-view';
import {
  below,
  type Form,
  formOf,
  hasAnswerUrl,
  isThird,
  type MessageSent,
  messageUnder,
  type Pressed,
  pressOf,
  requestOf,
  triggerOf,
  visitorFrom,
  visitorOf,
  type Written,
  writerOf,
} from './payloads';
import { publishHome } from './publish-home';
import { messageFor, type Place, reportError } from './report-errors';
import { showIn } from './show-in';
import type { MessageContent } from './views/blocks';
import { loginOffer } from './views/sessions';
import { type Acknowledged, asModal, type GoesOn, type LoggedIn, waitingRoom } from './waiting-room';
import { within } from './within';

interface Visit<Actor> {
  readonly actor: Actor;
  readonly desk: Desk;
}

export interface CommandVisit<Actor> extends Visit<Actor> {
  /** What was typed behind the command, or behind its word. */
  readonly text: string;
  /** The command's own name: Slack may deliver it twice. */
  readonly request: string;
}

export interface Press<Actor> extends Visit<Actor> {
  /** The value of the button. */
  readonly value: string;
  /** The message that a shortcut was used on. */
  readonly message?: MessageSent | undefined;
  /** The conversation that the button stands in. */
  readonly channel: string | undefined;
  /** The form around the button: its metadata. */
  readonly around: string;
  /** True for a button in the Home. */
  readonly inHome: boolean;
  /** The click's own name: Slack may deliver it twice. */
  readonly request: string;
  readonly client: WebClient;
}

/** Something that was done, from a view that may show how it was before. */
export interface Done<Actor> extends Visit<Actor> {
  /** The button's value, or the form's metadata. */
  readonly value: string;
  /** The form around the button: its metadata. */
  readonly around: string;
  /** True for a button in the Home. */
  readonly inHome: boolean;
  /** The form, where it was one. */
  readonly form?: Form;
  /** The modal that the button stands in, or that the form stood on. */
  readonly viewId: string | undefined;
  readonly client: WebClient;
}

export interface Submission<Actor> extends Visit<Actor> {
  readonly view: Form;
  /** The sending's own name: Slack may deliver it twice, and a form can be sent again. */
  readonly request: string;
  /** Ends when the person is told to send the form again. */
  readonly patience: AbortSignal;
}

/** An event, as its listener sees it. */
export interface News<Actor, Type extends string> extends Visit<Actor> {
  readonly event: KnownEventFromType<Type>;
  /** True where it had to wait for a login: things may have changed since. */
  readonly waited: boolean;
  readonly client: WebClient;
}

/** What the routes are registered with. */
export type Answering = ReturnType<typeof answering>;

/** How each kind of thing that comes from Slack is let in, acknowledged and, where it fails, answered. `routes.ts` says what there is. */
export function answering(app: DeskApp, desk: Desk) {
  const waiting = waitingRoom(desk);
  const words = new Map<string, Map<string, WordAnswer>>();

  return {
    /** A command, which is answered by a message to the person alone, or by a modal; by a modal too, where the answer takes its time. */
    command<Actor>(name: string, guard: Guard<Actor>, listener: CommandListener<Actor>): void {
      const otherwise = answerTo(name, guard, listener);
      words.set(name, new Map());
      app.command(name, async ({ ack, body, command: { text }, respond, client }) => {
        await ack();
        const trigger = { triggerId: body.trigger_id, onTop: false };
        const [, word = '', rest = ''] = /^\s*(\S*)\s*([^]*)$/.exec(text) ?? [];
        const known = words.get(name);
        const answers = known?.get(word.toLowerCase());
        // Behind a word that is none may stand what belongs into a form, a password perhaps: it is neither kept nor repeated.
        const asked = known?.size ? named(word) : text;
        let goesOn: (() => Promise<void>) | undefined;
        await answer(
          { kind: 'message', respond },
          async () => await (answers ? answers(body, rest, client) : otherwise(body, asked, client)),
          async (made) => {
            const shows = made.then(({ show }) => show);
            const shown = await within(desk.openWithinMs, shows, () => undefined);
            const isMessage = shown !== undefined && !('type' in shown);
            if (isMessage) await respond({ response_type: 'ephemeral', ...shown });
            else {
              const viewId = await openView(client, trigger, shows.then(asModal), desk);
              if (viewId !== undefined)
                goesOn = async () => await (await made.catch(() => undefined))?.goesOn?.(viewId);
            }
          },
        );
        await goesOn?.();
      });
    },

    /** A command that begins with a word of its own; `after` it, what takes its time goes on in the modal that it has opened. */
    word<Actor>(
      name: string,
      word: string,
      guard: Guard<Actor>,
      listener: CommandListener<Actor>,
      after?: (done: Done<Actor>) => Promise<void>,
    ): void {
      words.get(name)?.set(word, answerTo(`${name} ${word}`, guard, listener, after));
    },

    /** A button that does something at once; `after` it, what shows the person how it was before is shown anew. */
    click<Actor>(
      id: string,
      guard: Guard<Actor>,
      listener: (press: Press<Actor>) => Promise<unknown>,
      after?: (done: Done<Actor>) => Promise<void>,
    ): void {
      waiting.knows(`click ${id}`, async (asked: Pressed, { person, client }) => {
        const press = await pressed(guard, visitorFrom(person), asked, client);
        await listener(press);
        return { goesOn: async () => await afterwards(after, press, asked.viewId) };
      });
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        const asked = pressOf(body, action);
        let press: Press<Actor> | undefined;
        await answer(
          placeOf(body, respond, client),
          async () =>
            await waiting.orLogin(`click ${id}`, asked, async () => {
              const made = await pressed(guard, visitorOf(body), asked, client);
              await listener(made);
              press = made;
            }),
          async (made) => {
            const login = await made;
            if (login) await openView(client, triggerOf(body), Promise.resolve(login), desk);
          },
        );
        if (press) await afterwards(after, press, asked.viewId);
      });
    },

    /** A button that turns the Home, or the modal or the answer that it stands in, to another page. */
    turns<Actor>(id: string, guard: Guard<Actor>, page: (press: Press<Actor>) => Promise<Page>): void {
      waiting.knows(`turns ${id}`, async (asked: Pressed, { person, client }) => {
        const made = await page(await pressed(guard, visitorFrom(person), asked, client));
        // An answer that nobody else sees cannot be changed any more: what was asked for stands in the login's place.
        if (!('type' in made)) return { show: made };
        await turn(client, person.userId, made, { viewId: asked.viewId, hash: undefined });
        return {};
      });
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        const asked = pressOf(body, action);
        await answer(
          placeOf(body, respond, client),
          async () =>
            await waiting.orLogin(`turns ${id}`, asked, async () => ({
              page: await page(await pressed(guard, visitorOf(body), asked, client)),
            })),
          async (made) => {
            const shown = await made;
            if ('page' in shown)
              await turn(client, body.user.id, shown.page, { viewId: asked.viewId, hash: body.view?.hash, respond });
            else await openView(client, triggerOf(body), Promise.resolve(shown), desk);
          },
        );
      });
    },

    /** A button that opens a form, in a modal on top of it; where that cannot be, a modal says so. */
    opens<Actor>(id: string, guard: Guard<Actor>, form: (press: Press<Actor>) => Promise<ModalView>): void {
      waiting.knows(`opens ${id}`, async (asked: Pressed, { person, client }) => ({
        show: await form(await pressed(guard, visitorFrom(person), asked, client)),
      }));
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        const asked = pressOf(body, action);
        const trigger = triggerOf(body);
        await answer(
          { kind: 'trigger', client, ...trigger, ...(hasAnswerUrl(body) && { respond }) },
          async () =>
            await waiting.orLogin(
              `opens ${id}`,
              asked,
              async () => await form(await pressed(guard, visitorOf(body), asked, client)),
            ),
          async (made) => void (await openView(client, trigger, made, desk)),
        );
      });
    },

    /** A shortcut that opens a form. */
    shortcut<Actor>(id: string, guard: Guard<Actor>, form: (press: Press<Actor>) => Promise<ModalView>): void {
      waiting.knows(`shortcut ${id}`, async (asked: Pressed, { person, client }) => ({
        show: await form(await pressed(guard, visitorFrom(person), asked, client)),
      }));
      app.shortcut(id, async ({ ack, body, client }) => {
        await ack();
        const message = messageUnder(body);
        const asked: Pressed = { value: '', around: '', inHome: false, request: body.trigger_id, message };
        const trigger = { triggerId: body.trigger_id, onTop: false };
        await answer(
          { kind: 'trigger', client, ...trigger },
          async () =>
            await waiting.orLogin(
              `shortcut ${id}`,
              asked,
              async () => await form(await pressed(guard, visitorOf(body), asked, client)),
            ),
          async (made) => void (await openView(client, trigger, made, desk)),
        );
      });
    },

    /**
     * A form: it closes once what it says is stored, and stays open with its words otherwise, as it is or as the view that it gives.
     * `after` it, what shows the person how it was before is shown anew. Where a login is needed first, it is pushed over the form.
     */
    submission<Actor>(
      id: string,
      guard: Guard<Actor>,
      listener: (submission: Submission<Actor>) => Promise<ModalView | void>,
      after?: (done: Done<Actor>) => Promise<void>,
    ): void {
      waiting.knows(`submission ${id}`, async (view: Form, { person, client, patience }) => {
        const actor = await guard(visitorFrom(person), desk);
        const next = await listener({ actor, desk, view, patience, request: view.id });
        if (next === undefined) {
          await afterwards(after, doneBy(actor, view, client), below(view));
          return { closes: 'all' };
        }
        await showIn(client, view.id, next);
        return {};
      });
      app.view<ViewSubmitAction>(id, async ({ ack, body, view, client }) => {
        let done: Omit<Done<Actor>, 'viewId'> | undefined;
        await answer(
          { kind: 'form', ack, blocks: view.blocks },
          async (patience) => {
            const submit = async (): Promise<Acknowledged> => {
              const actor = await guard(visitorOf(body), desk);
              const next = await listener({ actor, desk, view, patience, request: requestOf(body) });
              if (next !== undefined) return { response_action: 'update', view: next };
              done = doneBy(actor, view, client);
              return undefined;
            };
            if (isThird(view)) return await counted(`submission ${id}`, desk, submit);
            const made = await waiting.orLogin(`submission ${id}`, formOf(view), async () => ({
              done: await submit(),
            }));
            return 'done' in made ? made.done : ({ response_action: 'push', view: made } as const);
          },
          async (made) => await acknowledge(ack, await made),
        );
        if (done) await afterwards(after, done, below(view));
      });
    },

    /** A button that opens the login; for somebody who is logged in by now, what waits for it goes on at once. */
    loginButton(id: string, listener: (press: Press<Person>) => Promise<ModalView | LoggedIn>): void {
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        const trigger = triggerOf(body);
        let goesOn: (() => Promise<void>) | undefined;
        await answer(
          { kind: 'trigger', client, ...trigger, ...(hasAnswerUrl(body) && { respond }) },
          async (patience) => {
            const press = await pressed(anyMember, visitorOf(body), pressOf(body, action), client);
            const made = await counted(`click ${id}`, desk, () => listener(press));
            if ('type' in made) return { view: made };
            const gone = await waiting.goOn(made.asked, { person: press.actor, client, patience }, made.otherwise);
            const view = gone.answer?.response_action === 'update' ? gone.answer.view : made.otherwise;
            return { view, goesOn: gone.goesOn };
          },
          async (made) => {
            const views = made.then(({ view }) => view);
            const viewId = await openView(client, trigger, views, desk);
            if (viewId !== undefined) goesOn = async () => await (await made.catch(() => undefined))?.goesOn?.(viewId);
          },
        );
        await goesOn?.();
      });
    },

    /** The form of a login: after it, what waited for it goes on. */
    login(id: string, listener: (submission: Submission<Person>) => Promise<LoggedIn>): void {
      app.view<ViewSubmitAction>(id, async ({ ack, body, view, client }) => {
        let goesOn: GoesOn | undefined;
        await answer(
          { kind: 'form', ack, blocks: view.blocks },
          async (patience) => {
            const person = await anyMember(visitorOf(body), desk);
            const { asked, otherwise } = await counted(`submission ${id}`, desk, () =>
              listener({ actor: person, desk, view, patience, request: requestOf(body) }),
            );
            return await waiting.goOn(asked, { person, client, patience }, otherwise);
          },
          async (made) => {
            const gone = await made;
            await acknowledge(ack, gone.answer);
            goesOn = gone.goesOn;
          },
        );
        await goesOn?.(view.id);
      });
    },

    /**
     * An event: it stands in the inbox until its listener has come to the end. What it gives is told to the person alone, where they
     * wrote, and so is why something cannot be done. One of somebody who may not is left alone.
     */
    event<Actor, Type extends string>(
      type: Type,
      guard: Guard<Actor>,
      listener: (news: News<Actor, Type>) => Promise<MessageContent | void>,
    ): void {
      // One type of event may have several listeners.
      const route = `event ${type} ${listener.name}`;
      waiting.knows(route, async ({ event }: WaitingEvent, { person, client }) => {
        const known = event as KnownEventFromType<Type>; // as it was when Bolt had matched the type
        const actor = await guard(visitorFrom(person), desk);
        const told = await listener({ actor, desk, event: known, client, waited: true });
        return told ? { show: told } : {};
      });
      app.hears(type);
      app.event(type, async ({ body, event: known, client }) => {
        const event = known as KnownEventFromType<Type>; // Bolt has matched the type
        const written = known as Written; // Slack's messages, by their documented shape; other events have less of it
        try {
          const told = await counted(route, desk, async () => {
            const actor = await guard(writerOf(written, body.team_id), desk);
            return await listener({ actor, desk, event, client, waited: false });
          });
          if (told) await whisper(client, written, told);
        } catch (error) {
          if (error instanceof LoginNeeded) {
            const asked = await waiting.put(route, error.admin, { event: known });
            await whisper(client, written, loginOffer(asked, reactedTo(written) ? 'a reaction' : 'words'));
            return;
          }
          // A refusal stays one however often the event is worked off.
          if (!(error instanceof DeskbellError)) throw error;
          const isNoneOfTheirs = error instanceof NotAMember || error instanceof NotAnAdmin;
          if (!isNoneOfTheirs) await whisper(client, written, { text: messageFor(error, desk), blocks: [] });
        }
      });
    },
  };

  /** Answers a command, or a word of one. */
  function answerTo<Actor>(
    name: string,
    guard: Guard<Actor>,
    listener: CommandListener<Actor>,
    after?: (done: Done<Actor>) => Promise<void>,
  ): WordAnswer {
    const listens = async (visitor: Visitor, asked: WaitingCommand, client: WebClient): Promise<Answered> => {
      const actor = await guard(visitor, desk);
      const show = await listener({ actor, desk, ...asked });
      const done = { actor, desk, client, value: asked.text, around: '', inHome: false };
      return { show, goesOn: async (viewId) => await afterwards(after, done, viewId) };
    };
    waiting.knows(
      `command ${name}`,
      async (asked: WaitingCommand, { person, client }) => await listens(visitorFrom(person), asked, client),
    );
    return async (body, text, client) => {
      const asked: WaitingCommand = { text, request: body.trigger_id };
      const made = await waiting.orLogin(
        `command ${name}`,
        asked,
        async () => await listens(visitorOf(body), asked, client),
      );
      return 'show' in made ? made : { show: made };
    };
  }

  /** What is shown anew is a courtesy: where it fails, the person has been told of what counts. */
  async function afterwards<Actor>(
    after: ((done: Done<Actor>) => Promise<void>) | undefined,
    done: Omit<Done<Actor>, 'viewId'>,
    viewId: string | undefined,
  ): Promise<void> {
    try {
      await after?.({ ...done, viewId });
    } catch (err) {
      desk.log.warn({ err }, 'What a person looks at could not be brought up to date.');
    }
  }

  /** Lets in the person who pressed a button, with what it carries. */
  async function pressed<Actor>(
    guard: Guard<Actor>,
    visitor: Visitor,
    { value, channel, around, inHome, request, message }: Pressed,
    client: WebClient,
  ): Promise<Press<Actor>> {
    return { actor: await guard(visitor, desk), desk, value, channel, around, inHome, request, message, client };
  }

  /** A form that has done what it should. */
  function doneBy<Actor>(actor: Actor, form: Form, client: WebClient): Omit<Done<Actor>, 'viewId'> {
    return { actor, desk, client, value: form.private_metadata, around: '', inHome: false, form };
  }

  /**
   * Lets the person in and makes what they asked for before their patience with the database ends, then shows it: Slack's
   * own slowness is not the database's. What fails is told to them where they are.
   */
  async function answer<Made>(
    place: Place,
    make: (patience: AbortSignal) => Promise<Made>,
    show: (made: Promise<Made>) => Promise<void>,
  ): Promise<void> {
    const late = place.kind === 'form' ? new StoreSlow() : new StoreAway();
    try {
      await show(inTime(make, late));
    } catch (error) {
      await reportError(desk.isStoreAway(error) ? late : error, place, desk);
    }
  }

  async function inTime<Made>(make: (patience: AbortSignal) => Promise<Made>, late: Error): Promise<Made> {
    const patience = new AbortController();
    const made = make(patience.signal);
    made.catch((err: unknown) => {
      const isUntold = patience.signal.aborted && err !== late;
      if (isUntold) desk.log.warn({ err }, 'Something failed after the person was told that it is late.');
    });
    return await within(desk.patienceMs, made, () => {
      patience.abort(late);
      throw late;
    });
  }
}

/** A word that may have been meant as one of a command's; anything else is not repeated. */
function named(word: string): string {
  return word === '' || /^[\p{L}-]{1,20}$/u.test(word) ? word : '…';
}

type CommandListener<Actor> = (visit: CommandVisit<Actor>) => Promise<ModalView | MessageContent>;
type WordAnswer = (body: SlashCommand, text: string, client: WebClient) => Promise<Answered>;

/** What a command is answered with, and what goes on in the modal that it opens. */
interface Answered {
  readonly show: ModalView | MessageContent;
  readonly goesOn?: GoesOn;
}

/** What waits for a login, of a command and of an event. */
interface WaitingCommand {
  readonly text: string;
  readonly request: string;
}
interface WaitingEvent {
  readonly event: unknown;
}

type Page = HomeView | ModalView | MessageContent;

/** Shows another page of the Home, or of the modal or the answer that the button stands in. */
async function turn(
  client: WebClient,
  userId: string,
  page: Page,
  { viewId, hash, respond }: { viewId: string | undefined; hash: string | undefined; respond?: RespondFn },
): Promise<void> {
  if ('type' in page && page.type === 'home') await publishHome(client, userId, page, hash);
  else if (viewId !== undefined) await showIn(client, viewId, asModal(page));
  else if (!('type' in page)) await respond?.({ response_type: 'ephemeral', replace_original: true, ...page });
}

async function acknowledge(ack: AckFn<ViewResponseAction>, made: Acknowledged): Promise<void> {
  await (made === undefined ? ack() : ack(made));
}

/** A click in a message is answered beside it; one in the Home, which has no answer URL, by a modal. */
function placeOf(body: BlockAction, respond: RespondFn, client: WebClient): Place {
  return hasAnswerUrl(body) ? { kind: 'message', respond } : { kind: 'trigger', client, ...triggerOf(body) };
}

/** Tells somebody, who wrote to Deskbell in their DM or reacted to a message, something that nobody else sees, in the thread that it was in. */
async function whisper(client: WebClient, event: Written, { text, blocks }: MessageContent): Promise<void> {
  const { user } = event.message ?? event.previous_message ?? event;
  const item = reactedTo(event);
  const place = item ? await placeOfItem(client, item) : placeWritten(event);
  if (place === undefined || typeof user !== 'string') return;
  try {
    await client.chat.postEphemeral({ ...place, user, text, ...(blocks.length > 0 && { blocks }) });
  } catch (error) {
    // Deskbell was taken out of the channel since, or it was archived: nobody can be told there.
    const isNowhere = item && error instanceof WebAPIPlatformError;
    if (!isNowhere) throw error;
  }
}

function reactedTo({ type, item }: Written): Written['item'] {
  return type === 'reaction_added' ? item : undefined;
}

interface WhisperPlace {
  readonly channel: string;
  readonly thread_ts?: string;
}

function placeWritten(event: Written): WhisperPlace | undefined {
  const { thread_ts: thread } = event.message ?? event.previous_message ?? event;
  if (event.channel_type !== 'im' || typeof event.channel !== 'string') return undefined;
  return { channel: event.channel, ...(typeof thread === 'string' && { thread_ts: thread }) };
}

/** Slack does not say in which thread a message is that somebody has reacted to. https://github.com/slackapi/bolt-js/issues/1341 */
async function placeOfItem(
  client: WebClient,
  { channel, ts }: NonNullable<Written['item']>,
): Promise<WhisperPlace | undefined> {
  if (typeof channel !== 'string' || typeof ts !== 'string') return undefined;
  const message = await messageAt(client, channel, ts).catch(() => undefined);
  return { channel, ...(message?.threadTs !== undefined && { thread_ts: message.threadTs }) };
}
