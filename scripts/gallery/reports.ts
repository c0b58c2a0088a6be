import type { GallerySection } from '@deskbell/sandbox';
import {
  type Came,
  type Closed,
  type LiveCounts,
  type Report,
  type ReportWeeks,
  reportOf,
  reportSince,
  reportWeeks,
} from '../../src/domain/reports';
import type { MessageContent } from '../../src/slack/views/blocks';
import { namedIn, reportMessage } from '../../src/slack/views/reports';
import { asModal } from '../../src/slack/waiting-room';
import { message, modal, section } from './items';
import type { Words } from './words';

/** What reports say: of nothing, of little, and of as much as there can be. */
export function reportSections({ title }: Words, now: Date): GallerySection[] {
  const shown = (report: Report): MessageContent =>
    reportMessage(report, new Map(namedIn(report).map((userId) => [userId, `${title} ${userId}`])));
  return [
    section('Reports', [
      message('/ticket-admin report, of nothing', shown(reportOf({ came: [], closed: [], live: noneLive }, 12, now))),
      message('/ticket-admin report, nothing closed', shown(reportOf({ ...some(12, 2, now), closed: [] }, 12, now))),
      ...reportWeeks.map((weeks) =>
        message(`/ticket-admin report ${weeks}`, shown(reportOf(some(weeks, 3, now), weeks, now))),
      ),
      message('/ticket-admin report, of many admins', shown(reportOf(some(52, 20, now), 52, now))),
      message(
        '/ticket-admin report, of people whose names Slack does not tell',
        reportMessage(reportOf(some(4, 3, now), 4, now), new Map()),
      ),
      modal('the same in a modal', asModal(shown(reportOf(some(12, 3, now), 12, now)))),
    ]),
  ];
}

const noneLive: LiveCounts = { open: 0, claimed: 0, in_progress: 0, waiting: 0 };
const hourMs = 60 * 60_000;

/** Tickets of every week, answered and closed by so many admins, some soon and some late. */
function some(weeks: ReportWeeks, admins: number, now: Date): { came: Came[]; closed: Closed[]; live: LiveCounts } {
  const since = reportSince(weeks, now).getTime();
  const length = (now.getTime() - since) / (weeks * 9);
  const all = Array.from({ length: weeks * 9 }, (_, index) => {
    const createdAt = new Date(since + index * length);
    const later = (hours: number): Date => new Date(Math.min(createdAt.getTime() + hours * hourMs, now.getTime()));
    const answeredAt = index % 8 === 7 ? undefined : later(((index * 5) % 11) / 4);
    return { createdAt, answeredAt, closedAt: later(2 + ((index * 7) % 90)), index };
  });
  return {
    came: all,
    closed: all.flatMap(({ index, ...ticket }) =>
      index % 5 === 4
        ? []
        : [
            {
              ...ticket,
              claimer: adminIds[Math.min(index % admins, (index * 7) % admins)] ?? 'U0CAROL',
              ...(index % 3 === 0 && { rating: index % 4 === 0 ? 'bad' : 'good' }),
            },
          ],
    ),
    live: { open: 5, claimed: 2, in_progress: 1, waiting: 3 },
  };
}

const adminIds = ['U0CAROL', 'U0DAVE', 'U0BOB', ...Array.from({ length: 20 }, (_, index) => `U0ADMIN${index}`)];
