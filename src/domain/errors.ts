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
  constructor(number: number, claimer: string | undefined) {
    super(
      claimer === undefined
        ? `Ticket #${number} is not claimed yet. Claim it first.`
        : `Ticket #${number} is <@${claimer}>'s: only they can comment on it or close it. Ask them if it should be yours.`,
    );
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
  constructor(number: number) {
    super(`Ticket #${number} is already completed. Nothing was changed.`);
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

export class OwnTicket extends DeskbellError {
  override readonly name = 'OwnTicket';
  constructor(number: number) {
    super(`Ticket #${number} is your own. Another admin has to pick it up, so that somebody else looks at it.`);
  }
}

export class CommentsFull extends DeskbellError {
  override readonly name = 'CommentsFull';
  constructor(number: number, most: number) {
    super(
      `Ticket #${number} has ${most} comments, and that is the most a ticket holds. Close it, and go on in a new ticket that names this one.`,
    );
  }
}

export class NotAnAdmin extends DeskbellError {
  override readonly name = 'NotAnAdmin';
  constructor() {
    super('Only admins of Deskbell can do that. To ask for help, type `/ticket`.');
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

/** What a click or a form carried cannot have come from Deskbell's own buttons and fields. */
export class ForgedInput extends DeskbellError {
  override readonly name = 'ForgedInput';
  constructor() {
    super('Deskbell does not know this button or form any more. Open the ticket again and use what is there.');
  }
}
