import type { Notice } from '../../domain/surfaces';
import { type Comment, reopenDays, type Ticket } from '../../domain/ticket';
import { waitInWords } from '../../domain/waits';
import type { TicketWords } from '../../domain/words';
import type { Ahead } from '../../services/queue';
import { ids } from '../ids';
import {
  actions,
  asTyped,
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
import { requesterOf, saidBy, signs } from './words';

/** A comment as a post in the thread under the requester's card or the claimer's. */
export function commentPost(ticket: Ticket, comment: Comment, under: 'requester' | 'claimer'): MessageContent {
  const { author, kind, text } = comment;
  if (kind === 'question' && under === 'requester') {
    const asks = `${signs.waiting}  ${mention(author)} asks you`;
    const how = 'Answer with *Reply*, or just write in this thread.';
    return {
      text: textOf(`${asks}: ${escaped(text)}`, how),
      blocks: [
        paragraph(asks),
        quoted(text),
        actions(button('Reply', ids.ticket.reply, ticket.id, 'primary')),
        smallPrint(how),
      ],
    };
  }
  const who = saidBy(comment, under === 'requester' ? ticket.requester : ticket.claimer);
  const sign = kind === 'note' ? ':lock:  ' : '';
  return { text: fitted(`${sign}${who}: ${escaped(text)}`), blocks: [smallPrint(`${sign}${who}`), asTyped(text)] };
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
      smallPrint(what),
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

/** What was said on a ticket before its claimer had it: as much of the newest as a message holds. */
export function transcriptPost({ number }: Ticket, comments: readonly Comment[]): MessageContent {
  const what = `What was said on *#${number}* before it came to you:`;
  const { blocks, lines, leftOut } = told(comments, { count: 24, size: roomInMessage, sizeOf: sizeInMessage });
  const head = [what, ...leftOutWords(leftOut)].join(' ');
  return { text: textOf(head, ...lines), blocks: [smallPrint(head), ...blocks] };
}

/** What somebody must not miss. `who` did it, or is empty; `ahead` is how it stands with the queue while the ticket waits in it. */
export function noticePost(notice: Notice, ticket: Ticket, who: string, ahead: Ahead | undefined): MessageContent {
  const [news, ...more] = noticeWords(notice, ticket, who, ahead);
  return { text: [news, ...more].join(' '), blocks: [paragraph(news), ...more.map(smallPrint)] };
}

/** The news, and what it means for the one who reads it. */
function noticeWords(
  notice: Notice,
  { number, requester }: Ticket,
  who: string,
  ahead: Ahead | undefined,
): [news: string, ...meaning: string[]] {
  const name = `*#${number}*`;
  const admin = who === '' ? 'An admin' : mention(who);
  const person = who === '' ? 'Its requester' : mention(who);
  switch (notice) {
    case 'filed':
      return [
        [`:inbox_tray:  Your ticket ${name} is in the queue.`, ...(ahead === undefined ? [] : queueWords(ahead))].join(
          ' ',
        ),
        'You are told here when somebody picks it up. What you write in this thread is added.',
      ];
    case 'claimed':
      return [`${signs.claimed}  ${admin} has picked up your ticket ${name}, and reads what you write in this thread.`];
    case 'completed':
      return [
        `${signs.completed}  ${admin} has completed your ticket ${name}.`,
        `If it is not solved, press *Reopen* on its card within ${reopenDays} days.`,
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
        'They took it unread, it keeps what you said, and this is on record.',
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
