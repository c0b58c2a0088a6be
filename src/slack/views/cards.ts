import type { KnownBlock } from '@slack/types';
import type { Comment, Ticket, TicketWithComments } from '../../domain/ticket';
import { ids } from '../ids';
import {
  actions,
  ago,
  asTyped,
  button,
  day,
  escaped,
  fitted,
  heading,
  type MessageContent,
  mention,
  quoted,
  smallPrint,
} from './blocks';

/** The card in the triage channel: everything while the ticket is open, then only whose it is. */
export function triageCard(ticket: Ticket): MessageContent {
  const { number, status, requester, createdAt, title } = ticket;
  switch (status) {
    case 'open':
      return {
        text: cardText(`New ticket #${number} from ${mention(requester)}: ${escaped(title)}`, ticket.description),
        blocks: [
          heading(title),
          smallPrint(`*#${number}*  ·  from ${mention(requester)}  ·  ${ago(createdAt)}`),
          ...description(ticket),
          actions(
            button('Claim', ids.ticket.claim, ticket.id, 'primary'),
            button('Close', ids.ticket.close, ticket.id),
          ),
        ],
      };
    case 'claimed':
      return {
        text: `#${number} is claimed by ${claimer(ticket)}`,
        blocks: [
          smallPrint(
            `:large_blue_circle:  *#${number}*  ·  claimed by ${claimer(ticket)}${ago(claimedAt(ticket), ', ')}`,
          ),
          claimersButtons(ticket),
        ],
      };
    case 'completed':
      return {
        text: `#${number} is completed by ${claimer(ticket)}`,
        blocks: [
          smallPrint(
            `:white_check_mark:  *#${number}*  ·  completed by ${claimer(ticket)}${day(closedAt(ticket), ', ')}`,
          ),
        ],
      };
  }
}

/** The requester's card in their DM: what they asked, how it stands, and the last thing that was said. */
export function requesterCard(ticket: TicketWithComments): MessageContent {
  const { number, title } = ticket;
  return {
    text: cardText(
      `Your ticket #${number}, ${escaped(title)}: ${statusWords(ticket)}`,
      ticket.description,
      ticket.comments,
    ),
    blocks: [
      heading(title),
      smallPrint(`*#${number}*  ·  ${statusLine(ticket)}`),
      ...description(ticket),
      ...lastComment(ticket),
    ],
  };
}

/** The claimer's card in their DM: the whole ticket, and what can be done with it. */
export function claimerCard(ticket: TicketWithComments): MessageContent {
  const { number, status, requester, createdAt, title } = ticket;
  const yours = status === 'completed' ? day(closedAt(ticket), 'completed ') : 'yours';
  return {
    text: cardText(
      `Ticket #${number} of ${mention(requester)}, ${escaped(title)}: ${status === 'completed' ? 'completed' : 'yours'}`,
      ticket.description,
      ticket.comments,
    ),
    blocks: [
      heading(title),
      smallPrint(`*#${number}*  ·  from ${mention(requester)}${ago(createdAt, ', ')}  ·  ${yours}`),
      ...description(ticket),
      ...lastComment(ticket),
      ...(status === 'claimed' ? [claimersButtons(ticket)] : []),
    ],
  };
}

/** A comment as a post in the thread. */
export function commentPost({ author, text }: Comment): MessageContent {
  return {
    text: fitted(`${mention(author)} wrote: ${escaped(text)}`),
    blocks: [smallPrint(`${mention(author)} wrote`), asTyped(text)],
  };
}

/** Tells the requester, in the thread, that somebody has their ticket. */
export function claimedNotice(ticket: Ticket): MessageContent {
  return notice(`:large_blue_circle:  ${claimer(ticket)} has picked up your ticket *#${ticket.number}*.`);
}

/** Tells the requester that their ticket has come to its end. */
export function completedNotice(ticket: Ticket): MessageContent {
  return notice(
    `:white_check_mark:  ${claimer(ticket)} has completed your ticket *#${ticket.number}*. If it is not solved, send a new one with \`/ticket\`.`,
  );
}

/** How a ticket stands, in words for the one who waits for it. */
export function statusWords(ticket: Ticket): string {
  switch (ticket.status) {
    case 'open':
      return 'waiting for somebody to pick it up';
    case 'claimed':
      return `${claimer(ticket)} is on it`;
    case 'completed':
      return `completed by ${claimer(ticket)}`;
  }
}

/** The same with a sign before it and the time behind it. */
export function statusLine(ticket: Ticket): string {
  switch (ticket.status) {
    case 'open':
      return `:hourglass_flowing_sand:  ${statusWords(ticket)}${ago(ticket.createdAt, ', sent ')}`;
    case 'claimed':
      return `:large_blue_circle:  ${statusWords(ticket)}${day(claimedAt(ticket), ', since ')}`;
    case 'completed':
      return `:white_check_mark:  ${statusWords(ticket)}${day(closedAt(ticket), ', ')}`;
  }
}

function notice(text: string): MessageContent {
  return { text, blocks: [smallPrint(text)] };
}

/** The `text` of a card that shows the description, and the last of the comments: the newest comes first, as what is too long is cut. */
function cardText(summary: string, words: string, comments: readonly Comment[] = []): string {
  const last = comments.at(-1);
  const lines = [
    summary,
    ...(last === undefined ? [] : [`${mention(last.author)} wrote: ${escaped(last.text)}`]),
    ...(words === '' ? [] : [escaped(words)]),
  ];
  return fitted(lines.join('\n'));
}

function description({ description: words }: Ticket): KnownBlock[] {
  return words === '' ? [] : [asTyped(words)];
}

function lastComment({ comments }: TicketWithComments): KnownBlock[] {
  const last = comments.at(-1);
  if (last === undefined) return [];
  const earlier = comments.length === 1 ? '' : `  ·  ${comments.length - 1} earlier in the thread`;
  return [{ type: 'divider' }, smallPrint(`${mention(last.author)}${ago(last.at, ', ')}${earlier}`), quoted(last.text)];
}

function claimersButtons({ id }: Ticket): KnownBlock {
  return actions(button('Comment', ids.ticket.comment, id, 'primary'), button('Close', ids.ticket.close, id));
}

function claimer({ claimer: userId }: Ticket): string {
  return userId === undefined ? 'an admin' : mention(userId);
}

function claimedAt({ claimedAt: at, createdAt }: Ticket): Date {
  return at ?? createdAt;
}

function closedAt({ closedAt: at, createdAt }: Ticket): Date {
  return at ?? createdAt;
}
