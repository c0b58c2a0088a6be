import type { HomeView } from '@slack/types';
import type { Logger } from 'pino';
import type { AuditEntry } from '../../domain/audit';
import type { Person } from '../../domain/people';
import type { AdminNews, Doubt, DueAdmin, NewsStore, Told } from '../../services/delivery-ports';
import type { Audit, Clock } from '../../services/ports';
import { letterOf } from '../views/letters';
import { accountErrors, accountRetryMs, type Called, type SlackMessages } from './slack-messages';
import { searchBeforeMs, type Timing } from './timing';

export interface MessengerPorts {
  readonly store: NewsStore;
  readonly audit: Audit;
  readonly slack: SlackMessages;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: Logger;
  /** Puts the tickets that somebody claimed `before` back into the queue; false where that has to go on. */
  vacate(person: Person, before: Date | undefined): Promise<boolean>;
  homeOf(person: Person): Promise<HomeView>;
  /** Once it is aborted, nobody is begun with any more. */
  readonly stopping: AbortSignal;
}

/** After a failure that may pass it is tried again so soon; and so soon goes on what is done some at a time. */
const retryMs = 30_000;

/** Takes one admin after the other to whom something happened: puts it on record, tells them, and shows them their Home as it is now. */
export async function tellAll(ports: MessengerPorts): Promise<void> {
  const { store, clock, timing } = ports;
  while (!ports.stopping.aborted) {
    const due = await store.take(clock.now(), timing);
    if (due === undefined) return;
    await store.release(due, await tell(due, ports), clock.now());
  }
}

async function tell(due: DueAdmin, ports: MessengerPorts): Promise<Told> {
  const { slack, clock, timing, log } = ports;
  const begunAt = clock.now();
  const retries: Date[] = [];
  const keys: string[] = [];
  let doubt: Doubt | undefined;

  const isVacated = await vacated();
  await ports.audit.append(due.news.flatMap((news) => recordOf(news, due)));
  const isHomeShown = !due.homeDue || (await showHome());
  await tellLetters();
  return { keys, isHomeShown, isVacated, doubt, dueAt: retries.toSorted((a, b) => a.getTime() - b.getTime())[0] };

  /** What was under way when somebody's time as an admin ended may still have given them a ticket: they are looked for once more. */
  async function vacated(): Promise<boolean> {
    if (due.vacateUntil === undefined) return true;
    const isWhole = await ports.vacate(due, due.isAgainSince);
    if (!isWhole) again(retryMs);
    else if (due.vacateUntil > begunAt) retries.push(due.vacateUntil);
    else return true;
    return false;
  }

  async function showHome(): Promise<boolean> {
    if (!hasTime()) return false;
    const home = await slack.publishHome(due.userId, await ports.homeOf(due));
    // Nobody can look at the Home of an account that is gone.
    return isKnown(home);
  }

  /** One letter after the other; one whose post is in doubt is looked for before it is posted again, and holds the later ones. */
  async function tellLetters(): Promise<void> {
    const arrived = due.doubt === undefined ? new Set<string>() : await searched(due.doubt);
    if (arrived === undefined) return;
    for (const news of due.news) {
      const letter = letterOf(news);
      if (letter === undefined || arrived.has(news.key)) {
        keys.push(news.key);
        continue;
      }
      if (due.doubt !== undefined && due.doubt.until > clock.now()) return stillIn(due.doubt);
      if (!hasTime()) return;
      const posted = await slack.post({
        ...letter,
        to: due.userId,
        threadTs: undefined,
        broadcast: false,
        ticketId: due.id,
        key: news.key,
      });
      if (posted.is === 'unknown')
        return stillIn({ since: begunAt, until: new Date(clock.now().getTime() + timing.doubtMs) });
      if (!isKnown(posted)) return;
      if (posted.is === 'refused')
        log.error({ error: posted.error, news: news.what }, 'Slack refused a message to an admin.');
      keys.push(news.key);
    }
  }

  /** The keys of the letters that stand in Slack since the doubt began; undefined where Slack does not say. */
  async function searched({ since, until }: Doubt): Promise<Set<string> | undefined> {
    const opened = await slack.openDm(due.userId);
    // Whom Slack opens no DM to has no letter there.
    if (opened.is === 'refused' && !accountErrors.has(opened.error)) return new Set();
    const found =
      opened.is === 'done' ? await slack.search(opened.result, new Date(since.getTime() - searchBeforeMs)) : opened;
    if (found.is === 'done') return new Set(found.result.map(({ key }) => key));
    doubt = { since, until };
    again(found.is === 'limited' ? found.retryAfterMs : retryMs);
    return undefined;
  }

  /** False where the call did not come to its end, or may go through later: it is made again then. */
  function isKnown<T>(called: Called<T>): called is Extract<Called<T>, { is: 'done' | 'refused' }> {
    const isLater = called.is === 'refused' && accountErrors.has(called.error);
    if (called.is === 'done' || (called.is === 'refused' && !isLater)) return true;
    again(called.is === 'limited' ? called.retryAfterMs : isLater ? accountRetryMs : retryMs);
    return false;
  }

  /** No call with less than two time-outs of the lease left: somebody else could be at the same message by then. */
  function hasTime(): boolean {
    const isLeft = due.leaseUntil.getTime() - clock.now().getTime() > 2 * timing.callTimeoutMs;
    if (!isLeft) again(0);
    return isLeft;
  }

  function stillIn(what: Doubt): void {
    doubt = what;
    retries.push(what.until);
  }

  function again(ms: number): void {
    retries.push(new Date(clock.now().getTime() + ms));
  }
}

function recordOf(news: AdminNews, { teamId, userId }: Person): AuditEntry[] {
  if (news.what === 'told') return [];
  const { key, at, what, who } = news;
  return [{ key, teamId, at, what, who, ...(who !== userId && { whom: userId }) }];
}
