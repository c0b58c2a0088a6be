import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verbs } from '@deskbell/sandbox';
import { WebSocket } from 'ws';
import type { Answer, News, State } from '../../sandbox/src/protocol';
import { until } from '../support/desk';
import { build, type Program, processesWith, startFolder, startProgram, stopPrograms } from '../support/process';

let folder: string;

beforeAll(build);

beforeEach(async () => {
  folder = await startFolder();
});

afterEach(async () => {
  for (const tab of tabs.splice(0)) tab.terminate();
  await stopPrograms();
});

/** What `npm start` runs once it has built; MongoDB's download is out of reach, so that no test waits for it. */
function start(): Program {
  const env = { PORT: '0', MONGOMS_DOWNLOAD_MIRROR: 'http://127.0.0.1:1', MONGOMS_VERSION: '8.9.9' };
  return startProgram('scripts/start.js', env, { cwd: folder });
}

test('one block says what runs, where to look, who to be and what to type', async () => {
  const program = start();
  const url = await addressOf(program);
  const printed = program.printed();
  expect(printed.match(/Deskbell is running/g)).toHaveLength(1);
  expect(printed).toContain('practice workspace');
  for (const handle of ['alice', 'bob', 'carol', 'dave']) {
    expect(printed).toContain(`${url}/${handle}`);
    expect((await fetch(`${url}/${handle}`)).status).toBe(200);
  }
  expect(printed).toMatch(/as Alice, in #general: \/ticket .+\n.*as Carol, in #support-triage: press Claim/);
  expect(printed).toMatch(/Database: .+, in data\/mongo\. Archive files: data\/archive\.\n/);
});

test('Ctrl-C stops all of it, and the next start has the tickets and the messages of the first', async () => {
  const first = start();
  const url = await addressOf(first);
  const alice = await openTab(url, 'U0ALICE');
  await sendTicket(alice, 'Printer on fire');
  const card = await until('the card', async () => (await inDm(alice)).find(({ text }) => text.includes('Printer')));
  // npm passes on to its child what a terminal has sent to both already.
  process.kill(-first.pid, 'SIGINT');
  expect(await first.ends('SIGINT')).toEqual({ code: 0, signal: null });
  expect(first.printed()).toContain('Stopping…');
  expect(first.printed()).not.toMatch(/error|"level"|^ {4}at /im);
  expect(leftOf(first)).toEqual([]);
  await expect(fetch(url)).rejects.toThrow('fetch failed');

  const second = start();
  const again = await openTab(await addressOf(second), 'U0ALICE');
  expect(await inDm(again)).toMatchObject([{ ts: card.ts, text: card.text }]);
  await again.does('command', { channel: 'C0GENERAL', command: '/ticket', text: 'list' });
  await again.hears((news) => news.type === 'message' && news.message.text.includes('#1 Printer on fire'));
  await sendTicket(again, 'No coffee');
  await until('the second card', async () => (await inDm(again)).find(({ text }) => text.includes('#2, No coffee')));
});

test('SIGKILL leaves no process behind', async () => {
  const first = start();
  await addressOf(first);
  expect(leftOf(first)).not.toEqual([]);
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  await until('every process to end', async () => (leftOf(first).length === 0 ? true : undefined));
});

test('a second one in the same folder is refused in words, and the first keeps its messages', async () => {
  const first = start();
  const alice = await openTab(await addressOf(first), 'U0ALICE');
  const second = start();
  expect(await second.ended).toEqual({ code: 1, signal: null });
  expect(second.printed()).toContain(`Another Deskbell is using the data in ${folder}/data/mongo`);
  expect(second.printed()).not.toMatch(/^ {4}at /m);
  await sendTicket(alice, 'Printer on fire');
  await until('the card', async () => (await inDm(alice))[0]);
  expect(await readFile(join(folder, 'data/practice/workspace.jsonl'), 'utf8')).toContain('Printer on fire');
});

/** Waits until it runs; gives the address that it says to open. */
async function addressOf(program: Program): Promise<string> {
  const printed = await program.prints(/Ctrl-C stops everything/);
  const [, url = ''] = /Open +(\S+)/.exec(printed) ?? [];
  return url;
}

/** The processes that a start has brought with it: those of its database, and what watches over them. */
function leftOf(program: Program): string[] {
  return [
    ...processesWith(folder),
    ...processesWith('mongo_killer').filter((line) => line.includes(` ${program.pid} `)),
  ];
}

/** The practice workspace as a browser tab reaches it. */
interface Tab {
  readonly state: State;
  does<V extends keyof Verbs>(verb: V, takes: Verbs[V]['takes']): Promise<Verbs[V]['gives']>;
  /** Waits for news. */
  hears(isIt: (news: News) => boolean): Promise<News>;
}

const tabs: WebSocket[] = [];

async function openTab(url: string, person: string): Promise<Tab> {
  const all: News[] = [];
  const live = new WebSocket(`${url.replace('http', 'ws')}/practice/${person}/live`);
  tabs.push(live);
  live.on('message', (data: Buffer) => all.push(JSON.parse(data.toString())));
  const hears = (isIt: (news: News) => boolean) => until('the news', async () => all.find(isIt));
  const first = await hears(({ type }) => type === 'state');
  if (first.type !== 'state') throw new Error('The first news is the state.');
  return {
    state: first.state,
    hears,
    async does<V extends keyof Verbs>(verb: V, takes: Verbs[V]['takes']) {
      const response = await fetch(`${url}/practice/${person}/${verb}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(takes),
      });
      const answer = (await response.json()) as Answer<V>; // as the protocol says
      if (!answer.ok) throw new Error(answer.refusal.message);
      return answer.result;
    },
  };
}

async function sendTicket(tab: Tab, title: string): Promise<void> {
  await tab.does('command', { channel: 'C0GENERAL', command: '/ticket', text: title });
  const opened = await tab.hears((news) => news.type === 'modals' && JSON.stringify(news.modals).includes(title));
  const viewId = (opened.type === 'modals' && opened.modals[0]?.id) || '';
  const values = { title: { title: { type: 'plain_text_input' as const, value: title } } };
  expect(await tab.does('submit', { viewId, values })).toEqual({ became: 'closed' });
}

/** What stands in the person's conversation with Deskbell. */
async function inDm({ state, does }: Tab) {
  const channel = state.conversations.find(({ kind }) => kind === 'app')?.id ?? '';
  return (await does('history', { channel })).messages;
}
