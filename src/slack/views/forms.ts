import type { KnownBlock, ModalView } from '@slack/types';
import type { FileLimits, FileRefused, FileSent } from '../../domain/files';
import { isHeld, reopenDays, type Source, type Ticket } from '../../domain/ticket';
import { cut, described, type Prefilled, type TicketWords, textMost, titleMost } from '../../domain/words';
import { ids } from '../ids';
import { sourcePart } from './anywhere';
import {
  choiceField,
  fileField,
  mention,
  type Option,
  paragraph,
  personField,
  plain,
  quoted,
  smallPrint,
  textField,
} from './blocks';
import { titled } from './facts';

/** What else a new ticket's form takes: somebody on whose behalf it is sent, and files. */
interface Taking {
  readonly forOthers?: boolean;
  readonly files?: FileLimits;
}

/** The form behind `/ticket`. It says how many characters of what was to stand in it found no room. */
export function ticketForm(
  { title, description, leftOut }: Prefilled,
  from = '',
  { forOthers = false, files }: Taking = {},
): ModalView {
  return {
    type: 'modal',
    callback_id: ids.ticket.submit,
    private_metadata: from,
    title: plain('New ticket'),
    submit: plain('Send'),
    close: plain('Cancel'),
    blocks: [
      ...wordFields({ title, description }, leftOut),
      ...fileField(ids.field.files, files),
      ...(forOthers ? [requesterField()] : []),
    ],
  };
}

function requesterField(initial?: string): KnownBlock {
  return personField(ids.field.requester, 'On behalf of', {
    placeholder: 'Whose ticket it is, where it is not yours',
    hint: 'They get the ticket and the answers, and are told that you sent it.',
    optional: true,
    initial,
  });
}

/** Who sends the form about a message, and whose ticket it becomes. */
interface MessageSender {
  readonly sender: string;
  readonly requester: string;
  /** True for an admin, who may say whose it is. */
  readonly forOthers: boolean;
  /** The message's files that come with it, and those that cannot be taken. */
  readonly files?: readonly FileSent[];
  readonly refused?: readonly FileRefused[];
  readonly limits?: FileLimits | undefined;
}

/** The form about a message, which it shows; it carries the name under which that is kept. */
export function messageForm(
  source: Source,
  title: string,
  kept: string,
  { sender, requester, forOthers, files = [], refused = [], limits }: MessageSender,
): ModalView {
  const isTheirs = requester !== sender;
  return {
    type: 'modal',
    callback_id: ids.ticket.fromMessageSubmit,
    private_metadata: kept,
    title: plain('New ticket'),
    submit: plain('Send'),
    close: plain('Cancel'),
    blocks: [
      ...sourcePart({ source }, sender).blocks,
      ...messageFiles(files, refused),
      ...wordFields({ title, description: '' }),
      ...fileField(ids.field.files, limits),
      ...(forOthers ? [requesterField(isTheirs ? requester : undefined)] : []),
      ...(isTheirs && !forOthers ? [smallPrint(theirsWords(requester))] : []),
    ],
  };
}

function messageFiles(files: readonly FileSent[], refused: readonly FileRefused[]): KnownBlock[] {
  const lines = [
    ...(files.length === 0 ? [] : [`With it come its files: ${files.map(({ name }) => name).join(', ')}.`]),
    ...(refused.length === 0 ? [] : [`Not taken: ${refused.map(({ name, why }) => `${name} (${why})`).join(', ')}.`]),
  ];
  return lines.map((line) => ({ type: 'context', elements: [plain(line)] }));
}

function theirsWords(requester: string): string {
  return `${mention(requester)} gets this ticket, because it is their message. They read what you write here and the answers, and are told that you sent it.`;
}

/** Says to whoever has sent a ticket for somebody else what became of it: they have no card of it. */
export function sentView({ number, requester }: Pick<Ticket, 'number' | 'requester'>): ModalView {
  return {
    ...saidView(
      `This is ticket *#${number}* now. ${mention(requester)} gets it, reads the answers, and is told that you sent it.`,
    ),
    title: plain('Sent'),
  };
}

/**
 * The form that changes a ticket's words; it carries by what name the words go that it began from. With what somebody has typed
 * while the ticket was changed, it shows what stands there now.
 */
export function editForm(ticket: Ticket, begunFrom: string, typed?: TicketWords): ModalView {
  return {
    type: 'modal',
    callback_id: ids.ticket.editSubmit,
    private_metadata: JSON.stringify({ ticket: ticket.id, begunFrom }),
    title: plain(`Edit #${ticket.number}`),
    submit: plain('Save'),
    close: plain('Cancel'),
    blocks: [
      ...(typed === undefined ? [] : changedMeanwhile(ticket)),
      ...wordFields(typed ?? ticket),
      ...(isHeld(ticket.status) ? [smallPrint(`${claimerAtStart(ticket)} is told what you change.`)] : []),
    ],
  };
}

/** Who has the ticket, at the beginning of a sentence. */
function claimerAtStart({ claimer }: Ticket): string {
  return claimer === undefined ? 'The admin who has it' : mention(claimer);
}

function changedMeanwhile({ title, description }: Ticket): KnownBlock[] {
  return [
    paragraph(
      ':warning:  *This ticket was changed while you were writing.* Your words are still in the fields below; nothing of them is saved yet. *Save* puts them in the place of what the ticket says now:',
    ),
    ...(title === '' ? [] : [smallPrint('*Title*'), quoted(title)]),
    ...(description === '' ? [] : [smallPrint('*Description*'), quoted(description)]),
    { type: 'divider' },
  ];
}

function wordFields({ title, description }: TicketWords, leftOut = 0): KnownBlock[] {
  return [
    textField(ids.field.title, 'Title', {
      initial: title,
      placeholder: 'What is wrong, in a few words',
      hint: `At most ${titleMost} characters.`,
    }),
    textField(ids.field.description, 'Description', {
      multiline: true,
      optional: true,
      initial: description,
      placeholder: 'What you did, what happened, and what you had expected',
      ...leftOutHint(leftOut),
    }),
  ];
}

function leftOutHint(leftOut: number): { hint?: string } {
  if (leftOut === 0) return {};
  return { hint: `There is room for ${textMost} characters here: the last ${leftOut} of your text are left out.` };
}

/** The requester's reply. */
export function replyForm(ticket: Ticket, initial = '', files?: FileLimits): ModalView {
  return commentingForm(ticket, ids.ticket.replySubmit, {
    title: 'Reply to',
    label: 'Reply',
    hint: 'It is added to the ticket. You can also write in the thread under its card.',
    initial,
    files,
  });
}

/** The claimer's comment on a ticket. */
export function commentForm(ticket: Ticket, files?: FileLimits): ModalView {
  return commentingForm(ticket, ids.ticket.commentSubmit, {
    title: 'Comment on',
    label: 'Comment',
    hint: 'The requester reads it on their ticket, and cannot change it.',
    files,
  });
}

/** The claimer's question to the requester. */
export function askForm(ticket: Ticket, files?: FileLimits): ModalView {
  return commentingForm(ticket, ids.ticket.askSubmit, {
    title: 'Ask about',
    label: 'Question',
    hint: 'The requester is told at once, and the ticket waits for their answer.',
    files,
  });
}

/** The claimer's note. */
export function noteForm(ticket: Ticket, files?: FileLimits): ModalView {
  return commentingForm(ticket, ids.ticket.noteSubmit, {
    title: 'Note on',
    label: 'Internal note',
    hint: 'Only admins read it. The requester never does.',
    files,
  });
}

/** The end of a ticket, with last words where there are any. */
export function closeForm(ticket: Ticket): ModalView {
  return commentingForm(ticket, ids.ticket.closeSubmit, {
    title: 'Close',
    label: 'Last comment',
    hint: 'What was done. The requester reads it with the news that their ticket is completed.',
    submit: 'Close ticket',
    optional: true,
  });
}

/** The requester's form that brings back a completed ticket. */
export function reopenForm(ticket: Ticket, initial = ''): ModalView {
  return commentingForm(ticket, ids.ticket.reopenSubmit, {
    title: 'Reopen',
    label: 'What is still wrong?',
    hint: `The ticket goes back into the queue with all that was said on it. You can do that for ${reopenDays} days after it was completed.`,
    submit: 'Reopen',
    optional: true,
    initial,
  });
}

/** An admin's form that brings back a completed ticket. */
export function takeUpAgainForm(ticket: Ticket): ModalView {
  return commentingForm(ticket, ids.ticket.takeUpAgainSubmit, {
    title: 'Reopen',
    label: 'Why it is open again',
    hint: 'The ticket goes back into the queue. The requester is told, and reads this.',
    submit: 'Reopen',
    optional: true,
  });
}

interface Commenting {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly submit?: string;
  readonly optional?: boolean;
  readonly initial?: string;
  readonly files?: FileLimits | undefined;
}

/** A form of one field about a ticket, whose title it shows. */
function commentingForm(
  ticket: Ticket,
  callbackId: string,
  { title, label, hint, submit = 'Send', optional = false, initial = '', files }: Commenting,
): ModalView {
  const { description, leftOut } = described(initial);
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: ticket.id,
    title: plain(`${title} #${ticket.number}`),
    submit: plain(submit),
    close: plain('Cancel'),
    blocks: [
      ...titled(ticket),
      textField(ids.field.comment, label, {
        multiline: true,
        optional,
        initial: description,
        hint,
        ...leftOutHint(leftOut),
      }),
      ...fileField(ids.field.files, files),
    ],
  };
}

/** The form that gives a ticket to one of `admins`, of whom it names as many as there is room for; without any, it says so. */
export function handOverForm(ticket: Ticket, admins: readonly string[]): ModalView {
  if (admins.length === 0) {
    return saidView('There is no other admin yet who could take this ticket. *Release* puts it back into the queue.');
  }
  const named = admins.slice(0, namesMost).map(mention);
  const unnamed = admins.length - named.length;
  const names = [...named, ...(unnamed === 0 ? [] : [`${unnamed} more`])].join(', ');
  return {
    type: 'modal',
    callback_id: ids.ticket.handOverSubmit,
    private_metadata: ticket.id,
    title: plain(`Hand over #${ticket.number}`),
    submit: plain('Hand over'),
    close: plain('Cancel'),
    blocks: [
      ...titled(ticket),
      personField(ids.field.to, 'To', {
        placeholder: 'Choose an admin',
        hint: 'They get the whole ticket, with all notes. You can no longer read it, and your card and its thread are emptied, but for what you typed there yourself.',
      }),
      smallPrint(`It can go to ${names}.`),
    ],
  };
}

/** A line of small print takes 3,000 characters, and an id of Slack's has about a dozen. */
const namesMost = 100;

/** The form that adds words to one of the person's own tickets, at most 100 of them; it says how many characters of them found no room. */
export function addWordsForm(tickets: readonly Ticket[], text: string, from: string): ModalView {
  const options = tickets.slice(0, choicesMost).map(optionFor);
  const { description, leftOut } = described(text);
  return {
    type: 'modal',
    callback_id: ids.ticket.addWordsSubmit,
    private_metadata: from,
    title: plain('Add to a ticket'),
    submit: plain('Add'),
    close: plain('Cancel'),
    blocks: [
      choiceField(ids.field.ticket, 'Ticket', {
        options,
        initial: options.length === 1 ? options[0] : undefined,
        placeholder: 'Choose one of your tickets',
      }),
      textField(ids.field.comment, 'What to add', { multiline: true, initial: description, ...leftOutHint(leftOut) }),
    ],
  };
}

/** Of a select. https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#static_select */
const choicesMost = 100;
/** Of an option's label. https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
const labelMost = 75;

function optionFor({ id, number, title }: Ticket): Option {
  const label = `#${number} ${title}`.trim();
  return { label: label.length > labelMost ? `${cut(label, labelMost - 1)}…` : label, value: id };
}

/** Stands while what a click asked for is being read. */
export function loadingView(): ModalView {
  return { type: 'modal', title: plain('Deskbell'), close: plain('Cancel'), blocks: [paragraph('One moment…')] };
}

/** Says something in a modal: what was done, or what could not be. */
export function saidView(message: string): ModalView {
  return { type: 'modal', title: plain('Deskbell'), close: plain('Close'), blocks: [paragraph(message)] };
}
