import { InvalidWords } from '../domain/errors';
import {
  gramsSought,
  type ListAsked,
  type ListPage,
  type ListPlace,
  nothingToSeek,
  placeOf,
  statusesOf,
} from '../domain/lists';
import type { Admin } from '../domain/people';
import { outlined, sightOf } from '../domain/sight';
import type { Ports } from './ports';

/** A page of an admin's list. Throws InvalidWords where the words have no letter that can be looked for, and SearchTooBroad. */
export async function listFor(
  admin: Admin,
  asked: ListAsked,
  { limit, after }: { limit: number; after?: ListPlace | undefined },
  { tickets }: Pick<Ports, 'tickets'>,
): Promise<ListPage> {
  const grams = asked.words === undefined ? undefined : gramsSought(asked.words);
  if (asked.words !== undefined && grams === undefined) throw new InvalidWords({ words: nothingToSeek });
  const found = await tickets.listed({
    teamId: admin.teamId,
    live: asked.list !== 'archive',
    statuses: statusesOf(asked),
    claimer: asked.list === 'mine' ? admin.userId : undefined,
    author: asked.author,
    grams,
    reader: admin.userId,
    from: asked.from === undefined ? undefined : new Date(asked.from),
    to: asked.until === undefined ? undefined : new Date(new Date(asked.until).getTime() + dayMs),
    order: asked.order,
    after,
    limit: limit + 1,
  });
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    tickets: shown.flatMap((ticket) => {
      const sight = sightOf({ ...admin, isAdmin: true }, ticket);
      return sight === 'none' ? [] : [{ ticket: sight === 'outline' ? outlined(ticket) : ticket, sight }];
    }),
    next: found.length > limit && last ? placeOf(last) : undefined,
  };
}

const dayMs = 24 * 60 * 60_000;
