import type { ModalView } from '@slack/types';
import type { Admin, Person } from '../../domain/people';
import { described, prefilled } from '../../domain/words';
import * as service from '../../services/tickets';
import type { Click, CommandVisit, Press, Submission } from '../answering';
import { ids } from '../ids';
import { formKeyOf, ticketIdOf, typedInto } from '../input';
import { type MessageContent, unescaped } from '../views/blocks';
import { closeForm, commentForm, ticketForm } from '../views/forms';
import { listSize, ticketHelp, ticketList } from '../views/lists';

/** `/ticket`, `/ticket <title>`, `/ticket list`, `/ticket help`: what it shows. */
export async function command({
  actor,
  command: { text },
  desk,
}: CommandVisit<Person>): Promise<ModalView | MessageContent> {
  const words = unescaped(text).trim();
  switch (words.toLowerCase()) {
    case 'list':
      return ticketList(await service.ownTickets(actor, { limit: listSize }, desk));
    case 'help':
      return ticketHelp();
    default:
      return ticketForm(prefilled(words));
  }
}

/** The empty form. */
export async function form(): Promise<ModalView> {
  return ticketForm({ title: '', description: '', leftOut: 0 });
}

/** The form about a message: its words stand in the description. */
export async function formFromMessage({ value }: Press<Person>): Promise<ModalView> {
  return ticketForm({ title: '', ...described(unescaped(value)) });
}

/** A new ticket's form. Throws ForgedInput, and what `services/tickets.submit` throws. */
export async function submit({ actor, view, patience, desk }: Submission<Person>): Promise<void> {
  const words = { title: typedInto(ids.field.title, view), description: typedInto(ids.field.description, view) };
  await service.submit(actor, { ...words, key: formKeyOf(view), patience }, desk);
}

/** **Claim**. Throws ForgedInput, and what `services/tickets.claim` throws. */
export async function claim({ actor, action, desk }: Click<Admin>): Promise<void> {
  await service.claim(actor, ticketIdOf(action.value), desk);
}

/** **Comment**: the form for it. Throws ForgedInput, and what tells the person why they cannot. */
export async function comment({ actor, value, desk }: Press<Admin>): Promise<ModalView> {
  return commentForm(await service.readyFor('comment', actor, ticketIdOf(value), desk));
}

/** A comment's form. Throws ForgedInput, and what `services/tickets.comment` throws. */
export async function commentSubmit(submission: Submission<Admin>): Promise<void> {
  const { actor, view, desk } = submission;
  await service.comment(actor, ticketIdOf(view.private_metadata), saidIn(submission), desk);
}

/** **Close**: the form for it. Throws ForgedInput, and what tells the person why they cannot. */
export async function close({ actor, value, desk }: Press<Admin>): Promise<ModalView> {
  return closeForm(await service.readyFor('close', actor, ticketIdOf(value), desk));
}

/** The form that ends a ticket. Throws ForgedInput, and what `services/tickets.close` throws. */
export async function closeSubmit(submission: Submission<Admin>): Promise<void> {
  const { actor, view, desk } = submission;
  await service.close(actor, ticketIdOf(view.private_metadata), saidIn(submission), desk);
}

function saidIn({ view, patience }: Submission<Admin>): service.Said {
  return { text: typedInto(ids.field.comment, view), key: formKeyOf(view), patience };
}
