import type { ModalView } from '@slack/types';
import { TicketGone } from '../../domain/errors';
import type { Admin, Person } from '../../domain/people';
import { asMember, readyFor } from '../../services/change';
import * as service from '../../services/following';
import type { Done, Press, Submission } from '../answering';
import { ids } from '../ids';
import { chosenPeople, ticketIdOf } from '../input';
import { showIn } from '../show-in';
import { followersForm } from '../views/following';
import { saidView } from '../views/forms';
import { shownAnew } from './tickets';

/** **Followers**: the form with those who follow now. Throws ForgedInput, and what tells the person why they cannot. */
export async function form({ actor, value, desk }: Press<Person>): Promise<ModalView> {
  return followersForm(await readyFor('share', asMember(actor), ticketIdOf(value), desk));
}

/** The form that says who follows a ticket. Throws ForgedInput, and what `services/following.share` throws. */
export async function submit({ actor, view, patience, desk }: Submission<Person>): Promise<void> {
  const people = chosenPeople(ids.field.people, view);
  await service.share(actor, ticketIdOf(view.private_metadata), { people, patience }, desk);
}

/** **Follow**. Throws ForgedInput, and what `services/following.follow` throws. */
export async function follow({ actor, value, desk }: Press<Admin>): Promise<void> {
  await service.follow(actor, ticketIdOf(value), desk);
}

/** **Stop following**. Throws ForgedInput, and what `services/following.unfollow` throws. */
export async function unfollow({ actor, value, desk }: Press<Person>): Promise<void> {
  await service.unfollow(actor, ticketIdOf(value), desk);
}

/** Whoever follows a ticket no more may not see it any more, either: the modal says so then. Throws what Slack or the store says. */
export async function left(done: Done<Person>): Promise<void> {
  try {
    await shownAnew(done);
  } catch (error) {
    if (!(error instanceof TicketGone) || done.viewId === undefined) throw error;
    const view = saidView('You do not follow this ticket any more. Its card in your messages with Deskbell is gone.');
    await showIn(done.client, done.viewId, view);
  }
}
