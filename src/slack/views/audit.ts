import type { KnownBlock, ModalView } from '@slack/types';
import { type AuditEntry, type AuditPlace, type Deed, deeds } from '../../domain/audit';
import { isPerson } from '../../domain/roster';
import { ids } from '../ids';
import {
  actions,
  button,
  choiceField,
  day,
  dayField,
  mention,
  type Option,
  paragraph,
  personField,
  plain,
  smallPrint,
} from './blocks';

/** Entries on a page. */
export const auditPageSize = 20;

/** What of the record is asked for, as it stands in the form; days as `2026-11-24`. */
export interface AuditAsked {
  readonly person?: string | undefined;
  readonly what?: Deed | undefined;
  readonly from?: string | undefined;
  /** With this day. */
  readonly until?: string | undefined;
}

interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Where the next page begins. */
  readonly next?: AuditPlace | undefined;
  readonly isFirst: boolean;
  /** What has just been done with it. */
  readonly note?: string | undefined;
}

/** The record of who did what to whom: what is asked for, and a page of what there is. */
export function auditView(asked: AuditAsked, { entries, next, isFirst, note }: AuditPage): ModalView {
  return {
    type: 'modal',
    callback_id: ids.audit.submit,
    private_metadata: JSON.stringify(asked),
    title: plain('On record'),
    submit: plain('Show'),
    close: plain('Close'),
    blocks: [
      personField(ids.field.person, 'Person', {
        placeholder: 'Anybody',
        initial: asked.person,
        optional: true,
      }),
      choiceField(ids.field.what, 'What was done', {
        options: deeds.map(optionOf),
        initial: asked.what && optionOf(asked.what),
        placeholder: 'Anything',
        optional: true,
      }),
      dayField(ids.field.from, 'From', asked.from),
      dayField(ids.field.until, 'Until', asked.until),
      { type: 'divider' },
      ...(entries.length === 0
        ? [paragraph(isFirst ? nothing(asked) : 'There is nothing older on record.')]
        : [
            smallPrint('Newest first. A day begins and ends at midnight UTC.'),
            ...entries.map((entry) => paragraph(auditLine(entry))),
          ]),
      ...below(entries, next, isFirst),
      ...(note === undefined ? [] : [paragraph(note)]),
    ],
  };
}

function nothing(asked: AuditAsked): string {
  const isFiltered = Object.values(asked).some((value) => value !== undefined);
  return isFiltered
    ? 'There is nothing like that on record. Empty a field above, or take more days, and press *Show*. A day begins and ends at midnight UTC.'
    : 'There is nothing on record yet.';
}

/** What can be done with the page. */
function below(entries: readonly AuditEntry[], next: AuditPlace | undefined, isFirst: boolean): KnownBlock[] {
  const newest = isFirst ? [] : [button('Newest', ids.audit.newest, 'newest')];
  if (entries.length === 0) return newest.length === 0 ? [] : [actions(...newest)];
  const older = next === undefined ? [] : [button('Older', ids.audit.older, placeOf(next))];
  return [
    { type: 'divider' },
    actions(...newest, ...older, button('Export as CSV', ids.audit.export, 'export')),
    smallPrint('The export has every page of what the fields above asked for when you last pressed *Show*.'),
  ];
}

function placeOf({ at, key }: AuditPlace): string {
  return JSON.stringify({ at: at.toISOString(), key });
}

/** One entry in words: when, who, what. */
function auditLine(entry: AuditEntry): string {
  const words = deedWords(entry);
  return `${signs[entry.what]}  ${day(entry.at)}  ·  ${entry.what === 'failedLogin' ? `*${words}*` : words}`;
}

const signs: Readonly<Record<Deed, string>> = {
  setUp: ':bellhop_bell:',
  promoted: ':bellhop_bell:',
  setPassword: ':key:',
  changedPassword: ':key:',
  loggedIn: ':unlock:',
  failedLogin: ':warning:',
  loggedOut: ':lock:',
  reset: ':key:',
  demoted: ':no_entry:',
  deactivated: ':no_entry:',
  forceReleased: ':inbox_tray:',
  handedOver: ':handshake:',
  vacated: ':inbox_tray:',
};

/** Who did what to whom. */
function deedWords({ what, who, whom = who, ticket }: AuditEntry): string {
  const by = byWhom(who);
  const to = mention(whom);
  const it = ticket === undefined ? 'a ticket' : `*#${ticket}*`;
  switch (what) {
    case 'setUp':
      return `${by} became the first admin`;
    case 'promoted':
      return `${by} promoted ${to}`;
    case 'setPassword':
      return `${by} set a password`;
    case 'changedPassword':
      return `${by} changed their password`;
    case 'loggedIn':
      return `${by} logged in`;
    case 'failedLogin':
      return `${by} typed a password that was refused`;
    case 'loggedOut':
      return `${by} logged out`;
    case 'reset':
      return `${by} reset the password of ${to}`;
    case 'demoted':
      return `${by} demoted ${to}`;
    case 'deactivated':
      return `${to} left the workspace, and is no admin any more`;
    case 'forceReleased':
      return `${by} took ${it} from ${to}, back into the queue`;
    case 'handedOver':
      return `${by} handed ${it} over to ${to}`;
    case 'vacated':
      return `${by} put ${it} of ${to} back into the queue`;
  }
}

/** Who did something, at the beginning of a sentence. */
export function byWhom(who: string): string {
  if (isPerson(who)) return mention(who);
  return who === 'machine' ? 'Somebody on the machine that Deskbell runs on' : 'Deskbell';
}

function optionOf(what: Deed): Option {
  return { label: deedNames[what], value: what };
}

/** The deeds, as they are chosen. */
const deedNames: Readonly<Record<Deed, string>> = {
  setUp: 'Became the first admin',
  promoted: 'Promoted somebody',
  setPassword: 'Set a password',
  changedPassword: 'Changed a password',
  loggedIn: 'Logged in',
  failedLogin: 'Typed a password that was refused',
  loggedOut: 'Logged out',
  reset: 'Reset a password',
  demoted: 'Demoted somebody',
  deactivated: 'Left the workspace',
  forceReleased: 'Took a ticket from somebody',
  handedOver: 'Handed a ticket over',
  vacated: 'Put a former admin’s ticket back',
};

/** While a file is being made. */
export const exportingNote = ':hourglass:  The file is being made…';

/** Says that a file with so many entries was sent, and where the rest is. */
export function exportedNote(count: number, isAll: boolean): string {
  const note = `:page_facing_up:  ${count} ${count === 1 ? 'entry is' : 'entries are'} in your messages with Deskbell, as a file.`;
  return isAll ? note : `${note} Older ones: \`npm run --silent audit -- --csv\`, on the machine.`;
}
