import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { VisibleSight } from '../../domain/sight';
import { type Follower, isHeld, type Ticket, type TicketWithComments } from '../../domain/ticket';
import { type MessageContent, mention, paragraph, plain, smallPrint } from './blocks';
import { claimButton, claimerButtons, followButtons, requesterButtons, takeUpAgainButton } from './buttons';
import { claimerCard, requesterCard } from './cards';
import { leftOutWords, roomInMessage, sizeInMessage, sizeInView, sizeOfBlocks, type Told, told } from './conversation';
import {
  adminFacts,
  askForRating,
  longWords,
  nothing,
  ourLine,
  type Part,
  ratedWords,
  ratingForAdmins,
  reopenHint,
  requesterFacts,
  row,
  textOf,
} from './facts';
import { filesPart } from './files';
import { followersLine } from './following';
import { standingLine } from './words';

/** A ticket in a modal: all that one may see of it, and what one can do, where it is one's own; `following` is how one follows it. */
export function ticketView(ticket: TicketWithComments, sight: VisibleSight, following?: Follower): ModalView {
  return {
    type: 'modal',
    private_metadata: ticket.id,
    title: plain(`Ticket #${ticket.number}`),
    close: plain('Close'),
    blocks: viewBlocks(ticket, sight, following),
  };
}

function viewBlocks(ticket: TicketWithComments, sight: VisibleSight, following: Follower | undefined): KnownBlock[] {
  // Slack takes 100 blocks and 250 kB of a view; each comment is two blocks.
  const room = { count: 44, size: 150_000, sizeOf: sizeInView, files: ticket.files };
  switch (sight) {
    case 'own': {
      if (ticket.status === 'withdrawn') return requesterCard(ticket).blocks;
      const rated = ratedWords(ticket);
      return [
        ...requesterFacts(ticket).blocks,
        ...followersLine(ticket).blocks,
        ...reopenHint(ticket).blocks,
        ...row(requesterButtons(ticket)),
        ...(rated === undefined ? [] : [smallPrint(rated)]),
        ...conversation(told(ticket.comments, { ...room, reader: ticket.requester })).blocks,
      ];
    }
    case 'full':
      if (ticket.status === 'withdrawn') return claimerCard(ticket).blocks;
      return [
        ...adminFacts(ticket).blocks,
        ...followersLine(ticket).blocks,
        ...ratingForAdmins(ticket).blocks,
        ...adminRows(ticket, following).flatMap(row),
        ...conversation(told(ticket.comments, room)).blocks,
      ];
    case 'followed':
      if (ticket.status === 'withdrawn') return outline(ticket, following).blocks;
      return [
        ...adminFacts(ticket).blocks,
        ...row(followButtons(ticket, following)),
        ...conversation(told(ticket.comments, room)).blocks,
      ];
    case 'outline':
      return outline(ticket, following).blocks;
  }
}

/** What `/ticket 42` answers: the ticket as far as one may see it, with its last five comments. */
export function ticketAnswer(ticket: TicketWithComments, sight: VisibleSight, following?: Follower): MessageContent {
  const room = {
    count: 5,
    size: roomInMessage - (ticket.source?.text.length ?? 0) - sizeOfBlocks(filesPart(ticket.files, undefined).blocks),
    sizeOf: sizeInMessage,
    files: ticket.files,
  };
  switch (sight) {
    case 'own':
      if (ticket.status === 'withdrawn') return requesterCard(ticket);
      return message(
        ticket,
        requesterFacts(ticket),
        followersLine(ticket),
        conversation(told(ticket.comments, { ...room, reader: ticket.requester })),
        reopenHint(ticket),
        { blocks: row(requesterButtons(ticket)), lines: [] },
        askForRating(ticket),
      );
    case 'full':
      if (ticket.status === 'withdrawn') return claimerCard(ticket);
      return message(
        ticket,
        adminFacts(ticket),
        followersLine(ticket),
        conversation(told(ticket.comments, room)),
        ratingForAdmins(ticket),
        { blocks: row(adminButtons(ticket, following)), lines: [] },
      );
    case 'followed':
      if (ticket.status === 'withdrawn') return outline(ticket, following);
      return message(ticket, adminFacts(ticket), conversation(told(ticket.comments, room)), {
        blocks: row(followButtons(ticket, following)),
        lines: [],
      });
    case 'outline':
      return outline(ticket, following);
  }
}

function message(ticket: Ticket, ...parts: Part[]): MessageContent {
  return {
    text: textOf(...parts.flatMap(({ lines }) => lines), ...longWords(ticket)),
    blocks: parts.flatMap(({ blocks }) => blocks),
  };
}

/** Of a ticket that somebody else has, an admin is told who that is, and why there is no more; they can stop following it. */
function outline(ticket: Ticket, following: Follower | undefined): MessageContent {
  const { status, claimer } = ticket;
  const who = claimer === undefined ? 'the admin who has it' : mention(claimer);
  const why =
    status === 'withdrawn'
      ? 'Only its requester may know what it said.'
      : `Only ${who} and the person whose ticket it is can read it. Ask them if you need to know more.`;
  const stands = standingLine(ticket);
  const stop = following === undefined ? [] : followButtons(ticket, following);
  return { text: textOf(stands, why), blocks: [paragraph(stands), smallPrint(why), ...row(stop)] };
}

/** The comments under a line, with what is left out said before them. */
function conversation({ blocks, lines, leftOut }: Told): Part {
  if (blocks.length === 0) return nothing;
  const head = leftOutWords(leftOut).map(ourLine);
  return {
    blocks: [{ type: 'divider' }, ...head.flatMap((one) => one.blocks), ...blocks],
    lines: [...head.flatMap((one) => one.lines), ...lines],
  };
}

/** What can be done in the modal: who sees all of a ticket that somebody has is the one who has it. */
function adminRows(ticket: Ticket, following: Follower | undefined): Button[][] {
  // A modal has a **Close** of its own, which ends nothing.
  return isHeld(ticket.status) ? claimerButtons(ticket, 'Close ticket') : [adminButtons(ticket, following)];
}

function adminButtons(ticket: Ticket, following: Follower | undefined): Button[] {
  if (ticket.status === 'completed') return [takeUpAgainButton(ticket), ...followButtons(ticket, following)];
  return ticket.status === 'open' ? [claimButton(ticket), ...followButtons(ticket, following)] : [];
}
