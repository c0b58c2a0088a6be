import type { ModalView } from '@slack/types';
import { type ListName, listNames } from '../../domain/lists';
import type { Admin } from '../../domain/people';
import { wholeList } from '../../services/export';
import { type FileFormat, fileFormats, ticketsFile } from '../../tickets-file';
import type { CommandVisit, Done, Press } from '../answering';
import type { Desk } from '../desk';
import { listStateOf } from '../input';
import { publishHome } from '../publish-home';
import { messageFor } from '../report-errors';
import { showIn } from '../show-in';
import { exportingNote } from '../views/audit';
import { unescaped } from '../views/blocks';
import { exportHint, listExportedNote } from '../views/export';
import { firstState, type ListState, listTitles } from '../views/queue';
import { homeOf, isLoggedInStill, modal, orderOf, wordsOf } from './queue';

/** `/ticket-admin export`, `/ticket-admin export archive printer`: the list in a modal, with the buttons that send it. Throws InvalidWords. */
export async function command({ actor, text, desk }: CommandVisit<Admin>): Promise<ModalView> {
  const { list, words } = askedIn(unescaped(text));
  return await modal(actor, { asked: { list, words: wordsOf(words), order: orderOf(list) } }, desk, exportHint);
}

/** A list and a format may come first, in either order; the buttons stand for both formats. Anything else is what is looked for. */
function askedIn(text: string): { list: ListName; words: string } {
  const words = text.trim().split(/\s+/);
  let list: ListName = 'open';
  for (;;) {
    const word = words[0]?.toLowerCase();
    const named = listNames.find((name) => name === word);
    if (named === undefined && !fileFormats.some((format) => format === word)) return { list, words: words.join(' ') };
    list = named ?? list;
    words.shift();
  }
}

/** **Export CSV** and **Export JSON**: asked for; a long list takes its time. Throws ForgedInput. */
export async function asked({ around }: Press<Admin>): Promise<void> {
  listStateOf(around);
}

/** More than that opens badly; the archive's files are on the machine. */
const exportMost = 10_000;

/** Sends the file to the admin's messages with Deskbell, and says in the list what came of it. Throws what Slack or the store says. */
export function exported(format: FileFormat) {
  return async ({ actor, around, inHome, viewId, client, desk }: Done<Admin>): Promise<void> => {
    const state = listStateOf(around);
    const tell = async (note: string): Promise<boolean> => {
      if (!(await isLoggedInStill(actor, desk))) return false;
      if (!inHome) return viewId !== undefined && (await showIn(client, viewId, await modal(actor, state, desk, note)));
      if (!(await isAtHome(actor, state, desk))) return false;
      await publishHome(client, actor.userId, await homeOf(actor, state, desk, note), undefined);
      return true;
    };
    // The file comes, whatever can be said of it.
    await tell(exportingNote).catch(() => undefined);
    try {
      const { tickets, isAll } = await wholeList(actor, state.asked, exportMost, desk);
      if (!(await isLoggedInStill(actor, desk))) return;
      if (tickets.length > 0) {
        const name = `deskbell-${state.asked.list}.${format}`;
        await desk.sendFile(actor.userId, {
          name,
          title: listTitles[state.asked.list],
          content: ticketsFile(tickets, format),
        });
      }
      const outlined = tickets.filter(({ sight }) => sight === 'outline').length;
      await tell(listExportedNote(tickets.length, outlined, isAll));
    } catch (error) {
      if (!(await tell(messageFor(error, desk)))) throw error;
    }
  };
}

/** True where their Home still shows this list: what they have turned to since stays. */
async function isAtHome(actor: Admin, state: ListState, desk: Desk): Promise<boolean> {
  const looksAt = await desk.admins.looksAt(actor);
  if (looksAt === 'own') return false;
  const there = looksAt === undefined ? firstState : listStateOf(looksAt);
  return JSON.stringify(there) === JSON.stringify(state);
}
