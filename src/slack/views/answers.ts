import type { Button, RichTextBlock, RichTextText } from '@slack/types';
import type { FileRefused } from '../../domain/files';
import { reopenDays, type Ticket } from '../../domain/ticket';
import { cut } from '../../domain/words';
import { ids } from '../ids';
import {
  actions,
  asTyped,
  button,
  escaped,
  fitted,
  type MessageContent,
  mention,
  paragraph,
  unescaped,
} from './blocks';

/** What `/ticket help` answers. */
export function ticketHelp(): MessageContent {
  return paragraphs(
    [
      '`/ticket` opens the form.',
      '`/ticket the printer is on fire` opens it with the title filled in.',
      '`/ticket list` shows your tickets and how each one stands.',
      '`/ticket search printer` finds your tickets by words, or by how they begin.',
      '`/ticket 42` shows ticket 42.',
      '`/ticket help` shows this.',
    ].join('\n'),
    '*Make a ticket of it*, in the menu of any message, makes a ticket of that message, for whoever wrote it.',
    'Each ticket has its card in your messages with Deskbell. Answers come in the thread under it, and what you write in that thread is added to the ticket. With *Followers* you let others read along.',
  );
}

/** What `/ticket-admin` answers: how tickets are answered, and that there is no such `word`, as Slack gave it, where one was typed. */
export function adminHelp(triageChannel: string, word: string): MessageContent {
  const triage = `<#${triageChannel}>`;
  const help = paragraphs(
    `New tickets stand in ${triage}. *Claim* makes one yours: from then on only you and the requester read it, and its card is in your messages with Deskbell. *Close* completes it at once.`,
    [
      'On your card:',
      '•  *Start* says that you are at work.',
      '•  *Ask* puts a question to the requester, and the ticket waits for the answer.',
      '•  *Comment* tells the requester something. So does what you write in the thread under the card.',
      '•  *Note* is for admins: the requester never reads it. In the thread, begin with `note:`.',
      `•  *Close* completes the ticket and archives it. The requester can reopen it for ${reopenDays} days, an admin at any time.`,
      '•  *Hand over* gives the ticket to another admin.',
      `•  *Release* puts it back into the queue. In ${triage} it takes a ticket from whoever has it, unread and on record.`,
    ].join('\n'),
    '`/ticket 42` shows ticket 42, as far as you may read it. *Follow* brings you the public news of one that is in the queue; while another admin has it, you hear who that is, and not a word of it.',
    [
      'Your lists stand in the Home of Deskbell, and open behind:',
      '•  `/ticket-admin` for what is in the queue. *Filter* narrows a list by words, author, status and dates.',
      '•  `/ticket-admin mine` for the ones that you have, `/ticket-admin archive` for those that have ended.',
      '•  `/ticket-admin search printer` for open ones with such words. *Archive* looks for the same there.',
      '•  `/ticket-admin export` sends a list to your messages with Deskbell, as a file: the open ones, `mine`, or the `archive`.',
      '•  `/ticket-admin report` counts what came and was closed in the last 12 weeks, and how long it took. `report 52` does so for 52.',
    ].join('\n'),
    'A :bellhop_bell: on a message, in a channel that Deskbell is in, makes a ticket of it at once, for whoever wrote it. *On behalf of*, in the form, sends a ticket for somebody else.',
    [
      'Your login. A click that needs it asks for it by itself, and then goes on.',
      '•  `/ticket-admin login` opens the login.',
      '•  `/ticket-admin logout` logs you out everywhere.',
      '•  `/ticket-admin password` changes your password.',
    ].join('\n'),
    [
      'The admins:',
      '•  `/ticket-admin admins` shows who they are, and how each of them stands.',
      '•  `/ticket-admin promote @name` makes somebody an admin.',
      '•  `/ticket-admin demote @name` ends that. Their tickets go back into the queue.',
      '•  `/ticket-admin reset @name` lets an admin who forgot their password set a new one.',
      '•  `/ticket-admin audit` shows what is on record: who did what, and when.',
      '•  `/ticket-admin doctor` compares what stands in Slack with what should stand there, and repairs it.',
      '•  `/ticket-admin setup` makes the first admin, with the code in the log of Deskbell.',
      'Without a name, `promote`, `demote` and `reset` open a form.',
    ].join('\n'),
  );
  if (word === '' || word === 'help') return help;
  const { text, block } = noSuchCommand(`/ticket-admin ${unescaped(word)}`);
  return { text: `${text}\n${help.text}`, blocks: [block, ...help.blocks] };
}

/** Says that there is no such command, as it was typed. */
function noSuchCommand(typed: string): { text: string; block: RichTextBlock } {
  const command = typed.length > commandMost ? `${cut(typed, commandMost)}…` : typed;
  const elements = [
    { type: 'text', text: 'There is no ' },
    { type: 'text', text: command, style: { code: true } },
    { type: 'text', text: '. This is what there is:' },
  ] as const satisfies RichTextText[];
  return {
    text: escaped(elements.map(({ text }) => text).join('')),
    block: { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [...elements] }] },
  };
}

/** Enough to see what was typed. */
const commandMost = 80;

/** The answer to words outside a ticket's thread: they can become a ticket, or be added to one of the person's own, `mine`. */
export function wordsOffer(mine: readonly Ticket[], value: string): MessageContent {
  const make = 'This belongs to no ticket yet, so nobody reads it. Make a ticket of it';
  const [first, ...others] = mine;
  if (first === undefined) return offer(`${make}?`, makeATicket(value, 'primary'));
  const isOne = others.length === 0;
  return offer(
    `${make}, or add it to ${isOne ? `*#${first.number}*` : 'one of yours'}?`,
    makeATicket(value, 'primary'),
    button(isOne ? `Add to #${first.number}` : 'Add to a ticket', ids.ticket.addWords, value),
  );
}

/** The answer to files in a ticket's thread that could not be taken: which, and why; everything else that came with them was. */
export function filesNotTaken(refused: readonly FileRefused[]): MessageContent {
  const head = 'Deskbell did not take this, so nobody else sees it:';
  const lines = refused.map(({ name, why }) => `${name}: ${why}.`);
  return {
    text: fitted([head, ...lines.map(escaped)].join('\n')),
    blocks: [paragraph(head), asTyped(lines.join('\n'))],
  };
}

/** The answer to words in the thread of a completed ticket, whose id is `id`. */
export function endedOffer(number: number, id: string, value: string): MessageContent {
  return offer(
    `Nobody has read what you wrote: ticket *#${number}* is completed. Reopen it with these words if it is not solved, or make a new ticket of them.`,
    button(`Reopen #${number}`, ids.ticket.reopen, `${id} ${value}`, 'primary'),
    makeATicket(value),
  );
}

/** The answer to words in the thread of a ticket that somebody only follows; `ask` is whom they can tell, where they may know of somebody. */
export function followingOffer(number: number, ask: string | undefined, value: string): MessageContent {
  const tell = ask === undefined ? 'Make' : `Tell ${mention(ask)}, or make`;
  return offer(
    `Nobody has read what you wrote: you only follow ticket *#${number}*. ${tell} a ticket of your own of it.`,
    makeATicket(value),
  );
}

function makeATicket(value: string, style?: 'primary'): Button {
  return button('Make a ticket of it', ids.ticket.fromWords, value, style);
}

function offer(text: string, ...buttons: Button[]): MessageContent {
  return { text, blocks: [paragraph(text), actions(...buttons)] };
}

function paragraphs(...lines: readonly string[]): MessageContent {
  return { text: lines.join('\n'), blocks: lines.map(paragraph) };
}
