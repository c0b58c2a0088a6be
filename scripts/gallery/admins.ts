import type { GallerySection } from '@deskbell/sandbox';
import type { ModalView } from '@slack/types';
import { type AuditEntry, type Deed, deeds } from '../../src/domain/audit';
import { beginWords, endWords } from '../../src/domain/troubles';
import type { AdminDeed, AdminNews } from '../../src/services/delivery-ports';
import type { AdminsPage } from '../../src/services/ports';
import { type AboutAdmin, adminsView, doneAnswer, doneWords, personForm } from '../../src/slack/views/admins';
import { auditPageSize, auditView, exportedNote, exportingNote } from '../../src/slack/views/audit';
import type { MessageContent } from '../../src/slack/views/blocks';
import { saidView } from '../../src/slack/views/forms';
import { letterOf } from '../../src/slack/views/letters';
import {
  changePasswordForm,
  loggedInAnswer,
  loggedInView,
  loggedOutAnswer,
  loginForm,
  loginOffer,
  setPasswordForm,
  setupForm,
} from '../../src/slack/views/sessions';
import { adminThat, invitedAt, sessionAt, troublesThat } from './examples';
import { confirmation, message, modal, section } from './items';
import type { Words } from './words';

const abouts: readonly AboutAdmin[] = ['promote', 'demote', 'reset'];
const nobodyElse = { userIds: [], more: 0 };

/** What admins are asked, told and shown of themselves: login, passwords, who is one, and what is on record. */
export function adminSections({ number, many }: Words, now: Date): GallerySection[] {
  const later = new Date(now.getTime() + 12 * 60 * 60_000);
  const dave = adminThat({}, now);
  const me = adminThat({ userId: 'U0CAROL', promotedBy: 'setup', ...sessionAt(now) }, now);
  const lists = (admins: AdminsPage['admins'], outsiders: AdminsPage['outsiders'] = nobodyElse): ModalView =>
    adminsView({ admins, outsiders }, { me: me.userId, now, triageChannel: 'C0TRIAGE' });
  const unknown: AdminsPage = { admins: [me, dave], outsiders: undefined };
  const letter = (what: Deed, changed: Partial<AdminDeed> = {}): MessageContent =>
    letterThat({ key: 'news', at: now, what, who: 'U0CAROL', ...changed });
  const record = (whats: readonly Deed[], who = 'U0CAROL', whom = 'U0DAVE'): AuditEntry[] =>
    whats.map((what, index) => ({
      key: String(index),
      teamId: 'T0DESK',
      at: new Date(now.getTime() - index * index * 60 * 60_000),
      what,
      who: what === 'deactivated' || what === 'vacated' ? 'deskbell' : who,
      ...(ofAnother.has(what) && { whom }),
      ...(ofTickets.has(what) && { ticket: number }),
    }));
  const page = record(Array.from({ length: auditPageSize }, (_, index) => deeds[index % deeds.length] ?? 'loggedIn'));
  const next = { at: now, key: 'next' };

  return [
    section('Logging in', [
      modal('the login', loginForm('')),
      modal('the login, with something that waits', loginForm('asked')),
      modal('the login, after a password was set', loginForm('', 'set')),
      modal('the same, with something that waits', loginForm('asked', 'set')),
      modal('the login, after the password was changed', loginForm('', 'changed')),
      modal('the login, after the setup', loginForm('', 'setUp')),
      modal('logged in', loggedInView(later)),
      message('/ticket-admin login, while logged in', loggedInAnswer(later)),
      message('/ticket-admin logout', loggedOutAnswer(true)),
      message('/ticket-admin logout, while logged out', loggedOutAnswer(false)),
      message('what was written waits', loginOffer('asked')),
      modal('set a password', setPasswordForm('invite', '')),
      modal('set a password, with something that waits', setPasswordForm('invite', 'asked')),
      modal('change a password', changePasswordForm()),
      modal('the first admin', setupForm('')),
      modal('the first admin, with the code', setupForm('ABCD-EFGH-JKMN-PQRS')),
    ]),
    section('What an admin is told', [
      message('promoted', letter('promoted', { invite: 'invite' })),
      message('promoted on the machine', letter('promoted', { who: 'machine', invite: 'invite' })),
      message('promoted in the practice workspace', letter('promoted', { who: 'practice' })),
      message('the password was reset', letter('reset', { invite: 'invite' })),
      message('the password was reset on the machine', letter('reset', { who: 'machine', invite: 'invite' })),
      message('the password was changed', letter('changedPassword', { who: 'U0DAVE' })),
      message('demoted', letter('demoted')),
      ...troublesThat(now).flatMap((trouble) => [
        message(`trouble: ${trouble.kind}`, told(beginWords(trouble), now)),
        message(`over: ${trouble.kind}`, told(endWords(trouble, many), now)),
      ]),
    ]),
    section('The admins', [
      modal('the only one', lists([me])),
      modal(
        'each as they may stand',
        lists([
          me,
          { ...dave, ...sessionAt(now) },
          { ...dave, lockedUntil: later },
          { ...dave, ...sessionAt(now), lockedUntil: later },
          { ...dave, promotedBy: 'machine', ...invitedAt(now) },
          { ...dave, ...invitedAt(now, true) },
          { ...dave, promotedBy: 'practice' },
        ]),
      ),
      modal('somebody else in the triage channel', lists([me, dave], { userIds: ['U0ALICE'], more: 0 })),
      modal('many others in the triage channel', lists([me, dave], { userIds: people(20), more: many })),
      modal('perhaps others in the triage channel', lists([me, dave], { userIds: [], more: many })),
      modal(
        'nobody knows who else is in the triage channel',
        adminsView(unknown, { me: me.userId, now, triageChannel: 'C0TRIAGE' }),
      ),
      modal('one too many', lists([me, ...people(25).map((userId) => ({ ...dave, userId }))])),
      modal('many', lists([me, ...people(many * 10).map((userId) => ({ ...dave, userId, lockedUntil: later }))])),
      ...abouts.flatMap((what) => [
        modal(`/ticket-admin ${what}`, personForm(what)),
        modal(`${what}, done by the form`, saidView(doneWords(what, 'U0DAVE'))),
        message(`${what}, done by the command`, doneAnswer(what, 'U0DAVE')),
      ]),
      confirmation('before a password is reset', 'Reset password', lists([me, dave])),
      confirmation('before somebody is demoted', 'Demote', lists([me, dave])),
    ]),
    section('What is on record', [
      modal('nothing yet', auditView({}, { entries: [], isFirst: true })),
      modal('nothing of that', auditView({ person: 'U0DAVE', what: 'demoted' }, { entries: [], isFirst: true })),
      modal('nothing, further on', auditView({}, { entries: [], isFirst: false })),
      modal('each thing that can be', auditView({}, { entries: record(deeds), isFirst: true })),
      modal(
        'done on the machine',
        auditView({}, { entries: record(['promoted', 'demoted'], 'machine'), isFirst: true }),
      ),
      modal(
        'of one person, one kind and some days',
        auditView(
          { person: 'U0DAVE', what: 'failedLogin', from: '2026-11-01', until: '2026-11-30' },
          { entries: record(['failedLogin', 'failedLogin'], 'U0DAVE'), isFirst: true },
        ),
      ),
      modal('the first page', auditView({}, { entries: page, next, isFirst: true })),
      modal('a page between', auditView({}, { entries: page, next, isFirst: false })),
      modal('the last page', auditView({}, { entries: record(['setUp']), isFirst: false })),
      modal('being exported', auditView({}, { entries: page, next, isFirst: true, note: exportingNote })),
      modal('exported', auditView({}, { entries: page, next, isFirst: true, note: exportedNote(1234, true) })),
      modal(
        'exported in part',
        auditView({}, { entries: page, next, isFirst: true, note: exportedNote(50_000, false) }),
      ),
    ]),
  ];
}

/** What happens to somebody else than who does it. */
const ofAnother: ReadonlySet<Deed> = new Set([
  'promoted',
  'reset',
  'demoted',
  'deactivated',
  'forceReleased',
  'handedOver',
  'vacated',
]);
const ofTickets: ReadonlySet<Deed> = new Set(['forceReleased', 'handedOver', 'vacated']);

/** That many people. */
function people(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `U${String(index).padStart(10, '0')}`);
}

/** A letter that there is. */
function told(words: string, at: Date): MessageContent {
  return letterThat({ key: 'news', at, what: 'told', words });
}

function letterThat(news: AdminNews): MessageContent {
  const letter = letterOf(news);
  if (letter === undefined) throw new Error(`Nobody is told of ${news.what}.`);
  return letter;
}
