import { InvalidWords, TicketChanged } from '../domain/errors';
import { followersMost, isByThemselves, sharedWith } from '../domain/following';
import type { ListedTicket } from '../domain/lists';
import { type Admin, isLoggedIn, type Person, type Profile, type Standing } from '../domain/people';
import { outlined, sightOf } from '../domain/sight';
import { wantedBy } from '../domain/surfaces';
import type { Ticket } from '../domain/ticket';
import { asAdmin, asMember, change, readyFor } from './change';
import type { Ports } from './ports';

/** An admin follows an open ticket by themselves. Throws CannotFollow, FollowersFull, TicketCompleted, TicketWithdrawn, TicketGone. */
export async function follow(admin: Admin, id: string, ports: Ports): Promise<Ticket> {
  return await change('follow', asAdmin(admin), id, {}, ports);
}

/** Somebody follows a ticket no more, whoever wanted them to. Throws NotFollowing, TicketGone. */
export async function unfollow(person: Person, id: string, ports: Ports): Promise<Ticket> {
  const admin = await ports.admins.find(person);
  // That makes no difference to this, but to what they may be told.
  const isAdmin = admin !== undefined && isLoggedIn(admin, ports.clock.now());
  return await change('unfollow', { ...asMember(person), isAdmin }, id, {}, ports);
}

/** A form that waits for a slow database sees the ticket change meanwhile: it is decided anew then, some times. */
const triesMost = 5;

/**
 * The requester wants just these people to follow their ticket, beside the admins who do by themselves.
 * Throws InvalidWords where somebody cannot, or they are too many, TicketChanged, TicketCompleted, TicketWithdrawn, TicketGone.
 */
export async function share(
  requester: Person,
  id: string,
  { people, patience }: { people: readonly string[]; patience: AbortSignal },
  ports: Ports,
): Promise<Ticket> {
  const actor = asMember(requester);
  const profiles = new Map<string, Promise<Profile | undefined>>();
  for (let tries = 0; ; tries += 1) {
    const ticket = await readyFor('share', actor, id, ports);
    if (tries === triesMost) throw new TicketChanged(ticket.number);
    const at = ports.clock.now();
    const shared = sharedWith(ticket, people, at);
    const { added, removed, fresh, followers } = shared;
    if (added.length + removed.length === 0) return ticket;
    mustBeFew(followers, ticket);
    for (const userId of added.filter((one) => !profiles.has(one))) profiles.set(userId, ports.people.find(userId));
    mustBeAble(
      await Promise.all(added.map(async (userId) => ({ userId, profile: await profiles.get(userId) }))),
      ticket,
    );
    patience.throwIfAborted();
    const wanted = wantedBy('share', actor.userId, { ...ports, fresh });
    const { version } = ticket;
    const changed = await ports.tickets.change(id, {
      action: 'share',
      actor,
      at,
      shared: { ...shared, version },
      wanted,
    });
    if (changed === undefined) continue;
    ports.wake(false);
    return changed;
  }
}

function mustBeFew(after: Ticket['followers'], { followers: before }: Ticket): void {
  if (after.length <= followersMost || after.length <= before.length) return;
  const ownWay = after.filter(isByThemselves).length;
  const others =
    ownWay === 0 ? '' : ` ${ownWay === 1 ? 'One admin follows' : `${ownWay} admins follow`} this one by themselves.`;
  throw cannot(
    `A ticket has at most ${followersMost} followers.${others} Take out ${after.length - followersMost} of the people whom you chose.`,
  );
}

/** Everybody who is added must be somebody who can. Throws InvalidWords, which names each who cannot, and why. */
function mustBeAble(
  added: readonly { readonly userId: string; readonly profile: Profile | undefined }[],
  { requester, claimer }: Ticket,
): void {
  const refused = added.map(refusalOf).filter((one) => one !== undefined);
  if (refused.length > 0) throw cannot([...refused, 'Take them out, and send it again.'].join(' '));

  function refusalOf({ userId, profile }: (typeof added)[number]): string | undefined {
    if (userId === requester) return 'This is your own ticket: you get all its news without following it.';
    if (profile === undefined) return 'Slack does not know one of them.';
    const { name, standing } = profile;
    if (userId === claimer) return `${name} has this ticket, and reads all of it.`;
    return standing === 'member' || standing === 'guest' ? undefined : `${name} ${cannotFollow[standing]}.`;
  }
}

const cannotFollow: Readonly<Record<Exclude<Standing, 'member' | 'guest'>, string>> = {
  bot: 'is an app, and reads nothing',
  deactivated: 'is deactivated in Slack',
  stranger: 'belongs to another workspace',
};

function cannot(words: string): InvalidWords {
  return new InvalidWords({ people: words });
}

/** More than that are no short list. */
const followedMost = 5;

/** The newest live tickets that somebody follows, each as far as they may see it now. */
export async function followed(person: Person, ports: Ports): Promise<readonly ListedTicket[]> {
  const [tickets, admin] = await Promise.all([
    ports.tickets.followedBy(person, followedMost),
    ports.admins.find(person),
  ]);
  const isAdmin = admin !== undefined && isLoggedIn(admin, ports.clock.now());
  return tickets.flatMap((ticket) => {
    const sight = sightOf({ ...person, isAdmin }, ticket);
    return sight === 'none' ? [] : [{ ticket: sight === 'outline' ? outlined(ticket) : ticket, sight }];
  });
}

/** Ends the following of somebody who is no admin any more, where they began it by themselves, some at a time; false where that has to go on. */
export async function endFollowing(former: Person, before: Date | undefined, ports: Ports): Promise<boolean> {
  const isLeft = await ports.tickets.unfollowAll(former, ports.clock.now(), before);
  if (isLeft) ports.wake(false);
  return !isLeft;
}
