import type { ListAsked, ListedTicket, ListPlace } from '../domain/lists';
import type { Admin } from '../domain/people';
import { listFor } from './lists';
import type { Ports } from './ports';

const readAtOnce = 500;

/** All pages of an admin's list, up to `most` tickets, and whether that is all of it. Throws what `listFor` throws. */
export async function wholeList(
  admin: Admin,
  asked: ListAsked,
  most: number,
  ports: Pick<Ports, 'tickets'>,
): Promise<{ tickets: readonly ListedTicket[]; isAll: boolean }> {
  const tickets: ListedTicket[] = [];
  let after: ListPlace | undefined;
  do {
    const page = await listFor(admin, asked, { limit: Math.min(readAtOnce, most - tickets.length), after }, ports);
    tickets.push(...page.tickets);
    after = page.next;
  } while (after !== undefined && tickets.length < most);
  return { tickets, isAll: after === undefined };
}
