import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type AuditPlace, deeds } from '../domain/audit';
import { ForgedInput } from '../domain/errors';
import { listNames, listStatuses } from '../domain/lists';
import type { Rating } from '../domain/ticket';
import type { TicketWords } from '../domain/words';
import type { Said } from '../services/change';
import { ids } from './ids';
import type { Form } from './payloads';
import type { AuditAsked } from './views/audit';
import type { ListState } from './views/queue';
import type { WordsPlace } from './words-at';

const ticketId = z.string().regex(/^[0-9a-f]{24}$/);
const typed = z.string().nullish();
const timestamp = /\d{1,12}\.\d{1,6}/.source;
const wordsPlace = z.string().regex(new RegExp(`^${timestamp}(:${timestamp})?$`));
const rated = z.string().regex(/^(?:good|bad):[0-9a-f]{24}$/);
const edited = z.object({ ticket: ticketId, begunFrom: z.string() });
const ticketNumber = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const invited = z.object({ invite: z.string(), asked: z.string() });
const userId = z.string().regex(/^[UW][A-Z0-9]+$/);
const userIds = z.array(userId).nullish();
const auditAsked = z.object({
  person: userId.optional(),
  what: z.enum(deeds).optional(),
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
});
const statuses = [...listStatuses.open, ...listStatuses.archive] as const;
const moment = z.iso.datetime().pipe(z.coerce.date());
const listPlace = z.object({ number: ticketNumber, closedAt: moment.optional() });
const listState = z
  .object({
    asked: z.object({
      list: z.enum(listNames),
      words: z.string().optional(),
      author: userId.optional(),
      status: z.enum(statuses).optional(),
      from: z.iso.date().optional(),
      until: z.iso.date().optional(),
      order: z.enum(['oldest', 'newest']),
    }),
    after: listPlace.optional(),
  })
  // What has ended is paged by when it did.
  .refine(({ asked, after }) => asked.list !== 'archive' || after === undefined || after.closedAt !== undefined);
const filter = z.object({ state: listState, inHome: z.boolean() });
const closing = filter.extend({ ticket: ticketId });
const auditPlace = z.object({ at: z.iso.datetime().pipe(z.coerce.date()), key: z.string() });

/** The ticket's id that a button's value or a form's metadata carries. Throws ForgedInput. */
export function ticketIdOf(value: unknown): string {
  return parsed(ticketId, value);
}

/** A ticket's number that a button's value carries. Throws ForgedInput. */
export function ticketNumberOf(value: unknown): number {
  return parsed(ticketNumber, value);
}

/** What was typed into a text field of ours, whose block and action have the field's id; empty where nothing was. Throws ForgedInput. */
export function typedInto(field: string, view: Form): string {
  return parsed(typed, view.state.values[field]?.[field]?.value) ?? '';
}

/** The person who was chosen in a field of ours; empty where nobody was. Throws ForgedInput. */
export function chosenPerson(field: string, view: Form): string {
  return parsed(typed, view.state.values[field]?.[field]?.selected_user) ?? '';
}

/** The people who were chosen in a field of ours. Throws ForgedInput. */
export function chosenPeople(field: string, view: Form): readonly string[] {
  return parsed(userIds, view.state.values[field]?.[field]?.selected_users) ?? [];
}

/** The day that was chosen in a field of ours, as `2026-11-24`; empty where none was. Throws ForgedInput. */
export function chosenDay(field: string, view: Form): string {
  return parsed(typed, view.state.values[field]?.[field]?.selected_date) ?? '';
}

/** True for a day that there is, as `2026-11-24`. */
export function isDay(text: string): boolean {
  return z.iso.date().safeParse(text).success;
}

/** The value of the option that was chosen in a field of ours; empty where none was. Throws ForgedInput. */
export function chosenOption(field: string, view: Form): string {
  return parsed(typed, view.state.values[field]?.[field]?.selected_option?.value) ?? '';
}

/** Where the words stand that a button is about. Throws ForgedInput. */
export function wordsPlaceOf(value: unknown): WordsPlace {
  const [ts = '', threadTs] = parsed(wordsPlace, value).split(':');
  return { ts, threadTs };
}

/** The thumb that was pressed, and the ticket that it is about. Throws ForgedInput. */
export function ratingOf(value: unknown): { rating: Rating; ticket: string } {
  const [thumb, ticket = ''] = parsed(rated, value).split(':');
  return { rating: thumb === 'good' ? 'good' : 'bad', ticket };
}

/** What the metadata of the form with a ticket's words carries. Throws ForgedInput. */
export function editOf(metadata: string): { ticket: string; begunFrom: string } {
  return parsedJson(edited, metadata);
}

/** What the metadata of the form that sets a password carries. Throws ForgedInput. */
export function invitedOf(metadata: string): { invite: string; asked: string } {
  return parsedJson(invited, metadata);
}

/** The name of what waits for a login, which its form's metadata carries; empty where nothing does. Throws ForgedInput. */
export function waitingOf(metadata: unknown): string {
  return parsed(typed, metadata) ?? '';
}

/** The person that a button's value names. Throws ForgedInput. */
export function personOf(value: unknown): string {
  return parsed(userId, value);
}

/** What of the record the form's metadata asks for. Throws ForgedInput. */
export function auditAskedOf(metadata: string): AuditAsked {
  return parsedJson(auditAsked, metadata);
}

/** What a list shows, as the metadata of its view carries it. Throws ForgedInput. */
export function listStateOf(metadata: string): ListState {
  return parsedJson(listState, metadata);
}

/** What the metadata of the form with a filter carries. Throws ForgedInput. */
export function filterOf(metadata: string): { state: ListState; inHome: boolean } {
  return parsedJson(filter, metadata);
}

/** The same list from the place on that a button carries. Throws ForgedInput. */
export function nextPageOf({ asked }: ListState, value: string): ListState {
  return parsed(listState, { asked, after: parsedJson(z.unknown(), value) });
}

/** What the metadata of the form that closes a ticket of a list carries. Throws ForgedInput. */
export function closingOf(metadata: string): { ticket: string; state: ListState; inHome: boolean } {
  return parsedJson(closing, metadata);
}

/** Where the next page of the record begins. Throws ForgedInput. */
export function auditPlaceOf(value: string): AuditPlace {
  return parsedJson(auditPlace, value);
}

/** A short name for the words that a form begins from: the same words, the same name. */
export function begunFrom({ title, description }: TicketWords): string {
  return createHash('sha1')
    .update(JSON.stringify([title, description]))
    .digest('base64url');
}

/** What a form says in its one text field. Throws ForgedInput. */
export function saidIn({ view, patience }: { view: Form; patience: AbortSignal }): Said {
  return { text: typedInto(ids.field.comment, view), key: formKeyOf(view), patience };
}

/** The form's own name: the same one sent twice is one change. */
export function formKeyOf({ id, callback_id: callbackId }: Form): string {
  return `${id}:${callbackId}`;
}

function parsedJson<T>(schema: z.ZodType<T>, json: string): T {
  try {
    return parsed(schema, JSON.parse(json));
  } catch {
    throw new ForgedInput();
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new ForgedInput();
  return result.data;
}
