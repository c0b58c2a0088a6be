import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startWorkspace } from '@deskbell/sandbox';
import { parse } from 'yaml';
import { build, startFolder, startProgram, stopPrograms } from '../support/process';

const root = resolve(__dirname, '../..');
const ours: unknown = parse(readFileSync(join(root, 'manifest.yml'), 'utf8'));
const toSlack = 'https://desk.example.com/slack/events';

beforeAll(build);
afterEach(stopPrograms);

/** What `npm run manifest -- …` prints, and what it says beside that. */
async function manifest(...args: string[]): Promise<{ printed: string; said: string }> {
  const script = join(root, 'dist/scripts/manifest.js');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, ...args]);
  return { printed: stdout, said: stderr };
}

/** The manifest that the link brings to Slack. */
function linked(said: string): string | null {
  const [address = ''] = /https:\/\/api\.slack\.com\/apps\?\S+/.exec(said) ?? [];
  const { searchParams } = new URL(address);
  expect(searchParams.get('new_app')).toBe('1');
  return searchParams.get('manifest_yaml');
}

test('for Socket Mode it prints the app that manifest.yml describes, and a link that makes it', async () => {
  const { printed, said } = await manifest();
  expect(parse(printed)).toEqual(ours);
  expect(linked(said)).toBe(printed);
});

test('for HTTP all that Slack sends has an address, and the app is the same one otherwise', async () => {
  const { printed, said } = await manifest('--http', 'https://desk.example.com');
  expect(linked(said)).toBe(printed);
  const overHttp = parse(printed);
  expect(overHttp).toMatchObject({
    features: { slash_commands: [{ url: toSlack }, { url: toSlack }] },
    settings: {
      socket_mode_enabled: false,
      event_subscriptions: { request_url: toSlack },
      interactivity: { request_url: toSlack },
    },
  });
  const { features, settings } = overHttp;
  for (const command of features.slash_commands) delete command.url;
  delete settings.event_subscriptions.request_url;
  delete settings.interactivity.request_url;
  settings.socket_mode_enabled = true;
  expect(overHttp).toEqual(ours);
});

test.each([
  ['https://desk.example.com/slack/events', toSlack],
  ['https://example.com:8443/desk/', 'https://example.com:8443/desk/slack/events'],
])('the address %s becomes %s', async (address, requestUrl) => {
  const { printed } = await manifest('--http', address);
  expect(parse(printed).settings.event_subscriptions.request_url).toBe(requestUrl);
});

test.each([
  [['--http', 'http://desk.example.com'], 'no address that begins with https://'],
  [['--http', 'https://me:hunter2@desk.example.com'], 'leave out all but https://desk.example.com/'],
  [['somewhere'], 'Usage: npm run manifest'],
])('%j is refused in words', async (args, words) => {
  const program = startProgram('scripts/manifest.js', {}, { args });
  expect(await program.ended).toEqual({ code: 1, signal: null });
  expect(program.printed()).toContain(words);
  expect(program.printed()).not.toMatch(/^ +at |undefined/m);
});

test.each([[[]], [['--http', 'https://desk.example.com']]])('the practice workspace takes it (%j)', async (args) => {
  const path = join(await startFolder(), 'printed.yml');
  await writeFile(path, (await manifest(...args)).printed);
  const workspace = await startWorkspace({ manifest: path, requestUrl: 'http://127.0.0.1:1/slack/events' });
  await workspace.stop();
});
