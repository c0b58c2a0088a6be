import type { HomeView, ModalView } from '@slack/types';
import { InvalidWords, SearchTooBroad } from '../../domain/errors';
import { type ListName, soughtMost } from '../../domain/lists';
import { type Admin, isLoggedIn, type Person } from '../../domain/people';
import { cut } from '../../domain/words';
import { listFor } from '../../services/lists';
import type { CommandVisit, Done, Press, Submission } from '../answering';
import type { Desk } from '../desk';
import { ids } from '../ids';
import {
  chosenDay,
  chosenOption,
  chosenPerson,
  closingOf,
  filterOf,
  listStateOf,
  nextPageOf,
  ticketIdOf,
  typedInto,
} from '../input';
import { publishHome } from '../publish-home';
import { showIn } from '../show-in';
import { unescaped } from '../views/blocks';
import { filterForm, firstState, type ListState, queueHome, queueModal, queuePageSize } from '../views/queue';
import * as claims from './claims';

/** `/ticket-admin`, `/ticket-admin mine`, `/ticket-admin archive`, `/ticket-admin search <words>`: a list in a modal. Throws InvalidWords, SearchTooBroad. */
export function command(list: ListName) {
  return async ({ actor, text, desk }: CommandVisit<Admin>): Promise<ModalView> => {
    const words = wordsOf(unescaped(text));
    return await modal(actor, { asked: { ...firstState.asked, list, words, order: orderOf(list) } }, desk);
  };
}

/** **Open the queue**: what waits the longest, in a modal. */
export async function show({ actor, desk }: Press<Admin>): Promise<ModalView> {
  return await modal(actor, firstState, desk);
}

/** What one looks for in the archive is mostly new, and what waits the longest comes first. */
export function orderOf(list: ListName): 'oldest' | 'newest' {
  return list === 'archive' ? 'newest' : 'oldest';
}

/** **Open**, **Mine** and **Archive**: another list, with the same filter but for the status, which differs from list to list. Throws ForgedInput. */
export function tab(list: ListName) {
  return async (press: Press<Admin>): Promise<HomeView | ModalView> => {
    // One's own tickets, where an admin comes from too, have no filter.
    const { asked } = press.around === '' ? firstState : listStateOf(press.around);
    return await shown(press, { asked: { ...asked, list, status: undefined, order: orderOf(list) } });
  };
}

/** **Next page**. Throws ForgedInput. */
export async function next(press: Press<Admin>): Promise<HomeView | ModalView> {
  return await shown(press, nextPageOf(listStateOf(press.around), press.value));
}

/** **First page**. Throws ForgedInput. */
export async function first(press: Press<Admin>): Promise<HomeView | ModalView> {
  return await shown(press, { asked: listStateOf(press.around).asked });
}

/** **Oldest first** and **Newest first**. Throws ForgedInput. */
export async function order(press: Press<Admin>): Promise<HomeView | ModalView> {
  const { asked } = listStateOf(press.around);
  return await shown(press, { asked: { ...asked, order: asked.order === 'oldest' ? 'newest' : 'oldest' } });
}

/** **Clear filter**. Throws ForgedInput. */
export async function clear(press: Press<Admin>): Promise<HomeView | ModalView> {
  const { asked } = listStateOf(press.around);
  return await shown(press, { asked: { list: asked.list, order: asked.order } });
}

/** **Filter**: the form for it. Throws ForgedInput. */
export async function filter({ around, inHome }: Press<Admin>): Promise<ModalView> {
  return filterForm(listStateOf(around), inHome);
}

/** The form with a filter. Throws ForgedInput, InvalidWords, SearchTooBroad. */
export async function filterSubmit({ actor, view, desk }: Submission<Admin>): Promise<void> {
  await listFor(actor, filteredBy(view).asked, { limit: 1 }, desk);
}

/** The list is shown as the form asks for, where it stands. Throws what Slack or the store says. */
export async function filtered({ actor, form, viewId, client, desk }: Done<Admin>): Promise<void> {
  if (form === undefined) return;
  const state = filteredBy(form);
  const { inHome } = filterOf(form.private_metadata);
  await shownAgain({ actor, viewId, inHome, client, desk }, state);
  // Only once it could be made: a list that cannot be read would stand in the way of every Home to come.
  if (inHome) await desk.admins.look(actor, JSON.stringify(state));
}

/** What is looked for: no more than the metadata of a view has room for. */
export function wordsOf(typed: string): string | undefined {
  return cut(typed.trim(), soughtMost) || undefined;
}

function filteredBy(view: Submission<Admin>['view']): ListState {
  const { field } = ids;
  const { state } = filterOf(view.private_metadata);
  const { list, order: way } = state.asked;
  const [from, until] = [chosenDay(field.from, view) || undefined, chosenDay(field.until, view) || undefined];
  if (from !== undefined && until !== undefined && from > until)
    throw new InvalidWords({ [field.until]: 'This day is before the first one.' });
  const asked = {
    list,
    words: wordsOf(typedInto(field.words, view)),
    author: chosenPerson(field.author, view) || undefined,
    status: chosenOption(field.status, view) || undefined,
    from,
    until,
    order: way,
  };
  return listStateOf(JSON.stringify({ asked }));
}

/** After **Claim** in a list: it stands where it was. Throws what Slack or the store says. */
export async function claimed({ around, ...done }: Done<Admin>): Promise<void> {
  await shownAgain(done, listStateOf(around));
}

/** **Close** in a list: the form, which carries the list. Throws ForgedInput, and what tells the person why they cannot. */
export async function close(press: Press<Admin>): Promise<ModalView> {
  const { value, around, inHome } = press;
  const carried = { ticket: ticketIdOf(value), state: listStateOf(around), inHome };
  const form = await claims.close(press);
  return { ...form, callback_id: ids.queue.closeSubmit, private_metadata: JSON.stringify(carried) };
}

/** The form that ends a ticket of a list. Throws ForgedInput, and what `services/claims.close` throws. */
export async function closeSubmit(submission: Submission<Admin>): Promise<void> {
  const { view } = submission;
  const { ticket } = closingOf(view.private_metadata);
  await claims.closeSubmit({ ...submission, view: { ...view, private_metadata: ticket } });
}

/** After it the list stands where it was. Throws what Slack or the store says. */
export async function closed(done: Done<Admin>): Promise<void> {
  const { state, inHome } = closingOf(done.value);
  await shownAgain({ ...done, inHome }, state);
}

/** The list, in the Home or in the modal that it stands in. */
async function shownAgain(
  { actor, viewId, inHome, client, desk }: Pick<Done<Admin>, 'actor' | 'viewId' | 'inHome' | 'client' | 'desk'>,
  state: ListState,
): Promise<void> {
  if (!(await isLoggedInStill(actor, desk))) return;
  if (inHome) await publishHome(client, actor.userId, await homeOf(actor, state, desk), undefined);
  else if (viewId !== undefined) await showIn(client, viewId, await modal(actor, state, desk));
}

/** Somebody may have logged out, or been demoted, in the meantime. */
export async function isLoggedInStill(actor: Admin, desk: Desk): Promise<boolean> {
  const admin = await desk.admins.find(actor);
  return admin !== undefined && isLoggedIn(admin, desk.clock.now());
}

/** The Home of an admin who is logged in, as they left it; undefined for everybody else. */
export async function queueHomeOf(person: Person, desk: Desk): Promise<HomeView | undefined> {
  const admin = await desk.admins.find(person);
  if (admin === undefined || !isLoggedIn(admin, desk.clock.now())) return undefined;
  const looksAt = await desk.admins.looksAt(person);
  if (looksAt === 'own') return undefined;
  const state = looksAt === undefined ? firstState : listStateOf(looksAt);
  try {
    return await homeOf(admin, state, desk);
  } catch (error) {
    // A search that has become too broad since would stand in the way of every Home to come.
    if (!(error instanceof SearchTooBroad)) throw error;
    return await homeOf(admin, { asked: { list: state.asked.list, order: state.asked.order } }, desk);
  }
}

async function shown({ actor, inHome, desk }: Press<Admin>, state: ListState): Promise<HomeView | ModalView> {
  return inHome ? await kept(actor, state, desk) : await modal(actor, state, desk);
}

/** The Home with a list, which stands there again whenever the Home is published anew. */
async function kept(admin: Admin, state: ListState, desk: Desk): Promise<HomeView> {
  const home = await homeOf(admin, state, desk);
  // Only once it could be made: a list that cannot be read would stand in the way of every Home to come.
  await desk.admins.look(admin, JSON.stringify(state));
  return home;
}

/** The Home with a list, and what there is to say of it. */
export async function homeOf(admin: Admin, state: ListState, desk: Desk, note?: string): Promise<HomeView> {
  const [page, troubles] = await Promise.all([pageOf(admin, state, desk), desk.troubles.list(admin.teamId)]);
  return queueHome(state, page, { admin, now: desk.clock.now(), note, troubles });
}

/** The same in a modal. */
export async function modal(admin: Admin, state: ListState, desk: Desk, note?: string): Promise<ModalView> {
  const [page, troubles] = await Promise.all([pageOf(admin, state, desk), desk.troubles.list(admin.teamId)]);
  return queueModal(state, page, note, troubles);
}

async function pageOf(admin: Admin, { asked, after }: ListState, desk: Desk) {
  return await listFor(admin, asked, { limit: queuePageSize, after }, desk);
}
