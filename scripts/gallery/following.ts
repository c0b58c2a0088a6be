import type { GallerySection } from '@deskbell/sandbox';
import { seen, type VisibleSight } from '../../src/domain/sight';
import { isPublic, notices } from '../../src/domain/surfaces';
import type { Follower, Status, Ticket } from '../../src/domain/ticket';
import { followingOffer } from '../../src/slack/views/answers';
import { requesterCard } from '../../src/slack/views/cards';
import { followerCard, followerNotice, followersForm } from '../../src/slack/views/following';
import { home, ticketList } from '../../src/slack/views/lists';
import { commentPost } from '../../src/slack/views/posts';
import { ticketAnswer, ticketView } from '../../src/slack/views/ticket';
import { commentThat, erasedTicket, ticketThat } from './examples';
import { homeItem, message, modal, section } from './items';
import type { Words } from './words';

/** Alice has added Bob; Dave follows by himself. */
const bob: Follower = { userId: 'U0BOB', by: 'U0ALICE', at: new Date(0) };
const dave: Follower = { userId: 'U0DAVE', by: 'U0DAVE', at: new Date(0) };

/** What people see of following a ticket: those who do, and those whose ticket it is. */
export function followingSections(
  { title, description, number, comment, question }: Words,
  now: Date,
): GallerySection[] {
  const of = (status: Status, sight: VisibleSight = 'followed') =>
    seen(sight, ticketThat(status, { title, description, number, followers: [bob, dave] }, now));
  const erased = erasedTicket({ number }, now);
  const listed = (status: Status, sight: VisibleSight): { ticket: Ticket; sight: VisibleSight } => ({
    ticket: of(status, sight),
    sight,
  });
  const follows = [listed('claimed', 'followed'), listed('open', 'full'), listed('claimed', 'outline')];
  const statuses: readonly Status[] = ['open', 'claimed', 'in_progress', 'waiting', 'completed', 'withdrawn'];
  const none = { tickets: [], total: 0, more: false };
  const one = { tickets: [of('open', 'own')], total: 1, more: false };
  const queue = { ahead: new Map<number, number>(), usualWaitMs: undefined };

  return [
    section('A follower’s card', [
      ...statuses.map((status) => message(status.replace('_', ' '), followerCard(of(status), bob, 'followed'))),
      message('erased', followerCard(erased, bob, 'followed')),
      message('of an admin by themselves', followerCard(of('open'), dave, 'followed')),
      message('while another admin has it', followerCard(of('claimed', 'outline'), dave, 'outline')),
    ]),
    section('In a follower’s thread', [
      message('a comment', commentPost(of('claimed'), commentThat(comment, 'V1', {}, now), 'follower')),
      message(
        'a question',
        commentPost(of('waiting'), commentThat(question, 'V2', { kind: 'question' }, now), 'follower'),
      ),
      ...notices
        .filter(isPublic)
        .map((notice) => message(notice, followerNotice(notice, of('claimed'), tellsOf[notice] ?? 'U0CAROL'))),
      message('completed, with last words', followerNotice('completed', of('completed'), 'U0CAROL', comment)),
      message('withdrawn, of one that they may not read', followerNotice('withdrawn', of('claimed', 'outline'), '')),
      message('handed over, nobody knows to whom', followerNotice('handedOver', of('claimed'), '')),
      message('the answer to what they write', followingOffer(number, 'U0ALICE', 'place')),
      message('the answer, where they may know of nobody', followingOffer(number, undefined, 'place')),
    ]),
    section('Who follows a ticket', [
      message('on the requester’s card', requesterCard(of('open', 'own'))),
      modal('in the modal, of an admin who follows it', ticketView(of('open', 'full'), 'full', dave)),
      message('while another admin has it', ticketAnswer(of('claimed', 'outline'), 'outline', dave)),
      modal('the form', followersForm(of('open', 'own'))),
      modal('the form, nobody yet', followersForm(ticketThat('open', { title, description, number }, now))),
      message('in the list, beside one’s own', ticketList(one, follows)),
      message('in the list, alone', ticketList(none, follows)),
      homeItem('in the Home', home(one, { queue, now, followed: follows })),
    ]),
  ];
}

/** Who did what the news tell, or has it now. */
const tellsOf: Readonly<Record<string, string>> = { handedOver: 'U0DAVE', withdrawn: 'U0ALICE', undone: 'U0ALICE' };
