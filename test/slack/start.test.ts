import { LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { pino } from 'pino';
import { findChannel } from '../../src/slack/channels';
import { slackLogger } from '../../src/slack/slack-logger';
import { startDesk, stopDesks, submits } from '../support/desk';

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
    'Deskbell is not in a channel named #support-triage. Create it where it does not exist, type "/invite @Deskbell" in it, and start again; or set TRIAGE_CHANNEL to the id of another one.',
  );
  workspace.owner.invites('app', workspace.channels.triage);
  await desk.startDeskbell();
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
  expect(await findChannel(client, 'help')).toBe('C0LATER');
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
