import type { ModalView } from '@slack/types';
import type { Admin } from '../../domain/people';
import { asAdmin, readyFor } from '../../services/change';
import * as service from '../../services/claims';
import type { Press, Submission } from '../answering';
import { ids } from '../ids';
import { chosenPerson, formKeyOf, saidIn, ticketIdOf } from '../input';
import { closeForm, handOverForm } from '../views/forms';

/** **Claim**. Throws ForgedInput, and what `services/claims.claim` throws. */
export async function claim({ actor, value, desk }: Press<Admin>): Promise<void> {
  await service.claim(actor, ticketIdOf(value), desk);
}

/** **Start**. Throws ForgedInput, and what `services/claims.start` throws. */
export async function start({ actor, value, desk }: Press<Admin>): Promise<void> {
  await service.start(actor, ticketIdOf(value), desk);
}

/** **Release** of one's own. Throws ForgedInput, and what `services/claims.release` throws. */
export async function release({ actor, value, desk }: Press<Admin>): Promise<void> {
  await service.release(actor, ticketIdOf(value), desk);
}

/** **Release** in the triage channel, by whoever presses it. Throws ForgedInput, and what `services/claims.forceRelease` throws. */
export async function forceRelease({ actor, value, desk }: Press<Admin>): Promise<void> {
  await service.forceRelease(actor, ticketIdOf(value), desk);
}

/** **Close**: the form for it. Throws ForgedInput, and what tells the person why they cannot. */
export async function close({ actor, value, desk }: Press<Admin>): Promise<ModalView> {
  return closeForm(await readyFor('close', asAdmin(actor), ticketIdOf(value), desk));
}

/** The form that ends a ticket. Throws ForgedInput, and what `services/claims.close` throws. */
export async function closeSubmit(submission: Submission<Admin>): Promise<void> {
  const { actor, view, desk } = submission;
  await service.close(actor, ticketIdOf(view.private_metadata), saidIn(submission), desk);
}

/** **Hand over**: the form for it. Throws ForgedInput, and what tells the person why they cannot. */
export async function handOver({ actor, value, desk }: Press<Admin>): Promise<ModalView> {
  const [ticket, admins] = await Promise.all([
    readyFor('handOver', asAdmin(actor), ticketIdOf(value), desk),
    desk.admins.list(actor.teamId),
  ]);
  return handOverForm(
    ticket,
    admins.map(({ userId }) => userId).filter((userId) => userId !== actor.userId && userId !== ticket.requester),
  );
}

/** The form that gives a ticket to another admin. Throws ForgedInput, and what `services/claims.handOver` throws. */
export async function handOverSubmit({ actor, view, patience, desk }: Submission<Admin>): Promise<void> {
  const form = { to: chosenPerson(ids.field.to, view), key: formKeyOf(view), patience };
  await service.handOver(actor, ticketIdOf(view.private_metadata), form, desk);
}
