import { isHeld, type Ticket, type TicketWithComments } from '../../domain/ticket';
import type { Unreached } from '../../domain/troubles';
import { sentForAdmins, sourcePart } from './anywhere';
import { clockTime, escaped, type MessageContent, mention, smallPrint } from './blocks';
import { claimerButtons, requesterButtons, triageButtons, undoneUntil } from './buttons';
import { commentBlocks, commentLine } from './conversation';
import {
  adminFacts,
  askForRating,
  described,
  longWords,
  nothing,
  ourLine,
  type Part,
  ratingForAdmins,
  reopenHint,
  requesterFacts,
  row,
  textOf,
  titled,
  withdrawnFacts,
} from './facts';
import { filesPart } from './files';
import { followersLine } from './following';
import { at, heldSince, isBack, lastQuestion, requesterOf, sent, signs, standing, standingLine } from './words';

/** The card in the triage channel: everything while the ticket is open, then only whose it is. */
export function triageCard(ticket: TicketWithComments, missed: readonly Missed[] = []): MessageContent {
  const { number, status } = ticket;
  if (status === 'open') return openCard(ticket, missed);
  const { blocks, lines } = missedPart(missed);
  return {
    text: textOf(`#${number} is ${standing(ticket)}`, ...lines),
    blocks: [smallPrint(standingLine(ticket)), ...blocks, ...row(triageButtons(ticket))],
  };
}

/** Somebody who should read of a ticket, and cannot be reached in Slack. */
export interface Missed {
  readonly userId: string;
  readonly why: Unreached;
}

function missedPart(missed: readonly Missed[]): Part {
  const lines = missed.map(
    ({ userId, why }) => `:warning:  ${mention(userId)} cannot be reached in Slack: ${whyWords[why]}.`,
  );
  return { blocks: lines.map(smallPrint), lines };
}

const whyWords = {
  deactivated: 'their account is deactivated',
  unknown: 'Slack does not find them',
  takesNoMessages: 'they take no messages from Deskbell',
} as const satisfies Record<Unreached, string>;

function openCard(ticket: TicketWithComments, missed: readonly Missed[]): MessageContent {
  const { number, requester, title } = ticket;
  const by = sentForAdmins(ticket);
  const from = [`#${number} from ${mention(requester)}`, ...by].join(', ');
  const summary = isBack(ticket) ? `Ticket ${from} is ${standing(ticket)}` : `New ticket ${from}`;
  const back = isBack(ticket) ? [standing(ticket)] : [];
  const source = sourcePart(ticket);
  const unreached = missedPart(missed);
  const last = lastComment(withoutNotes(ticket), undefined, `: \`/ticket ${number}\``);
  return {
    text: textOf(
      `${summary}: ${escaped(title)}`,
      ...filesPart(ticket.files, undefined).lines,
      ...source.lines,
      ...unreached.lines,
      ...last.lines,
      ...longWords(ticket),
    ),
    blocks: [
      ...titled(ticket),
      smallPrint([`*#${number}*`, `from ${mention(requester)}`, ...by, sent(ticket), ...back].join('  ·  ')),
      ...described(ticket),
      ...source.blocks,
      ...unreached.blocks,
      ...last.blocks,
      ...row(triageButtons(ticket)),
      // Many in a row have no thread bar between them, as the cards in a DM have.
      { type: 'divider' },
    ],
  };
}

/** The requester's card in their DM: what they asked, how it stands, the last thing that was said, and what they can do. */
export function requesterCard(ticket: TicketWithComments): MessageContent {
  const buttons = row(requesterButtons(ticket));
  if (ticket.status === 'withdrawn') {
    const { blocks, lines } = withdrawnFacts(ticket);
    return { text: textOf(...lines), blocks: [...blocks, ...buttons] };
  }
  const facts = requesterFacts(ticket);
  const readers = followersLine(ticket);
  const last = lastComment(ticket, ticket.requester);
  const hint = reopenHint(ticket);
  const thumbs = askForRating(ticket);
  return {
    text: textOf(...facts.lines, ...readers.lines, ...last.lines, ...hint.lines, ...thumbs.lines, ...longWords(ticket)),
    blocks: [...facts.blocks, ...readers.blocks, ...last.blocks, ...hint.blocks, ...buttons, ...thumbs.blocks],
  };
}

/** The claimer's card in their DM: the whole ticket, and what can be done with it. */
export function claimerCard(ticket: TicketWithComments, missed: readonly Missed[] = []): MessageContent {
  const { status } = ticket;
  if (status === 'withdrawn') return withdrawnCard(ticket);
  const facts = adminFacts(ticket, yoursWords(ticket));
  const readers = followersLine(ticket);
  const last = lastComment(ticket, ticket.claimer);
  const hint = isHeld(status) ? threadHint(ticket) : nothing;
  const thought = ratingForAdmins(ticket);
  const unreached = missedPart(missed.filter(({ userId }) => userId !== ticket.claimer));
  return {
    text: textOf(
      ...facts.lines,
      ...readers.lines,
      ...unreached.lines,
      ...last.lines,
      ...thought.lines,
      ...hint.lines,
      ...longWords(ticket),
    ),
    blocks: [
      ...facts.blocks,
      ...readers.blocks,
      ...unreached.blocks,
      ...last.blocks,
      ...thought.blocks,
      ...claimerButtons(ticket).flatMap(row),
      ...hint.blocks,
    ],
  };
}

/** How a ticket stands, in words for the admin who has it. */
function yoursWords(ticket: Ticket): string {
  switch (ticket.status) {
    case 'in_progress':
      return `${signs.in_progress}  yours, in progress`;
    case 'waiting':
      return `${signs.waiting}  yours, waiting for the requester to answer`;
    case 'completed':
      return `${signs.completed}  completed${at(ticket.closedAt, ', ')}`;
    default:
      return `${signs.claimed}  yours${at(heldSince(ticket), ', since ')}`;
  }
}

function threadHint(ticket: Ticket): Part {
  return ourLine(
    `What you write in the thread below is a comment that ${mention(ticket.requester)} reads. Begin with \`note:\` for an internal note.`,
  );
}

function withdrawnCard(ticket: Ticket): MessageContent {
  const { number, title } = ticket;
  const until = undoneUntil(ticket);
  const by = `withdrawn by ${requesterOf(ticket)}`;
  if (until === undefined) return oneLine(`${signs.withdrawn}  *#${number}*  ·  ${by}. Its words are erased.`);
  const words = `${by}. There is nothing more for you to do: they can bring it back ${clockTime(until, 'until ')}, and then its words are erased.`;
  return {
    text: textOf(`Ticket #${number}, ${escaped(title)}: ${words}`),
    blocks: [...titled(ticket), smallPrint(`${signs.withdrawn}  *#${number}*  ·  ${words}`)],
  };
}

/** What is left of a claimer's card once the ticket is theirs no more: not a word of it, and nothing that changes later. */
export function formerClaimerCard({ number }: Pick<Ticket, 'number'>): MessageContent {
  return oneLine(`*#${number}* is not yours any more. \`/ticket ${number}\` shows how it stands.`);
}

function oneLine(text: string): MessageContent {
  return { text, blocks: [smallPrint(text)] };
}

/** The question that is to be answered, else the newest comment; how many others there are, and `where`. */
function lastComment(
  { status, comments, files }: TicketWithComments,
  reader: string | undefined,
  where = ' in the thread',
): Part {
  const newest = comments.at(-1);
  const last = (status === 'waiting' ? lastQuestion(comments) : undefined) ?? newest;
  if (last === undefined) return nothing;
  const others = comments.length - 1;
  const more = others === 0 ? '' : `  ·  ${others} ${last === newest ? 'earlier' : 'more'}${where}`;
  return {
    blocks: [{ type: 'divider' }, ...commentBlocks(last, { reader, files }, more)],
    lines: [commentLine(last, { reader, files })],
  };
}

function withoutNotes(ticket: TicketWithComments): TicketWithComments {
  return { ...ticket, comments: ticket.comments.filter(({ kind }) => kind !== 'note') };
}
