import type { ModalView } from '@slack/types';
import { followersMost, isByThemselves } from '../../domain/following';
import type { VisibleSight } from '../../domain/sight';
import type { PublicNotice } from '../../domain/surfaces';
import type { Follower, Ticket } from '../../domain/ticket';
import { ids } from '../ids';
import {
  actions,
  button,
  escaped,
  type MessageContent,
  mention,
  paragraph,
  peopleField,
  plain,
  quoted,
  smallPrint,
} from './blocks';
import { followButtons } from './buttons';
import { nothing, ourLine, type Part, textOf, titled } from './facts';
import { claimerOf, sent, signs, standing, standingLine } from './words';

/** The card in a follower's DM: what the ticket is, how it stands, and why they hear of it. Of one that they may not read now it has no word. */
export function followerCard(ticket: Ticket, following: Follower, sight: VisibleSight): MessageContent {
  const { id, number, requester, title, status } = ticket;
  const buttons = actions(button('Open', ids.ticket.show, id), ...followButtons(ticket, following));
  const why = `${whyWords(following)} ${readWords}`;
  if (status === 'withdrawn' || sight === 'outline') {
    const stands = standingLine(ticket);
    const more = status === 'withdrawn' ? 'More news comes only if it is brought back.' : hiddenWords(ticket);
    return {
      text: textOf(`You follow ticket #${number}, ${standing(ticket)}.`, more, why),
      blocks: [paragraph(stands), smallPrint(`${more} ${why}`), buttons],
    };
  }
  return {
    text: textOf(`You follow ticket #${number} of ${mention(requester)}, ${escaped(title)}: ${standing(ticket)}`, why),
    blocks: [
      ...titled(ticket),
      smallPrint(
        `*#${number}*  ·  from ${mention(requester)}  ·  ${sent(ticket)}  ·  ${signs[status]}  ${standing(ticket)}`,
      ),
      smallPrint(why),
      buttons,
    ],
  };
}

function whyWords(following: Follower): string {
  return isByThemselves(following)
    ? 'You follow it by yourself.'
    : `${mention(following.by)} has added you, so that you can read along.`;
}

const readWords = 'Its news comes in the thread below. What you write there is not added to it.';

function hiddenWords(ticket: Ticket): string {
  return `Only ${claimerOf(ticket)} and the person whose ticket it is read it at the moment; you read it again when it is back in the queue, or completed.`;
}

/** What a follower must not miss. `who` did it, or has it now, or is empty; `last` are the words with which it was closed, where the follower may read them. */
export function followerNotice(notice: PublicNotice, { number }: Ticket, who: string, last?: string): MessageContent {
  const news = newsWords(notice, `*#${number}*`, who);
  return {
    text: textOf(news, escaped(last ?? '')),
    blocks: [paragraph(news), ...(last === undefined ? [] : [quoted(last)])],
  };
}

function newsWords(notice: PublicNotice, name: string, who: string): string {
  const admin = who === '' ? 'An admin' : mention(who);
  const person = who === '' ? 'Its requester' : mention(who);
  switch (notice) {
    case 'claimed':
      return `${signs.claimed}  ${admin} has picked up ${name}.`;
    case 'handedOver':
      return `${signs.claimed}  ${name} is with ${who === '' ? 'another admin' : mention(who)} now.`;
    case 'released':
      return `${signs.open}  ${name} is back in the queue.`;
    case 'completed':
      return `${signs.completed}  ${admin} has completed ${name}.`;
    case 'reopened':
      return `:arrows_counterclockwise:  ${person} has reopened ${name}: it is back in the queue.`;
    case 'withdrawn':
      return `${signs.withdrawn}  ${person} has withdrawn ${name}.`;
    case 'undone':
      return `:leftwards_arrow_with_hook:  ${person} has brought ${name} back, as it was.`;
  }
}

/** Who reads along, for those whose conversation it is; nothing where nobody does. */
export function followersLine({ followers, status }: Ticket): Part {
  if (followers.length === 0 || status === 'withdrawn') return nothing;
  const named = followers.map(({ userId }) => mention(userId));
  return ourLine(`:eyes:  ${inWords(named)} ${named.length === 1 ? 'follows' : 'follow'} this ticket.`);
}

/** "@bob", "@bob and @dave", "@bob, @dave and @erin". */
function inWords(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}

/** The requester's form that says who follows their ticket. */
export function followersForm(ticket: Ticket): ModalView {
  const { id, number, followers } = ticket;
  const added = followers.filter((one) => !isByThemselves(one)).map(({ userId }) => userId);
  const others = followers.filter(isByThemselves).map(({ userId }) => mention(userId));
  return {
    type: 'modal',
    callback_id: ids.ticket.followersSubmit,
    private_metadata: id,
    title: plain(`Followers #${number}`),
    submit: plain('Save'),
    close: plain('Cancel'),
    blocks: [
      ...titled(ticket),
      peopleField(ids.field.people, 'Who reads along', {
        placeholder: 'Choose people',
        hint: 'They read this ticket and all that is said on it, before and from now on, and get its news in their messages with Deskbell. They cannot write on it. Whoever you take out can no longer read it.',
        initial: added,
        most: followersMost,
      }),
      ...(others.length === 0
        ? []
        : [
            smallPrint(
              `${inWords(others)} ${others.length === 1 ? 'follows' : 'follow'} it as ${others.length === 1 ? 'an admin' : 'admins'}, and read${others.length === 1 ? 's' : ''} no more than admins may.`,
            ),
          ]),
    ],
  };
}
