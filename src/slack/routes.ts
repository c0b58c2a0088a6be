import type { Answering } from './answering';
import { admin, anyMember, slackItself } from './guards';
import { ids } from './ids';
import * as admins from './listeners/admins';
import * as anywhere from './listeners/anywhere';
import * as audit from './listeners/audit';
import * as claims from './listeners/claims';
import * as conversation from './listeners/conversation';
import * as doctor from './listeners/doctor';
import * as exporting from './listeners/export';
import * as following from './listeners/following';
import * as home from './listeners/home';
import * as messages from './listeners/messages';
import * as queue from './listeners/queue';
import * as reports from './listeners/reports';
import * as sessions from './listeners/sessions';
import * as tickets from './listeners/tickets';
import * as troubles from './listeners/troubles';

/** Everything Deskbell answers to, each with who may. */
export function routes(on: Answering): void {
  on.command(ids.command.ticket, anyMember, tickets.command);
  on.shortcut(ids.ticket.new, anyMember, tickets.form);
  on.shortcut(ids.ticket.fromMessage, anyMember, anywhere.form);
  on.submission(ids.ticket.fromMessageSubmit, anyMember, anywhere.submit);
  on.event('reaction_added', admin, anywhere.reacted);
  on.opens(ids.ticket.new, anyMember, tickets.form);
  on.opens(ids.ticket.fromWords, anyMember, tickets.formFromWords);
  on.submission(ids.ticket.submit, anyMember, tickets.submit, tickets.listed);
  on.opens(ids.ticket.show, anyMember, tickets.show);
  on.opens(ids.ticket.edit, anyMember, tickets.edit);
  on.submission(ids.ticket.editSubmit, anyMember, tickets.editSubmit, tickets.shownAnew);
  on.click(ids.ticket.withdraw, anyMember, tickets.withdraw, tickets.shownAnew);
  on.click(ids.ticket.undo, anyMember, tickets.undo, tickets.shownAnew);
  on.opens(ids.ticket.reopen, anyMember, tickets.reopen);
  on.submission(ids.ticket.reopenSubmit, anyMember, tickets.reopenSubmit, tickets.shownAnew);
  on.opens(ids.ticket.takeUpAgain, admin, tickets.takeUpAgain);
  on.submission(ids.ticket.takeUpAgainSubmit, admin, tickets.takeUpAgainSubmit, tickets.shownAnew);
  on.click(ids.ticket.rate, anyMember, tickets.rate);

  on.click(ids.ticket.claim, admin, claims.claim, tickets.shownAnew);
  on.click(ids.ticket.start, admin, claims.start, tickets.shownAnew);
  on.opens(ids.ticket.close, admin, claims.close);
  on.submission(ids.ticket.closeSubmit, admin, claims.closeSubmit, tickets.shownAnew);
  on.click(ids.ticket.release, admin, claims.release, tickets.shownAnew);
  on.click(ids.ticket.forceRelease, admin, claims.forceRelease);
  on.opens(ids.ticket.handOver, admin, claims.handOver);
  on.submission(ids.ticket.handOverSubmit, admin, claims.handOverSubmit, tickets.shownAnew);

  on.opens(ids.ticket.comment, admin, conversation.comment);
  on.submission(ids.ticket.commentSubmit, admin, conversation.commentSubmit, tickets.shownAnew);
  on.opens(ids.ticket.ask, admin, conversation.ask);
  on.submission(ids.ticket.askSubmit, admin, conversation.askSubmit, tickets.shownAnew);
  on.opens(ids.ticket.note, admin, conversation.note);
  on.submission(ids.ticket.noteSubmit, admin, conversation.noteSubmit, tickets.shownAnew);
  on.opens(ids.ticket.reply, anyMember, conversation.reply);
  on.submission(ids.ticket.replySubmit, anyMember, conversation.replySubmit, tickets.shownAnew);
  on.opens(ids.ticket.addWords, anyMember, conversation.addWords);
  on.submission(ids.ticket.addWordsSubmit, anyMember, conversation.addWordsSubmit);
  on.event('message', anyMember, conversation.written);

  on.opens(ids.ticket.followers, anyMember, following.form);
  on.submission(ids.ticket.followersSubmit, anyMember, following.submit, tickets.shownAnew);
  on.click(ids.ticket.follow, admin, following.follow, tickets.shownAnew);
  on.click(ids.ticket.unfollow, anyMember, following.unfollow, following.left);

  on.command(ids.command.admin, admin, admins.queueOrHelp);
  on.word(ids.command.admin, 'search', admin, queue.command('open'));
  on.word(ids.command.admin, 'mine', admin, queue.command('mine'));
  on.word(ids.command.admin, 'archive', admin, queue.command('archive'));
  on.opens(ids.queue.show, admin, queue.show);
  on.turns(ids.queue.open, admin, queue.tab('open'));
  on.turns(ids.queue.mine, admin, queue.tab('mine'));
  on.turns(ids.queue.archive, admin, queue.tab('archive'));
  on.turns(ids.queue.next, admin, queue.next);
  on.turns(ids.queue.first, admin, queue.first);
  on.turns(ids.queue.order, admin, queue.order);
  on.turns(ids.queue.clear, admin, queue.clear);
  on.opens(ids.queue.filter, admin, queue.filter);
  on.submission(ids.queue.filterSubmit, admin, queue.filterSubmit, queue.filtered);
  on.click(ids.queue.claim, admin, claims.claim, queue.claimed);
  on.opens(ids.queue.close, admin, queue.close);
  on.submission(ids.queue.closeSubmit, admin, queue.closeSubmit, queue.closed);
  on.word(ids.command.admin, 'export', admin, exporting.command);
  on.click(ids.queue.exportCsv, admin, exporting.asked, exporting.exported('csv'));
  on.click(ids.queue.exportJson, admin, exporting.asked, exporting.exported('json'));

  on.word(ids.command.admin, 'help', anyMember, admins.help);
  on.word(ids.command.admin, 'setup', anyMember, sessions.setupCommand);
  on.submission(ids.admin.setupSubmit, anyMember, sessions.setupSubmit);
  on.word(ids.command.admin, 'login', anyMember, sessions.loginCommand);
  on.loginButton(ids.admin.login, sessions.login);
  on.login(ids.admin.loginSubmit, sessions.loginSubmit);
  on.word(ids.command.admin, 'logout', anyMember, sessions.logoutCommand);
  on.click(ids.admin.logout, anyMember, sessions.logout);
  on.word(ids.command.admin, 'password', anyMember, sessions.passwordCommand);
  on.submission(ids.admin.changePasswordSubmit, anyMember, sessions.changePasswordSubmit);
  on.opens(ids.admin.setPassword, anyMember, sessions.setPassword);
  on.submission(ids.admin.setPasswordSubmit, anyMember, sessions.setPasswordSubmit);

  on.word(ids.command.admin, 'promote', admin, admins.command('promote'));
  on.opens(ids.admin.promote, admin, admins.promoteForm);
  on.submission(ids.admin.promoteSubmit, admin, admins.submit('promote'), admins.listedAnew);
  on.word(ids.command.admin, 'demote', admin, admins.command('demote'));
  on.click(ids.admin.demote, admin, admins.press('demote'), admins.listedAnew);
  on.submission(ids.admin.demoteSubmit, admin, admins.submit('demote'), admins.listedAnew);
  on.word(ids.command.admin, 'reset', admin, admins.command('reset'));
  on.click(ids.admin.reset, admin, admins.press('reset'), admins.listedAnew);
  on.submission(ids.admin.resetSubmit, admin, admins.submit('reset'), admins.listedAnew);
  on.word(ids.command.admin, 'admins', admin, admins.list);
  on.event('user_change', slackItself, admins.accountChanged);

  on.word(ids.command.admin, 'audit', admin, audit.command);
  on.submission(ids.audit.submit, admin, audit.submit);
  on.turns(ids.audit.newest, admin, audit.newest);
  on.turns(ids.audit.older, admin, audit.older);
  on.click(ids.audit.export, admin, audit.exportAsked, audit.exported);

  on.word(ids.command.admin, 'report', admin, reports.command);
  on.turns(ids.report.weeks4, admin, reports.over(4));
  on.turns(ids.report.weeks12, admin, reports.over(12));
  on.turns(ids.report.weeks26, admin, reports.over(26));
  on.turns(ids.report.weeks52, admin, reports.over(52));

  on.word(ids.command.admin, 'doctor', admin, doctor.command, doctor.looked);
  on.click(ids.doctor.look, admin, doctor.asked, doctor.looked);
  on.click(ids.doctor.repair, admin, doctor.asked, doctor.repaired);

  on.event('app_home_opened', anyMember, home.opened);
  on.turns(ids.home.newest, anyMember, home.newest);
  on.turns(ids.home.older, anyMember, home.older);

  on.event('message', slackItself, messages.deleted);

  on.event('member_joined_channel', slackItself, troubles.invited);
  on.event('channel_unarchive', slackItself, troubles.unarchived);
  on.event('group_unarchive', slackItself, troubles.unarchived);
  on.event('tokens_revoked', slackItself, troubles.revoked);
  on.event('app_uninstalled', slackItself, troubles.revoked);
}
