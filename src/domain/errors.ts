import { type Admin, inviteHours, type Standing } from './people';
import type { Ticket } from './ticket';
import { firstLockMinutes, triesMost } from './tries';

/** What a person is told when something cannot be done: what happened, and what to do next. */
export class DeskbellError extends Error {
  override readonly name: string = 'DeskbellError';
}

/** The words of a form that cannot be taken, by field. Nothing that was typed is lost. */
export class InvalidWords extends DeskbellError {
  override readonly name = 'InvalidWords';
  readonly fields: Readonly<Record<string, string>>;

  constructor(fields: Readonly<Record<string, string>>) {
    super(Object.values(fields).join(' '));
    this.fields = fields;
  }
}

/** Somebody was quicker. */
export class TicketTaken extends DeskbellError {
  override readonly name = 'TicketTaken';
  constructor(number: number, claimer: string | undefined) {
    super(`Ticket #${number} is already claimed by <@${claimer}>. Nothing was changed.`);
  }
}

export class NotTheClaimer extends DeskbellError {
  override readonly name = 'NotTheClaimer';
  constructor(number: number, claimer: string) {
    super(
      `Ticket #${number} is with <@${claimer}>: only they can work on it. Ask them to hand it over if it should be yours.`,
    );
  }
}

/** The ticket is in the queue. */
export class NotClaimed extends DeskbellError {
  override readonly name = 'NotClaimed';
  constructor(number: number) {
    super(`Nobody has ticket #${number} at the moment: it waits in the queue. Claim it first.`);
  }
}

/** The ticket changed under one's hands, and is as it was before by now. */
export class TicketChanged extends DeskbellError {
  override readonly name = 'TicketChanged';
  constructor(number: number) {
    super(`Ticket #${number} was changed by somebody else in this moment. Look at it, and try again.`);
  }
}

export class TicketCompleted extends DeskbellError {
  override readonly name = 'TicketCompleted';
  readonly number: number;
  readonly id: string;
  /** True where it is told to the one whose ticket it is. */
  readonly isRequesters: boolean;
  constructor({ number, id }: Pick<Ticket, 'number' | 'id'>, isRequesters: boolean) {
    super(
      `Ticket #${number} is completed, and nothing was changed. Reopen it first, or send a new one with \`/ticket\`.`,
    );
    this.number = number;
    this.id = id;
    this.isRequesters = isRequesters;
  }
}

export class TicketWithdrawn extends DeskbellError {
  override readonly name = 'TicketWithdrawn';
  readonly number: number;
  /** True where it is told to the one whose ticket it was. */
  readonly isRequesters: boolean;
  constructor(number: number, { isRequesters, canUndo }: { isRequesters: boolean; canUndo: boolean }) {
    super(withdrawnWords(number, isRequesters, canUndo));
    this.number = number;
    this.isRequesters = isRequesters;
  }
}

function withdrawnWords(number: number, isRequesters: boolean, canUndo: boolean): string {
  if (!isRequesters) return `Ticket #${number} has been withdrawn by its requester. Nothing was changed.`;
  return canUndo
    ? `You have withdrawn ticket #${number}, so nothing was changed. Undo that on its card while there is time, or send a new one with \`/ticket\`.`
    : `You have withdrawn ticket #${number}, and its words are erased. Nothing was changed. Send a new one with \`/ticket\`.`;
}

/** The minute in which a withdrawal can be undone is over. */
export class TooLateToUndo extends DeskbellError {
  override readonly name = 'TooLateToUndo';
  constructor(number: number) {
    super(
      `The minute in which ticket #${number} could be brought back is over, and its words are erased. Send a new one with \`/ticket\`.`,
    );
  }
}

export class TooLateToReopen extends DeskbellError {
  override readonly name = 'TooLateToReopen';
  constructor(number: number, days: number) {
    super(
      `Ticket #${number} was completed more than ${days} days ago, and cannot be reopened any more. Send a new one with \`/ticket\`, and name #${number} in it.`,
    );
  }
}

/** The ticket has not ended, so there is nothing to bring back or to judge. */
export class NotEnded extends DeskbellError {
  override readonly name = 'NotEnded';
  constructor(number: number) {
    super(
      `Ticket #${number} is neither completed nor withdrawn, so there is nothing to do. \`/ticket ${number}\` shows how it stands.`,
    );
  }
}

/** The ticket has come further than the button that was pressed. */
export class AlreadyStarted extends DeskbellError {
  override readonly name = 'AlreadyStarted';
  constructor(number: number) {
    super(`Ticket #${number} is started already. Nothing was changed.`);
  }
}

/** The words that a form began from are not the ticket's any more. */
export class WordsChanged extends DeskbellError {
  override readonly name = 'WordsChanged';
  /** The ticket as it is now. */
  readonly ticket: Ticket;
  constructor(ticket: Ticket) {
    super(
      `Ticket #${ticket.number} was changed while you were writing. Look at it, and send yours again if it should count.`,
    );
    this.ticket = ticket;
  }
}

export class EditsFull extends DeskbellError {
  override readonly name = 'EditsFull';
  constructor(number: number, most: number) {
    super(
      `Ticket #${number} has been changed ${most} times, and that is the most. Say what is new in a reply; nothing was changed.`,
    );
  }
}

/** The form had stored its last words already, and comes again without them. */
export class LastWordsStored extends DeskbellError {
  override readonly name = 'LastWordsStored';
  constructor(number: number) {
    super(
      `Ticket #${number} is completed, and the comment that you sent first is stored: the requester may have read it. Send another one to change it, or cancel.`,
    );
  }
}

/** The same answer for a ticket that does not exist and for one that is not the person's. */
export class TicketGone extends DeskbellError {
  override readonly name = 'TicketGone';
  constructor() {
    super('There is no such ticket, or it is not yours. `/ticket list` shows the ones you have.');
  }
}

/** None of the person's tickets takes words any more. */
export class NoLiveTicket extends DeskbellError {
  override readonly name = 'NoLiveTicket';
  constructor() {
    super('You have no ticket to add this to any more. Make a new one of it.');
  }
}

/** A message that a button is about is not there any more. */
export class WordsGone extends DeskbellError {
  override readonly name = 'WordsGone';
  constructor() {
    super('The message that this is about is not there any more. Type `/ticket` to open an empty form.');
  }
}

/** There is a ticket of this message already, or of the same form with other words. */
export class MadeAlready extends DeskbellError {
  override readonly name = 'MadeAlready';
  constructor(number: number, by: 'somebody' | 'this form') {
    super(
      by === 'somebody'
        ? `This message is ticket #${number} already, so no second one is made of it. The person whose ticket it is can add to it.`
        : `Ticket #${number} is made already, with what you sent first, and only the person whose ticket it is can change that. Close this form.`,
    );
  }
}

/** The same form came again, with files that it did not have before. */
export class FilesNotAdded extends DeskbellError {
  override readonly name = 'FilesNotAdded';
  constructor(number: number, names: readonly string[]) {
    super(
      `What you sent first is stored on ticket #${number}, without ${names.join(', ')}. Close this form, and send ${names.length === 1 ? 'that file' : 'those files'} with your next words on the ticket.`,
    );
  }
}

/** What a form is about has not been kept for so long. */
export class FormTooOld extends DeskbellError {
  override readonly name = 'FormTooOld';
  constructor() {
    super(
      'This form has been open for more than an hour, and Deskbell does not know any more which message it is about. Your words are still here: copy them, close this, and choose “Make a ticket of it” on the message once more.',
    );
  }
}

export class OwnTicket extends DeskbellError {
  override readonly name = 'OwnTicket';
  constructor(number: number) {
    super(`Ticket #${number} is your own. Another admin has to pick it up, so that somebody else looks at it.`);
  }
}

/** The ticket is nothing that this admin can follow: they hear of it anyway, or may not read it now. */
export class CannotFollow extends DeskbellError {
  override readonly name = 'CannotFollow';
  constructor(number: number, why: 'own' | 'claimer' | { readonly claimer: string }) {
    super(cannotFollowWords(number, why));
  }
}

function cannotFollowWords(number: number, why: 'own' | 'claimer' | { readonly claimer: string }): string {
  if (why === 'own') return `Ticket #${number} is your own: you get all its news without following it.`;
  if (why === 'claimer') return `Ticket #${number} is with you: you get all its news without following it.`;
  return `Ticket #${number} is with <@${why.claimer}>, and only they and the person whose ticket it is read it. Ask that person to add you, or follow it when it is back in the queue.`;
}

export class FollowersFull extends DeskbellError {
  override readonly name = 'FollowersFull';
  constructor(number: number, most: number) {
    super(
      `Ticket #${number} has ${most} followers, and that is the most. \`/ticket ${number}\` shows you how it stands at any time.`,
    );
  }
}

export class NotFollowing extends DeskbellError {
  override readonly name = 'NotFollowing';
  constructor(number: number) {
    super(`You do not follow ticket #${number}, so there is nothing to stop.`);
  }
}

/** Somebody wants to do something with a ticket that they only follow. */
export class OnlyFollowing extends DeskbellError {
  override readonly name = 'OnlyFollowing';
  /** User id of whom they can tell instead, where they may know of somebody. */
  readonly ask: string | undefined;
  readonly number: number;
  constructor(number: number, ask: string | undefined) {
    super(
      `You follow ticket #${number}, and only read along: nothing was added to it or changed. ${ask === undefined ? 'Send' : `Tell <@${ask}>, or send`} a ticket of your own with \`/ticket\`.`,
    );
    this.number = number;
    this.ask = ask;
  }
}

export class CommentsFull extends DeskbellError {
  override readonly name = 'CommentsFull';
  constructor(number: number, most: number) {
    super(
      `Ticket #${number} has ${most} comments, and that is the most a ticket holds. Go on in a new ticket that names this one.`,
    );
  }
}

export class FilesFull extends DeskbellError {
  override readonly name = 'FilesFull';
  constructor(number: number, most: number) {
    super(
      `Ticket #${number} has room for ${most} files, and these are too many. Nothing was added: send fewer, or go on in a new ticket that names this one.`,
    );
  }
}

export class NotAnAdmin extends DeskbellError {
  override readonly name = 'NotAnAdmin';
  constructor() {
    super('Only admins of Deskbell can do that. To ask for help, type `/ticket`.');
  }
}

/** An admin has to log in first; what they asked for is done after that. */
export class LoginNeeded extends DeskbellError {
  override readonly name = 'LoginNeeded';
  readonly admin: Admin;
  constructor(admin: Admin) {
    super('Log in first: type `/ticket-admin login`.');
    this.admin = admin;
  }
}

/** The same for a wrong password, for one that was tried while it was locked, and for somebody who is no admin. */
export class WrongPassword extends DeskbellError {
  override readonly name = 'WrongPassword';
  constructor() {
    super(
      `That did not work. After ${triesMost} wrong passwords even the right one is refused for ${firstLockMinutes} minutes, and each time for longer.`,
    );
  }
}

/** The button that sets a password was used, or its time is over. */
export class InviteOver extends DeskbellError {
  override readonly name = 'InviteOver';
  constructor() {
    super(
      `This button was used already, or it is older than ${inviteHours} hours. Ask another admin for a new one: \`/ticket-admin reset\` with your name.`,
    );
  }
}

export class WrongSetupCode extends DeskbellError {
  override readonly name = 'WrongSetupCode';
  constructor() {
    super(
      'This is no setup code, or its hour is over. Look for the newest one in the log of Deskbell; a restart prints a new one.',
    );
  }
}

export class AlreadySetUp extends DeskbellError {
  override readonly name = 'AlreadySetUp';
  constructor() {
    super('Deskbell has admins already, so a setup code does nothing any more. Ask one of them to promote you.');
  }
}

export class AlreadyAdmin extends DeskbellError {
  override readonly name = 'AlreadyAdmin';
  constructor(userId: string) {
    super(`<@${userId}> is an admin already. If they forgot their password, use \`/ticket-admin reset\`.`);
  }
}

export class NoSuchAdmin extends DeskbellError {
  override readonly name = 'NoSuchAdmin';
  constructor(userId: string) {
    super(`<@${userId}> is no admin of Deskbell. \`/ticket-admin admins\` shows who is.`);
  }
}

export class LastAdmin extends DeskbellError {
  override readonly name = 'LastAdmin';
  constructor() {
    super('Deskbell would have no admin any more. Promote somebody else first.');
  }
}

/** Somebody tried on themselves what another admin has to do. */
export class NotYourself extends DeskbellError {
  override readonly name = 'NotYourself';
  constructor(what: 'promote' | 'demote' | 'reset') {
    super(notYourself[what]);
  }
}

const notYourself = {
  promote: 'You are an admin already.',
  demote: 'You cannot demote yourself. Ask another admin to do it.',
  reset:
    'You cannot reset your own password. Change it with `/ticket-admin password`, or ask another admin if you forgot it.',
};

/** Somebody who cannot be an admin, and why. */
export class CannotBeAdmin extends DeskbellError {
  override readonly name = 'CannotBeAdmin';
  constructor(userId: string, standing: Exclude<Standing, 'member'> | 'unknown') {
    super(cannotBeAdmin[standing].replace('%', `<@${userId}>`));
  }
}

const cannotBeAdmin = {
  bot: '% is an app, and cannot be an admin. Choose a person.',
  guest:
    '% is a guest here, and cannot be an admin: admins read what everybody asks. Choose a member of this workspace.',
  deactivated: '% is deactivated in Slack, and cannot be an admin. Choose somebody else.',
  stranger: '% belongs to another workspace, and cannot be an admin here. Choose a member of this one.',
  unknown: 'Slack knows nobody like that here. Choose a member of this workspace.',
};

/** A report of a time that there is none of. */
export class WrongWeeks extends DeskbellError {
  override readonly name = 'WrongWeeks';
  constructor(weeks: readonly number[]) {
    super(
      `A report covers ${weeks.slice(0, -1).join(', ')} or ${weeks.at(-1)} weeks. Type \`/ticket-admin report ${weeks.at(-1)}\`, or \`/ticket-admin report\` alone, and choose there.`,
    );
  }
}

/** There was more to count than can be counted while somebody waits. */
export class ReportTooLarge extends DeskbellError {
  override readonly name = 'ReportTooLarge';
  constructor() {
    super(
      'Deskbell could not count so many tickets while you wait. Ask for fewer weeks, or try again when less is going on.',
    );
  }
}

/** A command about a person that names none, or several. */
export class NobodyNamed extends DeskbellError {
  override readonly name = 'NobodyNamed';
  constructor(word: string) {
    super(
      `Say who, and only one: \`/ticket-admin ${word} @name\`. Choose the name from the list that opens when you type @, so that Slack knows whom you mean; or type \`/ticket-admin ${word}\` alone, and choose there.`,
    );
  }
}

export class NotAMember extends DeskbellError {
  override readonly name = 'NotAMember';
  constructor() {
    super('Only people of this workspace can use Deskbell. Ask somebody who works here to open a ticket for you.');
  }
}

/** The store did not answer in time: what was typed is still in the form. */
export class StoreSlow extends DeskbellError {
  override readonly name = 'StoreSlow';
  constructor() {
    super(
      'Deskbell cannot reach its database right now. Your words are still here: wait a moment and send them again. Sending twice never makes two.',
    );
  }
}

/** The store cannot be reached, or did not answer a click in time; what was asked of it may still be done. */
export class StoreAway extends DeskbellError {
  override readonly name = 'StoreAway';
  constructor() {
    super('Deskbell cannot reach its database right now. Try again in a minute.');
  }
}

/** So many tickets had to be looked through that it was given up. */
export class SearchTooBroad extends DeskbellError {
  override readonly name = 'SearchTooBroad';
  constructor() {
    super('This search takes too long. Add a word, an author or a date, so that there is less to look through.');
  }
}

/** What a click or a form carried cannot have come from Deskbell's own buttons and fields. */
export class ForgedInput extends DeskbellError {
  override readonly name = 'ForgedInput';
  constructor() {
    super('Deskbell does not know this button or form any more. Open the ticket again and use what is there.');
  }
}
