import { answering } from './answering';
import type { DeskApp } from './app';
import type { Desk } from './desk';
import { admin, anyMember, slackItself } from './guards';
import { ids } from './ids';
import * as admins from './listeners/admins';
import * as home from './listeners/home';
import * as messages from './listeners/messages';
import * as tickets from './listeners/tickets';

/** Everything Deskbell answers to, each with who may. */
export function routes(app: DeskApp, desk: Desk): void {
  const on = answering(app, desk);

  on.command(ids.command.ticket, anyMember, tickets.command);
  on.shortcut(ids.ticket.new, anyMember, tickets.form);
  on.shortcut(ids.ticket.fromMessage, anyMember, tickets.formFromMessage);
  on.opens(ids.ticket.new, anyMember, tickets.form);
  on.submission(ids.ticket.submit, anyMember, tickets.submit);

  on.click(ids.ticket.claim, admin, tickets.claim);
  on.opens(ids.ticket.comment, admin, tickets.comment);
  on.submission(ids.ticket.commentSubmit, admin, tickets.commentSubmit);
  on.opens(ids.ticket.close, admin, tickets.close);
  on.submission(ids.ticket.closeSubmit, admin, tickets.closeSubmit);
  on.command(ids.command.admin, admin, admins.command);

  on.event('app_home_opened', anyMember, home.opened);
  on.turns(ids.home.newest, anyMember, home.newest);
  on.turns(ids.home.older, anyMember, home.older);

  on.event('message', slackItself, messages.changed);
}
