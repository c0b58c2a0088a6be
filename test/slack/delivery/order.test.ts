import { callsOf, claims, comments, doubtEnds, holds, quiet, replies } from '../../support/delivery';
import { startDesk, stopDesks, submits } from '../../support/desk';

afterEach(stopDesks);

const words = (texts: { text: string }[]): string[] => texts.map(({ text }) => text.replace(/^<@U0CAROL> wrote: /, ''));

test('several changes in a row become one update, and the comments come in order', async () => {
  const desk = await startDesk();
  const { alice } = desk;
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
  expect(words(replies(alice, card)).slice(1)).toEqual(['One.', 'Two.', 'Three.', 'Four.']);
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
  ['of which nobody knows whether it stands', { resets: 'before' } as const],
  ['that Slack makes wait', { rateLimited: 30 }],
])('a comment %s holds the later ones', async (_, trouble) => {
  const desk = await startDesk();
  const { alice, workspace } = desk;
  await submits(alice, 'Printer on fire');
  const mine = await claims(desk);
  const card = await alice.sees('is on it');
  workspace.faults.next('chat.postMessage', trouble);
  await comments(desk, mine, 'One.');
  await quiet(desk);
  await comments(desk, mine, 'Two.');
  await alice.sees('Two.');
  await quiet(desk);
  expect(words(replies(alice, card)).slice(1)).toEqual([]);

  await doubtEnds(desk);
  expect(words(replies(alice, card)).slice(1)).toEqual(['One.', 'Two.']);
});
