import type { HomeView } from '@slack/types';
import { isLoggedIn, type Person } from '../../domain/people';
import { followed } from '../../services/following';
import { aheadOfAll } from '../../services/queue';
import { ownTickets } from '../../services/tickets';
import type { News, Press } from '../answering';
import type { Desk } from '../desk';
import { ticketNumberOf } from '../input';
import { publishHome } from '../publish-home';
import { home, homePageSize } from '../views/lists';
import { queueHomeOf } from './queue';

/** Somebody looks at Deskbell's Home. Throws what Slack or the store says: the event is tried again. */
export async function opened({ actor, event, client, desk }: News<Person, 'app_home_opened'>): Promise<void> {
  if (event.tab !== 'home') return;
  const { hash } = (event.view ?? {}) as { hash?: string }; // Slack's types have the view as it was sent, without its hash
  await publishHome(client, actor.userId, await homeOf(actor, desk), hash);
}

/** **Newest**, and **Sent by me** of an admin: the first page of one's own tickets. */
export async function newest({ actor, desk }: Press<Person>): Promise<HomeView> {
  const admin = await desk.admins.find(actor);
  // Whoever has no lists to turn to does not turn away from them.
  if (admin && isLoggedIn(admin, desk.clock.now())) await desk.admins.look(actor, 'own');
  return await page(actor, desk);
}

/** **Older**: the page after the one that the button stands on. Throws ForgedInput. */
export async function older({ actor, value, desk }: Press<Person>): Promise<HomeView> {
  return await page(actor, desk, ticketNumberOf(value));
}

/** The Home, as somebody left it: an admin's list, or their own tickets. */
export async function homeOf(person: Person, desk: Desk): Promise<HomeView> {
  return (await queueHomeOf(person, desk)) ?? (await page(person, desk));
}

/** A page of one's own tickets; the first one where no number is given. */
async function page(person: Person, desk: Desk, before?: number): Promise<HomeView> {
  const [tickets, admin, follows] = await Promise.all([
    ownTickets(person, { limit: homePageSize, before }, desk),
    desk.admins.find(person),
    before === undefined ? followed(person, desk) : [],
  ]);
  const queue = await aheadOfAll(person, tickets.tickets, desk);
  return home(tickets, { before, queue, admin, followed: follows, now: desk.clock.now() });
}
