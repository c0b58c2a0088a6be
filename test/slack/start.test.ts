import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { pino } from 'pino';
import { closeAll } from '../../src/lifecycle';
import { findChannel } from '../../src/slack/channels';
import { interactiveClientOptions } from '../../src/slack/client';
import { slackLogger } from '../../src/slack/slack-logger';
import { indexes } from '../../src/storage/indexes';
import { startDesk, stopDesks, submits, until } from '../support/desk';
import { startProxy } from '../support/proxy';

afterEach(stopDesks);

test.each(['#support-triage', 'support-triage', 'C0TRIAGE'])('the triage channel may be named %s', async (name) => {
  const desk = await startDesk({ env: { TRIAGE_CHANNEL: name } });
  expect(desk.deskbell().triageChannel).toBe('C0TRIAGE');
  await submits(desk.alice, 'Printer on fire');
  await desk.carol.sees('Printer on fire', { in: 'triage' });
});

test('a triage channel that Deskbell is not in is told with what to do', async () => {
  const desk = await startDesk();
  const { workspace } = desk;
  await desk.stopDeskbell();
  workspace.owner.removes('app', workspace.channels.triage);
  await expect(desk.startDeskbell()).rejects.toThrow(
    'Deskbell is in no channel whose name or id is support-triage. Create it where it does not exist, unarchive it where it is archived, type "/invite @Deskbell" in it, and start again; or set TRIAGE_CHANNEL to another one.',
  );
  workspace.owner.invites('app', workspace.channels.triage);
  await desk.startDeskbell();
});

test.each(['C0NOWHERE', 'C0TRIAG', 'CHANNELS'])(
  'an id of no channel that Deskbell is in, %s, is not believed',
  async (wanted) => {
    const { workspace } = await startDesk();
    const client = new WebClient(workspace.tokens.bot, { slackApiUrl: workspace.apiUrl });
    await expect(findChannel(client, wanted, async () => false)).rejects.toThrow(
      `Deskbell is in no channel whose name or id is ${wanted}.`,
    );
  },
);

test('the database goes away again while the indexes are created: Deskbell waits, and starts when it is there', async () => {
  const proxy = await startProxy();
  const desk = await startDesk({ through: proxy.through });
  await desk.stopDeskbell();
  await desk.inDatabase(({ tickets }) => tickets.collection.drop());
  // Each answer takes its time: the database is cut off among many.
  proxy.slow(100);
  const started = desk.startDeskbell();
  await until(
    'the first index',
    async () =>
      await desk
        .inDatabase(({ tickets }) => tickets.collection.indexes())
        .then(
          ({ length }) => length > 1 || undefined,
          () => undefined,
        ),
  );
  proxy.cut();
  await until('Deskbell to say that it waits', async () => desk.said.find((line) => line.includes('waiting for it')));
  proxy.heal();
  await started;
  expect(await desk.inDatabase(({ tickets }) => tickets.collection.indexes())).toHaveLength(indexes.tickets.length + 1);
  await desk.stopDeskbell();
  await proxy.stop();
});

test('Slack does not answer when the socket is opened: that is tried again', async () => {
  const desk = await startDesk({ callTimeoutMs: 1_000 });
  await desk.stopDeskbell();
  desk.workspace.faults.next('apps.connections.open', { hangs: 'before' });
  await desk.startDeskbell();
  await desk.alice.types('/ticket', { in: 'general' });
  await desk.alice.modal('New ticket');
});

test('an answer that Slack does not take ends after a while, and is not waited for at stop', async () => {
  const deaf = createServer(() => {}).listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  const { port } = deaf.address() as AddressInfo; // it listens on TCP
  const config = { botToken: '', appToken: '', signingSecret: '', apiUrl: undefined };
  const { fetch: asBolt } = interactiveClientOptions(config, pino({ level: 'silent' }));
  const url = `http://127.0.0.1:${port}/`;
  await expect(asBolt?.(url, { method: 'POST' })).rejects.toThrow('It took longer than 2500 ms.');
  await expect(asBolt?.(url, { signal: AbortSignal.abort(new Error('Enough.')) })).rejects.toThrow('Enough.');
  deaf.closeAllConnections();
  deaf.close();
});

test('all that was opened is closed, the last first, though one of them fails', async () => {
  const closed: string[] = [];
  const opened = ['database', 'storage', 'app'].map((name) => async () => {
    closed.push(name);
    if (name === 'storage') throw new Error('The storage does not close.');
  });
  await expect(closeAll(opened)).rejects.toMatchObject({ errors: [new Error('The storage does not close.')] });
  expect(closed).toEqual(['app', 'storage', 'database']);
  await closeAll(opened);
  expect(closed).toHaveLength(3);
});

test('the channel is found on a later page of many', async () => {
  const desk = await startDesk();
  const { workspace } = desk;
  const client = new WebClient(workspace.tokens.bot, { slackApiUrl: workspace.apiUrl });
  const asked: unknown[] = [];
  // The workspace has one page; what the second one adds is asked for by its cursor.
  client.users.conversations = async (options) => {
    asked.push(options?.cursor);
    return options?.cursor === 'next'
      ? { ok: true, channels: [{ id: 'C0LATER', name: 'help' }] }
      : { ok: true, channels: [{ id: 'C0FIRST', name: 'other' }], response_metadata: { next_cursor: 'next' } };
  };
  expect(await findChannel(client, 'help', async () => false)).toBe('C0LATER');
  expect(asked).toEqual([undefined, 'next']);
});

test("what Slack's libraries log as debug, which has people's words in it, is left out", () => {
  const lines: string[] = [];
  const logger = slackLogger(pino({ level: 'debug' }, { write: (line: string) => lines.push(line) }));
  logger.setLevel(LogLevel.DEBUG);
  logger.setName('web-api');
  logger.debug('payload', { text: 'secret' });
  logger.info('hello');
  logger.warn('slow', 3);
  logger.error('failed:', new Error('no connection'));
  expect(lines.map((line) => JSON.parse(line)).map(({ level, msg }) => [level, msg])).toEqual([
    [20, 'hello'],
    [40, 'slow 3'],
    [50, 'failed: no connection'],
  ]);
  expect(logger.getLevel()).toBe(LogLevel.INFO);
});
