import { createHash } from 'node:crypto';
import type { Notice, Surface } from '../../domain/surfaces';
import type { Ticket, TicketWithComments } from '../../domain/ticket';
import type { Entry } from '../../services/delivery-ports';
import type { MessageContent } from '../views/blocks';
import { claimedNotice, claimerCard, commentPost, completedNotice, requesterCard, triageCard } from '../views/cards';

/** What an entry should show; undefined where what it was about is gone. */
export function render(
  { surface, about }: Pick<Entry, 'surface' | 'about'>,
  ticket: TicketWithComments,
): MessageContent | undefined {
  switch (surface) {
    case 'triage':
      return triageCard(ticket);
    case 'requester':
      return requesterCard(ticket);
    case 'claimer':
      return claimerCard(ticket);
    case 'comment': {
      const comment = ticket.comments.find(({ key }) => key === about);
      return comment && commentPost(comment);
    }
    case 'notice':
      return isNotice(about) ? notices[about](ticket) : undefined;
  }
}

const notices: Record<Notice, (ticket: Ticket) => MessageContent> = {
  claimed: claimedNotice,
  completed: completedNotice,
};

function isNotice(about: string | undefined): about is Notice {
  return about !== undefined && Object.hasOwn(notices, about);
}

/** The end of a ticket is told in the DM itself too, not only in the card's thread. */
export function isBroadcast({ surface, about }: { surface: Surface; about?: string | undefined }): boolean {
  return surface === 'notice' && about === 'completed';
}

/** A short name for what a message shows: the same content, the same name. */
export function digestOf(content: MessageContent): string {
  return createHash('sha1').update(JSON.stringify(content)).digest('base64url');
}
