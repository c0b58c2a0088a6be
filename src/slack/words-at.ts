import type { WebClient } from '@slack/web-api';
import { ForgedInput, WordsGone } from '../domain/errors';
import type { Person } from '../domain/people';
import { namesOf } from './names';
import { unescaped } from './views/blocks';

/** Where a message stands in a conversation. */
export interface WordsPlace {
  readonly ts: string;
  readonly threadTs: string | undefined;
}

/**
 * What a person wrote to Deskbell, as it stands there now: a button has no room for it. Throws ForgedInput where it is not their
 * own, WordsGone where it is not there any more, and what Slack says.
 */
export async function wordsAt(
  client: WebClient,
  { userId }: Person,
  channel: string | undefined,
  { ts, threadTs }: WordsPlace,
): Promise<string> {
  if (channel === undefined) throw new ForgedInput();
  const one = { channel, latest: ts, oldest: ts, inclusive: true, limit: 1 };
  const { messages = [] } =
    threadTs === undefined
      ? await client.conversations.history(one)
      : await client.conversations.replies({ ...one, limit: 2, ts: threadTs });
  const found = messages.find((message) => message.ts === ts);
  if (found === undefined) throw new WordsGone();
  if (found.user !== userId) throw new ForgedInput();
  return await asWritten(client, found.text ?? '');
}

/** Each name is asked for, while somebody waits. */
const namesMost = 20;

/** What a person wrote in a message, as they saw it: Slack gives a mention as an id without a name. Of very many, the later ones stay ids. */
export async function asWritten(client: WebClient, text: string): Promise<string> {
  const mentioned = [...text.matchAll(/<@([UW][A-Z0-9]+)>/g)].map(([, id = '']) => id);
  const names = await namesOf(client, [...new Set(mentioned)].slice(0, namesMost));
  const named = text.replaceAll(/<@([UW][A-Z0-9]+)>/g, (mark, id: string) => {
    const name = names.get(id);
    return name === undefined ? mark : `<@${id}|${name.replaceAll(/[<>|]/g, '')}>`;
  });
  return unescaped(named);
}
