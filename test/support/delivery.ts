import { EventEmitter, once } from 'node:events';
import type { Actor, ApiCall, Message } from '@deskbell/sandbox';
import { WebClient } from '@slack/web-api';
import mongoose from 'mongoose';
import { floodGate } from '../../src/slack/delivery/pacing';
import { timing } from '../../src/slack/delivery/timing';
import { budgetsIn } from '../../src/storage/budgets';
import { type TestDesk, until } from './desk';

/** A little longer than it stays unknown what became of a call. */
export const doubtMs = timing.doubtMs + 1_000;
/** A little longer than a ticket belongs to one delivery. */
export const leaseMs = timing.leaseMs + 1_000;

/** Resolves when Deskbell has nothing in hand and nothing to do at this moment; later there may be. */
export async function quiet(desk: TestDesk, limitMs?: number): Promise<void> {
  await until('Deskbell to be quiet', async () => ((await isBusy(desk)) ? undefined : true), limitMs);
}

/** Whether Deskbell has a ticket in hand, or one to do at this moment. */
async function isBusy({ inDatabase, now }: TestDesk): Promise<boolean> {
  const inHand = { leaseUntil: mongoose.trusted({ $exists: true }) };
  const due = { dueAt: mongoose.trusted({ $lte: now() }) };
  return (await inDatabase(({ tickets }) => tickets.exists({ $or: [inHand, due] }))) !== null;
}

/** The doubt about what Slack did is over, and what follows from it is done. */
export async function doubtEnds(desk: TestDesk): Promise<void> {
  await quiet(desk);
  desk.passes(doubtMs);
  await desk.settled();
}

/** Makes every ticket due, as a change of it would. */
export async function makeDue(desk: TestDesk): Promise<void> {
  await desk.inDatabase(({ tickets }) => tickets.updateMany({}, { $set: { dueAt: desk.now() } }));
}

/** What stands in a conversation: neither what only one person sees, nor the stones of deleted messages. */
export function standing(person: Actor, conversation = 'app'): Message[] {
  return person.messages(conversation).filter((message) => !message.ephemeral && !isStone(message));
}

/** What stands in the thread of a message. */
export function replies(person: Actor, { ts }: Message, conversation = 'app'): Message[] {
  return person.thread(conversation, ts).slice(1);
}

export function isStone({ text }: Message): boolean {
  return text === 'This message was deleted.';
}

/** The calls of a method so far, those with such arguments. */
export function callsOf(desk: TestDesk, method: string, wanted: Record<string, unknown> = {}): ApiCall[] {
  return desk.workspace.calls.filter((call) => call.method === method && matches(call.args, wanted));
}

export function matches(args: Record<string, unknown>, wanted: Record<string, unknown>): boolean {
  return Object.entries(wanted).every(([name, value]) => args[name] === value);
}

/** Makes a call to Slack past Deskbell: one that Slack had accepted, and that lands only now. */
export async function lands({ workspace }: TestDesk, method: string, args: Record<string, unknown>): Promise<void> {
  const slack = new WebClient(workspace.tokens.bot, { slackApiUrl: workspace.apiUrl });
  await slack.apiCall(method, args);
}

export interface Gate {
  /** Resolves when the call has come to the gate. */
  readonly reached: Promise<unknown>;
  open(): void;
}

/** Holds the first such call from now on, before or after Slack does what it asks for. */
export function holds(
  { workspace }: TestDesk,
  moment: 'before' | 'after',
  method: string,
  wanted: Record<string, unknown> = {},
): Gate {
  const reached = signal();
  const opened = signal();
  workspace.faults.onCall(async (call, when) => {
    if (when !== moment || call.method !== method || !matches(call.args, wanted)) return;
    workspace.faults.onCall(undefined);
    reached.give();
    await opened.given;
  });
  return { reached: reached.given, open: opened.give };
}

/** Lets all calls of a method hang in Slack until it heals; resolves when one does. */
export function hanging({ workspace: { faults } }: TestDesk, method: string): Promise<void> {
  faults.next(method, { hangs: 'before' }, { times: 1000 });
  return new Promise((called) => {
    faults.onCall((call) => {
      if (call.method === method) called();
    });
  });
}

/** A promise, and what resolves it. */
export function signal(): { readonly given: Promise<unknown>; give(): void } {
  const giver = new EventEmitter();
  return { given: once(giver, 'given'), give: () => giver.emit('given') };
}

/** More tickets have come than anybody would scroll past. */
export async function floods(desk: TestDesk): Promise<void> {
  const end = new Date(desk.now().getTime() + 60_000);
  await desk.inDatabase((models) => budgetsIn(models).close('T0PRACTICE', floodGate('C0TRIAGE'), end));
}

/** Alice's ticket, claimed by Carol; gives Carol's card of it. */
export async function claims(desk: TestDesk, title = 'Printer on fire'): Promise<Message> {
  const { carol } = desk;
  await carol.presses('Claim', await carol.sees(title, { in: 'triage' }));
  const card = await carol.sees(title);
  await quiet(desk);
  return card;
}

/** Carol writes a comment from her card; it is stored then. */
export async function comments({ carol }: TestDesk, card: Message, words: string): Promise<void> {
  await carol.presses('Comment', card);
  const form = await carol.modal();
  form.fills({ Comment: words });
  await form.submits();
  await carol.noModal();
}

/** Carol closes the ticket from her card; it is stored then. */
export async function closes({ carol }: TestDesk, card: Message): Promise<void> {
  await carol.presses('Close', card);
  await (await carol.modal()).submits();
  await carol.noModal();
}
