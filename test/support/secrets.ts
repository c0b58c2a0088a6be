import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Message } from '@deskbell/sandbox';
import type { Connection } from 'mongoose';
import { ids } from '../../src/slack/ids';
import type { TestDesk } from './desk';

/** Passwords of tests, setup codes, tokens and hashes: where the last may stand is said below. */
const secrets = {
  'a password': /correct(?:[ +-]|%20)horse/i,
  'a setup code': /\b[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}\b/,
  'a token': /xoxb-|xapp-|practice-signing-secret/,
  'a hash': /\$2[aby]\$\d\d\$/,
};

/** This form shows the code to whoever has just typed it, and else an example of one. */
const inSetupForm = 'sent in the form of the setup code';

function opensSetup({ args }: { args: Record<string, unknown> }): boolean {
  return JSON.stringify(args['view'] ?? '').includes(`"callback_id":"${ids.admin.setupSubmit}"`);
}

const conversations = ['app', 'general', 'triage'];

/** The passwords, tokens and hashes in all that was logged, stored and sent; hashes may stand in the admins' documents alone, and codes in the form for them. */
export async function leaksOf(
  { workspace, logged, said, archiveDir, ...people }: TestDesk,
  { db }: Connection,
): Promise<string[]> {
  const collections = (await db?.listCollections().toArray()) ?? [];
  const stored = await Promise.all(
    collections.map(async ({ name }) => [`stored in ${name}`, await db?.collection(name).find().toArray()] as const),
  );
  const actors = [people.alice, people.bob, people.carol, people.dave];
  const places: (readonly [string, unknown])[] = [
    ...stored,
    ['logged', logged],
    ['said at the terminal', said],
    ['in archive files', await filesIn(archiveDir)],
    ['sent in calls', workspace.calls.filter((call) => !opensSetup(call))],
    [inSetupForm, workspace.calls.filter(opensSetup)],
    ['sent in acknowledgements', workspace.answers],
    ['sent to people', actors.flatMap((actor) => conversations.map((name) => messagesOf(actor, name)))],
    ['sent in files', await Promise.all(actors.map(sentFiles))],
  ];
  return places.flatMap(([place, what]) => {
    const text = JSON.stringify(what ?? '');
    return Object.entries(secrets).flatMap(([name, pattern]) => {
      if (name === 'a hash' && place === 'stored in admins') return [];
      if (name === 'a setup code' && place === inSetupForm) return [];
      const at = text.search(pattern);
      return at === -1 ? [] : [`${name}, ${place}: …${text.slice(Math.max(0, at - 60), at + 60)}…`];
    });
  });
}

/** With the threads below them. */
function messagesOf(actor: TestDesk['alice'], conversation: string): Message[] {
  try {
    const main = actor.messages(conversation);
    return [...main, ...main.flatMap(({ ts, replyCount }) => (replyCount > 0 ? actor.thread(conversation, ts) : []))];
  } catch {
    // Nobody is in every conversation.
    return [];
  }
}

/** What is in the files that Deskbell has sent to a person. */
async function sentFiles(actor: TestDesk['alice']): Promise<string[]> {
  const messages = messagesOf(actor, 'app').filter(({ files }) => files.length > 0);
  return await Promise.all(messages.map((message) => actor.downloads(message)));
}

async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((one) => one.isFile());
  return await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')));
}
