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
import { DeskbellError, StoreAway, StoreSlow } from '../domain/errors';
import type { DeskApp } from './app';
import type { Desk } from './desk';
import type { Guard, Visitor } from './guards';
import { openView } from './open-view';
import { publishHome } from './publish-home';
import { type Place, reportError } from './report-errors';
import type { MessageContent } from './views/blocks';
import { within } from './within';

interface Visit<Actor> {
  readonly actor: Actor;
  readonly desk: Desk;
}

export interface CommandVisit<Actor> extends Visit<Actor> {
  readonly command: SlashCommand;
}

export interface Click<Actor> extends Visit<Actor> {
  readonly action: ButtonAction;
}

export interface Press<Actor> extends Visit<Actor> {
  /** The value of the button, or the text of the message that a shortcut was used on. */
  readonly value: string;
}

export interface Submission<Actor> extends Visit<Actor> {
  readonly view: ViewOutput;
  /** Ends when the person is told to send the form again. */
  readonly patience: AbortSignal;
}

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

    /** A button that does something at once. */
    click<Actor>(id: string, guard: Guard<Actor>, listener: (click: Click<Actor>) => Promise<void>): void {
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        await answer(
          placeOf(body, respond, client),
          async () => await listener({ actor: await guard(visitorOf(body), desk), desk, action }),
          async (made) => await made,
        );
      });
    },

    /** A button that turns the Home to another page. */
    turns<Actor>(id: string, guard: Guard<Actor>, page: (click: Click<Actor>) => Promise<HomeView>): void {
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        await answer(
          placeOf(body, respond, client),
          async () => await page({ actor: await guard(visitorOf(body), desk), desk, action }),
          async (made) => await publishHome(client, body.user.id, await made, body.view?.hash),
        );
      });
    },

    /** A button that opens a form. */
    opens<Actor>(id: string, guard: Guard<Actor>, form: (press: Press<Actor>) => Promise<ModalView>): void {
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        await answer(
          placeOf(body, respond, client),
          async () => await form({ actor: await guard(visitorOf(body), desk), desk, value: action.value ?? '' }),
          async (made) => await openView(client, body.trigger_id, made, desk),
        );
      });
    },

    /** A shortcut that opens a form. */
    shortcut<Actor>(id: string, guard: Guard<Actor>, form: (press: Press<Actor>) => Promise<ModalView>): void {
      app.shortcut(id, async ({ ack, body, client }) => {
        await ack();
        await answer(
          { kind: 'trigger', client, triggerId: body.trigger_id },
          async () => await form({ actor: await guard(visitorOf(body), desk), desk, value: textOf(body) }),
          async (made) => await openView(client, body.trigger_id, made, desk),
        );
      });
    },

    /** A form: it closes once what it says is stored, and stays open with its words otherwise. */
    submission<Actor>(
      id: string,
      guard: Guard<Actor>,
      listener: (submission: Submission<Actor>) => Promise<void>,
    ): void {
      app.view<ViewSubmitAction>(id, async ({ ack, body, view }) => {
        await answer(
          { kind: 'form', ack, blocks: view.blocks },
          async (patience) => await listener({ actor: await guard(visitorOf(body), desk), desk, view, patience }),
          async (made) => {
            await made;
            await ack();
          },
        );
      });
    },

    /** An event: it stands in the inbox until its listener has come to the end. One of somebody who may not is left alone. */
    event<Actor, Type extends string>(
      type: Type,
      guard: Guard<Actor>,
      listener: (news: News<Actor, Type>) => Promise<void>,
    ): void {
      app.hears(type);
      app.event(type, async ({ body, event, client }) => {
        const { user } = event as { user?: unknown }; // events name their person so, those that have one
        const visitor: Visitor = {
          teamId: body.team_id,
          userId: typeof user === 'string' ? user : undefined,
          homeTeamId: undefined,
        };
        try {
          const actor = await guard(visitor, desk);
          await listener({ actor, desk, event: event as KnownEventFromType<Type>, client }); // Bolt has matched the type
        } catch (error) {
          // A refusal stays one however often the event is worked off, and there is nobody to tell.
          if (!(error instanceof DeskbellError)) throw error;
        }
      });
    },
  };

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
  return body.response_url === undefined || body.response_url === ''
    ? { kind: 'trigger', client, triggerId: body.trigger_id }
    : { kind: 'message', respond };
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
