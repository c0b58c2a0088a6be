import type { Button } from '@slack/types';
import { ids } from '../ids';
import { button } from './blocks';

/** The buttons under a list that send all of it. */
export function exportButtons(): Button[] {
  return [button('Export CSV', ids.queue.exportCsv, 'csv'), button('Export JSON', ids.queue.exportJson, 'json')];
}

/** Says what the buttons do, to somebody who has asked for a file. */
export const exportHint =
  ':page_facing_up:  *Export CSV* is for spreadsheets, *Export JSON* for programs. The file has every page of this list, with its filter, and comes to your messages with Deskbell.';

/** Says what was sent, and what was left out of it: `outlined` tickets are somebody else’s. */
export function listExportedNote(count: number, outlined: number, isAll: boolean): string {
  if (count === 0) return ':page_facing_up:  There is nothing in this list any more, so no file was sent.';
  const all = count.toLocaleString('en-US');
  const sent = `:page_facing_up:  ${all} ${count === 1 ? 'ticket is' : 'tickets are'} in your messages with Deskbell, as a file.`;
  const others =
    count === outlined ? 'Other admins have them' : `Other admins have ${outlined.toLocaleString('en-US')} of them`;
  const parts = [
    ...(outlined === 0 ? [] : [`${others}: of those it says no more than this list does.`]),
    ...(isAll ? [] : ['The list goes on, and a file holds no more. Get the rest by days, with *Filter*.']),
  ];
  return [sent, ...parts].join(' ');
}
