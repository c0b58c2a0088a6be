import type { Notice } from '../../domain/surfaces';
import { type Comment, reopenDays, type Ticket, type TicketWithComments } from '../../domain/ticket';
import { waitInWords } from '../../domain/waits';
import type { TicketWords } from '../../domain/words';
import type { Ahead } from '../../services/queue';
import { ids } from '../ids';
import {
  actions,
  button,
  escaped,
  fitted,
  type MessageContent,
  mention,
  paragraph,
  quoted,
  smallPrint,
} from './blocks';
import { leftOutWords, roomInMessage, sizeInMessage, told } from './conversation';
import { textOf } from './facts';
import { filesPart } from './files';
import { lastQuestion, requesterOf, saidBy, signs } from './words';

/** A comment as a post in the thread under the requester's card, the claimer's or a follower's. */
export function commentPost(
  ticket: TicketWithComments,
  comment: Comment,
  under: 'requester' | 'claimer' | 'follower',
): MessageContent {
  if (comment.kind === 'question' && under === 'requester') return questionPost(ticket, comment);
  const readers = { requester: ticket.requester, claimer: ticket.claimer, follower: undefined };
  const who = saidBy(comment, readers[under]);
  const files = filesPart(ticket.files, comment.key);
  return {
    text: fitted([`${who}: ${escaped(comment.text)}`, ...files.lines].join('\n')),
    blocks: [smallPrint(who), quoted(comment.text), ...files.blocks],
  };
}

/** A question to the requester, with its number, as it stands in the DM too; with how to answer it while an answer is waited for. */
function questionPost(
  { id, number, status, comments, files: all }: TicketWithComments,
  { key, author, text }: Comment,
): MessageContent {
  const files = filesPart(all, key);
  const asks = `${signs.waiting}  ${mention(author)} asks you about *#${number}*`;
  const question = {
    text: textOf(`${asks}: ${escaped(text)}`, ...files.lines),
    blocks: [paragraph(asks), quoted(text), ...files.blocks],
  };
  if (status !== 'waiting' || lastQuestion(comments)?.key !== key) return question;
  const how = 'Answer with *Reply*, or write in the thread of your ticket.';
  return {
    text: textOf(`${asks}: ${escaped(text)}`, ...files.lines, how),
    blocks: [...question.blocks, actions(button('Reply', ids.ticket.reply, id, 'primary')), smallPrint(how)],
  };
}

/** Tells the claimer what the requester has changed, old and new. */
export function editPost(ticket: Ticket, before: TicketWords, after: TicketWords): MessageContent {
  const what = `:pencil2:  ${requesterOf(ticket)} has changed ticket *#${ticket.number}*.`;
  const parts = [
    changed('title', before.title, after.title),
    changed('description', before.description, after.description),
  ].flat();
  return {
    text: textOf(what, ...parts.map(({ label, words }) => (words === '' ? label : `${label}: ${escaped(words)}`))),
    blocks: [
      paragraph(what),
      ...parts.flatMap(({ label, words }) => [smallPrint(`*${label}*`), ...(words === '' ? [] : [quoted(words)])]),
    ],
  };
}

function changed(what: 'title' | 'description', before: string, after: string): { label: string; words: string }[] {
  if (before === after) return [];
  if (before === '') return [{ label: `A ${what} was added`, words: after }];
  if (after === '') return [{ label: `The ${what} was removed`, words: before }];
  return [
    { label: `The ${what} was`, words: before },
    { label: `The ${what} is now`, words: after },
  ];
}

/** What was said on a ticket before its claimer had it: as much of the newest as a message holds. `from` is who handed it over, where somebody did. */
export function transcriptPost(
  { number, files }: Pick<TicketWithComments, 'number' | 'files'>,
  comments: readonly Comment[],
  from: string | undefined,
): MessageContent {
  const what =
    from === undefined
      ? `What was said on *#${number}* before it came to you:`
      : `${mention(from)} handed *#${number}* over to you. ${comments.length === 0 ? 'Nothing was said before.' : 'What was said before:'}`;
  const { blocks, lines, leftOut } = told(comments, {
    count: 24,
    size: roomInMessage,
    sizeOf: sizeInMessage,
    files,
  });
  const head = [what, ...leftOutWords(leftOut)].join(' ');
  return { text: textOf(head, ...lines), blocks: [smallPrint(head), ...blocks] };
}

/** What somebody must not miss. `who` did it, or has it now, or is empty; `ahead` is how it stands with the queue while the ticket waits in it; `last` are the words with which it was closed. */
export function noticePost(
  notice: Notice,
  ticket: TicketWithComments,
  who: string,
  ahead: Ahead | undefined,
  last?: string,
): MessageContent {
  const [news, ...more] = noticeWords(notice, ticket, who, ahead);
  const canReopen = notice === 'completed' && ticket.status === 'completed';
  return {
    text: textOf(news, escaped(last ?? ''), ...more),
    blocks: [
      paragraph(news),
      ...(last === undefined ? [] : [quoted(last)]),
      ...(canReopen ? [actions(button('Reopen', ids.ticket.reopen, ticket.id))] : []),
      ...more.map(smallPrint),
    ],
  };
}

/** The news, and what it means for the one who reads it. */
function noticeWords(
  notice: Notice,
  { number, requester, status, by, source }: Ticket,
  who: string,
  ahead: Ahead | undefined,
): [news: string, ...meaning: string[]] {
  const name = `*#${number}*`;
  const admin = who === '' ? 'An admin' : mention(who);
  const person = who === '' ? 'Its requester' : mention(who);
  const filedWords = (): string => {
    if (by === undefined) return `Your ticket ${name} is in the queue.`;
    const sender = mention(by);
    return source?.author === requester
      ? `${sender} has made ticket ${name} of <${escaped(source.link)}|your message>. It is in the queue.`
      : `${sender} has sent ticket ${name} for you. It is in the queue.`;
  };
  switch (notice) {
    case 'filed':
      return [
        [`:inbox_tray:  ${filedWords()}`, ...(ahead === undefined ? [] : queueWords(ahead))].join(' '),
        'You are told here when somebody picks it up. What you write in this thread is added.',
      ];
    case 'claimed':
      return [`${signs.claimed}  ${admin} has picked up your ticket ${name}, and reads what you write in this thread.`];
    case 'handedOver':
      return [
        `${signs.claimed}  Your ticket ${name} is with ${who === '' ? 'another admin' : mention(who)} now, who reads what you write in this thread.`,
      ];
    case 'released':
      return [
        `${signs.open}  Your ticket ${name} is back in the queue.`,
        'You are told here when somebody picks it up.',
      ];
    case 'completed':
      return [
        `${signs.completed}  ${admin} has completed your ticket ${name}.`,
        ...(status === 'completed' ? [`If it is not solved, press *Reopen* within ${reopenDays} days.`] : []),
      ];
    case 'reopened': {
      const what =
        who === requester ? `Your ticket ${name} is open again` : `${admin} has reopened your ticket ${name}`;
      return [
        `:arrows_counterclockwise:  ${what}.`,
        'It is back in the queue, and you are told here when somebody picks it up.',
      ];
    }
    case 'taken':
      return [
        `:leftwards_arrow_with_hook:  ${admin} has put ${name} back into the queue: it is not yours any more.`,
        'They have not read it. What you said stays on the ticket. This is on record.',
      ];
    case 'withdrawn':
      return [`${signs.withdrawn}  ${person} has withdrawn ticket ${name}.`, 'There is nothing more for you to do.'];
    case 'undone':
      return [`:leftwards_arrow_with_hook:  ${person} has brought ticket ${name} back: it is still yours, as it was.`];
  }
}

function queueWords({ ahead, usualWaitMs }: Ahead): string[] {
  const place =
    ahead === 0 ? 'You are next.' : `${ahead === 1 ? 'One ticket is' : `${ahead} tickets are`} ahead of yours.`;
  return [place, ...usualWaitWords(usualWaitMs)];
}

/** How long people usually wait; nothing where that is not known. */
export function usualWaitWords(usualWaitMs: number | undefined): string[] {
  return usualWaitMs === undefined ? [] : [`The usual wait is ${waitInWords(usualWaitMs)}.`];
}
