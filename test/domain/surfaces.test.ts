import { wantedBy } from '../../src/domain/surfaces';

function wanted(action: Parameters<typeof wantedBy>[0], commentKey?: string) {
  let count = 0;
  return wantedBy(action, 'U0ACTS', { triageChannel: 'C0TRIAGE', commentKey, newKey: () => `k${(count += 1)}` });
}

test('a new ticket stands in the triage channel and in the DM of the person who sent it', () => {
  expect(wanted('submit')).toEqual([
    { key: 'k1', surface: 'triage', to: 'C0TRIAGE' },
    { key: 'k2', surface: 'requester', to: 'U0ACTS' },
  ]);
});

test('a claimed ticket stands in the DM of its claimer, and the requester is told', () => {
  expect(wanted('claim')).toEqual([
    { key: 'k1', surface: 'claimer', to: 'U0ACTS' },
    { key: 'k2', surface: 'notice', under: 'requester', about: 'claimed' },
  ]);
});

test("a comment stands in the thread of the requester's card", () => {
  expect(wanted('comment', 'V1')).toEqual([{ key: 'k1', surface: 'comment', under: 'requester', about: 'V1' }]);
});

test('the last words stand before the news that the ticket is completed', () => {
  expect(wanted('close', 'V1').map(({ surface, about }) => [surface, about])).toEqual([
    ['comment', 'V1'],
    ['notice', 'completed'],
  ]);
  expect(wanted('close').map(({ surface }) => surface)).toEqual(['notice']);
});

test('a form sent again adds no message: the cards that are there change', () => {
  expect(wanted('resubmit')).toEqual([]);
});
