import type { ModalView } from '@slack/types';
import type { Admin, Person } from '../../domain/people';
import { described, prefilled } from '../../domain/words';
import * as service from '../../services/tickets';
import type { Click, CommandVisit, Press, Submission } from '../answering';
import { ids } from '../ids';
import { formKeyOf, ticketIdOf, typedInto } from '../input';
import { unescaped } from '../views/blocks';
import { closeForm, commentForm, ticketForm } from '../views/forms';
import { listSize, ticketHelp, ticketList } from '../views/lists';

/** `/ticket`, `/ticket <title>`, `/ticket list`, `/ticket help`. */
export async function command({
  actor,
  command: { text },
  desk,
  respond,
}: CommandVisit<Person>): Promise<ModalView | undefined> {
  const words = unescaped(text).trim();
  switch (words.toLowerCase()) {
    case 'list': {
      const page = await service.ownTickets(actor, { limit: listSize }, desk);
      await respond({ response_type: 'ephemeral', ...ticketList(page) });
      return undefined;
    }
    case 'help':
      await respond({ response_type: 'ephemeral', ...ticketHelp() });
      return undefined;
    default:
      return ticketForm(prefilled(words));
  }
}

export async function form(): Promise<ModalView> {
  return ticketForm({ title: '', description: '', leftOut: 0 });
}

/** The form about a message: its words stand in the description. */
export async function formFromMessage({ value }: Press<Person>): Promise<ModalView> {
  return ticketForm({ title: '', ...described(unescaped(value)) });
}

export async function submit({ actor, view, desk }: Submission<Person>): Promise<void> {
  const words = { title: typedInto(ids.field.title, view), description: typedInto(ids.field.description, view) };
  await service.submit(actor, { ...words, key: formKeyOf(view) }, desk);
}

export async function claim({ actor, action, desk }: Click<Admin>): Promise<void> {
  await service.claim(actor, ticketIdOf(action.value), desk);
}

export async function comment({ actor, value, desk }: Press<Admin>): Promise<ModalView> {
  return commentForm(await service.readyFor('comment', actor, ticketIdOf(value), desk));
}

export async function commentSubmit({ actor, view, desk }: Submission<Admin>): Promise<void> {
  await service.comment(actor, ticketIdOf(view.private_metadata), said(view), desk);
}

export async function close({ actor, value, desk }: Press<Admin>): Promise<ModalView> {
  return closeForm(await service.readyFor('close', actor, ticketIdOf(value), desk));
}

export async function closeSubmit({ actor, view, desk }: Submission<Admin>): Promise<void> {
  await service.close(actor, ticketIdOf(view.private_metadata), said(view), desk);
}

function said(view: Submission<Admin>['view']): service.Said {
  return { text: typedInto(ids.field.comment, view), key: formKeyOf(view) };
}
