import { callsOf, claims, comments, doubtEnds, holds, matches, quiet, replies } from '../../support/delivery';
import { startDesk, stopDesks, submits } from '../../support/desk';

afterEach(stopDesks);

const words = (texts: { text: string }[]): string[] =>
  texts.map(({ text }) => text.replace(/^(<@U0CAROL>|You) wrote: /, ''));

const toHer = (args: Record<string, unknown>): boolean => matches(args, { channel: 'D0ALICE' });

test('several changes in a row become one update, and the comments come in order in both threads', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  await submits(alice, 'Printer on fire');
  const mine = await claims(desk);
  const card = await alice.sees('is on it');
  const before = callsOf(desk, 'chat.update', { ts: card.ts }).length;
  const gate = holds(desk, 'before', 'chat.update', { ts: card.ts });
  await comments(desk, mine, 'One.');
  await gate.reached;
  for (const said of ['Two.', 'Three.', 'Four.']) await comments(desk, mine, said);
  gate.open();
  await alice.sees('Four.');
  await desk.settled();

  expect(callsOf(desk, 'chat.update', { ts: card.ts })).toHaveLength(before + 2);
  expect(words(replies(alice, card)).slice(2)).toEqual(['One.', 'Two.', 'Three.', 'Four.']);
  expect(words(replies(carol, mine))).toEqual(['One.', 'Two.', 'Three.', 'Four.']);
});

test('what has not changed is not updated', async () => {
  const desk = await startDesk();
  const { alice } = desk;
  await submits(alice, 'Printer on fire');
  const mine = await claims(desk);
  await desk.settled();
  const before = callsOf(desk, 'chat.update', { channel: 'C0TRIAGE' }).length;
  await comments(desk, mine, 'On my way.');
  await alice.sees('On my way.');
  await desk.settled();
  expect(callsOf(desk, 'chat.update', { channel: 'C0TRIAGE' })).toHaveLength(before);
});

test.each([
  // Before it is known what became of it, nothing new of the ticket is posted.
  ['of which nobody knows whether it stands', { resets: 'before' } as const, ['One.']],
  ['that Slack makes wait', { rateLimited: 30 }, ['One.', 'Two.']],
])('a comment %s holds the later ones of its thread, and not those of the other one', async (_, trouble, inHers) => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  await submits(alice, 'Printer on fire');
  const mine = await claims(desk);
  const card = await alice.sees('is on it');
  workspace.faults.next('chat.postMessage', trouble, { where: toHer });
  await comments(desk, mine, 'One.');
  await quiet(desk);
  await comments(desk, mine, 'Two.');
  await alice.sees('Two.');
  await quiet(desk);
  expect(words(replies(alice, card)).slice(2)).toEqual([]);
  expect(words(replies(carol, mine))).toEqual(inHers);

  await doubtEnds(desk);
  expect(words(replies(alice, card)).slice(2)).toEqual(['One.', 'Two.']);
  expect(words(replies(carol, mine))).toEqual(['One.', 'Two.']);
});
