import { mongo } from 'mongoose';
import { grams } from '../src/domain/grams';
import { audienceOf } from '../src/domain/sight';
import { isHeld, isLive, type Status } from '../src/domain/ticket';
import type { TicketDocument } from '../src/storage/models';

export const teamId = 'T0BENCH';
const admins = Array.from({ length: 10 }, (_, index) => `U0ADMIN${index}`);
export const firstAdmin = 'U0ADMIN0';
/** The one who has sent the most. */
export const busiest = 'U0AUTHOR0';
/** The name of a device, which few tickets have. */
export const rareWord = 'lt7x';
/** Ten years, in which the tickets came one after the other. */
const years = { from: Date.UTC(2016, 0, 1), until: Date.UTC(2026, 0, 1) };

/** Beside these, nine of ten tickets say please, and each names a device that few others name. */
const words = {
  things:
    `printer laptop screen mouse keyboard phone headset projector scanner badge door lamp heating window coffee fridge router
    server mailbox calendar password account licence invoice contract payroll website database backup folder drive meeting room chair
    desk car parking key locker cable`.split(/\s+/),
  troubles:
    `broken slow missing stuck locked lost noisy dirty empty expired frozen wrong unreadable offline loose leaking burning
    cracked outdated full`.split(/\s+/),
  places:
    `Berlin Lisbon Oslo Madrid Zürich Malmö Kraków Lyon Porto Gent reception kitchen basement warehouse workshop lobby`.split(
      /\s+/,
    ),
  asides:
    `since yesterday again today before noon urgent customer waiting nobody knows why tried restarting twice already another
    colleague same problem thanks`.split(/\s+/),
} as const;

/** How many live tickets there are among so many. */
export function liveOf(size: number): number {
  return Math.min(500, size / 10);
}

/** When the ticket with this number came. */
export function createdAtOf(number: number, size: number): Date {
  return new Date(years.from + Math.floor(((years.until - years.from) * number) / size));
}

/** Of the messages that a ticket has in Slack. */
export function tsOf(createdAt: Date): string {
  return (createdAt.getTime() / 1000).toFixed(6);
}

/** So many tickets, nearly all of which have ended, the same ones each time; a batch after the other. */
export function* seededTickets(size: number, batch: number): Generator<TicketDocument[]> {
  const random = randomFrom(size);
  let made: TicketDocument[] = [];
  for (let number = 1; number <= size; number += 1) {
    made.push(ticketOf(number, size, random));
    if (made.length < batch && number < size) continue;
    yield made;
    made = [];
  }
}

function ticketOf(number: number, size: number, random: () => number): TicketDocument {
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T; // within the list
  const status = statusOf(number, size, random);
  const isErased = status === 'withdrawn';
  // Few people send many of the tickets.
  const requester = `U0AUTHOR${Math.floor(authorsOf(size) * random() ** 2)}`;
  const claimer = isHeld(status) || status === 'completed' ? one(admins) : undefined;
  const asks = random() < 0.9 ? ['please'] : [];
  const device = `lt${Math.floor(random() * Math.max(40, size / 250))}x`;
  const title = [one(words.things), one(words.troubles), one(words.places), device].join(' ');
  const description = [...asks, one(words.things), one(words.asides), one(words.asides), one(words.places)].join(' ');
  const createdAt = createdAtOf(number, size);
  const claimedAt = later(createdAt, random);
  const closedAt = later(claimedAt, random);
  const ts = tsOf(createdAt);
  const step = { who: claimer ?? requester, key: `${number}` };
  return {
    _id: new mongo.ObjectId(),
    teamId,
    number,
    key: `bench:${number}`,
    requester,
    title: isErased ? '' : title,
    description: isErased ? '' : description,
    status,
    live: isLive(status),
    audience: audienceOf({ status, claimer }),
    grams: isErased ? [] : grams(title, description),
    createdAt,
    ...(claimer !== undefined && { claimer, claimedAt, claimerSince: claimedAt }),
    ...(!isLive(status) && { closedAt }),
    version: 4,
    comments: isErased
      ? []
      : [{ key: `${number}`, author: requester, kind: 'comment', text: description, at: claimedAt }],
    edits: [],
    history: [
      { at: createdAt, what: 'submit', to: 'open', ...step },
      { at: claimedAt, what: 'claim', from: 'open', to: 'claimed', ...step },
    ],
    entries: [
      { key: `${number}:triage`, surface: 'triage', to: 'C0TRIAGE', channel: 'C0TRIAGE', ts },
      { key: `${number}:card`, surface: 'requester', to: requester, channel: `D${requester}`, ts },
    ],
    threads: [`C0TRIAGE:${ts}`, `D${requester}:${ts}`],
    tries: 0,
  };
}

function authorsOf(size: number): number {
  return Math.max(20, size / 500);
}

/** Of the live ones most came last, and some have been there for long. */
function statusOf(number: number, size: number, random: () => number): Status {
  const live = liveOf(size);
  const isNew = number > size - live * 0.8;
  const isOld = number % Math.round(size / (live * 0.2)) === 0;
  const dice = random();
  if (!isNew && !isOld) return dice < 0.04 ? 'withdrawn' : 'completed';
  if (dice < 0.6) return 'open';
  if (dice < 0.75) return 'claimed';
  return dice < 0.9 ? 'in_progress' : 'waiting';
}

/** Some minutes or some days later: so those that came first do not end first. */
function later(date: Date, random: () => number): Date {
  return new Date(date.getTime() + Math.floor(60_000 * 10 ** (random() * 4)));
}

/** Numbers from 0 to 1 that look random and are the same each time (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
