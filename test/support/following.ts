import type { Actor, Message } from '@deskbell/sandbox';
import { replies, standing } from './delivery';
import type { TestDesk } from './desk';

/** The card of somebody who follows a ticket; undefined where none stands. */
export function followerCardOf(person: Actor, number = 1): Message | undefined {
  return standing(person).find(({ text }) => text.startsWith(`You follow ticket #${number}`));
}

/** The same, waited for. */
export async function followerCard(person: Actor, number = 1): Promise<Message> {
  return await person.waitsFor('the card of a follower', () => followerCardOf(person, number));
}

/** What Deskbell has told a follower in the thread of their card, in its order. */
export function newsOf(person: Actor, number = 1): string[] {
  const card = followerCardOf(person, number);
  return card === undefined ? [] : replies(person, card).map(({ text }) => text);
}

/** Everything of Deskbell's that somebody can read in their messages with it, and in the threads there. */
export function readBy(person: Actor): string {
  return JSON.stringify(person.messages().flatMap((one) => [one, ...person.thread('app', one.ts)]));
}

/** The requester says who should read along; gives what was wrong with it, under the field. */
export async function shares(
  person: Actor,
  where: Message | 'modal',
  people: string[],
  number = 1,
): Promise<string | undefined> {
  await person.presses('Followers', where);
  const form = await person.modal(`Followers #${number}`);
  form.fills({ 'Who reads along': people });
  await form.submits();
  const wrong = form.errors['Who reads along'];
  if (wrong !== undefined) await form.closes();
  return wrong;
}

/** An admin asks for a ticket by its number, and presses a button of the answer. */
export async function pressesInAnswer(person: Actor, button: string, number = 1): Promise<void> {
  const before = person.ephemerals('general').length;
  await person.types(`/ticket ${number}`, { in: 'general' });
  const answer = await person.waitsFor('the answer', () => person.ephemerals('general')[before]);
  await person.presses(button, answer);
}

/** Who follows a ticket, as it is stored: `U0BOB by U0ALICE`. */
export async function followersIn(desk: TestDesk, number = 1): Promise<string[]> {
  const ticket = (await desk.stored()).find((one) => one.number === number);
  return (ticket?.followers ?? []).map(({ userId, by }) => `${userId} by ${by}`);
}
