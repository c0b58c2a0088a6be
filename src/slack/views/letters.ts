import { inviteHours } from '../../domain/people';
import type { AdminNews } from '../../services/delivery-ports';
import { ids } from '../ids';
import { byWhom } from './audit';
import { actions, button, day, type MessageContent, paragraph, smallPrint } from './blocks';

/** What an admin is told in their DM of what happened to them, or to Deskbell; undefined for what they did themselves. */
export function letterOf(news: AdminNews): MessageContent | undefined {
  if (news.what === 'told') return said(`:bellhop_bell:  ${news.words}`);
  const { what, who, invite, at } = news;
  switch (what) {
    case 'promoted':
      return who === 'practice'
        ? said(
            ':bellhop_bell:  You are an admin in this practice workspace. The password that Deskbell asks you for is printed where it was started.',
          )
        : withButton(
            `:bellhop_bell:  ${byWhom(who)} has made you an admin of Deskbell: you can read, claim and answer tickets. Set a password first.`,
            at,
            invite,
          );
    case 'reset':
      return withButton(
        `:key:  ${byWhom(who)} has reset your password for Deskbell: the old one does not work any more, and you are logged out. Set a new one.`,
        at,
        invite,
      );
    case 'demoted':
      return said(
        `:lock:  ${byWhom(who)} has ended your time as an admin of Deskbell. Your tickets go back into the queue, and their cards here are deleted, but for what you typed there yourself.`,
      );
    case 'changedPassword':
      return said(
        `:key:  Your password for Deskbell was changed${day(at, ', ')}. If that was not you, ask another admin at once for \`/ticket-admin reset\` with your name.`,
      );
    default:
      return undefined;
  }
}

/** Without an invite, which always comes with it, the button says that its time is over. */
function withButton(text: string, at: Date, invite = 'none'): MessageContent {
  const until = new Date(at.getTime() + inviteHours * 60 * 60_000);
  const small = `The button works once, ${day(until, 'until ')}, and for you alone.`;
  return {
    text: `${text} ${small}`,
    blocks: [
      paragraph(text),
      actions(button('Set a password', ids.admin.setPassword, invite, 'primary')),
      smallPrint(small),
    ],
  };
}

function said(text: string): MessageContent {
  return { text, blocks: [paragraph(text)] };
}
