import { type Notice, notices } from '../../../src/domain/surfaces';
import type { Comment } from '../../../src/domain/ticket';
import { textMost, titleMost } from '../../../src/domain/words';
import { ids } from '../../../src/slack/ids';
import { type MessageContent } from '../../../src/slack/views/blocks';
import { commentPost, editPost, noticePost, transcriptPost } from '../../../src/slack/views/posts';
import { filledTo, hostile } from '../../support/hostile';
import { commentThat, ticketThat } from '../../support/tickets';
import { buttonOf, buttons, fillings, isFine, typedIn, wordsIn } from './looks';

const question = commentThat('Which floor?', 'V3', { kind: 'question' });
const ticket = ticketThat('waiting', { comments: [question] });
const kinds = ['comment', 'question', 'note'] as const;

/** Every post of a comment with these words, in both threads where it may stand. */
function commentsWith(text: string): Record<string, MessageContent> {
  const of = (kind: (typeof kinds)[number]) => commentThat(text, 'V1', { kind });
  return {
    ...Object.fromEntries(
      kinds.map((kind) => [`a ${kind} in the claimer's thread`, commentPost(ticket, of(kind), 'claimer')]),
    ),
    "a comment in the requester's thread": commentPost(ticket, of('comment'), 'requester'),
    "a question in the requester's thread": commentPost(ticket, of('question'), 'requester'),
  };
}

const longest = fillings.map(([what, words]): [string, string] => [
  `as long as may be, of ${what}`,
  filledTo(textMost, words),
]);

const tell = (notice: Notice, who = 'U0CAROL', ahead?: Parameters<typeof noticePost>[3]): string =>
  noticePost(notice, ticket, who, ahead).text;

test.each([...Object.entries(hostile), ...longest])('a comment stands in its posts as it was typed: %s', (_, text) => {
  for (const post of Object.values(commentsWith(text))) expect(typedIn(post)).toEqual([text]);
});

test('an edit that is as long as may be is shown whole', () => {
  const [title, text] = [filledTo(titleMost), filledTo(textMost)];
  const other = { title: `y${title.slice(1)}`, description: `y${text.slice(1)}` };
  const post = editPost(ticket, { title, description: text }, other);
  isFine(post);
  expect(typedIn(post)).toEqual([title, other.title, text, other.description]);
});

describe('a comment', () => {
  test('says who wrote it, and to oneself that it is one’s own', () => {
    const own = commentThat('It smokes.', 'V2', { author: 'U0ALICE' });
    expect(commentPost(ticket, commentThat('Stairs.'), 'requester').text).toBe('<@U0CAROL> wrote: Stairs.');
    expect(commentPost(ticket, commentThat('Stairs.'), 'claimer').text).toBe('You wrote: Stairs.');
    expect(commentPost(ticket, own, 'requester').text).toBe('You wrote: It smokes.');
    expect(commentPost(ticket, own, 'claimer').text).toBe('<@U0ALICE> wrote: It smokes.');
  });

  test('that is a question asks the requester, who can answer with a button or in the thread', () => {
    const post = commentPost(ticket, question, 'requester');
    expect(post.text).toContain('<@U0CAROL> asks you about *#42*: Which floor?');
    expect(post.text).toContain('Answer with *Reply*, or write in the thread of your ticket.');
    expect(buttons(post)).toEqual(['Reply']);
    expect(buttonOf(post, 'Reply')?.value).toBe(ticket.id);
    const own = commentPost(ticket, question, 'claimer');
    expect(own.text).toBe('You asked: Which floor?');
    expect(buttons(own)).toEqual([]);
  });

  test('that is a question waits for its answer no more once there is one, or another question', () => {
    const another = { ...question, key: 'V5' };
    for (const past of [
      ticketThat('in_progress', { comments: [question] }),
      ticketThat('waiting', { comments: [question, another] }),
    ]) {
      const post = commentPost(past, question, 'requester');
      expect(post.text).toBe(':speech_balloon:  <@U0CAROL> asks you about *#42*: Which floor?');
      expect(buttons(post)).toEqual([]);
      expect(wordsIn(post)).not.toContain('Reply');
    }
  });

  test('that is a note is marked as one', () => {
    const note = commentThat('Ink is expensive.', 'V4', { kind: 'note', author: 'U0BOB' });
    expect(commentPost(ticket, note, 'claimer').text).toBe(':lock:  Internal note by <@U0BOB>: Ink is expensive.');
  });
});

describe('an edit', () => {
  const before = { title: 'Printer', description: 'Third floor.' };

  test('shows the old and the new of what was changed, and only that', () => {
    const post = editPost(ticket, before, { ...before, title: 'Printer on fire' });
    expect(post.text).toBe(
      ':pencil2:  <@U0ALICE> has changed ticket *#42*.\nThe title was: Printer\nThe title is now: Printer on fire',
    );
    expect(typedIn(post)).toEqual(['Printer', 'Printer on fire']);
    expect(typedIn(editPost(ticket, before, { title: 'Fire', description: 'Fourth floor.' }))).toEqual([
      'Printer',
      'Fire',
      'Third floor.',
      'Fourth floor.',
    ]);
  });

  test('says that a description is new, or gone', () => {
    const none = { title: 'Printer', description: '' };
    expect(editPost(ticket, none, before).text).toContain('A description was added: Third floor.');
    expect(editPost(ticket, before, none).text).toContain('The description was removed: Third floor.');
  });
});

/** That many comments, oldest first. */
function said(count: number, textOf = (index: number): string => `Comment ${index}.`): Comment[] {
  return Array.from({ length: count }, (_, index) => commentThat(textOf(index + 1), `V${index}`));
}

describe('what was said before', () => {
  test('stands in its order, with notes marked', () => {
    const post = transcriptPost(
      ticket,
      [...said(2), commentThat('Ink.', 'N', { kind: 'note', author: 'U0BOB' })],
      undefined,
    );
    expect(typedIn(post)).toEqual(['Comment 1.', 'Comment 2.', 'Ink.']);
    expect(wordsIn(post)).toContain(':lock:  Internal note by <@U0BOB>');
    expect(post.text).not.toContain('left out');
    expect(post.text).toContain('What was said on *#42* before it came to you:');
  });

  test('begins with who handed the ticket over, where somebody did', () => {
    const post = transcriptPost(ticket, said(1), 'U0DAVE');
    isFine(post);
    expect(post.text).toContain('<@U0DAVE> handed *#42* over to you. What was said before:\n');
    expect(transcriptPost(ticket, [], 'U0DAVE').text).toBe(
      '<@U0DAVE> handed *#42* over to you. Nothing was said before.',
    );
  });

  test('of many comments has the newest, and says how many it left out', () => {
    const post = transcriptPost(ticket, said(500), undefined);
    isFine(post, { cutNames: true });
    expect(typedIn(post)).toHaveLength(24);
    expect(typedIn(post).at(-1)).toBe('Comment 500.');
    expect(post.text).toContain('The 476 oldest comments are left out here.');
    expect(wordsIn(post)).toContain('The 476 oldest comments are left out here.');
    expect(transcriptPost(ticket, said(25), undefined).text).toContain('The oldest comment is left out here.');
  });

  test.each(fillings)('of long comments, of %s, has as many as fit', (_, words) => {
    const post = transcriptPost(
      ticket,
      said(10, () => filledTo(textMost, words)),
      undefined,
    );
    isFine(post, { cutNames: true });
    expect(typedIn(post)).toHaveLength(2);
    expect(post.text).toContain('The 8 oldest comments are left out here.');
  });
});

describe('the news', () => {
  test.each(notices)('"%s" says of which ticket it is, whoever did it', (notice) => {
    for (const who of ['U0CAROL', 'U0ALICE', '']) {
      const post = noticePost(notice, ticket, who, { ahead: 3, usualWaitMs: 60_000 });
      expect(post.text).toContain('*#42*');
      expect(post.text).not.toMatch(/<@>|undefined/);
    }
  });

  test('that a ticket has arrived says how many are ahead, and how long it usually takes', () => {
    const filed = (ahead: number, usualWaitMs?: number) => tell('filed', 'U0ALICE', { ahead, usualWaitMs });
    expect(filed(0)).toContain('You are next.');
    expect(filed(1)).toContain('One ticket is ahead of yours.');
    expect(filed(12)).toContain('12 tickets are ahead of yours.');
    expect(filed(12)).not.toContain('usual wait');
    expect(filed(2, 20 * 60_000)).toContain('The usual wait is about 20 minutes.');
    expect(tell('filed', 'U0ALICE')).not.toMatch(/ahead|next|usual/);
  });

  test('says who did it', () => {
    expect(tell('claimed')).toContain('<@U0CAROL> has picked up your ticket *#42*');
    expect(tell('completed')).toContain('<@U0CAROL> has completed your ticket *#42*');
    expect(tell('completed', '')).toContain('An admin has completed your ticket *#42*');
    expect(tell('reopened')).toContain('<@U0CAROL> has reopened your ticket *#42*');
    expect(tell('reopened', 'U0ALICE')).toContain('Your ticket *#42* is open again');
    expect(tell('taken', 'U0BOB')).toContain('<@U0BOB> has put *#42* back into the queue');
    expect(tell('handedOver', 'U0DAVE')).toContain('Your ticket *#42* is with <@U0DAVE> now, who reads');
    expect(tell('released')).toContain('Your ticket *#42* is back in the queue.');
    expect(tell('withdrawn', 'U0ALICE')).toContain('<@U0ALICE> has withdrawn ticket *#42*');
    expect(tell('undone', 'U0ALICE')).toContain('<@U0ALICE> has brought ticket *#42* back');
  });

  test('says what to do next', () => {
    expect(tell('claimed')).toContain('reads what you write in this thread');
    expect(tell('withdrawn')).toContain('There is nothing more for you to do.');
  });

  test('that a ticket is completed has the last words of the one who closed it, and how to bring it back', () => {
    const post = noticePost('completed', ticketThat('completed'), 'U0CAROL', undefined, 'Put out.');
    isFine(post);
    expect(typedIn(post)).toEqual(['Put out.']);
    expect(post.text).toContain('Put out.');
    expect(buttonOf(post, 'Reopen')).toMatchObject({ action_id: ids.ticket.reopen, value: ticket.id });
    expect(post.text).toContain('If it is not solved, press *Reopen* within 7 days.');
    expect(typedIn(noticePost('completed', ticketThat('completed'), 'U0CAROL', undefined))).toEqual([]);
  });

  test('says what to do next only as long as it can be done', () => {
    expect(tell('completed')).not.toContain('Reopen');
    expect(buttons(noticePost('completed', ticket, 'U0CAROL', undefined))).toEqual([]);
  });

  test('has no word of the ticket', () => {
    for (const notice of notices)
      expect(JSON.stringify(noticePost(notice, ticket, 'U0BOB', undefined))).not.toMatch(/Printer|Third/);
  });
});

test('the posts, as they look', () => {
  expect({
    comments: commentsWith('I am on my way.'),
    question: commentPost(ticket, question, 'requester'),
    completed: noticePost('completed', ticketThat('completed'), 'U0CAROL', undefined, 'Put out.'),
    edit: editPost(ticket, { title: 'Printer', description: '' }, ticket),
    transcript: transcriptPost(ticket, [commentThat('I am on my way.')], 'U0DAVE'),
    notices: notices.map((notice) => tell(notice, 'U0CAROL', { ahead: 2, usualWaitMs: 20 * 60_000 })),
  }).toMatchSnapshot();
});
