import type { ModalView } from '@slack/types';
import type { Ticket } from '../../domain/ticket';
import { type Prefilled, textMost, titleMost } from '../../domain/words';
import { ids } from '../ids';
import { heading, paragraph, plain, textField } from './blocks';

/** The form behind `/ticket`. It says how many characters of what was to stand in it found no room. */
export function ticketForm({ title, description, leftOut }: Prefilled): ModalView {
  return {
    type: 'modal',
    callback_id: ids.ticket.submit,
    title: plain('New ticket'),
    submit: plain('Send'),
    close: plain('Cancel'),
    blocks: [
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
        ...(leftOut > 0 && {
          hint: `There is room for ${textMost} characters here: the last ${leftOut} of your text are left out.`,
        }),
      }),
    ],
  };
}

/** The claimer's comment on a ticket. */
export function commentForm(ticket: Ticket): ModalView {
  return {
    type: 'modal',
    callback_id: ids.ticket.commentSubmit,
    private_metadata: ticket.id,
    title: plain(`Comment on #${ticket.number}`),
    submit: plain('Send'),
    close: plain('Cancel'),
    blocks: [
      heading(ticket.title),
      textField(ids.field.comment, 'Comment', {
        multiline: true,
        hint: 'The requester reads it on their ticket, and cannot change it.',
      }),
    ],
  };
}

/** The end of a ticket, with last words where there are any. */
export function closeForm(ticket: Ticket): ModalView {
  return {
    type: 'modal',
    callback_id: ids.ticket.closeSubmit,
    private_metadata: ticket.id,
    title: plain(`Close #${ticket.number}`),
    submit: plain('Close ticket'),
    close: plain('Cancel'),
    blocks: [
      heading(ticket.title),
      textField(ids.field.comment, 'Last comment', {
        multiline: true,
        optional: true,
        hint: 'What was done. The requester reads it with the news that their ticket is completed.',
      }),
    ],
  };
}

/** Stands while what a click asked for is being read. */
export function loadingView(): ModalView {
  return { type: 'modal', title: plain('Deskbell'), close: plain('Cancel'), blocks: [paragraph('One moment…')] };
}

/** Says in a modal what could not be done. */
export function errorView(message: string): ModalView {
  return { type: 'modal', title: plain('Deskbell'), close: plain('Close'), blocks: [paragraph(message)] };
}
