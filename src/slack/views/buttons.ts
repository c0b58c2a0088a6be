import type { Button } from '@slack/types';
import { type Follower, isHeld, isLive, type Ticket } from '../../domain/ticket';
import { ids } from '../ids';
import { asking, button } from './blocks';

/** What the one whose ticket it is can do with it. */
export function requesterButtons(ticket: Ticket): Button[] {
  const { id, status } = ticket;
  if (status === 'completed') return [button('Reopen', ids.ticket.reopen, id)];
  if (undoneUntil(ticket)) return [button('Undo', ids.ticket.undo, id, 'primary')];
  if (!isLive(status)) return [];
  return [
    button('Reply', ids.ticket.reply, id, status === 'waiting' ? 'primary' : undefined),
    button('Edit', ids.ticket.edit, id),
    button('Followers', ids.ticket.followers, id),
    withdrawButton(ticket),
  ];
}

/** What the admin who has a ticket can do with it, in rows: what they say on it, and what becomes of it. `close` is the label of what ends it. */
export function claimerButtons(ticket: Ticket, close = 'Close'): Button[][] {
  const { id, status } = ticket;
  if (status === 'completed') return [[takeUpAgainButton(ticket)]];
  return [
    // Three of them fill a row of the thread pane.
    status === 'claimed' ? [button('Start', ids.ticket.start, id, 'primary')] : [],
    [
      button('Ask', ids.ticket.ask, id),
      button('Comment', ids.ticket.comment, id, status === 'in_progress' ? 'primary' : undefined),
      button('Note', ids.ticket.note, id),
    ],
    [button(close, ids.ticket.close, id), button('Hand over', ids.ticket.handOver, id), releaseButton(ticket)],
  ];
}

/** What stands under a ticket in the triage channel, for whoever may do it. */
export function triageButtons(ticket: Ticket): Button[] {
  const { id, status } = ticket;
  if (status === 'open') return [claimButton(ticket), button('Close', ids.ticket.close, id)];
  if (!isHeld(status)) return [];
  return [button('Comment', ids.ticket.comment, id), button('Close', ids.ticket.close, id), forceReleaseButton(ticket)];
}

export function claimButton({ id }: Ticket): Button {
  return button('Claim', ids.ticket.claim, id, 'primary');
}

export function takeUpAgainButton({ id }: Ticket): Button {
  return button('Reopen', ids.ticket.takeUpAgain, id);
}

/** What an admin who may read a ticket, and anybody who follows it, can do about that. */
export function followButtons({ id, status }: Ticket, following: Follower | undefined): Button[] {
  if (following !== undefined) return [button('Stop following', ids.ticket.unfollow, id)];
  return status === 'open' ? [button('Follow', ids.ticket.follow, id)] : [];
}

/** Until when a withdrawn ticket can be brought back; undefined once its words are erased. */
export function undoneUntil({ status, title, returnUntil }: Ticket): Date | undefined {
  return status === 'withdrawn' && title !== '' ? returnUntil : undefined;
}

function withdrawButton({ id, number }: Ticket): Button {
  return asking(button('Withdraw', ids.ticket.withdraw, id), {
    title: `Withdraw #${number}?`,
    text: 'Work on it stops. For a minute you can undo this; then its title, its description and all comments are erased for good. What you typed in Slack itself stays until you delete it.',
    yes: 'Withdraw',
    no: 'Keep it',
    style: 'danger',
  });
}

function releaseButton({ id, number }: Ticket): Button {
  return asking(button('Release', ids.ticket.release, id), {
    title: `Release #${number}?`,
    text: 'It goes back into the queue, where every admin can read and claim it. Your card and the thread under it are deleted, but for what you typed there yourself. What was said stays on the ticket.',
    yes: 'Release',
    no: 'Keep it',
  });
}

function forceReleaseButton({ id, number }: Ticket): Button {
  return asking(button('Release', ids.ticket.forceRelease, id), {
    title: `Put #${number} back into the queue?`,
    text: 'It goes back into the queue for every admin. If it is not yours, its admin is told, and it is on record.',
    yes: 'Release',
    no: 'Leave it',
  });
}
