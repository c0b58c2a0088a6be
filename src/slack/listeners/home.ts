import type { WebClient } from '@slack/web-api';
import type { Person } from '../../domain/people';
import { ownTickets } from '../../services/tickets';
import type { Click, News } from '../answering';
import type { Desk } from '../desk';
import { ticketNumberOf } from '../input';
import { home, homePageSize } from '../views/lists';

/** Somebody looks at Deskbell's Home. */
export async function opened({ actor, event, client, desk }: News<Person, 'app_home_opened'>): Promise<void> {
  if (event.tab === 'home') await publish(actor, client, desk);
}

export async function newest({ actor, client, desk }: Click<Person>): Promise<void> {
  await publish(actor, client, desk);
}

export async function older({ actor, action, client, desk }: Click<Person>): Promise<void> {
  await publish(actor, client, desk, ticketNumberOf(action.value));
}

async function publish(person: Person, client: WebClient, desk: Desk, before?: number): Promise<void> {
  const page = await ownTickets(person, { limit: homePageSize, before }, desk);
  await client.views.publish({ user_id: person.userId, view: home(page, { before }) });
}
