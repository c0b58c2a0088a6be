import type { GallerySection } from '@deskbell/sandbox';
import { seen, type VisibleSight } from '../../src/domain/sight';
import { notices } from '../../src/domain/surfaces';
import type { Comment, CommentKind, Status, TicketWithComments } from '../../src/domain/ticket';
import type { Page } from '../../src/services/ports';
import { adminHelp, endedOffer, filesNotTaken, ticketHelp, wordsOffer } from '../../src/slack/views/answers';
import { claimerCard, formerClaimerCard, type Missed, requesterCard, triageCard } from '../../src/slack/views/cards';
import {
  addWordsForm,
  askForm,
  closeForm,
  commentForm,
  editForm,
  handOverForm,
  loadingView,
  noteForm,
  reopenForm,
  replyForm,
  saidView,
  takeUpAgainForm,
  ticketForm,
} from '../../src/slack/views/forms';
import { gatheringPost } from '../../src/slack/views/gathering';
import { foundList, home, homePageSize, listSize, ticketList } from '../../src/slack/views/lists';
import { commentPost, editPost, noticePost, transcriptPost } from '../../src/slack/views/posts';
import { ticketAnswer, ticketView } from '../../src/slack/views/ticket';
import { adminSections } from './admins';
import { anywhereSections } from './anywhere';
import { doctorSections } from './doctor';
import { errorsShown } from './errors';
import { adminThat, commentThat, erasedTicket, invitedAt, sessionAt, ticketThat } from './examples';
import { followingSections } from './following';
import { confirmation, homeItem, message, modal, section } from './items';
import { queueSections } from './queue';
import { reportSections } from './reports';
import type { Words } from './words';

const statuses: readonly Status[] = ['open', 'claimed', 'in_progress', 'waiting', 'completed', 'withdrawn'];
const sights: readonly VisibleSight[] = ['own', 'full', 'followed', 'outline'];

/** Everything that Deskbell can say, with these words in it: each view in each of its states, and each error. */
export function catalogue(words: Words, now: Date): GallerySection[] {
  const { title, description, reply, question, comment, number, many } = words;
  const of = (status: Status, changed: Partial<TicketWithComments> = {}): TicketWithComments =>
    ticketThat(status, { title, description, number, ...changed }, now);
  const said = (text: string, kind: CommentKind = 'comment', author = 'U0CAROL'): Comment =>
    commentThat(text, `${kind} ${author}`, { kind, author }, now);
  const talk = [said(reply, 'comment', 'U0ALICE'), said(comment), said(question, 'question')];
  /** A ticket on which something was said since it was sent. */
  const talked = (status: Status, changed: Partial<TicketWithComments> = {}): TicketWithComments =>
    of(status, { comments: status === 'open' ? [] : status === 'waiting' ? talk : talk.slice(0, 2), ...changed });
  const manyComments = Array.from({ length: many }, () => said(comment));
  const erased = erasedTicket({ number }, now);
  const back = of('open', { claimedAt: now });

  const page = (count: number, total = count): Page => ({
    tickets: Array.from({ length: count }, (_, index) =>
      of(statuses[index % statuses.length] ?? 'open', { number: number + total - index }),
    ),
    total,
    more: total > count,
  });
  const missed: Missed[] = [
    { userId: 'U0ALICE', why: 'deactivated' },
    { userId: 'U0CAROL', why: 'takesNoMessages' },
    { userId: 'U0BOB', why: 'unknown' },
  ];
  const waiting = { ahead: new Map([[number + 1, 0]]), usualWaitMs: 20 * 60_000 };
  const noQueue = { ahead: new Map<number, number>(), usualWaitMs: undefined };
  const dave = adminThat({}, now);
  const crowd = { ahead: new Map([[number + 1000, 12]]), usualWaitMs: 86_400_000 };

  return [
    section('The card in the triage channel', [
      ...statuses.map((status) =>
        message(nameOf(status), triageCard(status === 'open' ? of(status) : outlined(of(status)))),
      ),
      message('open, its requester cannot be reached', triageCard(of('open'), missed.slice(0, 1))),
      message('claimed, its claimer cannot be reached', triageCard(outlined(of('claimed')), missed.slice(1))),
      message('many at once', gatheringPost({ came: 480, wait: 312 })),
      message('many at once, one waits', gatheringPost({ came: 1, wait: 1 })),
      message('many at once, all picked up', gatheringPost({ came: 480, wait: 0 })),
      message('open again', triageCard({ ...back, comments: [...talk, said(comment, 'note')] })),
    ]),
    section('The requester’s card', [
      ...statuses.map((status) => message(nameOf(status), requesterCard(talked(status)))),
      message('open again', requesterCard({ ...back, comments: talk })),
      message('waiting, handed over since', requesterCard({ ...talked('waiting'), claimer: 'U0DAVE' })),
      message('completed, and it helped', requesterCard(talked('completed', { rating: 'good' }))),
      message('completed, and it did not help', requesterCard(talked('completed', { rating: 'bad' }))),
      message('erased', requesterCard(erased)),
    ]),
    section('The claimer’s card', [
      ...statuses
        .filter((status) => status !== 'open')
        .map((status) => message(nameOf(status), claimerCard(talked(status)))),
      message('claimed, nothing said yet', claimerCard(of('claimed'))),
      message('claimed, who cannot be reached', claimerCard(of('claimed'), missed)),
      message('waiting, after a note', claimerCard(of('waiting', { comments: [...talk, said(comment, 'note')] }))),
      message('after a note', claimerCard(of('in_progress', { comments: [said(comment, 'note')] }))),
      message('completed, and it helped', claimerCard(talked('completed', { rating: 'good' }))),
      message('completed, and it did not help', claimerCard(talked('completed', { rating: 'bad' }))),
      message('erased', claimerCard(erased)),
    ]),
    section('What is left of a claimer’s card', [message('theirs no more', formerClaimerCard(back))]),
    ...followingSections(words, now),
    section('In the requester’s thread', [
      message('a comment', commentPost(of('claimed'), said(comment), 'requester')),
      message('a question', commentPost(talked('waiting'), said(question, 'question'), 'requester')),
      message('a question that waits no more', commentPost(of('claimed'), said(question, 'question'), 'requester')),
      message(
        'their own reply, from the form',
        commentPost(of('claimed'), said(reply, 'comment', 'U0ALICE'), 'requester'),
      ),
    ]),
    section('In the claimer’s thread', [
      message('a reply', commentPost(of('claimed'), said(reply, 'comment', 'U0ALICE'), 'claimer')),
      message('their own comment', commentPost(of('claimed'), said(comment), 'claimer')),
      message('their own question', commentPost(of('waiting'), said(question, 'question'), 'claimer')),
      message('their own note', commentPost(of('claimed'), said(comment, 'note'), 'claimer')),
      message('a note of another admin', commentPost(of('claimed'), said(comment, 'note', 'U0DAVE'), 'claimer')),
      message('the title was changed', editPost(of('claimed'), { title: 'Printer', description }, words)),
      message('all was changed', editPost(of('claimed'), { title: 'Printer', description: 'Help.' }, words)),
      message('a description came', editPost(of('claimed'), { title, description: '' }, words)),
      message('the description went', editPost(of('claimed'), words, { title, description: '' })),
      message(
        'what was said before',
        transcriptPost(of('claimed'), [...talk, said(comment, 'note', 'U0DAVE')], undefined),
      ),
      message('what was said before a hand-over', transcriptPost(of('claimed'), talk, 'U0DAVE')),
      message('nothing was said before a hand-over', transcriptPost(of('claimed'), [], 'U0DAVE')),
      message('much was said before', transcriptPost(of('claimed'), manyComments, undefined)),
    ]),
    section('News', [
      ...notices.map((notice) =>
        message(notice, noticePost(notice, talked(newsIn[notice]), newsmaker[notice], crowdOf(3))),
      ),
      message('filed, and next', noticePost('filed', of('open'), 'U0ALICE', crowdOf(0))),
      message('filed, with one ahead', noticePost('filed', of('open'), 'U0ALICE', crowdOf(1))),
      message('filed, and nobody knows', noticePost('filed', of('open'), 'U0ALICE', undefined)),
      message('reopened by its requester', noticePost('reopened', of('open'), 'U0ALICE', undefined)),
      message('completed, nobody knows by whom', noticePost('completed', of('completed'), '', undefined)),
      message('completed, with last words', noticePost('completed', of('completed'), 'U0CAROL', undefined, comment)),
      message('completed, and reopened since', noticePost('completed', talked('claimed'), 'U0CAROL', undefined)),
    ]),
    section('Forms', [
      modal('a new ticket', ticketForm({ title: '', description: '', leftOut: 0 })),
      modal('a new ticket, filled in', ticketForm({ title, description, leftOut: 0 })),
      modal('a new ticket, from too long a message', ticketForm({ title, description, leftOut: 1234 })),
      modal('edit', editForm(of('open'), '')),
      modal('edit, while somebody has it', editForm(of('claimed'), '')),
      modal('edit, changed meanwhile', editForm(of('open'), '', { title: 'Printer burns', description: '' })),
      modal('reply', replyForm(of('claimed'))),
      modal('comment', commentForm(of('claimed'))),
      modal('ask', askForm(of('claimed'))),
      modal('note', noteForm(of('claimed'))),
      modal('close', closeForm(of('claimed'))),
      modal('hand over', handOverForm(of('claimed'), ['U0DAVE'])),
      modal(
        'hand over, to one of many',
        handOverForm(
          of('claimed'),
          Array.from({ length: many }, () => 'U0DAVE'),
        ),
      ),
      modal('hand over, to nobody', handOverForm(of('claimed'), [])),
      modal('reopen, as the requester', reopenForm(of('completed'))),
      modal('reopen, with words', reopenForm(of('completed'), comment)),
      modal('reopen, as an admin', takeUpAgainForm(of('completed'))),
      modal('add words to the only ticket', addWordsForm([of('open')], comment, 'place')),
      modal('add words to one of several', addWordsForm(page(many).tickets, comment, 'place')),
      modal('one moment', loadingView()),
      modal('what cannot be done', saidView('Deskbell cannot reach its database right now. Try again in a minute.')),
    ]),
    section('Before something is done', [
      confirmation('withdraw', 'Withdraw', requesterCard(of('claimed'))),
      confirmation('release', 'Release', claimerCard(of('claimed'))),
      confirmation('take from somebody', 'Release', triageCard(outlined(of('claimed')))),
    ]),
    ...sights.map((sight) => {
      const see = (ticket: TicketWithComments): [TicketWithComments, VisibleSight] => [seen(sight, ticket), sight];
      const shown = [...seenStatuses[sight].map((status) => talked(status)), erased];
      return section(sightTitles[sight], [
        ...shown.map((ticket) =>
          message(`/ticket 42, ${nameOf(ticket.status, ticket.title)}`, ticketAnswer(...see(ticket))),
        ),
        ...shown.map((ticket) => modal(`opened, ${nameOf(ticket.status, ticket.title)}`, ticketView(...see(ticket)))),
        ...(sight !== 'outline'
          ? [
              message('/ticket 42, after a long talk', ticketAnswer(...see(of('claimed', { comments: manyComments })))),
              modal('opened, after a long talk', ticketView(...see(of('claimed', { comments: manyComments })))),
            ]
          : []),
      ]);
    }),
    section('Lists', [
      message('/ticket list, of nobody’s tickets', ticketList(page(0))),
      message('/ticket list, of one', ticketList(page(1))),
      message('/ticket list, of some', ticketList(page(6))),
      message('/ticket list, of many', ticketList(page(listSize, 1000))),
      message('/ticket search, of some', foundList('*prin* <!here>', page(listSize, 12))),
      message('/ticket search, of one', foundList('printer', page(1))),
      message('/ticket search, of nothing', foundList('printer', page(0))),
      message('/ticket list, of an erased one', ticketList({ tickets: [erased], total: 1, more: false })),
    ]),
    section('The Home', [
      homeItem('no tickets', home(page(0), { queue: noQueue, now })),
      homeItem('one, and next', home(page(1), { queue: waiting, now })),
      homeItem('some', home(page(6), { queue: crowd, now })),
      homeItem('many', home(page(homePageSize, 1000), { queue: crowd, now })),
      homeItem('many, an older page', home(page(homePageSize, 1000), { before: number + 2000, queue: noQueue, now })),
      homeItem('of an admin, logged in', home(page(1), { queue: noQueue, now, admin: { ...dave, ...sessionAt(now) } })),
      homeItem('of an admin, logged out', home(page(1), { queue: noQueue, now, admin: dave })),
      homeItem(
        'of an admin who is to set a password',
        home(page(0), { queue: noQueue, now, admin: { ...dave, ...invitedAt(now) } }),
      ),
      homeItem(
        'of an admin who was to set a password',
        home(page(0), { queue: noQueue, now, admin: { ...dave, ...invitedAt(now, true) } }),
      ),
      homeItem('the last page', home({ ...page(2), total: 1000 }, { before: 3, queue: noQueue, now })),
    ]),
    ...adminSections(words, now),
    ...queueSections(words, now),
    ...anywhereSections(words, now),
    ...reportSections(words, now),
    ...doctorSections(words, now),
    section('Answers and offers', [
      message('/ticket help', ticketHelp()),
      message('/ticket-admin', adminHelp('C0TRIAGE', '')),
      message('/ticket-admin, a word it does not know', adminHelp('C0TRIAGE', 'log in')),
      message('words without a ticket', wordsOffer([], 'place')),
      message('words beside the only ticket', wordsOffer([of('open')], 'place')),
      message('words beside several tickets', wordsOffer([of('open'), of('claimed')], 'place')),
      message(
        'a file that is too large',
        filesNotTaken([{ name: 'film.mp4', why: 'it has 25.3 MB, and at most 10 MB are taken' }]),
      ),
      message('words after the end', endedOffer(number, of('completed').id, 'place')),
    ]),
    section('What cannot be done', errorsShown(of('claimed'))),
  ];
}

/** Who does what the news tell. */
const newsmaker = {
  filed: 'U0ALICE',
  claimed: 'U0CAROL',
  completed: 'U0CAROL',
  reopened: 'U0CAROL',
  handedOver: 'U0DAVE',
  released: 'U0CAROL',
  taken: 'U0DAVE',
  withdrawn: 'U0ALICE',
  undone: 'U0ALICE',
} as const satisfies Record<(typeof notices)[number], string>;

/** How the ticket stands right after it. */
const newsIn = {
  filed: 'open',
  claimed: 'claimed',
  completed: 'completed',
  reopened: 'open',
  handedOver: 'claimed',
  released: 'open',
  taken: 'open',
  withdrawn: 'withdrawn',
  undone: 'claimed',
} as const satisfies Record<(typeof notices)[number], Status>;

/** In which statuses somebody can see that much of a ticket. */
const seenStatuses: Readonly<Record<VisibleSight, readonly Status[]>> = {
  own: statuses,
  full: statuses,
  followed: statuses,
  outline: ['claimed', 'in_progress', 'waiting', 'withdrawn'],
};

const sightTitles: Readonly<Record<VisibleSight, string>> = {
  own: 'One’s own ticket',
  full: 'A ticket that an admin may read',
  followed: 'A ticket to which its requester has added somebody',
  outline: 'A ticket that another admin has',
};

/** The ticket as an admin sees it whose it is not. */
function outlined(ticket: TicketWithComments): TicketWithComments {
  return seen('outline', ticket) ?? ticket;
}

function crowdOf(ahead: number): { ahead: number; usualWaitMs: number } {
  return { ahead, usualWaitMs: 20 * 60_000 };
}

function nameOf(status: Status, title = 'some'): string {
  return title === '' ? 'erased' : status.replace('_', ' ');
}
