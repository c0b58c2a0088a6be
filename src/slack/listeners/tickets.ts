import type { ModalView } from '@slack/types';
import { NotEnded, WordsChanged } from '../../domain/errors';
import type { FileLimits } from '../../domain/files';
import type { Admin, Person } from '../../domain/people';
import type { Ticket } from '../../domain/ticket';
import { described, prefilled, titleMost } from '../../domain/words';
import { submitFor } from '../../services/anywhere';
import { asAdmin, asMember, readyFor } from '../../services/change';
import { followed } from '../../services/following';
import * as service from '../../services/tickets';
import type { CommandVisit, Done, Press, Submission } from '../answering';
import type { Desk } from '../desk';
import {
  begunFrom,
  chosenRequester,
  editOf,
  formKeyOf,
  ratingOf,
  saidIn,
  sentFiles,
  ticketIdOf,
  wordsIn,
  wordsPlaceOf,
} from '../input';
import { publishHome } from '../publish-home';
import { showIn } from '../show-in';
import { ticketHelp } from '../views/answers';
import { type MessageContent, unescaped } from '../views/blocks';
import { editForm, reopenForm, replyForm, sentView, takeUpAgainForm, ticketForm } from '../views/forms';
import { foundList, listSize, ticketList } from '../views/lists';
import { ticketAnswer, ticketView } from '../views/ticket';
import { within } from '../within';
import { wordsAt } from '../words-at';
import { homeOf } from './home';

/** `/ticket`, `/ticket <title>`, `/ticket list`, `/ticket search <words>`, `/ticket 42`, `/ticket help`: what it shows. Throws TicketGone, InvalidWords. */
export async function command({ actor, text, desk }: CommandVisit<Person>): Promise<ModalView | MessageContent> {
  const words = unescaped(text).trim();
  const number = /^#?(\d{1,15})$/.exec(words)?.[1];
  if (number !== undefined) {
    const { ticket, sight, following } = await service.ticketFor(actor, { number: Number(number) }, desk);
    return ticketAnswer(ticket, sight, following);
  }
  const sought = /^search(?:\s+([^]*))?$/i.exec(words);
  if (sought !== null) {
    const [, asked = ''] = sought;
    return foundList(asked, await service.searchOwn(actor, asked, listSize, desk));
  }
  switch (words.toLowerCase()) {
    case 'list':
      return ticketList(
        ...(await Promise.all([service.ownTickets(actor, { limit: listSize }, desk), followed(actor, desk)])),
      );
    case 'help':
      return ticketHelp();
    default:
      return ticketForm(prefilled(words), '', await forms(actor, desk));
  }
}

/** What a new ticket's form takes. An admin may send it on behalf of somebody; a form opens at once: where the database does not say so in time, it is there without that. */
async function forms(person: Person, desk: Desk): Promise<{ forOthers: boolean; files: FileLimits }> {
  const admin = desk.admins.find(person).catch(() => undefined);
  const forOthers = (await within(desk.openWithinMs, admin, () => undefined)) !== undefined;
  return { forOthers, files: desk.fileLimits };
}

/** What the Home's button carries, and the form that it opens. */
const fromHome = 'home';

/** The empty form. */
export async function form({ actor, value, desk }: Press<Person>): Promise<ModalView> {
  return ticketForm({ title: '', description: '', leftOut: 0 }, value, await forms(actor, desk));
}

/** **Make a ticket of it**: the form about words that somebody wrote to Deskbell. Throws ForgedInput, WordsGone. */
export async function formFromWords({ actor, value, channel, client, desk }: Press<Person>): Promise<ModalView> {
  const words = await wordsAt(client, actor, channel, wordsPlaceOf(value));
  const isTitle = words.length <= titleMost && !words.includes('\n');
  return ticketForm(isTitle ? prefilled(words) : { title: '', ...described(words) }, `${channel}:${value}`, {
    files: desk.fileLimits,
  });
}

/** A new ticket's form; whoever has sent it for somebody else is told so. Throws ForgedInput, and what `services/anywhere.submitFor` throws. */
export async function submit({ actor, view, patience, desk }: Submission<Person>): Promise<ModalView | undefined> {
  // Words that somebody wrote to Deskbell become one ticket, however often that is asked for.
  const { private_metadata: from } = view;
  const key = from.includes(':') ? `words:${from}` : formKeyOf(view);
  const sent = { ...wordsIn(view), files: sentFiles(view), key, patience, chosen: chosenRequester(view) };
  const ticket = await submitFor(actor, sent, desk);
  return ticket.requester === actor.userId ? undefined : sentView(ticket);
}

/** **Open**: all of a ticket that one may see. Throws ForgedInput, TicketGone. */
export async function show({
  actor,
  value,
  desk,
}: Pick<Press<Person>, 'actor' | 'value' | 'desk'>): Promise<ModalView> {
  const { ticket, sight, following } = await service.ticketFor(actor, { id: ticketIdOf(value) }, desk);
  return ticketView(ticket, sight, following);
}

/** **Edit**: the form with the words as they are. Throws ForgedInput, and what tells the person why they cannot. */
export async function edit({ actor, value, desk }: Press<Person>): Promise<ModalView> {
  const ticket = await readyFor('edit', asMember(actor), ticketIdOf(value), desk);
  return editForm(ticket, begunFrom(ticket));
}

/**
 * The form with new words; where the ticket was changed meanwhile, it shows to what, and can be sent again.
 * Throws ForgedInput, and what `services/tickets.edit` throws.
 */
export async function editSubmit({ actor, view, patience, desk }: Submission<Person>): Promise<ModalView | undefined> {
  const { ticket: id, begunFrom: began } = editOf(view.private_metadata);
  const typed = wordsIn(view);
  const isBegunFrom = (ticket: Ticket): boolean => begunFrom(ticket) === began;
  try {
    await service.edit(actor, id, { ...typed, key: formKeyOf(view), patience, isBegunFrom }, desk);
    return undefined;
  } catch (error) {
    if (error instanceof WordsChanged) return editForm(error.ticket, begunFrom(error.ticket), typed);
    throw error;
  }
}

/** **Withdraw**. Throws ForgedInput, and what `services/tickets.withdraw` throws. */
export async function withdraw({ actor, value, desk }: Press<Person>): Promise<void> {
  await service.withdraw(actor, ticketIdOf(value), desk);
}

/** **Undo** of a withdrawal. Throws ForgedInput, and what `services/tickets.undo` throws. */
export async function undo({ actor, value, desk }: Press<Person>): Promise<void> {
  await service.undo(actor, ticketIdOf(value), desk);
}

/** What was done to a ticket is shown in the modal behind **Open**, where it was done from there, and in the Home below. Throws what Slack or the store says. */
export async function shownAnew({ actor, value, viewId, inHome, client, desk }: Done<Person>): Promise<void> {
  if (inHome) await publishHome(client, actor.userId, await homeOf(actor, desk), undefined);
  if (viewId === undefined) return;
  const id = ticketIdOf(value.startsWith('{') ? editOf(value).ticket : value);
  await showIn(client, viewId, await show({ actor, value: id, desk }));
  await publishHome(client, actor.userId, await homeOf(actor, desk), undefined);
}

/** A ticket that was sent from the Home stands there. Throws what Slack or the store says. */
export async function listed({ actor, value, client, desk }: Done<Person>): Promise<void> {
  if (value === fromHome) await publishHome(client, actor.userId, await homeOf(actor, desk), undefined);
}

/** A thumb up or down. Throws ForgedInput, and what `services/tickets.rate` throws. */
export async function rate({ actor, value, desk }: Press<Person>): Promise<void> {
  const { rating, ticket } = ratingOf(value);
  await service.rate(actor, ticket, rating, desk);
}

/** **Reopen** by its requester, with the words that they wrote after its end, where there are any. Throws ForgedInput, and what tells the person why they cannot. */
export async function reopen({ actor, value, channel, client, desk }: Press<Person>): Promise<ModalView> {
  const [id, place] = value.split(' ');
  const words = place === undefined ? undefined : await wordsAt(client, actor, channel, wordsPlaceOf(place));
  try {
    return reopenForm(await readyFor('reopen', asMember(actor), ticketIdOf(id), desk), words);
  } catch (error) {
    // Somebody has reopened it since: what they wrote is a reply now.
    if (!(error instanceof NotEnded) || words === undefined) throw error;
    return replyForm(await readyFor('reply', asMember(actor), ticketIdOf(id), desk), words, desk.fileLimits);
  }
}

/** Reopens a ticket for its requester. Throws ForgedInput, and what `services/tickets.reopen` throws. */
export async function reopenSubmit(submission: Submission<Person>): Promise<void> {
  const { actor, view, desk } = submission;
  await service.reopen(asMember(actor), ticketIdOf(view.private_metadata), saidIn(submission), desk);
}

/** **Reopen** by an admin. Throws ForgedInput, and what tells the person why they cannot. */
export async function takeUpAgain({ actor, value, desk }: Press<Admin>): Promise<ModalView> {
  return takeUpAgainForm(await readyFor('reopen', asAdmin(actor), ticketIdOf(value), desk));
}

/** Reopens a ticket for an admin. Throws ForgedInput, and what `services/tickets.reopen` throws. */
export async function takeUpAgainSubmit(submission: Submission<Admin>): Promise<void> {
  const { actor, view, desk } = submission;
  await service.reopen(asAdmin(actor), ticketIdOf(view.private_metadata), saidIn(submission), desk);
}
