import type { ModalView } from '@slack/types';
import { InvalidWords, NobodyNamed } from '../../domain/errors';
import type { Admin } from '../../domain/people';
import { allAdmins, demote, leave, outsiders, promote, reset } from '../../services/admins';
import { left } from '../../services/tickets';
import type { CommandVisit, Done, News, Press, Submission } from '../answering';
import type { Desk } from '../desk';
import { ids } from '../ids';
import { chosenPerson, formKeyOf, personOf } from '../input';
import { standingOf } from '../people';
import { showIn } from '../show-in';
import { type AboutAdmin, adminsView, doneAnswer, doneWords, personForm } from '../views/admins';
import { adminHelp } from '../views/answers';
import type { MessageContent } from '../views/blocks';
import { saidView } from '../views/forms';
import { within } from '../within';
import * as queue from './queue';

/** `/ticket-admin`: what waits; with a word that it does not know, what there is. */
export async function queueOrHelp(visit: CommandVisit<Admin>): Promise<ModalView | MessageContent> {
  return visit.text.trim() === '' ? await queue.command('open')(visit) : await help(visit);
}

/** `/ticket-admin help`, and every word that it does not know: says what there is. */
export async function help({ desk, text }: CommandVisit<unknown>): Promise<MessageContent> {
  return adminHelp(desk.triageChannel, text.trim().toLowerCase());
}

const does = { promote, demote, reset } as const satisfies Record<AboutAdmin, unknown>;

/** `/ticket-admin promote|demote|reset`: at once, with the name behind it; else the form. Throws NobodyNamed, and what the service throws. */
export function command(what: AboutAdmin) {
  return async ({ actor, text, request, desk }: CommandVisit<Admin>): Promise<ModalView | MessageContent> => {
    if (text.trim() === '') return personForm(what);
    const userId = namedIn(text, what);
    await does[what]({ teamId: actor.teamId, userId }, actor.userId, desk, request);
    return doneAnswer(what, userId);
  };
}

/** **Promote somebody**: the form for it. */
export async function promoteForm(): Promise<ModalView> {
  return personForm('promote');
}

/** The form with a person in it; where it stands on the list of admins, that is shown anew. Throws ForgedInput, InvalidWords, and what the service throws. */
export function submit(what: AboutAdmin) {
  return async ({ actor, view, desk }: Submission<Admin>): Promise<ModalView | undefined> => {
    const userId = chosenPerson(ids.field.person, view);
    if (userId === '') throw new InvalidWords({ [ids.field.person]: 'Choose a person.' });
    await does[what]({ teamId: actor.teamId, userId }, actor.userId, desk, formKeyOf(view));
    return view.previous_view_id ? undefined : saidView(doneWords(what, userId));
  };
}

/** **Demote** and **Reset password** on the list of admins. Throws ForgedInput, and what the service throws. */
export function press(what: AboutAdmin) {
  return async ({ actor, value, request, desk }: Press<Admin>): Promise<void> => {
    await does[what]({ teamId: actor.teamId, userId: personOf(value) }, actor.userId, desk, request);
  };
}

/** `/ticket-admin admins`: who they are, and how each of them stands. */
export async function list({ actor, desk }: CommandVisit<Admin>): Promise<ModalView> {
  return await listFor(actor, desk);
}

/** The list is shown anew, where something was done from it. Throws what Slack or the store says. */
export async function listedAnew({ actor, viewId, client, desk }: Done<Admin>): Promise<void> {
  if (viewId !== undefined) await showIn(client, viewId, await listFor(actor, desk));
}

/** Somebody's account has changed: who is no member any more is no admin either, and who answers their tickets is told where it is gone. */
export async function accountChanged({ event: { user }, desk }: News<undefined, 'user_change'>): Promise<void> {
  const person = { teamId: desk.teamId, userId: user.id };
  const standing = standingOf(user, desk.teamId);
  if (standing !== 'member') await leave(person, desk);
  await left(person, standing === 'deactivated', desk);
}

const outsidersWithinMs = 1_000;

async function listFor({ teamId, userId }: Admin, desk: Desk): Promise<ModalView> {
  const { triageChannel, clock } = desk;
  const [admins, others] = await Promise.all([
    allAdmins(teamId, desk),
    // Who else reads the channel is left out where Slack does not say it soon.
    within(
      outsidersWithinMs,
      outsiders(teamId, desk).catch(() => undefined),
      () => undefined,
    ),
  ]);
  return adminsView({ admins, outsiders: others }, { me: userId, now: clock.now(), triageChannel });
}

/** The one person whom a command names, as Slack marks them. https://docs.slack.dev/interactivity/implementing-slash-commands#escaping */
function namedIn(text: string, what: AboutAdmin): string {
  const userId = /^<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>$/.exec(text.trim())?.[1];
  if (userId === undefined) throw new NobodyNamed(what);
  return userId;
}
