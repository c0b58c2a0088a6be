import type { Button, ContextBlock, HomeView, KnownBlock, ModalView } from '@slack/types';
import {
  type ListAsked,
  type ListedTicket,
  type ListName,
  type ListPage,
  type ListPlace,
  listStatuses,
} from '../../domain/lists';
import type { Admin } from '../../domain/people';
import type { Status } from '../../domain/ticket';
import { type Trouble, troubleWords } from '../../domain/troubles';
import { ids } from '../ids';
import {
  actions,
  button,
  choiceField,
  day,
  dayField,
  heading,
  mention,
  type Option,
  paragraph,
  personField,
  plain,
  smallPrint,
  textField,
} from './blocks';
import { exportButtons } from './export';
import { sessionLines } from './sessions';
import { at, isBack, sent, signs, standing } from './words';

/** Tickets on a page: each takes up to four blocks of the hundred that a view has. */
export const queuePageSize = 15;

/** What a list shows, and where its page begins; it stands in the view as text. */
export interface ListState {
  readonly asked: ListAsked;
  readonly after?: ListPlace | undefined;
}

/** What an admin's list shows at first: what waits the longest. */
export const firstState: ListState = { asked: { list: 'open', order: 'oldest' } };

/** The App Home of an admin who is logged in: their list, and under its head what there is to say of it. */
export function queueHome(
  state: ListState,
  page: ListPage,
  {
    admin,
    now,
    note,
    troubles = [],
  }: { admin: Admin; now: Date; note?: string | undefined; troubles?: readonly Trouble[] },
): HomeView {
  return {
    type: 'home',
    private_metadata: JSON.stringify(state),
    blocks: [
      ...troubleLines(troubles),
      ...sessionLines(admin, now),
      { type: 'divider' },
      ...queueBlocks(state, page, true, note),
    ],
  };
}

/** The same in a modal, behind the command. */
export function queueModal(
  state: ListState,
  page: ListPage,
  note?: string,
  troubles: readonly Trouble[] = [],
): ModalView {
  return {
    type: 'modal',
    private_metadata: JSON.stringify(state),
    title: plain('Tickets'),
    close: plain('Close'),
    blocks: [...troubleLines(troubles), ...queueBlocks(state, page, false, note)],
  };
}

/** What is in the way of Deskbell's messages, since when, and what to do about it. */
function troubleLines(troubles: readonly Trouble[]): KnownBlock[] {
  return troubles.flatMap((trouble) => {
    const { what, todo } = troubleWords(trouble);
    return [paragraph(`:warning:  *${what}* ${todo}`), smallPrint(day(trouble.since, 'Since '))];
  });
}

/** What each list is called. */
export const listTitles = {
  open: 'Open tickets',
  mine: 'Yours to answer',
  archive: 'Archive',
} as const satisfies Record<ListName, string>;

function queueBlocks(
  { asked, after }: ListState,
  { tickets, next }: ListPage,
  inHome: boolean,
  note: string | undefined,
): KnownBlock[] {
  return [
    listTabs(asked.list, inHome),
    heading(listTitles[asked.list]),
    askedLine(asked),
    actions(
      button('Filter', ids.queue.filter, 'filter'),
      ...(isFiltered(asked) ? [button('Clear filter', ids.queue.clear, 'clear')] : []),
      button(asked.order === 'oldest' ? 'Newest first' : 'Oldest first', ids.queue.order, 'order'),
      ...(tickets.length === 0 ? [] : exportButtons()),
    ),
    ...(note === undefined ? [] : [paragraph(note)]),
    ...(tickets.length === 0
      ? [{ type: 'divider' } as const, paragraph(nothingWords(asked, after !== undefined))]
      : tickets.flatMap((listed) => queueRow(listed, asked.list))),
    ...pager(after, next),
  ];
}

/** The lists that an admin can turn to; their own tickets stand in the Home alone. */
export function listTabs(current: ListName | 'own', inHome: boolean): KnownBlock {
  const tab = (name: ListName | 'own', label: string, id: string): Button =>
    button(label, id, name, name === current ? 'primary' : undefined);
  return actions(
    tab('open', 'Open', ids.queue.open),
    tab('mine', 'Mine', ids.queue.mine),
    tab('archive', 'Archive', ids.queue.archive),
    ...(inHome ? [tab('own', 'Sent by me', ids.home.newest)] : []),
  );
}

function isFiltered({ words, author, status, from, until }: ListAsked): boolean {
  return [words, author, status, from, until].some((one) => one !== undefined);
}

/** What is asked for, in words; what the admin typed stands as they typed it. */
function askedLine({ list, words, author, status, from, until, order }: ListAsked): ContextBlock {
  const when = list === 'archive' ? 'ended' : 'sent';
  const ours = [
    order === 'oldest' ? 'Oldest first' : 'Newest first',
    ...(author === undefined ? [] : [`from ${mention(author)}`]),
    ...(status === undefined ? [] : [statusNames[status].toLowerCase()]),
    ...daysWords(from, until).map((days) => `${when} ${days}`),
  ].join('  ·  ');
  const line = smallPrint(ours);
  return words === undefined ? line : { ...line, elements: [...line.elements, plain(`·  with “${words}”`)] };
}

/** "since Nov 16, 2026", "until Nov 22, 2026", "Nov 16 – 22, 2026"; nothing where no day is asked for. */
function daysWords(from: string | undefined, until: string | undefined): string[] {
  if (from !== undefined && until !== undefined) return [dayFormat.formatRange(new Date(from), new Date(until))];
  return [
    ...(from === undefined ? [] : [`since ${dayFormat.format(new Date(from))}`]),
    ...(until === undefined ? [] : [`until ${dayFormat.format(new Date(until))}`]),
  ];
}

const dayFormat = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });

function nothingWords(asked: ListAsked, isLater: boolean): string {
  if (isLater) return 'Nothing comes after that. Go back to the first page.';
  if (isFiltered(asked)) return 'Nothing fits this filter. Press *Clear filter* to see all, or *Filter* to widen it.';
  switch (asked.list) {
    case 'open':
      return ':tada:  Nobody waits: the queue is empty.';
    case 'mine':
      return 'You have no ticket at the moment. *Open* shows what waits.';
    case 'archive':
      return 'Nothing has been completed yet.';
  }
}

/** A ticket under a rule: what it is, how it stands, and what can be done with it at once; **Open** shows the rest. */
function queueRow(listed: ListedTicket, list: ListName): KnownBlock[] {
  const { ticket, sight } = listed;
  const { id, number, title, status } = ticket;
  const named = (label: string, actionId: string): Button => ({
    ...button(label, actionId, id),
    accessibility_label: `${label} #${number}`,
  });
  return [
    { type: 'divider' },
    {
      type: 'section',
      text: plain(title === '' ? `#${number}` : `#${number}  ${title}`),
      accessory: named('Open', ids.ticket.show),
    },
    smallPrint(lineOf(listed, list)),
    ...(status === 'open' && sight === 'full'
      ? [actions(named('Claim', ids.queue.claim), named('Close', ids.queue.close))]
      : []),
  ];
}

/** Whose it is, how it stands and since when; of what somebody else has, no more than who that is. Among one's own nobody needs to read one's name. */
function lineOf({ ticket, sight }: ListedTicket, list: ListName): string {
  const { status, requester, closedAt } = ticket;
  const stands = list === 'mine' ? statusNames[status].toLowerCase() : standing(ticket);
  const how =
    status === 'open' && !isBack(ticket) ? sent(ticket) : `${stands}${at(closedAt, ', ') || `  ·  ${sent(ticket)}`}`;
  return `${signs[status]}  ${sight === 'outline' ? capital(how) : `${mention(requester)}  ·  ${how}`}`;
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function pager(after: ListPlace | undefined, next: ListPlace | undefined): KnownBlock[] {
  const first = after === undefined ? [] : [button('First page', ids.queue.first, 'first')];
  const more = next === undefined ? [] : [button('Next page', ids.queue.next, JSON.stringify(next))];
  return first.length + more.length === 0 ? [] : [{ type: 'divider' }, actions(...first, ...more)];
}

/** The statuses, as they are chosen. */
const statusNames: Readonly<Record<Status, string>> = {
  open: 'In the queue',
  claimed: 'Claimed',
  in_progress: 'In progress',
  waiting: 'Waiting for the requester',
  completed: 'Completed',
  withdrawn: 'Withdrawn',
};

/** The form that says what a list should show; it carries what the list shows now. */
export function filterForm(state: ListState, inHome: boolean): ModalView {
  const { list, words, author, status, from, until } = state.asked;
  const options = listStatuses[list].map(optionOf);
  const initial = options.find(({ value }) => value === status);
  return {
    type: 'modal',
    callback_id: ids.queue.filterSubmit,
    private_metadata: JSON.stringify({ state, inHome }),
    title: plain('Filter'),
    submit: plain('Show'),
    close: plain('Cancel'),
    blocks: [
      textField(ids.field.words, 'Words', {
        optional: true,
        ...(words !== undefined && { initial: words }),
        hint: 'Words of its title or description, or how they begin: two letters at least, in any order. The first eight count. Accents and capitals do not matter.',
      }),
      personField(ids.field.author, 'Author', { placeholder: 'Anybody', initial: author, optional: true }),
      choiceField(ids.field.status, 'Status', {
        options,
        initial,
        placeholder: list === 'open' ? statusNames.open : 'Any',
        optional: true,
      }),
      dayField(ids.field.from, list === 'archive' ? 'Ended since' : 'Sent since', from),
      dayField(ids.field.until, list === 'archive' ? 'Ended until' : 'Sent until', until),
      smallPrint('Days begin and end at midnight UTC.'),
    ],
  };
}

function optionOf(status: Status): Option {
  return { label: statusNames[status], value: status };
}
