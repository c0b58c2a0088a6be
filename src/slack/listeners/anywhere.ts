import type { ModalView } from '@slack/types';
import { FormTooOld, MadeAlready, TicketGone } from '../../domain/errors';
import type { Admin, Person } from '../../domain/people';
import type { Ticket } from '../../domain/ticket';
import { titleOf } from '../../domain/words';
import * as service from '../../services/anywhere';
import type { News, Press, Submission } from '../answering';
import { aboutMessageIn, chosenRequester, formKeyOf, messageIn, reactedMessage, wordsIn } from '../input';
import { messageAt, sourceOf } from '../messages';
import { reactedAnswer } from '../views/anywhere';
import type { MessageContent } from '../views/blocks';
import { messageForm, sentView } from '../views/forms';
import { show } from './tickets';

/**
 * **Make a ticket of it**, on any message: the form about it, or the ticket that was made of it already. Nothing is asked of its channel,
 * which Deskbell need not be in. Throws ForgedInput, MadeAlready, LoginNeeded, and what Slack says.
 */
export async function form({ actor, message, client, desk }: Press<Person>): Promise<ModalView> {
  const read = messageIn(message);
  const made = await service.madeOf(actor, read, desk);
  if (made !== undefined) return await shown(made, actor, desk);
  const [{ source, words }, requester, admin] = await Promise.all([
    sourceOf(client, read, desk.workspaceUrl),
    service.requesterFor(actor, read, desk),
    desk.admins.find(actor),
  ]);
  const about: service.AboutMessage = { source, requester };
  // A form has no room for a message, and what it carries could be another one when it comes back.
  const kept = await desk.asked.put(actor, { ...about }, desk.clock.now());
  const forOthers = admin !== undefined;
  return messageForm(source, titleOf(words), kept, { sender: actor.userId, requester, forOthers });
}

async function shown(ticket: Ticket, actor: Person, desk: Press<Person>['desk']): Promise<ModalView> {
  try {
    return await show({ actor, value: ticket.id, desk });
  } catch (error) {
    throw error instanceof TicketGone ? new MadeAlready(ticket.number, 'somebody') : error;
  }
}

/** The form about a message; whoever has sent it for somebody else is told so. Throws ForgedInput, FormTooOld, and what `services/anywhere.submitFor` throws. */
export async function submit({ actor, view, patience, desk }: Submission<Person>): Promise<ModalView | undefined> {
  const about = aboutMessageIn(await desk.asked.find(actor, view.private_metadata, desk.clock.now()));
  if (about === undefined) throw new FormTooOld();
  const sent = { ...wordsIn(view), key: formKeyOf(view), patience, chosen: chosenRequester(view), about };
  const ticket = await service.submitFor(actor, sent, desk);
  return ticket.requester === actor.userId ? undefined : sentView(ticket);
}

/** The bell of an admin on a message in a channel. Throws ForgedInput, WordsGone, MadeAlready, and what Slack says. */
export async function reacted({
  actor,
  event,
  client,
  waited,
  desk,
}: News<Admin, 'reaction_added'>): Promise<MessageContent | undefined> {
  const { channel, ts } = reactedMessage(event);
  const { source } = await sourceOf(client, await messageAt(client, channel, ts), desk.workspaceUrl);
  const ticket = await service.react(actor, source, desk);
  // Whoever had to log in first does not look at the message any more.
  return waited ? reactedAnswer(ticket) : undefined;
}
