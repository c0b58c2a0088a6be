import type { GallerySection } from '@deskbell/sandbox';
import { seen } from '../../src/domain/sight';
import type { Source, TicketWithComments } from '../../src/domain/ticket';
import { originPost, reactedAnswer } from '../../src/slack/views/anywhere';
import { claimerCard, requesterCard, triageCard } from '../../src/slack/views/cards';
import { messageForm, sentView, ticketForm } from '../../src/slack/views/forms';
import { noticePost } from '../../src/slack/views/posts';
import { loginOffer } from '../../src/slack/views/sessions';
import { ticketAnswer, ticketView } from '../../src/slack/views/ticket';
import { commentThat, ticketThat } from './examples';
import { message, modal, section } from './items';
import type { Words } from './words';

/** What Deskbell says of tickets that are made of messages, or sent on behalf of somebody. */
export function anywhereSections({ title, description, comment, number }: Words, now: Date): GallerySection[] {
  const alices: Source = {
    channel: 'C0GENERAL',
    ts: '1795543200.000100',
    link: 'https://practice.slack.com/archives/C0GENERAL/p1795543200000100',
    author: 'U0ALICE',
    text: description,
  };
  const thread = '1795543100.000100';
  const reply = {
    ...alices,
    threadTs: thread,
    link: `${alices.link}?thread_ts=${thread}&cid=C0GENERAL`,
    leftOut: 1234,
  };
  const { author: _, ...apps } = alices;
  const wordless = { ...alices, text: '' };
  const inMessages = { ...alices, channel: 'D0DAVE', link: 'https://practice.slack.com/archives/D0DAVE/p1' };
  const about = (source: Source, changed: Partial<TicketWithComments> = {}): TicketWithComments =>
    ticketThat('open', { title, description, number, source, ...changed }, now);
  const talk = { comments: [commentThat(comment, 'said', {}, now)] };
  const held = ticketThat(
    'claimed',
    { title, description, number, source: reply, by: 'U0BOB', ...talk, answeredAt: now },
    now,
  );
  const forOthers = ticketThat('open', { title, description, number, by: 'U0CAROL' }, now);
  const form = (source: Source, sender: string, requester: string, isAdmin: boolean) =>
    messageForm(source, title, 'kept', { sender, requester, forOthers: isAdmin });
  const ahead = { ahead: 0, usualWaitMs: undefined };

  return [
    section('From anywhere', [
      modal('the form about one’s own message', form(alices, 'U0ALICE', 'U0ALICE', false)),
      modal('the form about somebody else’s message', form(reply, 'U0BOB', 'U0ALICE', false)),
      modal('the form about a message without words', form(wordless, 'U0BOB', 'U0ALICE', false)),
      modal('the form about an app’s message', form(apps, 'U0BOB', 'U0BOB', false)),
      modal('the form about a message, of an admin', form(inMessages, 'U0CAROL', 'U0ALICE', true)),
      modal('a new ticket, of an admin', ticketForm({ title, description, leftOut: 0 }, '', true)),
      modal('sent for somebody else', sentView(forOthers)),
      message('in triage, of one’s own message', triageCard(about(alices))),
      message('in triage, of an app’s message', triageCard(about(apps))),
      message('in triage, sent by somebody else', triageCard(about(reply, { by: 'U0BOB' }))),
      message('in triage, open again', triageCard(about(reply, { by: 'U0BOB', claimedAt: now, ...talk }))),
      message('in triage, on behalf', triageCard(forOthers)),
      message('the requester’s, of their message', requesterCard(seen('own', held))),
      message('the requester’s, without words', requesterCard(about(wordless, { by: 'U0BOB' }))),
      message('the requester’s, on behalf', requesterCard(forOthers)),
      message('the claimer’s, of a message', claimerCard(held)),
      message('/ticket 42, one’s own, of a message', ticketAnswer(seen('own', held), 'own')),
      message('/ticket 42, an admin’s, of a message', ticketAnswer(held, 'full')),
      modal('opened, one’s own, of a message', ticketView(seen('own', held), 'own')),
      modal('opened, an admin’s, of a message', ticketView(held, 'full')),
      message(
        'filed from one’s message by somebody else',
        noticePost('filed', about(alices, { by: 'U0BOB' }), '', ahead),
      ),
      message('filed on behalf', noticePost('filed', forOthers, 'U0ALICE', ahead)),
      message('under the message', originPost(about(alices))),
      message('under the message of an app', originPost(about(apps))),
      message('after a login, a reaction', reactedAnswer(about(alices))),
      message('logged out, a reaction', loginOffer('kept', 'a reaction')),
    ]),
  ];
}
