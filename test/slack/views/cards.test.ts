import * as fc from 'fast-check';
import { checkBlocks, mentions, messageTooLong } from '../../../sandbox/src/checks';
import { closingWords, commentWords, cut, textMost, ticketWords, titleMost } from '../../../src/domain/words';
import { type MessageContent, unescaped } from '../../../src/slack/views/blocks';
import {
  claimedNotice,
  claimerCard,
  commentPost,
  completedNotice,
  requesterCard,
  triageCard,
} from '../../../src/slack/views/cards';
import { filledTo, hostile } from '../../support/hostile';
import { commentThat, ticketThat } from '../../support/tickets';

const statuses = ['open', 'claimed', 'completed'] as const;

/** Every message of a ticket whose words are these. */
function messagesWith(title: string, description: string, comment?: string): Record<string, MessageContent> {
  const comments = comment === undefined ? [] : [commentThat('An earlier one.', 'V0'), commentThat(comment)];
  const of = (status: (typeof statuses)[number]) =>
    ticketThat(status, { title, description, ...(status !== 'open' && { comments }) });
  return {
    ...Object.fromEntries(
      statuses.flatMap((status) => [
        [`the triage card, ${status}`, triageCard(of(status))],
        [`the requester's card, ${status}`, requesterCard(of(status))],
      ]),
    ),
    "the claimer's card": claimerCard(of('claimed')),
    "the claimer's card, completed": claimerCard(of('completed')),
    'the news that it is claimed': claimedNotice(of('claimed')),
    'the news that it is completed': completedNotice(of('completed')),
    ...(comment !== undefined && { 'a comment': commentPost(commentThat(comment)) }),
  };
}

/** What people wrote, as it stands in the blocks: a heading or rich text. */
function typedIn({ blocks }: MessageContent): string[] {
  return blocks.flatMap((block) => {
    if (block.type === 'header') return [block.text.text];
    if (block.type !== 'rich_text') return [];
    return block.elements.flatMap((part) =>
      part.elements.flatMap((element) => ('text' in element && element.text !== undefined ? [element.text] : [])),
    );
  });
}

/** The people whom Deskbell itself names on these cards. */
const named = new Set(['U0ALICE', 'U0CAROL']);

/** The labels of a message's buttons. */
function buttons({ blocks }: MessageContent) {
  return blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map((one) => ('text' in one ? one.text?.text : '')) : [],
  );
}

/** The blocks of the requester's card after that many comments. */
function cardAfter(count: number): string {
  const comments = Array.from({ length: count }, (_, index) => commentThat(`Comment ${index + 1}`, `V${index}`));
  return JSON.stringify(requesterCard(ticketThat('claimed', { comments })).blocks);
}

/** False for what the form itself refuses: there is nothing to see in it. */
function isTaken(text: string): boolean {
  return closingWords(text) !== undefined;
}

function isFine(message: MessageContent): void {
  expect(checkBlocks(message.blocks, 'message')).toEqual([]);
  expect(messageTooLong(message.blocks)).toBe(false);
  expect(Buffer.byteLength(message.text)).toBeLessThanOrEqual(4000);
  expect(message.text).not.toBe('');
  const inBlocks = mentions('', message.blocks);
  expect(inBlocks.filter((who) => !named.has(who))).toEqual([]);
  expect(new Set(mentions(message.text))).toEqual(new Set(inBlocks));
}

const contents: readonly [string, string, string, string | undefined][] = [
  ['short words', 'Printer on fire', 'Third floor.', 'On my way.'],
  ['no more than a title', 'x', '', undefined],
  ...Object.entries(hostile).map(([what, words]): [string, string, string, string] => [what, words, words, words]),
];

describe.each(contents)('with %s', (_, title, description, comment) => {
  test.each(Object.entries(messagesWith(title, description, comment)))('%s is one that Slack takes', (__, message) => {
    isFine(message);
  });

  test.each(Object.entries(messagesWith(title, description, comment)))(
    'the text of %s says what its blocks say',
    (__, message) => {
      for (const words of typedIn(message)) expect(unescaped(message.text)).toContain(words);
    },
  );

  test('what was typed stands in the blocks as it was typed', () => {
    const card = requesterCard(ticketThat('claimed', { title, description }));
    expect(typedIn(card)).toEqual([title, ...(description === '' ? [] : [description])]);
    if (comment !== undefined) expect(typedIn(commentPost(commentThat(comment)))).toEqual([comment]);
  });
});

test.each([
  ['plain words', 'x'],
  ['markup', '<!channel>&amp;<@U0DAVE>*x*😀'],
  ['entities alone', '&'],
  ['letters of three bytes', '字'],
  ['emoji', '😀'],
])('as long as they may be, of %s: the blocks hold all of it, and the text as much as Slack takes', (_, words) => {
  const [title, text] = [filledTo(titleMost, words), filledTo(textMost, words)];
  for (const message of Object.values(messagesWith(title, text, text))) isFine(message);
  const post = commentPost(commentThat(text));
  expect(typedIn(post)).toEqual([text]);
  expect(text).toContain(unescaped(post.text).replace('<@U0CAROL> wrote: ', '').replace(/…$/, ''));
});

test('whatever people write, Slack takes it, and nobody is pinged by it', () => {
  const pieces = fc.oneof(fc.constantFrom(...Object.values(hostile)), fc.string({ unit: 'binary', minLength: 1 }));
  fc.assert(
    fc.property(pieces, pieces, pieces, (typedTitle, typedDescription, typedComment) => {
      fc.pre(isTaken(typedTitle) && isTaken(typedComment));
      const { title, description } = ticketWords({ title: cut(typedTitle, titleMost), description: typedDescription });
      for (const message of Object.values(messagesWith(title, description, commentWords(typedComment))))
        isFine(message);
    }),
  );
});

test('once it is claimed, nobody in the triage channel reads what is in it', () => {
  for (const status of ['claimed', 'completed'] as const) {
    const card = JSON.stringify(triageCard(ticketThat(status, { comments: [commentThat('On my way.')] })));
    expect(card).not.toMatch(/Printer|Third|way/);
  }
});

test('only what can be done with a ticket stands on its cards as a button', () => {
  expect(statuses.map((status) => buttons(triageCard(ticketThat(status))))).toEqual([
    ['Claim', 'Close'],
    ['Comment', 'Close'],
    [],
  ]);
  expect(statuses.map((status) => buttons(requesterCard(ticketThat(status))))).toEqual([[], [], []]);
  expect(buttons(claimerCard(ticketThat('claimed')))).toEqual(['Comment', 'Close']);
  expect(buttons(claimerCard(ticketThat('completed')))).toEqual([]);
});

test("the requester's card has the last comment, and says how many came before it", () => {
  expect(cardAfter(0)).not.toContain('divider');
  expect(cardAfter(1)).toContain('Comment 1');
  expect(cardAfter(1)).not.toContain('earlier');
  expect(cardAfter(3)).toContain('Comment 3');
  expect(cardAfter(3)).toContain('2 earlier in the thread');
  expect(cardAfter(3)).not.toContain('Comment 2');
});

test('a claimer or a time that is not known does not spoil a card', () => {
  const odd = { claimer: undefined, claimedAt: undefined, closedAt: undefined };
  for (const status of ['claimed', 'completed'] as const) {
    expect(triageCard(ticketThat(status, odd)).text).toContain('by an admin');
    isFine(requesterCard(ticketThat(status, odd)));
  }
});

test('the cards, as they look', () => {
  const comments = [commentThat('I am on my way.')];
  expect({
    triage: statuses.map((status) => triageCard(ticketThat(status))),
    requester: requesterCard(ticketThat('claimed', { comments })),
    claimer: claimerCard(ticketThat('claimed', { comments })),
    notices: [claimedNotice(ticketThat('claimed')), completedNotice(ticketThat('completed'))],
    comment: commentPost(commentThat('I am on my way.')),
  }).toMatchSnapshot();
});
