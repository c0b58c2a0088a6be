import { reply, said, talking } from '../support/conversation';
import { closes } from '../support/delivery';
import { says, startDesk, stopDesks, submits, until } from '../support/desk';

afterEach(stopDesks);

const lines = ['first.', 'second.', 'third.'];

test('replies while Deskbell was down for a minute are taken up after the restart, in order, once', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  const { hers, mine } = await talking(desk);
  await desk.stopDeskbell();
  for (const line of lines) await alice.types(line, { thread: hers.ts });
  await desk.startDeskbell();
  await workspace.faults.retryNow();
  await carol.sees(reply('third.'), { thread: mine.ts });
  await desk.settled();
  expect(await said(desk)).toEqual(lines);
});

test('and those while it was down for a day, which Slack has given up, too', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  const { hers, mine } = await talking(desk);
  await alice.types('before.', { thread: hers.ts });
  await carol.sees(reply('before.'), { thread: mine.ts });
  await desk.stopDeskbell();
  for (const line of lines) await alice.types(line, { thread: hers.ts });
  await carol.types('note: mine.', { thread: mine.ts });
  workspace.faults.giveUp();
  await desk.startDeskbell();
  await carol.sees(reply('third.'), { thread: mine.ts });
  await until('the note', async () => ((await said(desk)).includes('mine.') ? true : undefined));
  await desk.settled();
  expect((await said(desk)).filter((text) => text !== 'mine.')).toEqual(['before.', ...lines]);
  expect((await desk.stored())[0]?.comments.find(({ text }) => text === 'mine.')?.kind).toBe('note');

  // A second restart finds nothing new.
  await desk.stopDeskbell();
  await desk.startDeskbell();
  await alice.types('after.', { thread: hers.ts });
  await carol.sees(reply('after.'), { thread: mine.ts });
  await desk.settled();
  expect((await said(desk)).filter((text) => text !== 'mine.')).toEqual(['before.', ...lines, 'after.']);
  expect(desk.logged).toEqual([]);
});

test('what Slack still tells of, and what is found, is one reply', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  const { hers, mine } = await talking(desk);
  await desk.stopDeskbell();
  for (const line of lines) await alice.types(line, { thread: hers.ts });
  await desk.startDeskbell();
  await carol.sees(reply('third.'), { thread: mine.ts });
  await workspace.faults.retryNow();
  await desk.settled();
  expect(await said(desk)).toEqual(lines);
});

test('nothing is read of threads in which nobody wrote, and nothing of tickets that have ended', async () => {
  const desk = await startDesk();
  const { alice, workspace } = desk;
  const { mine } = await talking(desk);
  await desk.stopDeskbell();
  const before = workspace.calls.length;
  desk.passes(2 * 60_000);
  await desk.startDeskbell();
  const reads = () => workspace.calls.slice(before).filter(({ method }) => method.startsWith('conversations.'));
  await until('the DMs to be read', async () => (reads().length === 2 ? true : undefined));
  expect(reads().map(({ method }) => method)).toEqual(['conversations.history', 'conversations.history']);
  await closes(desk, mine);
  await desk.settled();
  await desk.stopDeskbell();
  const after = workspace.calls.length;
  await desk.startDeskbell();
  await submits(alice, 'Another');
  await alice.sees('Another');
  await desk.settled();
  expect(workspace.calls.slice(after).filter(({ method }) => method === 'conversations.history')).toEqual([]);
});

test('what was missed is found also where others were heard after it, or Deskbell has posted since', async () => {
  const desk = await startDesk({ http: true });
  const { alice, carol, workspace } = desk;
  const { hers, mine } = await talking(desk);
  workspace.faults.disconnect();
  await alice.types('missed.', { thread: hers.ts });
  workspace.faults.giveUp();
  workspace.faults.heal();
  await desk.settled();
  await alice.types('heard.', { thread: hers.ts });
  await carol.sees(reply('heard.'), { thread: mine.ts });
  await says(carol, 'Comment', mine, 'An answer.');
  await alice.sees(reply('An answer.'), { thread: hers.ts });
  await desk.settled();

  // An hour later, without any restart.
  desk.passes(61 * 60_000);
  await carol.sees(reply('missed.'), { thread: mine.ts });
  await desk.settled();
  // On the ticket it stands where it was said.
  expect(await said(desk)).toEqual(['missed.', 'heard.', 'An answer.']);
});

test('a DM that Slack does not let Deskbell read keeps nobody else from being read', async () => {
  const desk = await startDesk();
  const { alice, bob, carol, workspace } = desk;
  await submits(bob, 'No coffee');
  const { hers, mine } = await talking(desk);
  await desk.stopDeskbell();
  await alice.types('first.', { thread: hers.ts });
  workspace.faults.giveUp();
  const bobs = bob.conversation('app').id;
  workspace.faults.next(
    'conversations.history',
    { fails: 'channel_not_found' },
    { times: 9, where: ({ channel }) => channel === bobs },
  );
  await desk.startDeskbell();
  await carol.sees(reply('first.'), { thread: mine.ts });
});

test('Slack asks to wait, or is away, while it is read: it is read later', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  const { hers, mine } = await talking(desk);
  await desk.stopDeskbell();
  await alice.types('first.', { thread: hers.ts });
  workspace.faults.giveUp();
  workspace.faults.next('conversations.history', { rateLimited: 1 });
  await desk.startDeskbell();
  await carol.sees(reply('first.'), { thread: mine.ts });
});
