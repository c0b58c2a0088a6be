import type { Logger } from 'pino';
import {
  beginWords,
  isEndedBy,
  isInTheWay,
  type Place,
  placesOf,
  type Trouble,
  type TroubleKind,
  troubleOf,
} from '../../domain/troubles';
import {
  lookAfter,
  mend,
  probeEveryMs,
  raise,
  settle,
  type TroublePorts,
  type TroubleSeen,
} from '../../services/troubles';
import type { Called, SlackMessages } from './slack-messages';

export interface WatchPorts extends TroublePorts {
  readonly log: Logger;
}

/**
 * Keeps an eye on the places where calls are refused until somebody puts it right. While one is in trouble, calls that need it are
 * answered as Slack would, and one a minute, of all processes together, is made to see whether it works again.
 */
export interface Watch {
  /** The same calls, watched. */
  over(slack: SlackMessages): SlackMessages;
  /** Slack refused a message of a ticket for a reason that lies in the message. */
  refused(ticket: number, error: string): Promise<void>;
  /** A ticket was given up until it changes. */
  givenUp(ticket: number): Promise<void>;
  /** Nothing of a ticket was refused. */
  shown(ticket: number): Promise<void>;
  /** Looks after what is in trouble. `checkToken` is a watched call. */
  look(checkToken: () => Promise<unknown>): Promise<void>;
}

export function createWatch(ports: WatchPorts): Watch {
  const { teamId, triageChannel, troubles, clock, log } = ports;
  /** The places that are in trouble, as far as this process knows, each with the tickets that it is about. What the database says counts. */
  let known = new Map<string, { kind: TroubleKind; tickets: Set<number> }>();

  return {
    over: watched,
    refused: async (ticket, error) => await seen({ where: 'refused', kind: 'refused', error, ticket }),
    givenUp: async (ticket) => await seen({ where: 'given up', kind: 'givenUp', error: '', ticket }),
    async shown(ticket) {
      for (const where of ['refused', 'given up']) {
        if (known.get(where)?.tickets.delete(ticket)) await mend(where, ticket, ports);
      }
    },
    async look(checkToken) {
      const left = await lookAfter(ports);
      known = new Map(left.map(({ where, kind, tickets }) => [where, { kind, tickets: new Set(tickets) }]));
      if (left.some(({ kind }) => kind === 'tokenRefused')) await checkToken();
    },
  };

  async function seen(trouble: TroubleSeen): Promise<void> {
    const { where, kind, ticket } = trouble;
    const begun = await raise(trouble, ports);
    const tickets = known.get(where)?.tickets ?? new Set();
    known.set(where, { kind, tickets: ticket === undefined ? tickets : tickets.add(ticket) });
    // Of a ticket's own message the delivery has told the log.
    if (begun !== undefined && ticket === undefined) say(begun);
  }

  function say(trouble: Trouble): void {
    log.error({ where: trouble.where, error: trouble.error }, beginWords(trouble));
  }

  async function minded<T>(place: Place, call: () => Promise<Called<T>>): Promise<Called<T>> {
    const places = placesOf(place);
    const stopped = await stoppedAt(places, place.method);
    if (stopped !== undefined) return { is: 'refused', ...stopped };
    const called = await call();
    if (called.is === 'done') await worked(places, place.method);
    if (called.is !== 'refused') return called;
    const trouble = troubleOf(called.error, place);
    if (trouble === undefined) return called;
    await seen({ ...trouble, error: called.error });
    return { ...called, waitsFor: trouble.where };
  }

  /** The place that is in trouble, and what Slack says there; undefined where the call may be made. */
  async function stoppedAt(
    places: readonly string[],
    method: string,
  ): Promise<{ error: string; waitsFor: string } | undefined> {
    for (const where of places) {
      const trouble = known.get(where);
      if (trouble === undefined || !isInTheWay(trouble.kind, method)) continue;
      const now = clock.now();
      const may = await troubles.mayTry(teamId, where, now, new Date(now.getTime() + probeEveryMs));
      if (may === 'no trouble') known.delete(where);
      else if (may !== 'now') return { error: may.error, waitsFor: where };
    }
    return undefined;
  }

  async function worked(places: readonly string[], method: string): Promise<void> {
    for (const where of places) {
      const trouble = known.get(where);
      if (trouble === undefined || !isEndedBy(trouble.kind, method)) continue;
      known.delete(where);
      const ended = await settle(where, ports);
      if (ended !== undefined) log.warn({ where }, 'It works again, and what waited for it is shown now.');
    }
  }

  function to(method: string, channel: string): Place {
    return { method, triage: channel === triageChannel ? channel : undefined };
  }

  function into(method: string, channel: string): Place {
    return { ...to(method, channel), toPerson: /^[DUW]/.test(channel) };
  }

  function watched(slack: SlackMessages): SlackMessages {
    return {
      checkToken: () => minded({ method: 'auth.test' }, () => slack.checkToken()),
      post: (one) => minded(into('chat.postMessage', one.to), () => slack.post(one)),
      update: (at, content) => minded(to('chat.update', at.channel), () => slack.update(at, content)),
      delete: (at) => minded(to('chat.delete', at.channel), () => slack.delete(at)),
      beginUpload: (name, length) =>
        minded({ method: 'files.getUploadURLExternal' }, () => slack.beginUpload(name, length)),
      sendBytes: (url, content) => slack.sendBytes(url, content),
      share: (id, title, words, at) =>
        minded(into('files.completeUploadExternal', at.channel), () => slack.share(id, title, words, at)),
      sharedAt: (id, channel) => minded({ method: 'files.info' }, () => slack.sharedAt(id, channel)),
      deleteFile: (id) => minded({ method: 'files.delete' }, () => slack.deleteFile(id)),
      publishHome: (userId, view) => minded({ method: 'views.publish' }, () => slack.publishHome(userId, view)),
      openDm: (user) => minded({ method: 'conversations.open' }, () => slack.openDm(user)),
      search: (channel, oldest, thread) => minded(reading(thread), () => slack.search(channel, oldest, thread)),
      page: (channel, oldest, thread, cursor) =>
        minded(reading(thread), () => slack.page(channel, oldest, thread, cursor)),
    };
  }
}

function reading(thread: string | undefined): Place {
  return { method: thread === undefined ? 'conversations.history' : 'conversations.replies' };
}
