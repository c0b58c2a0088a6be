import type {
  BlockAction,
  ButtonAction,
  KnownEventFromType,
  RespondFn,
  SlackShortcut,
  SlashCommand,
  ViewOutput,
  ViewSubmitAction,
} from '@slack/bolt';
import type { HomeView, ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { DeskbellError, NotAMember, StoreAway, StoreSlow } from '../domain/errors';
import type { DeskApp } from './app';
import type { Desk } from './desk';
import type { Guard, Visitor } from './guards';
import { openView } from './open-view';
import { publishHome } from './publish-home';
import { messageFor, type Place, reportError } from './report-errors';
import type { MessageContent } from './views/blocks';
import { within } from './within';

interface Visit<Actor> {
  readonly actor: Actor;
  readonly desk: Desk;
}

export interface CommandVisit<Actor> extends Visit<Actor> {
  readonly command: SlashCommand;
}

export interface Press<Actor> extends Visit<Actor> {
  /** The value of the button, or the text of the message that a shortcut was used on. */
  readonly value: string;
  /** The conversation that the button stands in. */
  readonly channel: string | undefined;
  readonly client: WebClient;
}

/** Something that was done, from a view that may show how it was before. */
export interface Done<Actor> extends Visit<Actor> {
  /** The button's value, or the form's metadata. */
  readonly value: string;
  /** The modal that the button stands in, or that the form stood on. */
  readonly viewId: string | undefined;
  readonly client: WebClient;
}

export interface Submission<Actor> extends Visit<Actor> {
  readonly view: ViewOutput;
  /** Ends when the person is told to send the form again. */
  readonly patience: AbortSignal;
}

/** An event, as its listener sees it. */
export interface News<Actor, Type extends string> extends Visit<Actor> {
  readonly event: KnownEventFromType<Type>;
  readonly client: WebClient;
}

/** How each kind of thing that comes from Slack is let in, acknowledged and, where it fails, answered. `routes.ts` says what there is. */
export function answering(app: DeskApp, desk: Desk) {
  return {
    /** A command, which is answered by a message to the person alone, or by a form. */
    command<Actor>(
      name: string,
      guard: Guard<Actor>,
      listener: (visit: CommandVisit<Actor>) => Promise<ModalView | MessageContent>,
    ): void {
      app.command(name, async ({ ack, body, command, respond, client }) => {
        await ack();
        await answer(
          { kind: 'message', respond },
          async () => await listener({ actor: await guard(visitorOf(body), desk), desk, command }),
          async (made) => {
            const shown = await made;
            if ('type' in shown) await client.views.open({ trigger_id: body.trigger_id, view: shown });
            else await respond({ response_type: 'ephemeral', ...shown });
          },
        );
      });
    },

    /** A button that does something at once; `after` it, what shows the person how it was before is shown anew. */
    click<Actor>(
      id: string,
      guard: Guard<Actor>,
      listener: (press: Press<Actor>) => Promise<unknown>,
      after?: (done: Done<Actor>) => Promise<void>,
    ): void {
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        let press: Press<Actor> | undefined;
        await answer(
          placeOf(body, respond, client),
          async () => {
            press = await pressed(guard, body, action, client);
            await listener(press);
          },
          async (made) => await made,
        );
        const viewId = isInModal(body) ? body.view?.id : undefined;
        if (press && viewId !== undefined) await afterwards(after, { ...press, viewId });
      });
    },

    /** A button that turns the Home to another page. */
    turns<Actor>(id: string, guard: Guard<Actor>, page: (press: Press<Actor>) => Promise<HomeView>): void {
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        await answer(
          placeOf(body, respond, client),
          async () => await page(await pressed(guard, body, action, client)),
          async (made) => await publishHome(client, body.user.id, await made, body.view?.hash),
        );
      });
    },

    /** A button that opens a form, in a modal on top of it; where that cannot be, a modal says so. */
    opens<Actor>(id: string, guard: Guard<Actor>, form: (press: Press<Actor>) => Promise<ModalView>): void {
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        const trigger = { triggerId: body.trigger_id, onTop: isInModal(body) };
        await answer(
          { kind: 'trigger', client, ...trigger, ...(hasAnswerUrl(body) && { respond }) },
          async () => await form(await pressed(guard, body, action, client)),
          async (made) => await openView(client, trigger, made, desk),
        );
      });
    },

    /** A shortcut that opens a form. */
    shortcut<Actor>(id: string, guard: Guard<Actor>, form: (press: Press<Actor>) => Promise<ModalView>): void {
      app.shortcut(id, async ({ ack, body, client }) => {
        await ack();
        await answer(
          { kind: 'trigger', client, triggerId: body.trigger_id, onTop: false },
          async () =>
            await form({
              actor: await guard(visitorOf(body), desk),
              desk,
              value: textOf(body),
              channel: undefined,
              client,
            }),
          async (made) => await openView(client, { triggerId: body.trigger_id, onTop: false }, made, desk),
        );
      });
    },

    /**
     * A form: it closes once what it says is stored, and stays open with its words otherwise, as it is or as the view that it gives.
     * `after` it, what shows the person how it was before is shown anew.
     */
    submission<Actor>(
      id: string,
      guard: Guard<Actor>,
      listener: (submission: Submission<Actor>) => Promise<ModalView | void>,
      after?: (done: Done<Actor>) => Promise<void>,
    ): void {
      app.view<ViewSubmitAction>(id, async ({ ack, body, view, client }) => {
        let done: Done<Actor> | undefined;
        await answer(
          { kind: 'form', ack, blocks: view.blocks },
          async (patience) => {
            const actor = await guard(visitorOf(body), desk);
            const next = await listener({ actor, desk, view, patience });
            if (next === undefined) {
              done = { actor, desk, client, value: view.private_metadata, viewId: view.previous_view_id ?? undefined };
            }
            return next;
          },
          async (made) => {
            const next = await made;
            await (next ? ack({ response_action: 'update', view: next }) : ack());
          },
        );
        if (done) await afterwards(after, done);
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
      app.hears(type);
      app.event(type, async ({ body, event: known, client }) => {
        const event = known as KnownEventFromType<Type>; // Bolt has matched the type
        const written = known as Written; // Slack's messages, by their documented shape; other events have less of it
        try {
          const actor = await guard(writerOf(written, body.team_id), desk);
          const told = await listener({ actor, desk, event, client });
          if (told) await whisper(client, written, told);
        } catch (error) {
          // A refusal stays one however often the event is worked off.
          if (!(error instanceof DeskbellError)) throw error;
          if (!(error instanceof NotAMember))
            await whisper(client, written, { text: messageFor(error, desk), blocks: [] });
        }
      });
    },
  };

  /** What is shown anew is a courtesy: where it fails, the person has been told of what counts. */
  async function afterwards<Actor>(
    after: ((done: Done<Actor>) => Promise<void>) | undefined,
    done: Done<Actor>,
  ): Promise<void> {
    try {
      await after?.(done);
    } catch (err) {
      desk.log.warn({ err }, 'What a person looks at could not be brought up to date.');
    }
  }

  /** Lets in the person who pressed a button, with what it carries. */
  async function pressed<Actor>(
    guard: Guard<Actor>,
    body: BlockAction,
    { value }: { value?: string },
    client: WebClient,
  ): Promise<Press<Actor>> {
    const actor = await guard(visitorOf(body), desk);
    return { actor, desk, value: value ?? '', channel: body.channel?.id, client };
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

/** A click in a message is answered beside it; one in the Home, which has no answer URL, by a modal. */
function placeOf(body: BlockAction, respond: RespondFn, client: WebClient): Place {
  return hasAnswerUrl(body)
    ? { kind: 'message', respond }
    : { kind: 'trigger', client, triggerId: body.trigger_id, onTop: isInModal(body) };
}

function hasAnswerUrl({ response_url: url }: BlockAction): boolean {
  return url !== undefined && url !== '';
}

function isInModal({ view }: BlockAction): boolean {
  return view?.type === 'modal';
}

/** What Slack's events say of the person: of a message that was changed or deleted, its author. */
interface Written {
  readonly user?: unknown;
  readonly user_team?: unknown;
  readonly bot_id?: unknown;
  readonly channel?: unknown;
  readonly channel_type?: unknown;
  readonly thread_ts?: unknown;
  readonly message?: Written;
  readonly previous_message?: Written;
}

function writerOf(event: Written, teamId: string): Visitor {
  const { user, user_team: homeTeam, bot_id: bot } = event.message ?? event.previous_message ?? event;
  return {
    teamId,
    userId: typeof user === 'string' && bot === undefined ? user : undefined,
    homeTeamId: typeof homeTeam === 'string' ? homeTeam : undefined,
  };
}

/** Tells somebody, who wrote to Deskbell in their DM, something that nobody else sees, in the thread that they wrote in. */
async function whisper(client: WebClient, event: Written, { text, blocks }: MessageContent): Promise<void> {
  const { user, thread_ts: thread } = event.message ?? event;
  if (event.channel_type !== 'im' || typeof event.channel !== 'string' || typeof user !== 'string') return;
  await client.chat.postEphemeral({
    channel: event.channel,
    user,
    text,
    ...(blocks.length > 0 && { blocks }),
    ...(typeof thread === 'string' && { thread_ts: thread }),
  });
}

type Body = SlashCommand | BlockAction | SlackShortcut | ViewSubmitAction;

function visitorOf(body: Body): Visitor {
  if ('team_id' in body && typeof body.team_id === 'string') {
    return { teamId: body.team_id, userId: body.user_id, homeTeamId: undefined };
  }
  const { team, user } = body as Exclude<Body, SlashCommand>; // commands were answered above
  return { teamId: team?.id, userId: user.id, homeTeamId: user.team_id };
}

function textOf(shortcut: SlackShortcut): string {
  return shortcut.type === 'message_action' ? (shortcut.message.text ?? '') : '';
}
