import type { ModalView } from '@slack/types';
import { auditCsv } from '../../audit-csv';
import type { AuditEntry, AuditFilter, AuditPlace } from '../../domain/audit';
import { deeds } from '../../domain/audit';
import { InvalidWords } from '../../domain/errors';
import type { Admin } from '../../domain/people';
import { auditPage, wholeAudit } from '../../services/audit';
import type { CommandVisit, Done, Press, Submission } from '../answering';
import type { Desk } from '../desk';
import { ids } from '../ids';
import { auditAskedOf, auditPlaceOf, chosenDay, chosenOption, chosenPerson, isDay } from '../input';
import { messageFor } from '../report-errors';
import { showIn } from '../show-in';
import { type AuditAsked, auditPageSize, auditView, exportedNote, exportingNote } from '../views/audit';

/** `/ticket-admin audit`: who did what to whom; the rest of the command is taken as what is asked for, as far as it is understood. */
export async function command({ actor, text, desk }: CommandVisit<Admin>): Promise<ModalView> {
  return await shown(actor, askedIn(text), desk);
}

/** **Show**: what the form asks for. Throws ForgedInput, InvalidWords. */
export async function submit({ actor, view, desk }: Submission<Admin>): Promise<ModalView> {
  const { field } = ids;
  const asked = {
    person: chosenPerson(field.person, view) || undefined,
    what: deeds.find((deed) => deed === chosenOption(field.what, view)),
    from: chosenDay(field.from, view) || undefined,
    until: chosenDay(field.until, view) || undefined,
  };
  if (asked.from !== undefined && asked.until !== undefined && asked.from > asked.until)
    throw new InvalidWords({ [field.until]: 'This day is before the first one.' });
  return await shown(actor, auditAskedOf(JSON.stringify(asked)), desk);
}

/** **Newest**: the first page. Throws ForgedInput. */
export async function newest({ actor, around, desk }: Press<Admin>): Promise<ModalView> {
  return await shown(actor, auditAskedOf(around), desk);
}

/** **Older**: the page after the one that the button stands on. Throws ForgedInput. */
export async function older({ actor, around, value, desk }: Press<Admin>): Promise<ModalView> {
  return await shown(actor, auditAskedOf(around), desk, auditPlaceOf(value));
}

/** More than that is no message any more; `npm run audit` gives all. */
const exportMost = 50_000;

/** **Export as CSV**: asked for; a record of years takes its time. Throws ForgedInput. */
export async function exportAsked({ around }: Press<Admin>): Promise<void> {
  auditAskedOf(around);
}

/** Sends the file to the admin's messages with Deskbell, and says in the modal what came of it. Throws what Slack or the store says. */
export async function exported({ actor, around, viewId, client, desk }: Done<Admin>): Promise<void> {
  const asked = auditAskedOf(around);
  const tell = async (note: string): Promise<boolean> =>
    viewId !== undefined && (await showIn(client, viewId, await shown(actor, asked, desk, undefined, note)));
  await tell(exportingNote);
  try {
    const { count, isAll, content } = await wholeFile(actor.teamId, filterOf(asked), desk);
    await desk.sendFile(actor.userId, { name: 'deskbell-audit.csv', title: 'On record', content });
    await tell(exportedNote(count, isAll));
  } catch (error) {
    if (!(await tell(messageFor(error, desk)))) throw error;
  }
}

async function wholeFile(
  teamId: string,
  filter: AuditFilter,
  desk: Desk,
): Promise<{ count: number; isAll: boolean; content: string }> {
  const entries: AuditEntry[] = [];
  for await (const entry of wholeAudit(teamId, filter, desk)) {
    entries.push(entry);
    if (entries.length > exportMost) break;
  }
  const sent = entries.slice(0, exportMost);
  return { count: sent.length, isAll: sent.length === entries.length, content: auditCsv(sent) };
}

async function shown(
  { teamId }: Admin,
  asked: AuditAsked,
  desk: Desk,
  after?: AuditPlace,
  note?: string,
): Promise<ModalView> {
  const page = await auditPage(teamId, filterOf(asked), { limit: auditPageSize, after }, desk);
  return auditView(asked, { ...page, isFirst: after === undefined, note });
}

/** Days are UTC's, as in the export. */
function filterOf({ person, what, from, until }: AuditAsked): AuditFilter {
  return {
    person,
    what,
    from: from === undefined ? undefined : new Date(from),
    to: until === undefined ? undefined : new Date(new Date(until).getTime() + 24 * 60 * 60_000),
  };
}

/** `@carol promoted 2026-11-01 2026-11-30`, in any order. What is none of that is left out: the form shows what was understood. */
function askedIn(text: string): AuditAsked {
  const words = text.trim().split(/\s+/);
  const person = words.map((word) => /^<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>$/.exec(word)?.[1]).find((found) => found);
  const what = deeds.find((deed) => words.some((word) => word.toLowerCase() === deed.toLowerCase()));
  const days = words.filter(isDay).toSorted();
  return { person, what, from: days[0], until: days[1] };
}
