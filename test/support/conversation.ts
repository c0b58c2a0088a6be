import type { Message } from '@deskbell/sandbox';
import { claims } from './delivery';
import { submits, type TestDesk } from './desk';

/** Alice's ticket, which Carol has: the card of each. */
export async function talking(desk: TestDesk): Promise<{ hers: Message; mine: Message }> {
  await submits(desk.alice, 'Printer on fire');
  const hers = await desk.alice.sees('Printer on fire');
  const mine = await claims(desk);
  await desk.settled();
  return { hers, mine };
}

/** A message in a thread that says so, and not the card above it, which shows the last comment too. */
export function reply(words: string): (message: Message) => boolean {
  return ({ ts, threadTs, text, ephemeral }) => !ephemeral && ts !== threadTs && text.includes(words);
}

/** The comments that are stored, in their order. */
export async function said(desk: TestDesk): Promise<string[]> {
  return (await desk.stored()).flatMap(({ comments }) => comments.map(({ text }) => text));
}
