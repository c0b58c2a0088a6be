import type { Actor, Message } from '@deskbell/sandbox';
import { claims } from '../support/delivery';
import { type DeskOptions, submits, type TestDesk } from '../support/desk';
import type { Patience } from './patience';

/** One thing that a person does. */
export interface Scenario {
  readonly name: string;
  /** The routes that it goes, as `test/support/routes.ts` calls them. */
  readonly goes: readonly string[];
  readonly desk?: DeskOptions;
  /** Brings everything to where the person begins. */
  prepare(desk: TestDesk, patience: Patience): Promise<Act>;
}

export interface Act {
  /** What the person does, until they see that it is done. */
  act(): Promise<unknown>;
  /** What must be so in the end, beside what must always be so. */
  holds?(): Promise<void> | void;
  /** How many messages of Deskbell's are no ticket's: letters to admins, files that somebody asked for. */
  readonly letters?: number;
  /** Nothing of what is stored changes. */
  readonly isReading?: true;
}

export const general = { in: 'general' };
export const triage = { in: 'triage' };

/** Alice's ticket, in the queue; gives her card. */
export async function open(desk: TestDesk): Promise<Message> {
  await submits(desk.alice, 'Printer on fire', 'Third floor.');
  await desk.settled();
  return await cardOf(desk.alice);
}

/** Alice's ticket, which Carol has; gives the card of each. */
export async function claimed(desk: TestDesk): Promise<{ hers: Message; mine: Message }> {
  const hers = await open(desk);
  return { hers, mine: await claims(desk) };
}

/** The same, completed. */
export async function completed(desk: TestDesk): Promise<{ hers: Message; mine: Message }> {
  const { hers, mine } = await claimed(desk);
  await desk.carol.presses('Close', mine);
  await (await desk.carol.modal()).submits();
  await desk.settled();
  return { hers, mine };
}

/** The card of the ticket in somebody's messages. */
export async function cardOf(person: Actor): Promise<Message> {
  return await person.sees(
    ({ text, ts, threadTs, ephemeral }) =>
      !ephemeral && text.includes('Printer on fire') && (threadTs === undefined || threadTs === ts),
  );
}

/** The ticket, where it is as it should be by now. */
export async function ticketThat(
  { stored }: TestDesk,
  is: (ticket: Awaited<ReturnType<TestDesk['stored']>>[number]) => boolean,
): Promise<true | undefined> {
  return (await stored()).some(is) || undefined;
}

/** What was said, as it is stored. */
export async function said({ stored }: TestDesk): Promise<string[]> {
  return (await stored()).flatMap(({ comments }) => comments.map(({ kind, text }) => `${kind}: ${text}`));
}
