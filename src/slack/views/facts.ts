import type { Button, KnownBlock } from '@slack/types';
import type { Ticket } from '../../domain/ticket';
import { ids } from '../ids';
import { sentForAdmins, sentForRequester, sourcePart } from './anywhere';
import { actions, asTyped, clockTime, day, escaped, fitted, heading, mention, smallPrint, thumbs } from './blocks';
import { undoneUntil } from './buttons';
import { type Listed, sent, standing, statusLine, statusWords } from './words';

/** Something of a ticket, for the blocks of a message and for its `text`. */
export interface Part {
  readonly blocks: readonly KnownBlock[];
  readonly lines: readonly string[];
}

/** A ticket that is not withdrawn, as its requester reads it: its title, how it stands, its description. */
export function requesterFacts(ticket: Listed): Part {
  const { number, title, requester } = ticket;
  const by = sentForRequester(ticket);
  const source = sourcePart(ticket, requester);
  return {
    blocks: [
      ...titled(ticket),
      smallPrint([`*#${number}*`, statusLine(ticket), ...by].join('  ·  ')),
      ...described(ticket),
      ...source.blocks,
    ],
    lines: [`Your ticket #${number}, ${escaped(title)}: ${[statusWords(ticket), ...by].join('; ')}`, ...source.lines],
  };
}

/** A withdrawn ticket, as its requester reads it: until when it can be brought back, or that it is erased, and then not a word of it. */
export function withdrawnFacts(ticket: Ticket): Part {
  const until = undoneUntil(ticket);
  const lost =
    until === undefined
      ? 'Its words are erased.'
      : `You can bring it back ${clockTime(until, 'until ')}. Then its title, its description and all comments are erased for good.`;
  const title = until === undefined ? '' : `, ${escaped(ticket.title)}`;
  return {
    blocks: [
      ...(until === undefined ? [] : titled(ticket)),
      smallPrint(`*#${ticket.number}*  ·  ${statusLine(ticket)}. ${lost}`),
    ],
    lines: [`Your ticket #${ticket.number}${title}: ${statusWords(ticket)}. ${lost}`],
  };
}

/** What a requester reads of a completed ticket: how to bring it back. */
export function reopenHint({ status, returnUntil }: Ticket): Part {
  if (status !== 'completed') return nothing;
  const until = returnUntil === undefined ? '' : day(returnUntil, ' until ');
  return ourLine(`Not solved? You can *Reopen* it${until}.`);
}

/** What a requester has said of how their ticket was answered, and the thumbs with which they say so, in messages only. */
export function askForRating(ticket: Ticket): Part {
  const { id, status } = ticket;
  if (status !== 'completed') return nothing;
  const rated = ratedWords(ticket);
  const { blocks, lines } = ourLine(rated === undefined ? 'Did it help?' : `${rated} Press a thumb to change that.`);
  const up = { label: 'It helped', value: `good:${id}` };
  const down = { label: 'It did not help', value: `bad:${id}` };
  return { blocks: [...blocks, thumbs(ids.ticket.rate, up, down)], lines };
}

/** What a requester has said of how their ticket was answered; undefined where they have not. */
export function ratedWords({ rating }: Ticket): string | undefined {
  return rating && `You said that it ${rating === 'good' ? 'helped' : 'did not help'}.`;
}

/** A ticket as the admins who may read it see it: its title, whose it is, how it stands, its description. */
export function adminFacts(ticket: Ticket, stands = standing(ticket)): Part {
  const { number, requester, title } = ticket;
  const by = sentForAdmins(ticket);
  const source = sourcePart(ticket);
  return {
    blocks: [
      ...titled(ticket),
      smallPrint([`*#${number}*`, `from ${mention(requester)}`, ...by, sent(ticket), stands].join('  ·  ')),
      ...described(ticket),
      ...source.blocks,
    ],
    lines: [
      `Ticket #${number} of ${mention(requester)}, ${escaped(title)}: ${[stands, ...by].join('; ')}`,
      ...source.lines,
    ],
  };
}

/** What a completed ticket's requester thinks of how it was answered, for admins. */
export function ratingForAdmins({ rating, status }: Ticket): Part {
  if (rating === undefined || status !== 'completed') return nothing;
  return ourLine(
    rating === 'good' ? ':+1:  The requester says that it helped.' : ':-1:  The requester says that it did not help.',
  );
}

/** A sentence of ours in small print. */
export function ourLine(text: string): Part {
  return { blocks: [smallPrint(text)], lines: [text] };
}

/** The title as a heading; an outline and an erased ticket have none. */
export function titled({ title }: Ticket): KnownBlock[] {
  return title === '' ? [] : [heading(title)];
}

export function described({ description }: Ticket): KnownBlock[] {
  return description === '' ? [] : [asTyped(description)];
}

/** The description and the message that it is about, as the last lines of a message's `text`. */
export function longWords({ description, source }: Ticket): string[] {
  return [escaped(description), escaped(source?.text ?? '')];
}

/** A row of buttons, where there are some. */
export function row(buttons: readonly Button[]): KnownBlock[] {
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

/** The lines of a message's `text`: what comes last is cut where it is too long. */
export function textOf(...lines: readonly string[]): string {
  return fitted(lines.filter((line) => line !== '').join('\n'));
}

export const nothing: Part = { blocks: [], lines: [] };
