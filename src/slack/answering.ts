import type {
  App,
  BlockAction,
  ButtonAction,
  KnownEventFromType,
  RespondFn,
  SlackShortcut,
  SlashCommand,
  ViewOutput,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { DeskbellError, StoreAway, StoreSlow } from '../domain/errors';
import type { Desk } from './desk';
import type { Guard, Visitor } from './guards';
import { openView } from './open-view';
import { type Place, reportError } from './report-errors';
import { within } from './within';

interface Visit<Actor> {
  readonly actor: Actor;
  readonly desk: Desk;
}

export interface CommandVisit<Actor> extends Visit<Actor> {
  readonly command: SlashCommand;
  readonly respond: RespondFn;
}

export interface Click<Actor> extends Visit<Actor> {
  readonly action: ButtonAction;
  readonly client: WebClient;
}

export interface Press<Actor> extends Visit<Actor> {
  /** The value of the button, or the text of the message that a shortcut was used on. */
  readonly value: string;
}

export interface Submission<Actor> extends Visit<Actor> {
  readonly view: ViewOutput;
}

export interface News<Actor, Type extends string> extends Visit<Actor> {
  readonly event: KnownEventFromType<Type>;
  readonly client: WebClient;
}

/** How each kind of thing that comes from Slack is let in, acknowledged and, where it fails, answered. `routes.ts` says what there is. */
export function answering(app: App, desk: Desk) {
  /** Guard and work together have to be done before the person's patience ends. */
  const inTime = async <T>(work: Promise<T>, late: Error): Promise<T> =>
    await within(desk.patienceMs, work, late, (err) =>
      desk.log.warn({ err }, 'Something failed after the person was told that it is late.'),
    );

  return {
    /** A command, which its listener answers, or which opens the form that it gives back. */
    command<Actor>(
      name: string,
      guard: Guard<Actor>,
      listener: (visit: CommandVisit<Actor>) => Promise<ModalView | undefined>,
    ): void {
      app.command(name, async ({ ack, body, command, respond, client }) => {
        await ack();
        const work = async (): Promise<ModalView | undefined> =>
          await listener({ actor: await guard(visitorOf(body), desk), desk, command, respond });
        const answered = async (): Promise<void> => {
          const form = await inTime(work(), new StoreAway());
          if (form !== undefined) await openView(client, body.trigger_id, Promise.resolve(form), desk);
        };
        await answer(answered, { kind: 'message', respond });
      });
    },

    /** A button that does something at once. */
    click<Actor>(id: string, guard: Guard<Actor>, listener: (click: Click<Actor>) => Promise<void>): void {
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        const work = async (): Promise<void> =>
          await listener({ actor: await guard(visitorOf(body), desk), desk, action, client });
        await answer(() => inTime(work(), new StoreAway()), placeOf(body, respond, client));
      });
    },

    /** A button that opens a form. */
    opens<Actor>(id: string, guard: Guard<Actor>, form: (press: Press<Actor>) => Promise<ModalView>): void {
      app.action<BlockAction<ButtonAction>>(id, async ({ ack, body, action, client, respond }) => {
        await ack();
        const view = async (): Promise<ModalView> =>
          await form({ actor: await guard(visitorOf(body), desk), desk, value: action.value ?? '' });
        await answer(
          () => openView(client, body.trigger_id, inTime(view(), new StoreAway()), desk),
          placeOf(body, respond, client),
        );
      });
    },

    /** A shortcut that opens a form. */
    shortcut<Actor>(id: string, guard: Guard<Actor>, form: (press: Press<Actor>) => Promise<ModalView>): void {
      app.shortcut(id, async ({ ack, body, client }) => {
        await ack();
        const view = async (): Promise<ModalView> =>
          await form({ actor: await guard(visitorOf(body), desk), desk, value: textOf(body) });
        const triggerId = body.trigger_id;
        await answer(() => openView(client, triggerId, inTime(view(), new StoreAway()), desk), {
          kind: 'trigger',
          client,
          triggerId,
        });
      });
    },

    /** A form: it closes once what it says is stored, and stays open with its words otherwise. */
    submission<Actor>(
      id: string,
      guard: Guard<Actor>,
      listener: (submission: Submission<Actor>) => Promise<void>,
    ): void {
      app.view<ViewSubmitAction>(id, async ({ ack, body, view }) => {
        const work = async (): Promise<void> =>
          await listener({ actor: await guard(visitorOf(body), desk), desk, view });
        const stored = async (): Promise<void> => {
          await inTime(work(), new StoreSlow());
          await ack();
        };
        await answer(stored, { kind: 'form', ack, blocks: view.blocks });
      });
    },

    /** An event: it stands in the inbox until its listener has come to the end. One of somebody who may not is left alone. */
    event<Actor, Type extends string>(
      type: Type,
      guard: Guard<Actor>,
      listener: (news: News<Actor, Type>) => Promise<void>,
    ): void {
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

  async function answer(work: () => Promise<void>, place: Place): Promise<void> {
    try {
      await work();
    } catch (error) {
      const slow = place.kind === 'form' && desk.isStoreAway(error);
      await reportError(slow ? new StoreSlow() : error, place, desk);
    }
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
