import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type AuditPlace, deeds } from '../domain/audit';
import { ForgedInput } from '../domain/errors';
import type { FileSent } from '../domain/files';
import { listNames, listStatuses } from '../domain/lists';
import type { Rating } from '../domain/ticket';
import { type TicketWords, textMost } from '../domain/words';
import type { AboutMessage } from '../services/anywhere';
import type { Said } from '../services/change';
import { ids } from './ids';
import type { MessageRead } from './messages';
import type { Form, MessageSent } from './payloads';
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
const fileId = z.string().regex(/^F[A-Z0-9]+$/);
const slackFiles = z.array(
  z.object({
    id: fileId,
    name: z.string().nullish(),
    title: z.string().nullish(),
    size: z.number().int().nonnegative().default(0),
    user: z.string().nullish(),
    mode: z.string().nullish(),
  }),
);
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
const messageTs = z.string().regex(new RegExp(`^${timestamp}$`));
const conversationId = z.string().regex(/^[CDG][A-Z0-9]+$/);
const messageRead = z.object({
  channel: conversationId,
  ts: messageTs,
  thread_ts: messageTs.nullish(),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  text: z.string().nullish(),
  files: z.unknown().optional(),
});
const reactedTo = z.object({ item: z.object({ channel: conversationId, ts: messageTs }) });
const aboutMessage = z.object({
  source: z.object({
    channel: conversationId,
    ts: messageTs,
    threadTs: messageTs.optional(),
    link: z.string(),
    author: userId.optional(),
    text: z.string().max(textMost),
    leftOut: z.number().optional(),
  }),
  requester: userId,
  files: z.array(z.object({ key: fileId, name: z.string(), size: z.number(), by: userId.optional() })).optional(),
});
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

/** The words of a ticket, as its form has them. Throws ForgedInput. */
export function wordsIn(view: Form): TicketWords {
  return { title: typedInto(ids.field.title, view), description: typedInto(ids.field.description, view) };
}

/** On whose behalf a ticket is sent; empty where that choice was taken away, undefined where the form has none. Throws ForgedInput. */
export function chosenRequester(view: Form): string | undefined {
  if (view.state.values[ids.field.requester] === undefined) return undefined;
  const chosen = chosenPerson(ids.field.requester, view);
  return chosen === '' ? '' : parsed(userId, chosen);
}

/** A message that Slack has sent. Nobody has written what an app posts. Throws ForgedInput. */
export function messageIn(sent: MessageSent | undefined): MessageRead {
  const { channel, ts, thread_ts: threadTs, user, bot_id: bot, text, files } = parsed(messageRead, sent);
  const author = bot ? undefined : userId.safeParse(user).data;
  return {
    channel,
    ts,
    // What heads a thread stands in none.
    ...(threadTs && threadTs !== ts && { threadTs }),
    ...(author !== undefined && { author }),
    text: text ?? '',
    files: filesOfMessage(files),
  };
}

/** Where a message stands to which somebody has reacted. Throws ForgedInput. */
export function reactedMessage(event: unknown): { channel: string; ts: string } {
  return parsed(reactedTo, event).item;
}

/** The message that a form is about, as it was kept; undefined where that is not what was kept. */
export function aboutMessageIn(kept: unknown): AboutMessage | undefined {
  return aboutMessage.safeParse(kept).data;
}

/** What a form says in its one text field, and its files. Throws ForgedInput. */
export function saidIn({ view, patience }: { view: Form; patience: AbortSignal }): Said {
  return { text: typedInto(ids.field.comment, view), files: sentFiles(view), key: formKeyOf(view), patience };
}

/** The files of a form. Throws ForgedInput. */
export function sentFiles(view: Form): readonly FileSent[] {
  return filesIn(view.state.values[ids.field.files]?.[ids.field.files]?.files);
}

/** Files as Slack tells of them, in a form or with a message, without those that are deleted. Throws ForgedInput. https://docs.slack.dev/reference/objects/file-object */
export function filesIn(files: unknown): readonly FileSent[] {
  return filesOfMessage(files).map(({ key, name, size }) => ({ key, name, size }));
}

/** The same of a message, each with whose it is: somebody may pass on what another one has sent. */
function filesOfMessage(files: unknown): readonly FileSent[] {
  return parsed(slackFiles, files ?? [])
    .filter(({ mode }) => mode !== 'tombstone')
    .map(({ id: key, name, title, size, user }) => ({
      key,
      name: name || title || '',
      size,
      by: userId.safeParse(user).data,
    }));
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
