import type { GallerySection } from '@deskbell/sandbox';
import type { Drift, Looked, SickTicket } from '../../src/domain/drift';
import { lookedView, readingView, repairedView } from '../../src/slack/views/doctor';
import { troublesThat } from './examples';
import { modal, section } from './items';
import type { Words } from './words';

/** What the doctor says: of nothing amiss, of each thing that can be, and of more than there is room for. */
export function doctorSections({ number, many }: Words, now: Date): GallerySection[] {
  const before = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
  const sick = (index: number, changed: Partial<SickTicket>): SickTicket => ({
    id: `${number + index}`,
    number: number + index,
    drifts: [],
    ...changed,
  });
  const all: Looked = {
    ...well,
    tickets: [
      ...everyDrift.map((drift, index) => sick(index, { drifts: [drift, drift].slice(0, 1 + (index % 2)) })),
      sick(20, { givenUpAt: before(30) }),
      sick(23, { isBroken: true }),
      sick(21, { dueSince: before(6) }),
      sick(22, { dueSince: before(500), drifts: everyDrift.slice(0, 2) }),
    ],
    strays: ['C0TRIAGE', 'D0ALICE', 'D0BOB'].map((channel) => ({ channel, ts: '1.000000', text: '' })),
    unread: [
      { channel: 'C0TRIAGE', error: 'not_in_channel' },
      { channel: 'D0ALICE', error: 'it did not answer' },
    ],
    troubles: troublesThat(now).slice(0, 2),
    backlog: { events: 1, news: 2, fetches: 1, archive: 12 },
    moving: 2,
  };
  const one: Looked = { ...well, live: 1, ended: 0, tickets: [sick(0, { drifts: everyDrift.slice(0, 1) })], moving: 1 };
  const crowd: Looked = {
    ...well,
    live: many,
    tickets: Array.from({ length: Math.max(60, many) }, (_, index) => sick(index, { drifts: everyDrift })),
  };
  return [
    section('The doctor', [
      modal('looking', readingView(undefined, false)),
      modal('looking, some of it', readingView({ done: 3, total: 12 }, false)),
      modal('repairing', readingView({ done: 0, total: 2 }, true)),
      modal('all is well', lookedView(well, now)),
      modal('all is well, with one ticket', lookedView({ ...well, live: 1, ended: 0 }, now)),
      modal('all is well, with many', lookedView({ ...well, ended: 0 }, now)),
      modal('all is well, with an ended one', lookedView({ ...well, live: 0, ended: 1 }, now)),
      modal('there is nothing', lookedView({ ...well, live: 0, ended: 0 }, now)),
      modal('one thing', lookedView(one, now)),
      modal('everything', lookedView(all, now)),
      modal('more than there is room for', lookedView(crowd, now)),
      modal('repaired', repairedView({ is: 'done', before: 1, left: well }, now)),
      modal('all repaired', repairedView({ is: 'done', before: 7, left: well }, now)),
      modal('repaired in part', repairedView({ is: 'done', before: 7, left: one }, now)),
      modal('the repair goes on', repairedView({ is: 'goes on', before: 7, left: one }, now)),
      modal('nobody repairs it', repairedView({ is: 'not begun', before: 1, left: one }, now)),
    ]),
  ];
}

const well: Looked = {
  live: 12,
  ended: 3,
  tickets: [],
  strays: [],
  unread: [],
  troubles: [],
  backlog: { events: 0, news: 0, fetches: 0, archive: 0 },
  moving: 0,
};

const everyDrift: readonly Drift[] = [
  { what: 'missing', card: 'triage', isPost: false, key: 'k', ts: '1.000000' },
  { what: 'missing', card: 'requester', isPost: true, key: 'k', ts: '1.000000' },
  { what: 'outdated', card: 'claimer', isPost: false },
  { what: 'outdated', card: 'follower', isPost: true },
  { what: 'unwanted', card: 'claimer', isPost: true },
  { what: 'doubled', card: 'follower', isPost: false },
  { what: 'unknown', card: undefined, isPost: false },
  { what: 'unknown', card: 'origin', isPost: false },
  { what: 'refused', card: 'requester', isPost: false, error: 'messages_tab_disabled' },
];
