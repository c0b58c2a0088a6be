import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import type { Connection } from 'mongoose';
import { DeskbellError, NotAnAdmin, NotTheClaimer, TicketChanged, TicketGone } from '../../src/domain/errors';
import type { Admin } from '../../src/domain/people';
import { standingOf, wantedBy } from '../../src/domain/surfaces';
import type { Action, Rating, Ticket } from '../../src/domain/ticket';
import { retract, reword } from '../../src/services/change';
import * as claims from '../../src/services/claims';
import * as conversation from '../../src/services/conversation';
import * as following from '../../src/services/following';
import type { Ports } from '../../src/services/ports';
import * as desk from '../../src/services/tickets';
import { connect } from '../../src/storage/connection';
import { createIndexes } from '../../src/storage/indexes';
import { type Models, modelsOf, type TicketDocument } from '../../src/storage/models';
import {
  attempt,
  dayMs,
  type Expected,
  isHeld,
  isSame,
  keyed,
  kinds,
  type Move,
  type Outcome,
} from '../support/attempt';
import { startTestDatabase } from '../support/database';
import { actions, alice, becomes, carol, dave, erin, people, type TestPerson } from '../support/life';
import { admit, portsOn } from '../support/ports';

let database: { uri: string; stop(): Promise<void> };
let connection: Connection;
let models: Models;
let ports: Ports;
/** The clock, which the walk moves. */
let now = new Date('2026-11-24T12:00:00Z');

beforeAll(async () => {
  database = await startTestDatabase();
  connection = await connect(database.uri).asPromise();
  models = modelsOf(connection);
  await createIndexes(models);
  ports = await portsOn(models, { clock: { now: () => now } });
  await admit(models, [carol, dave, erin], ports);
});

afterAll(async () => {
  await connection.close();
  await database.stop();
});

interface Came {
  readonly outcome: Outcome;
  readonly error?: DeskbellError;
}

/** Makes the move through the services, and sees what came of it. */
async function make(move: Move, id: string): Promise<Came> {
  let hasChanged = false;
  const watched: Ports = {
    ...ports,
    tickets: {
      ...ports.tickets,
      async change(...args) {
        const changed = await ports.tickets.change(...args);
        // Erasing takes up what was left of other walks too.
        hasChanged ||= changed?.id === id;
        return changed;
      },
    },
  };
  try {
    await perform(move, id, watched);
    return { outcome: hasChanged ? 'changed' : 'nothing' };
  } catch (error) {
    if (!(error instanceof DeskbellError)) throw error;
    expect([move.action, hasChanged]).toEqual([move.action, false]);
    return { outcome: 'refused', error };
  }
}

async function perform(move: Move, id: string, all: Ports): Promise<unknown> {
  const { who, action, key, text = '', to, rating, comment } = move;
  const said = { key, text, patience: new AbortController().signal };
  switch (action) {
    case 'claim':
      return claims.claim(await adminAt(who), id, all);
    case 'start':
      return claims.start(await adminAt(who), id, all);
    case 'close':
      return claims.close(await adminAt(who), id, said, all);
    case 'release':
      return claims.release(await adminAt(who), id, all);
    case 'forceRelease':
      return claims.forceRelease(await adminAt(who), id, all);
    case 'handOver':
      return claims.handOver(await adminAt(who), id, { ...said, to: to.userId }, all);
    case 'ask':
      return conversation.ask(await adminAt(who), id, said, all);
    case 'comment':
      return conversation.comment(await adminAt(who), id, said, all);
    case 'note':
      return conversation.note(await adminAt(who), id, said, all);
    case 'reply':
      return conversation.reply(who, id, said, all);
    case 'edit': {
      const isBegunFrom = (ticket: Ticket): boolean => isSame(ticket, move.begunFrom);
      return desk.edit(who, id, { ...said, ...move.words, isBegunFrom }, all);
    }
    case 'withdraw':
      return desk.withdraw(who, id, all);
    case 'undo':
      return desk.undo(who, id, all);
    case 'reopen':
      return desk.reopen(who, id, said, all);
    case 'rate':
      return desk.rate(who, id, rating, all);
    case 'share':
      return following.share(who, id, { ...said, people: move.people.map(({ userId }) => userId) }, all);
    case 'follow':
      return following.follow(await adminAt(who), id, all);
    case 'unfollow':
      return following.unfollow(who, id, all);
    case 'reword':
      return reword(who, id, { key: comment, text }, all);
    case 'retract':
      return retract(who, id, comment, all);
    case 'erase':
      return desk.eraseWithdrawn(all);
    case 'vacate': {
      const actor = { teamId: who.teamId, userId: 'deskbell', isAdmin: false };
      const wanted = wantedBy(action, actor.userId, { ...all, from: to.userId });
      for (;;) {
        const changed = await all.tickets.change(id, { action, actor, at: now, from: to.userId, wanted });
        if (changed !== undefined) return changed;
        const { claimer, status } = (await all.tickets.find(who.teamId, id)) ?? {};
        // Its claimer may have gone on with it between two looks; then it is theirs still.
        if (claimer !== to.userId || status === undefined || !isHeld(status)) return undefined;
      }
    }
    default:
      return action satisfies never;
  }
}

/** What the guard of a route does. */
async function adminAt(who: TestPerson): Promise<Admin> {
  const admin = await ports.admins.find(who);
  if (admin === undefined) throw new NotAnAdmin();
  return admin;
}

/** What is stored of the ticket, in the model's words. */
function found(document: TicketDocument): Expected {
  const { status, requester, claimer, was, returnUntil, title, description, rating, version } = document;
  const { followers = [] } = document;
  return {
    status,
    requester,
    claimer,
    was,
    returnUntil,
    words: { title, description },
    comments: document.comments.map(({ key, author, kind, text }) => ({ key, author, kind, text })),
    edits: document.edits.map(({ before }) => before),
    rating,
    isErased: title === '',
    isFileDue: document.archive?.dueAt !== undefined,
    history: document.history.map((entry) => {
      const { at: _, ...rest } = entry;
      return rest;
    }),
    followers,
    cards: standingOf(document.entries, { claimer, followers }).flatMap(({ entry: { surface, to }, isOver }) =>
      surface === 'claimer' || surface === 'follower' ? [{ surface, to, isOver }] : [],
    ),
    version,
  };
}

function ordersOf<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]];
  return all.flatMap((first, index) => ordersOf(all.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

const show = (value: unknown): string => JSON.stringify(value);

/**
 * True where what is stored comes from the moves one after the other, in some order, each of which found what the ones before
 * it had made. Who is told that the ticket changed in that moment was overtaken, and so was who took it from one who had it no more.
 */
function isExplained(before: Expected, made: readonly { move: Move; came: Came }[], after: Expected): boolean {
  const isOvertaken = ({ move, came }: (typeof made)[number]): boolean =>
    (came.error instanceof TicketChanged || (move.action === 'forceRelease' && came.error instanceof NotTheClaimer)) &&
    made.some((other) => other.came.outcome === 'changed');
  const counting = made.filter((one) => !isOvertaken(one));
  return ordersOf(counting).some((order) => {
    let state = before;
    const fits = order.every(({ move, came }) => {
      const { outcome, after: next } = attempt(state, move, now);
      state = next;
      return outcome === came.outcome;
    });
    return fits && show(sorted(state)) === show(sorted(after));
  });
}

/** With its fields in one order, to compare. */
function sorted(value: Expected): unknown {
  return { ...inOrder(value), history: value.history.map(inOrder) };
}

function inOrder(one: object): Record<string, unknown> {
  const fields = Object.entries(one).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields.toSorted(([first], [second]) => (first < second ? -1 : 1)));
}

/** Every text that was ever written on the ticket: none is a part of another, or of anything else. */
interface Written {
  readonly open: Set<string>;
  readonly notes: Set<string>;
}

/** Holds what each person gets of the ticket against what they may see. */
async function checkSights(document: TicketDocument, { open, notes }: Written): Promise<void> {
  const { number, status, claimer, requester, followers = [] } = document;
  const isForAdmins = status === 'open' || status === 'completed';
  await Promise.all(
    people.map(async (who) => {
      const isRequester = who.userId === requester;
      const hasIt = who.isAdmin && who.userId === claimer;
      const got = await desk.ticketFor(who, { number }, ports).catch((error: unknown) => error);
      const isAdded = followers.some(({ userId, by }) => userId === who.userId && userId !== by);
      if (!who.isAdmin && !isRequester && !isAdded) {
        expect(got).toBeInstanceOf(TicketGone);
        return;
      }
      const isAll = hasIt || isRequester || (who.isAdmin && isForAdmins) || isAdded;
      const text = show(got);
      const seen = (words: Set<string>): string[] => [...words].filter((word) => text.includes(word));
      expect(got).toMatchObject({ ticket: { number, status } });
      if (!isAll)
        expect([who.userId, status, seen(open), text.includes(requester)]).toEqual([who.userId, status, [], false]);
      const readsNotes = hasIt || (who.isAdmin && isForAdmins && !isRequester);
      if (!readsNotes) expect([who.userId, status, seen(notes)]).toEqual([who.userId, status, []]);
      if (isAll) expect(got).toMatchObject({ ticket: { title: document.title } });
    }),
  );
}

/** What must hold of any ticket, at any time. */
function checkAlways(document: TicketDocument): void {
  const { status, history, claimer, requester, audience, live, comments, entries } = document;
  const path = history.filter(({ to }) => to !== undefined);
  expect(path.map(({ from }) => from)).toEqual([undefined, ...path.slice(0, -1).map(({ to }) => to)]);
  expect(path.at(-1)?.to).toBe(status);
  const isForAdmins = status === 'open' || status === 'completed';
  expect(audience).toBe(isForAdmins ? 'admins' : isHeld(status) ? claimer : 'nobody');
  expect(live).toBe(isHeld(status) || status === 'open');
  if (isHeld(status)) expect([carol, dave, erin].map(({ userId }) => userId)).toContain(claimer);
  expect([status === 'open', claimer === requester]).not.toEqual([true, true]);
  const followers = (document.followers ?? []).map(({ userId }) => userId);
  expect(new Set(followers).size).toBe(followers.length);
  expect(followers.filter((userId) => userId === requester || (isHeld(status) && userId === claimer))).toEqual([]);
  for (const { key } of comments) expect(comments.filter((one) => one.key === key)).toHaveLength(1);
  expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
  expect(document.dueAt).toBeDefined();
  expect(document.closedAt !== undefined).toBe(!live);
  expect(document.wakeAt).toEqual(status === 'withdrawn' && document.title !== '' ? document.returnUntil : undefined);
  if (document.title === '') expect(document.grams).toEqual([]);
  else expect(document.grams.length).toBeGreaterThan(0);
}

/** A move as it is drawn; who it is by, and what it is about, is decided where the ticket stands then. */
const moves = fc.record({
  who: fc.constantFrom(...people),
  action: fc.constantFrom(...actions),
  /** Takes a move that is possible instead: people mostly do what they may. */
  usual: fc.option(fc.nat(), { freq: 4 }),
  /** Sends a form again that was sent before. */
  again: fc.option(fc.nat(), { freq: 1 }),
  people: fc.subarray([...people]),
  to: fc.constantFrom(alice, carol, dave, erin, dave, carol),
  hasText: fc.boolean(),
  which: fc.nat(),
  rating: fc.constantFrom<Rating>('good', 'bad'),
});
type Drawn = typeof moves extends fc.Arbitrary<infer T> ? T : never;

interface Step {
  readonly moves: readonly Drawn[];
  /** The same form or click comes twice. */
  readonly isTwice?: boolean;
  /** How long nothing happens. */
  readonly passes?: number;
}

const steps = fc.oneof<{ arbitrary: fc.Arbitrary<Step>; weight: number }[]>(
  { arbitrary: moves.map((one) => ({ moves: [one] })), weight: 8 },
  { arbitrary: fc.array(moves, { minLength: 2, maxLength: 3 }).map((some) => ({ moves: some })), weight: 6 },
  { arbitrary: moves.map((one) => ({ moves: [one], isTwice: true })), weight: 2 },
  { arbitrary: fc.constantFrom(61_000, 8 * dayMs).map((passes) => ({ moves: [], passes })), weight: 1 },
);

test('random people do random things, several at once: what changes is what the table names, and nobody sees what is not theirs', async () => {
  const done = new Set<Action>();
  const walk = fc.array(steps, { minLength: 20, maxLength: 35, size: 'max' });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(alice, alice, erin), walk, async (requester, walked) => {
      const first = textOf('title');
      const form = { key: randomUUID(), patience: new AbortController().signal };
      const { id } = await desk.submit(requester, { title: first, description: '', ...form }, ports);
      const written: Written = { open: new Set([first]), notes: new Set() };
      const sent: Move[] = [];
      let stored = await storedOf(id);
      let changes = 0;

      for (const { moves: drawn, isTwice = false, passes = 0 } of walked) {
        now = new Date(now.getTime() + 1_000 + passes);
        const before = found(stored);
        const resolved = drawn.map((one) => decided(one, before, sent));
        const made = isTwice ? [...resolved, ...resolved] : resolved;
        for (const move of made) noteWords(move, before, written);

        const all = await Promise.all(made.map(async (move) => ({ move, came: await make(move, id) })));
        stored = await storedOf(id);
        const outcomes = all.map(({ move, came }) => [move.who.userId, move.action, came.outcome, came.error?.name]);
        if (!isExplained(before, all, found(stored)))
          throw new Error(`No order explains it: ${show({ outcomes, before, after: found(stored), made })}`);
        for (const { move, came } of all) {
          if (came.outcome === 'changed') done.add(move.action);
          changes += came.outcome === 'changed' ? 1 : 0;
          const told = came.error?.message ?? '';
          expect([...written.open, ...written.notes].filter((word) => told.includes(word))).toEqual([]);
        }
        expect(stored.version).toBe(changes + 1);
        checkAlways(stored);
        await checkSights(stored, written);
        sent.push(...resolved.filter(({ action }) => keyed.has(action)));
      }
    }),
    // What people did at the same moment does not come again in the same way, so a shorter walk is not looked for.
    { numRuns: 5, endOnFailure: true },
  );
  expect(done.size).toBeGreaterThan(actions.length / 2);
}, 120_000);

async function storedOf(id: string): Promise<TicketDocument> {
  const document = await models.tickets.findById(id).lean<TicketDocument>();
  if (document === null) throw new Error('The ticket is gone.');
  return document;
}

let count = 0;

/** Words that nothing else holds. */
function textOf(what: string): string {
  count += 1;
  return `${what}word${count}x`;
}

/** What is tried where the ticket stands so: mostly what is possible for somebody, and sometimes anything. */
function decided({ usual, again, ...drawn }: Drawn, before: Expected, sent: readonly Move[]): Move {
  const earlier = again === null ? undefined : sent[again % sent.length];
  if (earlier !== undefined) return earlier;
  const named = actions.filter((action) => people.some((who) => becomes(action, who, before, now) !== undefined));
  const comment = before.comments[drawn.which % before.comments.length];
  const isOfComment = comment !== undefined && before.status !== 'withdrawn';
  const possible = [
    ...named,
    ...(isOfComment ? [drawn.hasText ? ('reword' as const) : ('retract' as const)] : []),
    ...(isHeld(before.status) ? ['vacate' as const] : []),
  ];
  const action = (usual === null ? undefined : possible[usual % possible.length]) ?? drawn.action;
  const isAboutComment = action === 'reword' || action === 'retract';
  const able = people.filter(
    (who) =>
      becomes(action, who, before, now) !== undefined ||
      (isOfComment && isAboutComment && comment.author === who.userId),
  );
  const who = (usual === null ? undefined : able[drawn.which % able.length]) ?? drawn.who;
  const holder = people.find(({ userId }) => userId === before.claimer);
  const isWordless = (action === 'close' || action === 'reopen') && !drawn.hasText;
  const hasWords = action === 'reword' || (kinds[action] !== undefined && !isWordless);
  return {
    ...drawn,
    action,
    who,
    key: randomUUID(),
    text: hasWords ? textOf(action) : undefined,
    words: { title: textOf('title'), description: '' },
    begunFrom: drawn.which % 5 === 0 ? { title: 'Printer', description: '' } : before.words,
    to: action === 'vacate' && holder !== undefined && drawn.hasText ? holder : drawn.to,
    comment: comment?.key ?? 'none',
  };
}

function noteWords({ action, text, words, comment }: Move, before: Expected, written: Written): void {
  const isOfNote = action === 'reword' && before.comments.find(({ key }) => key === comment)?.kind === 'note';
  if (text !== undefined) (action === 'note' || isOfNote ? written.notes : written.open).add(text);
  if (action === 'edit') written.open.add(words.title);
}
