import type { Actor, Message, ModalInHand } from '@deskbell/sandbox';
import type { TestDesk } from './desk';

/** The name of the shortcut on a message. */
export const makeATicket = 'Make a ticket of it';

/** Somebody writes a message in a channel, and gives it as the others see it. */
export async function writes(person: Actor, words: string, where: { in: string; thread?: string }): Promise<Message> {
  const ts = await person.types(words, where);
  return await person.sees((message) => message.ts === ts, where);
}

/** Somebody uses the shortcut on a message; gives the form that opens. */
export async function formAbout(person: Actor, message: Message): Promise<ModalInHand> {
  await person.shortcut(makeATicket, message);
  return await person.modal('New ticket');
}

/** Deskbell is invited to #general. */
export function comesToGeneral({ workspace }: TestDesk): void {
  workspace.owner.invites('app', workspace.channels.general);
}

/** What Deskbell has said in the thread of a message. */
export function saidUnder(person: Actor, { channel, ts, threadTs }: Message): string[] {
  const posts = person
    .thread(channel, threadTs ?? ts)
    .filter(({ user, ephemeral }) => user === 'U0DESKBELL' && !ephemeral);
  return posts.map(({ text }) => text);
}
