import type { Actor, Message } from '@deskbell/sandbox';
import type { DeskOptions, TestDesk } from '../support/desk';
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
export async function open({ alice }: TestDesk, { opens, sends, calm }: Patience): Promise<Message> {
  const form = await opens(alice, 'New ticket', () => alice.types('/ticket', general));
  form.fills({ Title: 'Printer on fire', Description: 'Third floor.' });
  await sends(form);
  await calm();
  return await cardOf(alice);
}

/** Alice's ticket, which somebody has, Carol where nobody is named; gives the card of each. */
export async function claimed(
  desk: TestDesk,
  patience: Patience,
  person = desk.carol,
): Promise<{ hers: Message; mine: Message }> {
  const hers = await open(desk, patience);
  const card = await person.sees('Printer on fire', triage);
  await patience.presses(person, 'Claim', card, () => ticketThat(desk, ({ status }) => status === 'claimed'));
  await patience.calm();
  return { hers, mine: await cardOf(person) };
}

/** The same, completed. */
export async function completed(desk: TestDesk, patience: Patience): Promise<{ hers: Message; mine: Message }> {
  const { carol } = desk;
  const { hers, mine } = await claimed(desk, patience);
  await patience.sends(await patience.opens(carol, 'Close #1', () => carol.presses('Close', mine)));
  await patience.calm();
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
