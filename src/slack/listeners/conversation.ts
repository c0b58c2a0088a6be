import type { ModalView } from '@slack/types';
import { OnlyFollowing, TicketCompleted, TicketWithdrawn } from '../../domain/errors';
import type { Admin, Person } from '../../domain/people';
import { asAdmin, asMember, readyFor } from '../../services/change';
import * as service from '../../services/conversation';
import type { News, Press, Submission } from '../answering';
import { ids } from '../ids';
import { chosenOption, filesIn, saidIn, ticketIdOf, wordsPlaceOf } from '../input';
import { endedOffer, filesNotTaken, followingOffer, wordsOffer } from '../views/answers';
import type { MessageContent } from '../views/blocks';
import { addWordsForm, askForm, commentForm, noteForm, replyForm } from '../views/forms';
import { asWritten, wordsAt } from '../words-at';

/** **Comment**: the form for it. Throws ForgedInput, and what tells the person why they cannot. */
export async function comment({ actor, value, desk }: Press<Admin>): Promise<ModalView> {
  return commentForm(await readyFor('comment', asAdmin(actor), ticketIdOf(value), desk), desk.fileLimits);
}

/** A comment's form. Throws ForgedInput, and what `services/conversation.comment` throws. */
export async function commentSubmit(submission: Submission<Admin>): Promise<void> {
  const { actor, view, desk } = submission;
  await service.comment(actor, ticketIdOf(view.private_metadata), saidIn(submission), desk);
}

/** **Ask**: the form for it. Throws ForgedInput, and what tells the person why they cannot. */
export async function ask({ actor, value, desk }: Press<Admin>): Promise<ModalView> {
  return askForm(await readyFor('ask', asAdmin(actor), ticketIdOf(value), desk), desk.fileLimits);
}

/** A question's form. Throws ForgedInput, and what `services/conversation.ask` throws. */
export async function askSubmit(submission: Submission<Admin>): Promise<void> {
  const { actor, view, desk } = submission;
  await service.ask(actor, ticketIdOf(view.private_metadata), saidIn(submission), desk);
}

/** **Note**: the form for it. Throws ForgedInput, and what tells the person why they cannot. */
export async function note({ actor, value, desk }: Press<Admin>): Promise<ModalView> {
  return noteForm(await readyFor('note', asAdmin(actor), ticketIdOf(value), desk), desk.fileLimits);
}

/** A note's form. Throws ForgedInput, and what `services/conversation.note` throws. */
export async function noteSubmit(submission: Submission<Admin>): Promise<void> {
  const { actor, view, desk } = submission;
  await service.note(actor, ticketIdOf(view.private_metadata), saidIn(submission), desk);
}

/** **Reply**: the form for it. Throws ForgedInput, and what tells the person why they cannot. */
export async function reply({ actor, value, desk }: Press<Person>): Promise<ModalView> {
  return replyForm(await readyFor('reply', asMember(actor), ticketIdOf(value), desk), '', desk.fileLimits);
}

/** A reply's form. Throws ForgedInput, and what `services/conversation.reply` throws. */
export async function replySubmit(submission: Submission<Person>): Promise<void> {
  const { actor, view, desk } = submission;
  await service.reply(actor, ticketIdOf(view.private_metadata), saidIn(submission), desk);
}

/** **Add to a ticket**: the form that adds words which somebody wrote to Deskbell to a ticket of theirs. Throws ForgedInput, WordsGone, NoLiveTicket. */
export async function addWords({ actor, value, channel, client, desk }: Press<Person>): Promise<ModalView> {
  const place = wordsPlaceOf(value);
  const [tickets, words] = await Promise.all([service.addable(actor, desk), wordsAt(client, actor, channel, place)]);
  return addWordsForm(tickets, words, `${channel}:${value}`);
}

/** The form that adds such words. Throws ForgedInput, and what `services/conversation.reply` throws. */
export async function addWordsSubmit(submission: Submission<Person>): Promise<void> {
  const { actor, view, desk } = submission;
  const said = { ...saidIn(submission), key: `added:${view.private_metadata}` };
  await service.reply(actor, ticketIdOf(chosenOption(ids.field.ticket, view)), said, desk);
}

/**
 * Somebody wrote, changed or deleted a message in their DM with Deskbell. In a ticket's thread it is what they say on that ticket;
 * elsewhere they are asked what should become of it. Throws what `services/conversation.heard` throws, ThreadUnknown, and WordsGone.
 */
export async function written({
  actor,
  event,
  client,
  waited,
  desk,
}: News<Person, 'message'>): Promise<MessageContent | undefined> {
  const { channel } = event;
  // What waited for a login may have been changed or deleted since: it counts as it stands there now.
  const wordsOf = async ({ ts, thread_ts: threadTs, text }: MessageParts): Promise<string> =>
    waited ? await wordsAt(client, actor, channel, { ts, threadTs }) : await asWritten(client, text ?? '');
  if (event.subtype === 'message_deleted') {
    const { ts, thread_ts: threadTs } = partsOf(event.previous_message);
    if (threadTs !== undefined) await service.unheard(actor, { channel, ts, threadTs }, desk);
    return undefined;
  }
  if (event.subtype === 'message_changed') {
    const changed = partsOf(event.message);
    const { ts, thread_ts: threadTs, edited } = changed;
    // Slack tells of a link's preview as of a change, too.
    if (threadTs === undefined || threadTs === ts || edited === undefined) return undefined;
    const said = {
      channel,
      threadTs,
      ts,
      text: await wordsOf(changed),
      files: filesIn(changed.files),
      editedTs: edited.ts,
    };
    await service.heardAgain(actor, said, desk);
    return undefined;
  }
  const parts = partsOf(event);
  const { ts, thread_ts: threadTs, parent_user_id: parent } = parts;
  const isReply = threadTs !== undefined && threadTs !== ts;
  try {
    if (isReply) {
      const said = { channel, threadTs, ts, text: await wordsOf(parts), files: filesIn(parts.files) };
      const heard = await service.heard(actor, said, desk);
      if (heard !== undefined) return heard.refused.length === 0 ? undefined : filesNotTaken(heard.refused);
    }
  } catch (error) {
    if (error instanceof TicketCompleted && error.isRequesters)
      return endedOffer(error.number, error.id, `${ts}:${threadTs}`);
    if (error instanceof OnlyFollowing) return followingOffer(error.number, error.ask, `${ts}:${threadTs}`);
    if (error instanceof TicketWithdrawn && error.isRequesters) {
      return wordsOffer(await service.live(actor, desk), `${ts}:${threadTs}`);
    }
    throw error;
  }
  const isUnderOurs = isReply && parent === desk.botUserId;
  if (isUnderOurs && Number(ts) * 1000 > desk.clock.now().getTime() - notedWithinMs) throw new ThreadUnknown();
  return wordsOffer(await service.live(actor, desk), isReply ? `${ts}:${threadTs}` : ts);
}

/** Within that time, the place of a card that was posted is known, also where Slack's answer was lost. */
const notedWithinMs = 3 * 60_000;

/** The card above a reply stands in Slack, but its place may not be noted yet: the event is worked off again, later. */
class ThreadUnknown extends Error {
  override readonly name = 'ThreadUnknown';
  constructor() {
    super('A reply stands under a message of Deskbell that no ticket knows yet.');
  }
}

interface MessageParts {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly parent_user_id?: string;
  readonly text?: string;
  readonly files?: unknown;
  readonly edited?: { readonly ts: string };
}

/** What every kind of message has; Slack's types name it for some only. */
function partsOf(message: unknown): MessageParts {
  return message as MessageParts; // Slack's message, by its documented shape
}
