import { wordsOf } from '../src';

test('the words of a message are its text and what a reader sees of its blocks, rich text in one line', () => {
  const words = wordsOf({
    text: 'Fallback',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Head' } },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'Ask ' },
              { type: 'user', user_id: 'U0BOB' },
              { type: 'text', text: ' in ' },
              { type: 'channel', channel_id: 'C0GENERAL' },
              { type: 'emoji', name: 'tada' },
              { type: 'broadcast', range: 'here' },
              { type: 'link', url: 'https://example.com' },
            ],
          },
        ],
      },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'Small' }] },
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'a', value: 'hidden', text: { type: 'plain_text', text: 'Claim' } }],
      },
    ],
  });
  expect(words.split('\n')).toEqual([
    'Fallback',
    'Head',
    'Ask <@U0BOB> in <#C0GENERAL>:tada:@herehttps://example.com',
    'Small',
    'Claim',
  ]);
});

test('the words of a form are its title, its blocks and its buttons', () => {
  const title = { type: 'plain_text' as const, text: 'Form' };
  const element = { type: 'plain_text_input' as const, action_id: 'a' };
  const blocks = [{ type: 'input' as const, label: { type: 'plain_text' as const, text: 'Label' }, element }];
  expect(wordsOf({ type: 'modal', title, blocks, submit: { type: 'plain_text', text: 'Send' } })).toBe(
    'Form\nLabel\nSend',
  );
});
