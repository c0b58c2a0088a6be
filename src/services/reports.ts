import { ReportTooLarge } from '../domain/errors';
import type { Admin } from '../domain/people';
import { type Report, type ReportWeeks, reportOf, reportSince } from '../domain/reports';
import type { Ports } from './ports';

/** What an admin's team has done in so many weeks. Throws ReportTooLarge. */
export async function reportFor(
  { teamId }: Admin,
  weeks: ReportWeeks,
  { reports, clock }: Pick<Ports, 'reports' | 'clock'>,
): Promise<Report> {
  const now = clock.now();
  const since = reportSince(weeks, now);
  const [came, closed, live] = await Promise.all([
    reports.came(teamId, since),
    reports.closed(teamId, since),
    reports.live(teamId),
  ]);
  if (came === undefined || closed === undefined) throw new ReportTooLarge();
  return reportOf({ came, closed, live }, weeks, now);
}

/** The names of people, by user id, as far as Slack tells: nothing of it is worth waiting for in vain. */
export async function namesOf(
  userIds: readonly string[],
  { people }: Pick<Ports, 'people'>,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    userIds.map(async (userId) => [userId, (await people.find(userId).catch(() => undefined))?.name] as const),
  );
  return new Map(found.flatMap(([userId, name]) => (name ? [[userId, name]] : [])));
}
