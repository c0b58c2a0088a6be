import { WrongWeeks } from '../../domain/errors';
import type { Admin } from '../../domain/people';
import { type ReportWeeks, reportWeeks, usualWeeks } from '../../domain/reports';
import { namesOf, reportFor } from '../../services/reports';
import type { CommandVisit, Press } from '../answering';
import type { Desk } from '../desk';
import type { MessageContent } from '../views/blocks';
import { namedIn, reportMessage } from '../views/reports';
import { within } from '../within';

/** `/ticket-admin report [weeks]`. Throws WrongWeeks, ReportTooLarge. */
export async function command({ actor, text, desk }: CommandVisit<Admin>): Promise<MessageContent> {
  return await shown(actor, weeksIn(text), desk);
}

/** **4 weeks**, **12 weeks** and so on: the same for another time. Throws ReportTooLarge. */
export function over(weeks: ReportWeeks) {
  return async ({ actor, desk }: Press<Admin>): Promise<MessageContent> => await shown(actor, weeks, desk);
}

const namesWithinMs = 300;

async function shown(admin: Admin, weeks: ReportWeeks, desk: Desk): Promise<MessageContent> {
  const report = await reportFor(admin, weeks, desk);
  // A chart that names somebody by their id is better than none.
  const names = await within(namesWithinMs, namesOf(namedIn(report), desk), () => new Map<string, string>());
  return reportMessage(report, names);
}

/** `12`, or `12 weeks`; without a number the usual time. */
function weeksIn(text: string): ReportWeeks {
  const typed = text.trim().replace(/ *weeks?$/i, '');
  if (typed === '') return usualWeeks;
  const weeks = reportWeeks.find((one) => String(one) === typed);
  if (weeks === undefined) throw new WrongWeeks(reportWeeks);
  return weeks;
}
