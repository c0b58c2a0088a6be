import type { HomeView, KnownBlock } from '@slack/types';
import { type ListedTicket, soughtMost } from '../../domain/lists';
import { type Admin, isLoggedIn } from '../../domain/people';
import type { Ticket } from '../../domain/ticket';
import { cut } from '../../domain/words';
import type { Page } from '../../services/ports';
import { ids } from '../ids';
import {
  actions,
  asTyped,
  button,
  escaped,
  fitted,
  heading,
  type MessageContent,
  mention,
  paragraph,
  plain,
  smallPrint,
} from './blocks';
import { nothing, type Part, textOf } from './facts';
import { usualWaitWords } from './posts';
import { listTabs } from './queue';
import { sessionLines } from './sessions';
import { signs, standing, statusLine, statusWords } from './words';

const nothingYet = 'You have no tickets yet. Type `/ticket` and say what is wrong.';

/** What `/ticket list` answers: the person's newest tickets, and how many there are beside them; and those that they follow. */
export function ticketList({ tickets, total }: Page, follows: readonly ListedTicket[] = []): MessageContent {
  const others = followedRows(follows);
  if (total === 0)
    return {
      text: fitted([nothingYet, ...others.lines].join('\n')),
      blocks: [paragraph(nothingYet), ...others.blocks],
    };
  const lines = tickets.map(listLine);
  const count = total === 1 ? 'You have one ticket.' : `You have ${total} tickets.`;
  const rest = total - tickets.length;
  const more = rest === 0 ? [] : [`${rest} older ${rest === 1 ? 'one is' : 'ones are'} in the Home of Deskbell.`];
  return {
    text: fitted([count, ...lines, ...more, ...others.lines].join('\n')),
    blocks: [
      paragraph(`*${count}*`),
      ...tickets.flatMap((ticket) => ticketRow(ticket)),
      ...more.map(smallPrint),
      ...others.blocks,
    ],
  };
}

/** The newest tickets that somebody follows, each as far as they may see it; nothing where there are none. */
function followedRows(follows: readonly ListedTicket[]): Part {
  if (follows.length === 0) return nothing;
  return {
    blocks: [{ type: 'divider' }, paragraph('*You follow*'), ...follows.flatMap(followedRow)],
    lines: [
      'You follow:',
      ...follows.map(({ ticket }) =>
        `#${ticket.number} ${escaped(ticket.title)}`.trimEnd().concat(`: ${lineOf(ticket)}`),
      ),
    ],
  };
}

function followedRow({ ticket }: ListedTicket): KnownBlock[] {
  const { id, number, title } = ticket;
  const open = { ...button('Open', ids.ticket.show, id), accessibility_label: `Open #${number}` };
  return [
    { type: 'section', text: plain(title === '' ? `#${number}` : `#${number}  ${title}`), accessory: open },
    smallPrint(lineOf(ticket)),
  ];
}

function lineOf(ticket: Ticket): string {
  const from = ticket.requester === '' ? '' : `from ${mention(ticket.requester)}  ·  `;
  return `${signs[ticket.status]}  ${from}${standing(ticket)}`;
}

/** What `/ticket search` answers: the newest of the person's tickets with such words, and how many there are beside them. */
export function foundList(words: string, { tickets, total }: Page): MessageContent {
  const sought = cut(words, soughtMost);
  const count =
    total === 0
      ? 'None of your tickets has this'
      : total === 1
        ? 'One of your tickets has this'
        : `${total} of your tickets have this`;
  const rest = total - tickets.length;
  const hint =
    total === 0
      ? 'Try fewer words, or only how they begin. `/ticket list` shows all.'
      : rest === 0
        ? ''
        : `${rest} older ${rest === 1 ? 'one is' : 'ones are'} left out: add a word to find fewer.`;
  return {
    text: textOf(`${count}: ${escaped(sought)}`, ...tickets.map(listLine), hint),
    blocks: [
      paragraph(`*${count}:*`),
      asTyped(sought),
      ...tickets.flatMap((ticket) => ticketRow(ticket)),
      ...(hint === '' ? [] : [smallPrint(hint)]),
    ],
  };
}

/** In the place of a title whose words are gone. */
const erased = '(erased)';

function listLine(ticket: Ticket): string {
  return `#${ticket.number} ${ticket.title === '' ? erased : escaped(ticket.title)}: ${statusWords(ticket)}`;
}

/** How it stands with the queue, for those of the tickets that wait in it: how many are ahead, by number. */
interface Queue {
  readonly ahead: ReadonlyMap<number, number>;
  readonly usualWaitMs: number | undefined;
}

interface HomeFacts {
  readonly before?: number | undefined;
  readonly queue: Queue;
  /** Given where the person is one. */
  readonly admin?: Admin | undefined;
  readonly followed?: readonly ListedTicket[];
  readonly now: Date;
}

/** The App Home: the person's own tickets, newest first, a page at a time. */
export function home(
  { tickets, total, more }: Page,
  { before, queue, admin, followed = [], now }: HomeFacts,
): HomeView {
  const usualWait = queue.ahead.size === 0 ? [] : usualWaitWords(queue.usualWaitMs);
  const rows = tickets.flatMap((ticket) => ticketRow(ticket, queue.ahead.get(ticket.number)));
  return {
    type: 'home',
    blocks: [
      ...(admin === undefined ? [] : [...sessionLines(admin, now), { type: 'divider' } as const]),
      ...(admin !== undefined && isLoggedIn(admin, now) ? [listTabs('own', true)] : []),
      heading('Your tickets'),
      ...(total === 0 ? [] : [smallPrint([countLine(total), ...usualWait].join('  ·  '))]),
      actions(button('New ticket', ids.ticket.new, 'home', 'primary')),
      ...(total === 0 ? [{ type: 'divider' } as const, paragraph(nothingYet)] : rows),
      ...pager(before, more ? tickets.at(-1)?.number : undefined),
      ...followedRows(followed).blocks,
    ],
  };
}

/** Tickets on a page of the Home. */
export const homePageSize = 20;
/** Tickets in the answer to `/ticket list`. */
export const listSize = 10;

/** A ticket as two lines under a rule, with a button that says to a screen reader which one it opens. */
function ticketRow(ticket: Ticket, ahead?: number): KnownBlock[] {
  const { id, number, title } = ticket;
  const open = { ...button('Open', ids.ticket.show, id), accessibility_label: `Open #${number}` };
  const place = ahead === undefined ? '' : `  ·  ${ahead === 0 ? 'next in the queue' : `${ahead} ahead of it`}`;
  return [
    { type: 'divider' },
    { type: 'section', text: plain(title === '' ? `#${number} ${erased}` : `#${number}  ${title}`), accessory: open },
    smallPrint(`${statusLine(ticket)}${place}`),
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
