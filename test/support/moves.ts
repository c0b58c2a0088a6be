import type { Actor } from '@deskbell/sandbox';
import { isHeld } from '../../src/domain/ticket';
import type { TicketDocument } from '../../src/storage/models';
import { standing } from './delivery';
import type { TestDesk } from './desk';
import { pressesInAnswer } from './following';

/** The words of a ticket begin with its name, those on it end so; where they come one after the other, it has its number. */
export const nameOf = (number: number): string => `Trouble-${String(number).padStart(3, '0')}`;

/** What a ticket is called by its title. */
export const nameIn = (title: string): string => /^Trouble-\d+/.exec(title)?.[0] ?? 'erased';

/** Presses a button of the ticket where it stands for this person; false where it does not at this moment. */
export async function presses(person: Actor, button: string, number: number, conversation = 'app'): Promise<boolean> {
  const card = standing(person, conversation).find(
    ({ text, blocks }) =>
      text.match(/#(\d+)/)?.[1] === String(number) && JSON.stringify(blocks ?? []).includes(`"text":"${button}"`),
  );
  if (card !== undefined) await person.presses(button, card);
  return card !== undefined;
}

/** Fills in a form that such a button opens. */
export async function sends(
  person: Actor,
  button: string,
  number: number,
  words: Record<string, string | string[]>,
): Promise<boolean> {
  if (!(await presses(person, button, number))) return false;
  const form = await person.modal();
  await person.waitsFor('the form', () => !form.words().includes('One moment…') || undefined);
  if (form.title() === 'Deskbell') {
    // It says why that cannot be done any more.
    await form.closes();
    return false;
  }
  form.fills(words);
  await form.submits();
  await person.noModal();
  return true;
}

/** What can happen to a ticket as it stands; false where the button for it is not there at this moment. */
export function movesOf(
  ticket: TicketDocument,
  { alice, bob, carol, dave, now }: TestDesk,
  random: () => number,
): (() => Promise<boolean>)[] {
  const { number, status, entries, comments, returnUntil } = ticket;
  const name = nameIn(ticket.title);
  const requester = ticket.requester === alice.id ? alice : bob;
  const [claimer, other] = ticket.claimer === carol.id ? [carol, dave] : [dave, carol];
  const says = (what: string): string => `${what} ${random()} on ${name}`;
  const typed = comments.findLast(({ key }) => /^D\w+:/.test(key));
  const author = [requester, carol, dave].find(({ id }) => id === typed?.author);
  const [channel = '', ts = ''] = typed?.key.split(':') ?? [];

  /** Writes in the thread of one's card, be there nothing but its stone. */
  async function types(person: Actor, surface: 'requester' | 'claimer', words: string): Promise<boolean> {
    const card = entries.findLast((entry) => entry.surface === surface && entry.to === person.id);
    if (!person.messages().some((message) => message.ts === card?.ts)) return false;
    await person.types(words, { thread: card?.ts ?? '' });
    return true;
  }
  async function rewords(): Promise<boolean> {
    await author?.edits({ channel, ts }, says(typed?.kind === 'note' ? 'note: Changed' : 'Changed'));
    return author !== undefined;
  }
  async function retracts(): Promise<boolean> {
    await author?.deletes({ channel, ts });
    return author !== undefined;
  }
  const reply = (): Promise<boolean> => types(requester, 'requester', says('Reply'));
  const edit = (): Promise<boolean> =>
    sends(requester, 'Edit', number, { Title: `${name} since ${random()}`, Description: says('More') });
  const withdraw = (): Promise<boolean> => presses(requester, 'Withdraw', number);
  /** Says anew who reads along: of the others, whoever comes up; nothing changes where that is as it was. */
  const share = async (): Promise<boolean> => {
    const able = [alice, bob, carol, dave].filter(({ id }) => id !== requester.id && id !== ticket.claimer);
    const wanted = able.filter(() => random() < 0.5).map(({ id }) => id);
    const before = (ticket.followers ?? []).filter(({ userId, by }) => userId !== by).map(({ userId }) => userId);
    if (wanted.toSorted().join() === before.toSorted().join()) return false;
    return await sends(requester, 'Followers', number, { 'Who reads along': wanted });
  };
  const unfollow = async (): Promise<boolean> => {
    const first = [alice, bob, carol, dave].find(({ id }) => ticket.followers?.some(({ userId }) => userId === id));
    return first !== undefined && (await presses(first, 'Stop following', number));
  };
  const follow = async (): Promise<boolean> => {
    const person = random() < 0.5 ? carol : dave;
    const isFollowing = ticket.followers?.some(({ userId }) => userId === person.id) === true;
    if (isFollowing) return false;
    await pressesInAnswer(person, 'Follow', number);
    return true;
  };
  const claim = (): Promise<boolean> => presses(random() < 0.5 ? carol : dave, 'Claim', number, 'triage');

  if (status === 'open')
    return [claim, claim, claim, claim, reply, edit, withdraw, share, share, follow, unfollow, rewords, retracts];
  if (isHeld(status)) {
    const hand = other === carol ? 'carol' : 'dave';
    return [
      ...(status === 'claimed' ? [() => presses(claimer, 'Start', number)] : []),
      () => sends(claimer, 'Ask', number, { Question: says('Question') }),
      () => sends(claimer, 'Comment', number, { Comment: says('Comment') }),
      () => sends(claimer, 'Note', number, { 'Internal note': says('Secret') }),
      () => types(claimer, 'claimer', says('Answer')),
      () => types(claimer, 'claimer', says('note: Secret')),
      () => sends(claimer, 'Hand over', number, { To: hand }),
      () => presses(claimer, 'Release', number),
      () => presses(other, 'Release', number, 'triage'),
      () => sends(claimer, 'Close', number, {}),
      () => sends(claimer, 'Close', number, { 'Last comment': says('Comment') }),
      () => sends(requester, 'Reply', number, { Reply: says('Reply') }),
      reply,
      reply,
      edit,
      withdraw,
      share,
      share,
      unfollow,
      rewords,
      retracts,
    ];
  }
  if (status === 'completed') {
    return [
      () => sends(requester, 'Reopen', number, { 'What is still wrong?': says('Reply') }),
      () => sends(claimer, 'Reopen', number, {}),
      rewords,
      retracts,
    ];
  }
  return returnUntil !== undefined && returnUntil > now() ? [() => presses(requester, 'Undo', number)] : [];
}
