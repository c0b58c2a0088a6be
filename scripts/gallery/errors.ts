import type { GalleryItem } from '@deskbell/sandbox';
import { WebAPIRequestError } from '@slack/web-api';
import { pino } from 'pino';
import { mustHaveTickets } from '../../src/domain/anywhere';
import * as errors from '../../src/domain/errors';
import { ticketFilesMost } from '../../src/domain/files';
import { followersMost } from '../../src/domain/following';
import { newPassword, passwordLeast, passwordMostBytes } from '../../src/domain/passwords';
import { reportWeeks } from '../../src/domain/reports';
import { reopenDays, type Ticket } from '../../src/domain/ticket';
import { commentWords, textMost, ticketWords, titleMost } from '../../src/domain/words';
import { commentsMost, editsMost } from '../../src/services/ports';
import { messageFor, underField } from '../../src/slack/report-errors';
import { adminThat } from './examples';

/** Each error that a person can be shown, about this ticket. */
export function errorsAbout(ticket: Ticket): errors.DeskbellError[] {
  const { number, claimer = 'U0CAROL' } = ticket;
  return [
    ...refused(() => ticketWords({ title: '', description: '' })),
    ...refused(() => ticketWords({ title: 'x'.repeat(titleMost + 1), description: 'x'.repeat(textMost + 1) })),
    ...refused(() => commentWords('')),
    ...refused(() => commentWords('x'.repeat(textMost + 1))),
    ...refusedPasswords(),
    new errors.TicketTaken(number, claimer),
    new errors.NotTheClaimer(number, claimer),
    new errors.NotClaimed(number),
    new errors.TicketChanged(number),
    new errors.TicketCompleted(ticket, true),
    new errors.TicketCompleted(ticket, false),
    new errors.TicketWithdrawn(number, { isRequesters: true, canUndo: true }),
    new errors.TicketWithdrawn(number, { isRequesters: true, canUndo: false }),
    new errors.TicketWithdrawn(number, { isRequesters: false, canUndo: false }),
    new errors.TooLateToUndo(number),
    new errors.TooLateToReopen(number, reopenDays),
    new errors.NotEnded(number),
    new errors.AlreadyStarted(number),
    new errors.WordsChanged(ticket),
    new errors.EditsFull(number, editsMost),
    new errors.FilesFull(number, ticketFilesMost),
    new errors.LastWordsStored(number),
    new errors.FilesNotAdded(number, ['report.pdf']),
    new errors.FilesNotAdded(number, ['report.pdf', 'photo.png']),
    new errors.TicketGone(),
    new errors.NoLiveTicket(),
    new errors.WordsGone(),
    new errors.MadeAlready(number, 'somebody'),
    new errors.MadeAlready(number, 'this form'),
    new errors.FormTooOld(),
    ...(['bot', 'deactivated', 'stranger', undefined] as const).flatMap((standing) =>
      refused(() => mustHaveTickets(standing && { name: '', handle: '', standing })),
    ),
    new errors.OwnTicket(number),
    new errors.CannotFollow(number, 'own'),
    new errors.CannotFollow(number, 'claimer'),
    new errors.CannotFollow(number, { claimer }),
    new errors.FollowersFull(number, followersMost),
    new errors.NotFollowing(number),
    new errors.OnlyFollowing(number, 'U0ALICE'),
    new errors.OnlyFollowing(number, undefined),
    new errors.CommentsFull(number, commentsMost),
    new errors.NotAnAdmin(),
    new errors.LoginNeeded(adminThat()),
    new errors.WrongPassword(),
    new errors.InviteOver(),
    new errors.WrongSetupCode(),
    new errors.AlreadySetUp(),
    new errors.AlreadyAdmin('U0DAVE'),
    new errors.NoSuchAdmin('U0DAVE'),
    new errors.LastAdmin(),
    new errors.NotYourself('promote'),
    new errors.NotYourself('demote'),
    new errors.NotYourself('reset'),
    new errors.CannotBeAdmin('U0DAVE', 'bot'),
    new errors.CannotBeAdmin('U0DAVE', 'guest'),
    new errors.CannotBeAdmin('U0DAVE', 'deactivated'),
    new errors.CannotBeAdmin('U0DAVE', 'stranger'),
    new errors.CannotBeAdmin('U0DAVE', 'unknown'),
    new errors.WrongWeeks(reportWeeks),
    new errors.ReportTooLarge(),
    new errors.NobodyNamed('promote'),
    new errors.NotAMember(),
    new errors.StoreSlow(),
    new errors.StoreAway(),
    new errors.SearchTooBroad(),
    new errors.ForgedInput(),
  ];
}

/** What somebody is told whose new password cannot be one. */
function refusedPasswords(): errors.DeskbellError[] {
  const owner = { name: 'Carol Lindqvist', handle: 'carol' };
  const [good, common] = ['correct horse battery', 'password1234'];
  const typed: [password: string, again?: string][] = [
    [''],
    [' '.repeat(passwordLeast)],
    ['x'.repeat(passwordLeast - 1)],
    ['x'.repeat(passwordMostBytes + 1)],
    ['Carol.Lindqvist-2026'],
    [common],
    [good, `${good}?`],
  ];
  return typed.flatMap(([password, again = password]) =>
    refused(() => newPassword(password, again, { owner, isCommon: (one) => one === common })),
  );
}

/** The same as a person reads them: in words to them alone, and under a field; with what has no type of its own. */
export function errorsShown(ticket: Ticket): GalleryItem[] {
  const desk = { isStoreAway: () => false, log: pino({ level: 'silent' }) };
  const untyped = {
    'Slack is away': new WebAPIRequestError(new Error('reset')),
    'Slack was too slow': { data: { error: 'expired_trigger_id' } },
    'anything else': new Error('a fault of ours'),
  };
  const known = errorsAbout(ticket).map((error) => [error.name, error] as const);
  return [...known, ...Object.entries(untyped)].flatMap(([name, error]) => {
    const said = error instanceof errors.InvalidWords ? Object.values(error.fields) : [messageFor(error, desk)];
    return said.map((text): GalleryItem => ({ name, shows: 'error', content: { text, underField: underField(text) } }));
  });
}

/** What somebody is told who types this. */
function refused(words: () => unknown): errors.DeskbellError[] {
  try {
    words();
    return [];
  } catch (error) {
    return error instanceof errors.InvalidWords ? [error] : [];
  }
}
