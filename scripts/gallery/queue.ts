import type { GallerySection } from '@deskbell/sandbox';
import type { ListAsked, ListedTicket, ListPage } from '../../src/domain/lists';
import { seen, type VisibleSight } from '../../src/domain/sight';
import type { Status } from '../../src/domain/ticket';
import { cut, titleMost } from '../../src/domain/words';
import { exportingNote } from '../../src/slack/views/audit';
import { exportHint, listExportedNote } from '../../src/slack/views/export';
import {
  filterForm,
  firstState,
  type ListState,
  queueHome,
  queueModal,
  queuePageSize,
} from '../../src/slack/views/queue';
import { adminThat, erasedTicket, sessionAt, ticketThat, troublesThat } from './examples';
import { homeItem, modal, section } from './items';
import type { Words } from './words';

/** The lists of an admin, and the form that narrows them. */
export function queueSections({ title, description, number, many }: Words, now: Date): GallerySection[] {
  const row = (status: Status, sight: VisibleSight = 'full', index = 0): ListedTicket => ({
    ticket: seen(sight, ticketThat(status, { title, description, number: number + index }, now)),
    sight,
  });
  const admin = adminThat(sessionAt(now), now);
  const rows = Array.from({ length: Math.min(many, queuePageSize) }, (_, index) => row('open', 'full', index));
  const troubles = troublesThat(now);
  const place = { number: number + queuePageSize, closedAt: now };
  const words = cut(title, Math.min(titleMost, 150));
  const all = { words, author: 'U0ALICE', status: 'open', from: '2026-11-01', until: '2026-11-24' } as const;
  const held = page(row('claimed'), row('in_progress', 'full', 1), row('waiting', 'full', 2));
  const ended = page(row('completed'), row('withdrawn', 'outline', 1), {
    ticket: erasedTicket({}, now),
    sight: 'full',
  });

  return [
    section('The lists of an admin', [
      homeItem('the Home', queueHome(of(), page(...rows), { admin, now })),
      homeItem('the Home, nobody waits', queueHome(of(), page(), { admin, now })),
      homeItem('the Home, what one has', queueHome(of({ list: 'mine' }), held, { admin, now })),
      homeItem(
        'the Home, a page in between',
        queueHome({ ...of(all), after: place }, { ...page(...rows), next: place }, { admin, now }),
      ),
      modal('open', queueModal(of(), { ...page(...rows), next: place })),
      modal('open, filtered', queueModal(of(all), page(row('open')))),
      modal('open, nothing fits', queueModal(of(all), page())),
      modal('open, what others have', queueModal(of({ status: 'claimed' }), page(row('claimed', 'outline')))),
      modal('open, one’s own', queueModal(of(), page(row('open', 'own')))),
      modal('mine, nothing', queueModal(of({ list: 'mine' }), page())),
      modal('archive', queueModal(of({ list: 'archive', order: 'newest' }), ended)),
      homeItem(
        'the Home, being exported',
        queueHome(of(), { ...page(...rows), next: place }, { admin, now, note: exportingNote }),
      ),
      modal('to be exported', queueModal(of(), page(row('open')), exportHint)),
      modal('exported', queueModal(of(), page(row('open')), listExportedNote(1234, 0, true))),
      modal(
        'exported, what others have',
        queueModal(of(), page(row('claimed', 'outline')), listExportedNote(1, 1, true)),
      ),
      modal('exported in part', queueModal(of(all), page(...rows), listExportedNote(10_000, 1234, false))),
      modal('nothing to export any more', queueModal(of(), page(), listExportedNote(0, 0, true))),
      modal('archive, nothing', queueModal(of({ list: 'archive', order: 'newest' }), page())),
      homeItem('the Home, with all troubles there are', queueHome(of(), page(...rows), { admin, now, troubles })),
      modal('open, with a trouble', queueModal(of(), page(row('open')), undefined, troubles.slice(0, 1))),
      modal('a page with nothing any more', queueModal({ ...of(), after: place }, page())),
      modal('the filter', filterForm(of(), true)),
      modal('the filter, filled in', filterForm(of(all), false)),
      modal('the filter of the archive', filterForm(of({ list: 'archive' }), false)),
    ]),
  ];
}

function of(asked: Partial<ListAsked> = {}): ListState {
  return { asked: { ...firstState.asked, ...asked } };
}

function page(...tickets: ListedTicket[]): ListPage {
  return { tickets, next: undefined };
}
