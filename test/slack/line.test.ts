import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wordsOf } from '@deskbell/sandbox';
import { startDesk, stopDesks, until } from '../support/desk';

afterEach(stopDesks);

test('a ticket goes its whole way: sent, claimed, commented, closed, archived', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;

  await alice.types('/ticket the printer is on fire', { in: 'general' });
  const form = await alice.modal('New ticket');
  expect(JSON.stringify(form.view())).toContain('the printer is on fire');
  form.fills({ Description: 'Third floor, by the window.' });
  expect(await form.submits()).toEqual({ became: 'closed' });

  const announced = await carol.sees('the printer is on fire', { in: 'triage' });
  expect(wordsOf(announced)).toContain('Third floor, by the window.');
  await alice.sees('waiting for somebody to pick it up');

  await carol.presses('Claim', announced);
  const collapsed = await carol.sees('claimed by', { in: 'triage' });
  expect(wordsOf(collapsed)).not.toContain('printer');
  await alice.sees('<@U0CAROL> is on it');
  const mine = await carol.sees('the printer is on fire');

  await carol.presses('Comment', mine);
  const comment = await carol.modal('Comment on #1');
  comment.fills({ Comment: 'I am on my way with a bucket.' });
  expect(await comment.submits()).toEqual({ became: 'closed' });
  const card = await alice.sees((message) => message.replyCount === 3);
  expect(wordsOf(card)).toContain('I am on my way with a bucket.');
  expect(
    alice
      .thread('app', card.ts)
      .slice(1)
      .map(({ text }) => text),
  ).toEqual([
    expect.stringContaining('is in the queue. You are next.'),
    expect.stringContaining('<@U0CAROL> has picked up your ticket'),
    '<@U0CAROL> wrote: I am on my way with a bucket.',
  ]);
  await carol.sees('You wrote: I am on my way with a bucket.', { thread: mine.ts });

  await carol.presses('Close', collapsed);
  const close = await carol.modal('Close #1');
  close.fills({ 'Last comment': 'Put out, and a new one ordered.' });
  expect(await close.submits()).toEqual({ became: 'closed' });
  await carol.sees('completed by', { in: 'triage' });
  await alice.sees(/completed by <@U0CAROL>/);
  await desk.settled();

  const now = new Date().toISOString();
  const path = join(desk.archiveDir, desk.workspace.teamId, now.slice(0, 4), now.slice(5, 7), '1');
  const file = await until('the archive file', () => readFile(`${path}.md`, 'utf8').catch(() => undefined));
  expect(file).toContain('Put out, and a new one ordered.');
  expect(JSON.parse(await readFile(`${path}.json`, 'utf8'))).toMatchObject({ number: 1, status: 'completed' });

  await alice.types('/ticket list', { in: 'general' });
  await alice.sees('You have one ticket.', { in: 'general' });
  await alice.opensHome();
  await alice.home('the printer is on fire');
});
