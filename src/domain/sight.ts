import { isAddedTo } from './following';
import type { Person } from './people';
import { isHeld, type Status, type Ticket, type TicketWithComments } from './ticket';

/** Whoever looks at a ticket: a person, or all admins at once, as in the triage channel. */
export type Viewer = (Person & { readonly isAdmin: boolean }) | 'admins';

/**
 * What somebody may see of a ticket.
 * - `own`: everything but internal notes
 * - `full`: everything
 * - `followed`: what it is about, how it stands, and what everybody in the conversation reads
 * - `outline`: its number, its age, how it stands and who has it, and not a word that was written
 * - `none`: not even that it exists
 */
export type Sight = VisibleSight | 'none';
export type VisibleSight = 'own' | 'full' | 'followed' | 'outline';

/** The one answer to "may this person see this?". */
export function sightOf(
  viewer: Viewer,
  ticket: Pick<Ticket, 'teamId' | 'requester' | 'claimer' | 'status' | 'followers'>,
): Sight {
  if (viewer === 'admins') return isForAllAdmins(ticket.status) ? 'full' : 'outline';
  if (viewer.teamId !== ticket.teamId) return 'none';
  if (viewer.isAdmin && viewer.userId === ticket.claimer) return 'full';
  if (viewer.userId === ticket.requester) return 'own';
  if (viewer.isAdmin && isForAllAdmins(ticket.status)) return 'full';
  // Whom the requester has added reads along, whoever has it; who follows by themselves sees no more by that.
  if (isAddedTo(ticket, viewer.userId)) return 'followed';
  return viewer.isAdmin ? 'outline' : 'none';
}

/** The ticket as far as it may be seen: what is not for the viewer is not in it. */
export function seen<T extends TicketWithComments>(sight: VisibleSight, ticket: T): T {
  switch (sight) {
    case 'full':
      return ticket;
    case 'own':
      return withoutNotes(ticket);
    case 'followed':
      return { ...withoutNotes(ticket), edits: [], files: [], followers: [], rating: undefined };
    case 'outline':
      return { ...outlined(ticket), comments: [], edits: [], files: [] };
  }
}

/** Not a word of a ticket, and nobody but who has it. */
export function outlined<T extends Ticket>(ticket: T): T {
  return { ...ticket, title: '', description: '', requester: '', by: undefined, source: undefined, followers: [] };
}

function withoutNotes<T extends TicketWithComments>(ticket: T): T {
  const notes = new Set(ticket.comments.flatMap(({ kind, key }) => (kind === 'note' ? [key] : [])));
  return {
    ...ticket,
    comments: ticket.comments.filter(({ key }) => !notes.has(key)),
    files: ticket.files.filter(({ comment }) => comment === undefined || !notes.has(comment)),
  };
}

/** Who may find a ticket by its words: every admin (`admins`), its claimer alone, or nobody. */
export function audienceOf({ status, claimer }: Pick<Ticket, 'status' | 'claimer'>): string {
  if (isForAllAdmins(status)) return 'admins';
  return isHeld(status) && claimer !== undefined ? claimer : 'nobody';
}

/** An open ticket is there for all admins, and so is the archive; one that somebody has is theirs, and a withdrawn one nobody's. */
function isForAllAdmins(status: Status): boolean {
  return status === 'open' || status === 'completed';
}
