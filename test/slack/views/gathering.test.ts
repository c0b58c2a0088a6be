import { ids } from '../../../src/slack/ids';
import { gatheringPost } from '../../../src/slack/views/gathering';
import { buttonOf, buttons, isFine } from './looks';

test('it says how many tickets it stands for and how many of them wait, and opens the queue', () => {
  const post = gatheringPost({ came: 480, wait: 312 });
  isFine(post);
  expect(post.text).toContain('480 have no card of their own here. 312 of them wait for somebody.');
  expect(buttonOf(post, 'Open the queue')).toMatchObject({ action_id: ids.queue.show });
});

test('one ticket is not called many, nor all of them so many, and when nobody waits there is nothing to open', () => {
  expect(gatheringPost({ came: 1, wait: 1 }).text).toContain('1 has no card of its own here. It waits');
  expect(gatheringPost({ came: 9, wait: 9 }).text).toContain(
    '9 have no card of their own here. All of them wait for somebody.',
  );
  const over = gatheringPost({ came: 480, wait: 0 });
  expect(over.text).toContain('None of them waits any more.');
  expect(buttons(over)).toEqual([]);
});
