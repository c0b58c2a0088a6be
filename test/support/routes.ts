import { Types } from 'mongoose';
import type { Status } from '../../src/domain/ticket';
import type { Answering } from '../../src/slack/answering';
import * as guards from '../../src/slack/guards';
import { bellReaction, ids } from '../../src/slack/ids';
import { begunFrom } from '../../src/slack/input';
import { routes } from '../../src/slack/routes';
import { password, type TestDesk } from './desk';
import {
  type By,
  clickBy,
  commandBy,
  type Envelope,
  eventOf,
  filledIn,
  formBy,
  fresh,
  type Moment,
  type Place,
  shortcutBy,
} from './signed';

type Kind = keyof Answering;

/** A route as the table has it. */
export interface Route {
  readonly kind: Kind;
  /** The command, the word behind it, the button's or form's id, the event's type. */
  readonly id: string;
  /** Which of the guards lets in; undefined where it is none of them. */
  readonly guard: string | undefined;
  /** How it is called in these tests. */
  readonly key: string;
}

/** Every route that a table registers: Deskbell's own, where no other is given. */
export function routesIn(table: (on: Answering) => void = routes): Route[] {
  const found: Route[] = [];
  const add = (kind: Kind, id: string, guard: unknown): void => {
    const name = Object.entries(guards).find(([, known]) => known === guard)?.[0];
    // Several listeners may hear of one event.
    found.push({ kind, id, guard: name, key: kind === 'event' ? `event ${id}, ${name}` : `${kind} ${id}` });
  };
  table({
    command: (name, guard) => add('command', name, guard),
    word: (name, word, guard) => add('word', `${name} ${word}`, guard),
    click: (id, guard) => add('click', id, guard),
    turns: (id, guard) => add('turns', id, guard),
    opens: (id, guard) => add('opens', id, guard),
    shortcut: (id, guard) => add('shortcut', id, guard),
    submission: (id, guard) => add('submission', id, guard),
    // Both come before every session, and let in by themselves.
    loginButton: (id) => add('loginButton', id, guards.anyMember),
    login: (id) => add('login', id, guards.anyMember),
    event: (type, guard) => add('event', type, guard),
  });
  return found;
}

/** What a test needs to ask for something: a ticket of Alice's in the state that it takes, and what else there is. */
export interface Things {
  readonly ticket: string;
  readonly number: number;
  /** Where Alice wrote something to Deskbell. */
  readonly words: string;
  /** The card of the ticket in Alice's messages. */
  readonly card: string;
  readonly invite: string;
  readonly botId: string;
  /** What Carol wrote in the triage channel. */
  readonly rung: string;
}

/** How a route is asked for what it does. */
export interface Way {
  /** An admin's, the requester's of a ticket, a follower's, anybody's in the workspace, or Slack's own. */
  readonly whose: 'admins' | 'requesters' | 'followers' | 'anybodys' | 'slacks';
  /** The state of the ticket that it is about. */
  readonly ticket?: Status;
  readonly place?: Place;
  readonly text?: (things: Things) => string;
  readonly value?: (things: Things) => string;
  readonly metadata?: (things: Things, by: By) => string;
  readonly fields?: (things: Things) => Record<string, object>;
  readonly event?: (things: Things, by: By) => Record<string, unknown>;
  /** What comes of it for whoever may: a change, something to see that has these words or is this form, or a look whether a trouble is over. */
  readonly gives: 'a change' | 'a look' | { readonly shown: string };
}

const { field } = ids;
const { text, person, people, option, day } = filledIn;
const ofTicket = ({ ticket }: Things): string => ticket;
const comment = (): Record<string, object> => ({ [field.comment]: text('Some words.') });
const ofDave = (): Record<string, object> => ({ [field.person]: person('U0DAVE') });
const inModal: Place = { in: 'modal', metadata: '{}' };
const inHome: Place = { in: 'home' };
const listState = { asked: { list: 'open', order: 'oldest' } };
const inList: Place = { in: 'modal', metadata: JSON.stringify(listState) };
const inMessages: Place = { in: 'message', channel: 'D0ALICE' };
const newPassword = { [field.password]: text(`${password}, anew`), [field.again]: text(`${password}, anew`) };

/** The words of every ticket that is made here. */
export const secretWords = { title: 'Printer on fire', description: 'Third floor.', note: 'Somebody calm her down.' };

const shown = (what: string): Way['gives'] => ({ shown: what });

/** A way to each route: what stands here for any member of the workspace was thought about. In the order in which an admin can go all of them. */
export const ways: Readonly<Record<string, Way>> = {
  // Before there are tickets, all of which would be looked at.
  'word /ticket-admin doctor': { whose: 'admins', text: () => '', gives: shown('Look again') },
  [`click ${ids.doctor.look}`]: { whose: 'admins', place: inModal, gives: shown('Look again') },
  [`click ${ids.doctor.repair}`]: { whose: 'admins', place: inModal, gives: shown('Look again') },
  [`click ${ids.ticket.claim}`]: { whose: 'admins', ticket: 'open', value: ofTicket, gives: 'a change' },
  [`click ${ids.ticket.start}`]: { whose: 'admins', ticket: 'claimed', value: ofTicket, gives: 'a change' },
  [`click ${ids.ticket.release}`]: { whose: 'admins', ticket: 'claimed', value: ofTicket, gives: 'a change' },
  [`click ${ids.ticket.forceRelease}`]: { whose: 'admins', ticket: 'claimed', value: ofTicket, gives: 'a change' },
  ...formOfAdmins(ids.ticket.close, ids.ticket.closeSubmit, 'claimed', comment),
  ...formOfAdmins(ids.ticket.handOver, ids.ticket.handOverSubmit, 'claimed', () => ({ [field.to]: person('U0DAVE') })),
  ...formOfAdmins(ids.ticket.takeUpAgain, ids.ticket.takeUpAgainSubmit, 'completed', comment),
  ...formOfAdmins(ids.ticket.comment, ids.ticket.commentSubmit, 'claimed', comment),
  ...formOfAdmins(ids.ticket.ask, ids.ticket.askSubmit, 'claimed', comment),
  ...formOfAdmins(ids.ticket.note, ids.ticket.noteSubmit, 'claimed', comment),
  [`click ${ids.ticket.follow}`]: { whose: 'admins', ticket: 'open', value: ofTicket, gives: 'a change' },

  'event reaction_added, admin': {
    whose: 'admins',
    event: ({ rung }, { userId }) => ({
      type: 'reaction_added',
      user: userId,
      reaction: bellReaction,
      item: { type: 'message', channel: 'C0TRIAGE', ts: rung },
      item_user: 'U0CAROL',
      event_ts: '1.0',
    }),
    gives: 'a change',
  },
  'command /ticket-admin': { whose: 'admins', text: () => '', gives: shown(ids.queue.filter) },
  'word /ticket-admin search': {
    whose: 'admins',
    ticket: 'open',
    text: () => 'no such words',
    gives: shown('Nothing fits this filter'),
  },
  'word /ticket-admin mine': { whose: 'admins', text: () => '', gives: shown('Yours to answer') },
  'word /ticket-admin archive': { whose: 'admins', text: () => '', gives: shown('Archive') },
  ...Object.fromEntries(
    ['open', 'mine', 'archive', 'first', 'order', 'clear'].map((name): [string, Way] => [
      `turns queue.${name}`,
      { whose: 'admins', place: inList, gives: shown(ids.queue.filter) },
    ]),
  ),
  [`opens ${ids.queue.show}`]: { whose: 'admins', value: () => 'open', gives: shown(ids.queue.filter) },
  [`turns ${ids.queue.next}`]: {
    whose: 'admins',
    place: inList,
    value: () => '{"number":1}',
    gives: shown(ids.queue.filter),
  },
  [`opens ${ids.queue.filter}`]: { whose: 'admins', place: inList, gives: shown(ids.queue.filterSubmit) },
  [`submission ${ids.queue.filterSubmit}`]: {
    whose: 'admins',
    metadata: () => JSON.stringify({ state: listState, inHome: true }),
    fields: () => ({
      [field.words]: text('printer'),
      [field.author]: person('U0ALICE'),
      [field.status]: option('open'),
      [field.from]: day('2026-01-01'),
      [field.until]: day(null),
    }),
    gives: shown(ids.queue.filter),
  },
  [`click ${ids.queue.claim}`]: { whose: 'admins', ticket: 'open', place: inList, value: ofTicket, gives: 'a change' },
  [`opens ${ids.queue.close}`]: {
    whose: 'admins',
    ticket: 'claimed',
    place: inList,
    value: ofTicket,
    gives: shown(ids.queue.closeSubmit),
  },
  [`submission ${ids.queue.closeSubmit}`]: {
    whose: 'admins',
    ticket: 'claimed',
    metadata: ({ ticket }) => JSON.stringify({ ticket, state: listState, inHome: false }),
    fields: comment,
    gives: 'a change',
  },
  'word /ticket-admin export': { whose: 'admins', text: () => 'archive csv', gives: shown(':page_facing_up:') },
  ...Object.fromEntries(
    [ids.queue.exportCsv, ids.queue.exportJson].map((id): [string, Way] => [
      `click ${id}`,
      { whose: 'admins', ticket: 'open', place: inList, gives: shown('in your messages with Deskbell') },
    ]),
  ),
  'word /ticket-admin audit': { whose: 'admins', text: () => '', gives: shown(ids.audit.submit) },
  [`submission ${ids.audit.submit}`]: {
    whose: 'admins',
    fields: () => ({
      [field.person]: person('U0CAROL'),
      [field.what]: option('promoted'),
      [field.from]: day('2026-01-01'),
      [field.until]: day(null),
    }),
    gives: shown(ids.audit.submit),
  },
  [`turns ${ids.audit.newest}`]: { whose: 'admins', place: inModal, gives: shown(ids.audit.submit) },
  [`turns ${ids.audit.older}`]: {
    whose: 'admins',
    place: inModal,
    value: () => JSON.stringify({ at: new Date(), key: 'x' }),
    gives: shown(ids.audit.submit),
  },
  [`click ${ids.audit.export}`]: { whose: 'admins', place: inModal, gives: shown('in your messages with Deskbell') },
  'word /ticket-admin report': { whose: 'admins', text: () => '4', gives: shown('Report: 4 weeks') },
  ...Object.fromEntries(
    [4, 12, 26, 52].map((weeks): [string, Way] => [
      `turns report.weeks_${weeks}`,
      { whose: 'admins', place: { in: 'message' }, gives: shown(`Report: ${weeks} weeks`) },
    ]),
  ),
  'word /ticket-admin admins': { whose: 'admins', text: () => '', gives: shown('U0DAVE') },
  'word /ticket-admin promote': { whose: 'admins', text: () => '<@U0BOB|bob>', gives: 'a change' },
  [`opens ${ids.admin.promote}`]: { whose: 'admins', place: inModal, gives: shown(ids.admin.promoteSubmit) },
  [`submission ${ids.admin.promoteSubmit}`]: {
    whose: 'admins',
    fields: () => ({ [field.person]: person('U0ALICE') }),
    gives: 'a change',
  },
  'word /ticket-admin reset': { whose: 'admins', text: () => '<@U0DAVE>', gives: 'a change' },
  [`click ${ids.admin.reset}`]: { whose: 'admins', place: inModal, value: () => 'U0DAVE', gives: 'a change' },
  [`submission ${ids.admin.resetSubmit}`]: { whose: 'admins', fields: ofDave, gives: 'a change' },
  'word /ticket-admin demote': { whose: 'admins', text: () => '<@U0BOB>', gives: 'a change' },
  [`click ${ids.admin.demote}`]: { whose: 'admins', place: inModal, value: () => 'U0ALICE', gives: 'a change' },
  [`submission ${ids.admin.demoteSubmit}`]: { whose: 'admins', fields: ofDave, gives: 'a change' },

  'command /ticket': {
    whose: 'requesters',
    ticket: 'open',
    text: ({ number }) => `${number}`,
    gives: shown(secretWords.title),
  },
  [`opens ${ids.ticket.show}`]: {
    whose: 'requesters',
    ticket: 'open',
    place: inHome,
    value: ofTicket,
    gives: shown(secretWords.title),
  },
  [`click ${ids.ticket.withdraw}`]: { whose: 'requesters', ticket: 'claimed', value: ofTicket, gives: 'a change' },
  [`click ${ids.ticket.undo}`]: { whose: 'requesters', ticket: 'withdrawn', value: ofTicket, gives: 'a change' },
  [`click ${ids.ticket.rate}`]: {
    whose: 'requesters',
    ticket: 'completed',
    value: ({ ticket }) => `good:${ticket}`,
    gives: 'a change',
  },
  [`opens ${ids.ticket.edit}`]: {
    whose: 'requesters',
    ticket: 'open',
    value: ofTicket,
    gives: shown(ids.ticket.editSubmit),
  },
  [`submission ${ids.ticket.editSubmit}`]: {
    whose: 'requesters',
    ticket: 'open',
    metadata: ({ ticket }) => JSON.stringify({ ticket, begunFrom: begunFrom(secretWords) }),
    fields: () => ({ [field.title]: text('Other words'), [field.description]: text('Here.') }),
    gives: 'a change',
  },
  [`opens ${ids.ticket.reply}`]: {
    whose: 'requesters',
    ticket: 'claimed',
    value: ofTicket,
    gives: shown(ids.ticket.replySubmit),
  },
  [`submission ${ids.ticket.replySubmit}`]: {
    whose: 'requesters',
    ticket: 'claimed',
    metadata: ofTicket,
    fields: comment,
    gives: 'a change',
  },
  [`opens ${ids.ticket.followers}`]: {
    whose: 'requesters',
    ticket: 'claimed',
    value: ofTicket,
    gives: shown(ids.ticket.followersSubmit),
  },
  [`submission ${ids.ticket.followersSubmit}`]: {
    whose: 'requesters',
    ticket: 'open',
    metadata: ofTicket,
    fields: () => ({ [field.people]: people(['U0BOB']) }),
    gives: 'a change',
  },
  [`click ${ids.ticket.unfollow}`]: {
    whose: 'followers',
    ticket: 'claimed',
    value: ofTicket,
    gives: 'a change',
  },
  [`opens ${ids.ticket.reopen}`]: {
    whose: 'requesters',
    ticket: 'completed',
    value: ofTicket,
    gives: shown(ids.ticket.reopenSubmit),
  },
  [`submission ${ids.ticket.reopenSubmit}`]: {
    whose: 'requesters',
    ticket: 'completed',
    metadata: ofTicket,
    fields: comment,
    gives: 'a change',
  },
  [`opens ${ids.ticket.fromWords}`]: {
    whose: 'requesters',
    place: inMessages,
    value: ({ words }) => words,
    gives: shown(ids.ticket.submit),
  },
  [`opens ${ids.ticket.addWords}`]: {
    whose: 'requesters',
    ticket: 'open',
    place: inMessages,
    value: ({ words }) => words,
    gives: shown(ids.ticket.addWordsSubmit),
  },
  [`submission ${ids.ticket.addWordsSubmit}`]: {
    whose: 'requesters',
    ticket: 'open',
    metadata: ({ words }) => `D0ALICE:${words}`,
    fields: ({ ticket }) => ({ [field.ticket]: option(ticket), [field.comment]: text('Some words.') }),
    gives: 'a change',
  },
  'event message, anyMember': {
    whose: 'requesters',
    ticket: 'open',
    event: ({ card }, { userId, homeTeamId }) => ({
      type: 'message',
      channel: 'D0ALICE',
      channel_type: 'im',
      user: userId,
      ...(homeTeamId && { user_team: homeTeamId }),
      text: 'Some words.',
      ts: `${Math.floor(Date.now() / 1000)}.${fresh('0')}`,
      thread_ts: card,
    }),
    gives: 'a change',
  },

  [`shortcut ${ids.ticket.new}`]: { whose: 'anybodys', gives: shown(ids.ticket.submit) },
  [`shortcut ${ids.ticket.fromMessage}`]: { whose: 'anybodys', text: () => 'No coffee.', gives: shown('No coffee.') },
  [`submission ${ids.ticket.fromMessageSubmit}`]: {
    whose: 'anybodys',
    metadata: (_, { userId }) => keptFor(userId),
    fields: () => ({ [field.title]: text('No coffee'), [field.description]: text('None at all.') }),
    gives: 'a change',
  },
  [`opens ${ids.ticket.new}`]: {
    whose: 'anybodys',
    place: inHome,
    value: () => 'home',
    gives: shown(ids.ticket.submit),
  },
  [`submission ${ids.ticket.submit}`]: {
    whose: 'anybodys',
    fields: () => ({ [field.title]: text('No coffee'), [field.description]: text('None at all.') }),
    gives: 'a change',
  },
  'event app_home_opened, anyMember': {
    whose: 'anybodys',
    event: (_, { userId }) => ({ type: 'app_home_opened', user: userId, channel: 'D0X', tab: 'home', event_ts: '1.0' }),
    gives: shown('home'),
  },
  [`turns ${ids.home.newest}`]: { whose: 'anybodys', place: inHome, gives: shown('home') },
  [`turns ${ids.home.older}`]: { whose: 'anybodys', place: inHome, value: () => '1000', gives: shown('home') },
  'word /ticket-admin help': { whose: 'anybodys', text: () => '', gives: shown('/ticket-admin') },
  'word /ticket-admin setup': { whose: 'anybodys', text: () => '', gives: shown('has admins already') },
  [`submission ${ids.admin.setupSubmit}`]: {
    whose: 'anybodys',
    fields: () => ({ [field.code]: text('no code'), ...newPassword }),
    gives: shown('has admins already'),
  },
  'word /ticket-admin login': { whose: 'anybodys', text: () => '', gives: shown('') },
  [`loginButton ${ids.admin.login}`]: { whose: 'anybodys', gives: shown(ids.admin.loginSubmit) },
  [`login ${ids.admin.loginSubmit}`]: {
    whose: 'anybodys',
    fields: () => ({ [field.password]: text(password) }),
    gives: shown(''),
  },
  'word /ticket-admin logout': { whose: 'anybodys', text: () => '', gives: shown('') },
  [`click ${ids.admin.logout}`]: { whose: 'anybodys', place: inHome, value: () => 'home', gives: shown('') },
  'word /ticket-admin password': { whose: 'anybodys', text: () => '', gives: shown('') },
  [`submission ${ids.admin.changePasswordSubmit}`]: {
    whose: 'anybodys',
    fields: () => ({ [field.old]: text(password), ...newPassword }),
    gives: shown(''),
  },
  [`opens ${ids.admin.setPassword}`]: { whose: 'anybodys', value: ({ invite }) => invite, gives: shown('') },
  [`submission ${ids.admin.setPasswordSubmit}`]: {
    whose: 'anybodys',
    metadata: ({ invite }) => JSON.stringify({ invite, asked: '' }),
    fields: () => newPassword,
    gives: shown(''),
  },

  'event user_change, slackItself': {
    whose: 'slacks',
    event: () => ({ type: 'user_change', user: { id: 'U0DAVE', name: 'dave', deleted: true }, event_ts: '1.0' }),
    gives: 'a change',
  },
  'event member_joined_channel, slackItself': {
    whose: 'slacks',
    event: () => ({ type: 'member_joined_channel', user: 'U0DESKBELL', channel: 'C0TRIAGE', event_ts: '1.0' }),
    gives: 'a look',
  },
  'event channel_unarchive, slackItself': {
    whose: 'slacks',
    event: () => ({ type: 'channel_unarchive', channel: 'C0TRIAGE', event_ts: '1.0' }),
    gives: 'a look',
  },
  'event group_unarchive, slackItself': {
    whose: 'slacks',
    event: () => ({ type: 'group_unarchive', channel: 'C0TRIAGE', event_ts: '1.0' }),
    gives: 'a look',
  },
  'event tokens_revoked, slackItself': {
    whose: 'slacks',
    event: ({ botId }) => ({ type: 'tokens_revoked', tokens: { bot: [botId] }, event_ts: '1.0' }),
    gives: 'a look',
  },
  'event app_uninstalled, slackItself': {
    whose: 'slacks',
    event: () => ({ type: 'app_uninstalled', event_ts: '1.0' }),
    gives: 'a look',
  },
  'event message, slackItself': {
    whose: 'slacks',
    ticket: 'open',
    event: ({ card, botId }) => ({
      type: 'message',
      subtype: 'message_deleted',
      channel: 'D0ALICE',
      channel_type: 'im',
      ts: '1.0',
      deleted_ts: card,
      previous_message: { type: 'message', bot_id: botId, ts: card },
    }),
    gives: 'a change',
  },
};

/** A button of the claimer's, and the form that it opens. */
function formOfAdmins(
  opens: string,
  submit: string,
  ticket: Status,
  fields: NonNullable<Way['fields']>,
): Record<string, Way> {
  return {
    [`opens ${opens}`]: { whose: 'admins', ticket, value: ofTicket, gives: shown(submit) },
    [`submission ${submit}`]: { whose: 'admins', ticket, metadata: ofTicket, fields, gives: 'a change' },
  };
}

/** What Slack sends when somebody goes that way. */
export function envelopeOf({ kind, id }: Route, way: Way, by: By, things: Things, moment: Moment): Envelope {
  const { place = { in: 'message' }, text: typed, value, metadata, fields, event } = way;
  switch (kind) {
    case 'command':
      return commandBy(by, id, typed?.(things) ?? '', moment);
    case 'word': {
      const [command = '', word = ''] = id.split(' ');
      return commandBy(by, command, `${word} ${typed?.(things) ?? ''}`, moment);
    }
    case 'click':
    case 'turns':
    case 'opens':
    case 'loginButton':
      return clickBy(by, id, value?.(things) ?? 'x', place, moment);
    case 'shortcut':
      return shortcutBy(by, id, typed?.(things), moment);
    case 'submission':
    case 'login':
      return formBy(by, id, { metadata: metadata?.(things, by), fields: fields?.(things) ?? {} }, moment);
    case 'event':
      return eventOf(by.teamId, event?.(things, by) ?? {});
  }
}

let numbered = 1000;

/** Stores a ticket of Alice's in such a state, which Bob follows where a follower asks for it, of which nothing is shown yet, and gives what is asked for about it. */
export async function thingsFor(
  desk: TestDesk,
  { ticket: status = 'open', whose }: Partial<Pick<Way, 'ticket' | 'whose'>>,
  claimer: string,
  { words, rung }: Prepared,
): Promise<Things> {
  // Tickets that Deskbell itself makes meanwhile have the numbers between.
  numbered += 10;
  const [_id, number, now] = [new Types.ObjectId(), numbered, desk.now()];
  const { title, description, note } = secretWords;
  const hasEnded = status === 'completed' || status === 'withdrawn';
  const isHeld = status !== 'open';
  const card = `5.${number}`;
  await desk.inDatabase(({ tickets }) =>
    tickets.create({
      _id,
      teamId: desk.workspace.teamId,
      number,
      key: `made ${number}`,
      requester: 'U0ALICE',
      title,
      description,
      status,
      live: !hasEnded,
      audience: 'nobody',
      grams: [],
      createdAt: now,
      ...(isHeld && { claimer, claimedAt: now, claimerSince: now }),
      ...(hasEnded && { closedAt: now, returnUntil: new Date(now.getTime() + 3_600_000) }),
      ...(status === 'withdrawn' && { was: 'claimed' }),
      ...(whose === 'followers' && { followers: [{ userId: 'U0BOB', by: 'U0ALICE', at: now }] }),
      version: 1,
      comments: isHeld ? [{ key: `note ${number}`, author: claimer, kind: 'note', text: note, at: now }] : [],
      edits: [],
      history: [],
      entries: [{ key: `card ${number}`, surface: 'requester', to: 'U0ALICE', channel: 'D0ALICE', ts: card }],
      threads: [`D0ALICE:${card}`],
      tries: 0,
    }),
  );
  return { ticket: String(_id), number, words, rung, card, invite, botId: desk.deskbell().botId };
}

/** The button that sets Carol's password, in these tests. */
const invite = 'an-invite-of-a-test';

/** Where something was written that the ways are about. */
export type Prepared = Pick<Things, 'words' | 'rung'>;

/** Under which name a form of this person's about a message is kept. */
function keptFor(userId: string): string {
  return `kept for ${userId}`;
}

/**
 * What the ways need beside their tickets: something that Alice wrote to Deskbell, and Carol in the triage channel, whose places it gives; a
 * button that sets Carol's password, and a form of each person's about a message of theirs.
 */
export async function prepared(desk: TestDesk): Promise<Prepared> {
  const until = new Date(desk.now().getTime() + 24 * 3_600_000);
  await desk.inDatabase(({ admins }) =>
    admins.updateOne({ userId: 'U0CAROL' }, { $set: { invite: { id: invite, until } } }),
  );
  const kept = Object.values(desk.workspace.people).map((userId, index) => {
    const source = {
      channel: 'C0GENERAL',
      ts: `2.${index}`,
      link: 'https://a.example/',
      author: userId,
      text: 'Help!',
    };
    const asked = JSON.stringify({ source, requester: userId });
    return { _id: keptFor(userId), teamId: desk.workspace.teamId, userId, asked, at: desk.now() };
  });
  await desk.inDatabase(({ asked }) => asked.insertMany(kept));
  const words = await desk.alice.types('The lamp flickers.');
  await desk.alice.sees('belongs to no ticket yet');
  return { words, rung: await desk.carol.types('The bell is broken.', { in: 'triage' }) };
}
