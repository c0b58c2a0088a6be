import type { HomeView, KnownBlock } from '@slack/types';
import type { Ticket } from '../../domain/ticket';
import type { Page } from '../../services/ports';
import { ids } from '../ids';
import { actions, button, escaped, heading, type MessageContent, paragraph, smallPrint } from './blocks';
import { statusLine, statusWords } from './cards';

const nothingYet = 'You have no tickets yet. Type `/ticket` and say what is wrong.';

/** What `/ticket list` answers: the person's newest tickets, and how many there are beside them. */
export function ticketList({ tickets, total }: Page): MessageContent {
  if (total === 0) return { text: nothingYet, blocks: [paragraph(nothingYet)] };
  const lines = tickets.map((ticket) => `#${ticket.number} ${escaped(ticket.title)}: ${statusWords(ticket)}`);
  const count = total === 1 ? 'You have one ticket.' : `You have ${total} tickets.`;
  const rest = total - tickets.length;
  const more = rest === 0 ? [] : [`${rest} older ${rest === 1 ? 'one is' : 'ones are'} in the Home of Deskbell.`];
  return {
    text: [count, ...lines, ...more].join('\n'),
    blocks: [paragraph(`*${count}*`), ...tickets.flatMap(ticketRow), ...more.map(smallPrint)],
  };
}

/** The App Home: the person's own tickets, newest first, a page at a time. */
export function home({ tickets, total, more }: Page, { before }: { before?: number | undefined }): HomeView {
  return {
    type: 'home',
    blocks: [
      heading('Your tickets'),
      smallPrint(countLine(total)),
      actions(button('New ticket', ids.ticket.new, 'home', 'primary')),
      { type: 'divider' },
      ...(total === 0 ? [paragraph(nothingYet)] : tickets.flatMap(ticketRow)),
      ...pager(before, more ? tickets.at(-1)?.number : undefined),
    ],
  };
}

/** Tickets on a page of the Home. */
export const homePageSize = 20;
/** Tickets in the answer to `/ticket list`. */
export const listSize = 10;

/** What `/ticket help` answers. */
export function ticketHelp(): MessageContent {
  const lines = [
    '`/ticket` opens the form; `/ticket the printer is on fire` opens it with the title filled in.',
    '`/ticket list` shows your tickets and how each one stands.',
    '`/ticket help` shows this.',
    'Each ticket has its card in your messages with Deskbell; what is said on it stands in the thread under the card.',
  ];
  return { text: lines.join('\n'), blocks: lines.map(paragraph) };
}

/** What a person is told who writes to Deskbell, where nobody would read it. */
export function notRead(): MessageContent {
  const text =
    'Nobody reads what you write here. To ask for help, or to add to a ticket, send a new one with `/ticket`.';
  return { text, blocks: [paragraph(text)] };
}

/** What `/ticket-admin` answers: how tickets are answered, and that there is no such `word` where one was typed. */
export function adminHelp(triageChannel: string, word: string): MessageContent {
  const isKnown = word === '' || word === 'help';
  const lines = [
    ...(isKnown ? [] : ['`/ticket-admin` knows no word but `help`.']),
    `New tickets stand in <#${triageChannel}>. *Claim* makes one yours: from then on only you and the requester read it, and its card is in your messages with Deskbell.`,
    '*Comment* tells the requester something; *Close* completes the ticket and archives it.',
  ];
  return { text: lines.join('\n'), blocks: lines.map(paragraph) };
}

function ticketRow(ticket: Ticket): KnownBlock[] {
  return [
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: `#${ticket.number}  ` },
            { type: 'text', text: ticket.title, style: { bold: true } },
          ],
        },
      ],
    },
    smallPrint(statusLine(ticket)),
  ];
}

function countLine(total: number): string {
  return total === 1 ? 'One ticket' : `${total} tickets, newest first`;
}

function pager(before: number | undefined, next: number | undefined): KnownBlock[] {
  const newest = before === undefined ? [] : [button('Newest', ids.home.newest, 'newest')];
  const older = next === undefined ? [] : [button('Older', ids.home.older, String(next))];
  return newest.length + older.length === 0 ? [] : [{ type: 'divider' }, actions(...newest, ...older)];
}
