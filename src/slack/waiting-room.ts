import type { ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { DeskbellError, InviteOver, LoginNeeded } from '../domain/errors';
import { type Admin, openInvite, type Person } from '../domain/people';
import { counted } from './counted';
import type { Desk } from './desk';
import { messageFor } from './report-errors';
import type { MessageContent } from './views/blocks';
import { isChart } from './views/charts';
import { saidView } from './views/forms';
import { loginForm, setPasswordForm } from './views/sessions';

/** How a form is acknowledged; undefined where it closes. */
export type Acknowledged = ViewResponseAction | undefined;
/** The same of a login. */
type WentOn = { readonly response_action: 'update'; readonly view: ModalView } | { readonly response_action: 'clear' };

/** What comes of a login. */
export interface LoggedIn {
  /** The name of what waited for it, or nothing. */
  readonly asked: string;
  /** What is shown where nothing waits. */
  readonly otherwise: ModalView;
}

/** Who goes on, after their login. */
interface Back {
  readonly person: Person;
  readonly client: WebClient;
  readonly patience: AbortSignal;
}

interface Outcome {
  /** What the person sees in the place of the login. */
  readonly show?: ModalView | MessageContent;
  /** Given where no form should be left open; otherwise the login alone closes. */
  readonly closes?: 'all';
  /** What takes its time, once the login is answered: in the modal that stands in its place then, by its id. */
  readonly goesOn?: GoesOn;
}

export type GoesOn = (viewId: string) => Promise<void>;

/** How a login is answered, and what goes on after that. */
interface Gone {
  readonly answer: WentOn | undefined;
  readonly goesOn?: GoesOn | undefined;
}

/** How a route goes on with what it had put here: each knows its own. */
type Way = (asked: never, back: Back) => Promise<Outcome>;

/** Where what somebody asked for waits until they have logged in: under the name of its route, in the database. */
export function waitingRoom(desk: Desk) {
  const ways = new Map<string, Way>();
  return { knows, put, orLogin, goOn };

  /** How the route goes on with what waited. */
  function knows(route: string, way: Way): void {
    ways.set(route, way);
  }

  async function put(route: string, person: Person, asked: object): Promise<string> {
    return await desk.asked.put(person, { route, asked }, desk.clock.now());
  }

  /** What `make` gives; where it needs a login, the login, which then goes on with it. */
  async function orLogin<T>(route: string, asked: object, make: () => Promise<T>): Promise<T | ModalView> {
    try {
      return await counted(route, desk, make);
    } catch (error) {
      if (!(error instanceof LoginNeeded)) throw error;
      return loginOf(error.admin, await put(route, error.admin, asked), desk.clock.now());
    }
  }

  /** Does what waited under the name `id`. Who may is asked anew: nothing that waited is trusted. */
  async function goOn(id: string, back: Back, otherwise: ModalView): Promise<Gone> {
    const { person } = back;
    const waited = id === '' ? undefined : await desk.asked.find(person, id, desk.clock.now());
    const route = String(waited?.['route']);
    const way = ways.get(route);
    if (waited === undefined || way === undefined)
      return { answer: { response_action: 'update', view: id === '' ? otherwise : saidView(tooOld) } };
    // Whoever was told that it is late sends the login again: it waits for that.
    back.patience.throwIfAborted();
    const { show, closes, goesOn } = await outcomeOf(route, way, waited['asked'], back);
    if (!back.patience.aborted) await desk.asked.done(person, id);
    if (show !== undefined) return { answer: { response_action: 'update', view: asModal(show) }, goesOn };
    return { answer: closes === 'all' ? { response_action: 'clear' } : undefined, goesOn };
  }

  /** What the person is told of a refusal stands in the place of the login; what cannot be reached is told in the login, which can be sent again. */
  async function outcomeOf(route: string, way: Way, asked: unknown, back: Back): Promise<Outcome> {
    try {
      return await counted(route, desk, () => way(asked as never, back)); // stored under the route's own name, by the same route
    } catch (error) {
      if (!(error instanceof DeskbellError)) throw error;
      return { show: saidView(messageFor(error, desk)) };
    }
  }
}

const tooOld =
  'You are logged in. What you asked for was done already, or is more than an hour old: look, and ask once more if it is missing.';

/** The login of an admin; where they have no password yet, the form that sets one. */
export function loginOf(admin: Admin, asked: string, now: Date): ModalView {
  if (admin.hasPassword) return loginForm(asked);
  const invite = openInvite(admin, now);
  return invite === undefined ? saidView(new InviteOver().message) : setPasswordForm(invite.id, asked);
}

/** A message as a modal; a modal as it is. Charts stay away, which Slack takes in no modal: a message says in words what they show. */
export function asModal(shown: ModalView | MessageContent): ModalView {
  return 'type' in shown ? shown : { ...saidView(''), blocks: shown.blocks.filter((block) => !isChart(block)) };
}
