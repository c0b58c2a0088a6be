import { sizeInWords } from './files';
import type { Comment, HistoryEntry, Source, TicketFile, TicketWithComments } from './ticket';

/** Names of people, by user id: an archive is read where Slack's mentions mean nothing. */
export type Names = ReadonlyMap<string, string>;

/** A file of a ticket that stands in the archive: its place from where the ticket's own file stands, and the SHA-256 of what it holds. */
export interface Attached {
  readonly path: string;
  readonly sha256: string;
}

/** The files of a ticket that stand in the archive, by their keys. */
export type Attachments = ReadonlyMap<string, Attached>;

/** The files that belong beside the ticket's own, each with its name there. */
export function attachmentsOf(ticket: ArchivedTicket): { readonly key: string; readonly name: string }[] {
  if (extentOf(ticket) !== 'whole') return [];
  return ticket.files
    .filter(({ state }) => state === 'kept')
    .map(({ key, name }, index) => ({ key, name: `${index + 1}-${name}` }));
}

/** The places and digests of attachments that an archive file for programs names, from where it stands; none where it cannot be read. */
export function attachedIn(json: string | undefined): Attached[] {
  try {
    const { files } = JSON.parse(json ?? '{}') as { files?: Partial<Attached>[] }; // whatever somebody has put there
    return (files ?? []).flatMap(({ path, sha256 }) =>
      typeof path === 'string' && typeof sha256 === 'string' ? [{ path, sha256 }] : [],
    );
  } catch {
    return [];
  }
}

/** A ticket with all that happened to it. */
export interface ArchivedTicket extends TicketWithComments {
  readonly history: readonly HistoryEntry[];
}

/**
 * How much of a ticket stands in its file.
 * - `whole`: all of it; every admin may read an archived ticket
 * - `reopened`: that it is in work again, and not a word, which are for its claimer now; also in the minute after its withdrawal
 * - `erased`: that it was withdrawn
 */
type Extent = 'whole' | 'reopened' | 'erased';

function extentOf({ status, returnUntil }: ArchivedTicket): Extent {
  if (status === 'completed') return 'whole';
  return status === 'withdrawn' && returnUntil === undefined ? 'erased' : 'reopened';
}

/** The archive file for people. */
export function archiveMarkdown(ticket: ArchivedTicket, names: Names, attached: Attachments = new Map()): string {
  const name = (userId: string): string => inLine(names.get(userId) ?? userId);
  const head = (title: string, facts: readonly string[]): string[] => [
    `# Ticket ${ticket.number}`,
    '',
    ...(title === '' ? [] : [indented(title), '']),
    `- Requester: ${name(ticket.requester)}`,
    `- Sent: ${stamp(ticket.createdAt)}`,
    ...facts.map((fact) => `- ${fact}`),
    '',
  ];
  const { closedAt } = ticket;
  const ended = (how: string): string[] => (closedAt === undefined ? [] : [`${how}: ${stamp(closedAt)}`]);
  switch (extentOf(ticket)) {
    case 'whole':
      return [
        ...head(ticket.title, wholeFacts(ticket, name, ended('Completed'))),
        ...said(ticket, name, attached),
      ].join('\n');
    case 'erased':
      return [...head('', ended('Withdrawn')), 'Withdrawn by its requester; its words are erased.', ''].join('\n');
    case 'reopened': {
      const last = reopenings(ticket).at(-1);
      const by = last === undefined ? '' : ` ${stamp(last.at)} by ${name(last.who)}`;
      const turns = ticket.history.flatMap((entry) => {
        if (entry.what === 'close') return [`Completed: ${stamp(entry.at)}`];
        return entry.what === 'reopen' && entry !== last ? turn(entry, name) : [];
      });
      return [...head('', turns), `Reopened${by}, and in work again.`, ''].join('\n');
    }
  }
}

function wholeFacts(ticket: ArchivedTicket, name: (userId: string) => string, ended: readonly string[]): string[] {
  const { by, claimer, claimedAt, rating } = ticket;
  return [
    ...(by === undefined ? [] : [`Sent by: ${name(by)}`]),
    ...(claimer === undefined ? [] : [`Completed by: ${name(claimer)}`]),
    ...(claimedAt === undefined ? [] : [`Claimed: ${stamp(claimedAt)}`]),
    ...ticket.history.flatMap((entry) => turn(entry, name)),
    ...ended,
    ...(rating === undefined ? [] : [`Rated: ${rating}`]),
  ];
}

/** What a reader of the archive should know of the ticket's way: that it came back, or went to another admin. */
function turn({ what, at, who, whom }: HistoryEntry, name: (userId: string) => string): string[] {
  if (what === 'reopen') return [`Reopened: ${stamp(at)} by ${name(who)}`];
  return what === 'handOver' && whom !== undefined
    ? [`Handed over: ${stamp(at)} by ${name(who)} to ${name(whom)}`]
    : [];
}

function said(
  { description, source, comments, files }: ArchivedTicket,
  name: (userId: string) => string,
  attached: Attachments,
): string[] {
  const filesOf = (comment: string | undefined) => fileLines(files, comment, attached);
  return [
    '## Description',
    '',
    description === '' ? 'None.' : indented(description),
    '',
    ...filesOf(undefined),
    ...(source === undefined ? [] : message(source, name)),
    '## Comments',
    '',
    ...(comments.length === 0 ? ['None.', ''] : []),
    ...comments.flatMap(({ key, author, at, kind, text }) => [
      `### ${name(author)}, ${stamp(at)}${marks[kind]}`,
      '',
      indented(text),
      '',
      ...filesOf(key),
    ]),
  ];
}

/** The files that came with a comment, or with the ticket itself; those that Deskbell has are links to where they stand. */
function fileLines(files: readonly TicketFile[], comment: string | undefined, attached: Attachments): string[] {
  const these = files.filter((file) => file.comment === comment);
  const lines = these.map(({ key, name, size }) => {
    const there = attached.get(key);
    const label = `${inLine(name)} (${sizeInWords(size)})`;
    return there === undefined ? `- ${label}: not in the archive` : `- [${label}](<${encodeURI(there.path)}>)`;
  });
  return lines.length === 0 ? [] : ['Files:', '', ...lines, ''];
}

/** The message that the ticket is about. */
function message({ author, link, text, leftOut = 0 }: Source, name: (userId: string) => string): string[] {
  return [
    '## Message',
    '',
    `- Written by: ${author === undefined ? 'an app' : name(author)}`,
    `- Link: <${link}>`,
    ...(leftOut === 0 ? [] : [`- Left out here: its last ${leftOut} characters`]),
    '',
    text === '' ? 'Without words.' : indented(text),
    '',
  ];
}

const marks: Readonly<Record<Comment['kind'], string>> = {
  comment: '',
  question: ' (asked)',
  note: ' (internal note)',
};

/** The archive file for programs. What is not for its readers, or not known, stands there as null. */
export function archiveJson(ticket: ArchivedTicket, names: Names, attached: Attachments = new Map()): string {
  return `${JSON.stringify(
    recordOf(ticket, (id) => ({ id, name: names.get(id) ?? id }), attached),
    null,
    2,
  )}\n`;
}

/**
 * What the database has of all that, in one form whoever writes it: with ids in place of names, which change in Slack, and without what is
 * not there, so that a fact that archives learn later changes nothing in those that have none.
 */
export function archiveRow(ticket: ArchivedTicket): string {
  return JSON.stringify(
    recordOf(ticket, (id) => id),
    (_, value: unknown) => (Array.isArray(value) && value.length === 0 ? undefined : (value ?? undefined)),
  );
}

/** The names that stand in an archive file for programs; none where it cannot be read. */
export function namesIn(json: string | undefined): Names {
  const names = new Map<string, string>();
  try {
    JSON.parse(json ?? '', (_, value: unknown) => {
      const { id, name } = (value ?? {}) as { id?: unknown; name?: unknown }; // whatever somebody has put there
      if (typeof id === 'string' && typeof name === 'string' && name !== id) names.set(id, name);
      return value;
    });
  } catch {
    // A file that is damaged, or none, knows nobody.
  }
  return names;
}

function recordOf(
  ticket: ArchivedTicket,
  person: (id: string) => unknown,
  attached?: Attachments,
): Record<string, unknown> {
  const { number, teamId, requester, by, source, claimer, claimedAt, closedAt, createdAt, rating, comments } = ticket;
  const extent = extentOf(ticket);
  const isWhole = extent === 'whole';
  return {
    number,
    team: teamId,
    title: isWhole ? ticket.title : null,
    description: isWhole ? ticket.description : null,
    message: isWhole && source !== undefined ? messageRecord(source, person) : null,
    status: extent === 'reopened' ? 'reopened' : ticket.status,
    requester: person(requester),
    sentBy: isWhole && by !== undefined ? person(by) : null,
    claimer: isWhole && claimer !== undefined ? person(claimer) : null,
    createdAt: createdAt.toISOString(),
    claimedAt: (isWhole && claimedAt?.toISOString()) || null,
    closedAt: (extent !== 'reopened' && closedAt?.toISOString()) || null,
    rating: (isWhole && rating) || null,
    handedOver: (isWhole ? handOvers(ticket) : []).map(({ at, who, whom }) => ({
      at: at.toISOString(),
      by: person(who),
      to: person(whom),
    })),
    reopened: (extent === 'erased' ? [] : reopenings(ticket)).map(({ at, who }) => ({
      at: at.toISOString(),
      by: person(who),
    })),
    comments: (isWhole ? comments : []).map(({ author, at, kind, text }) => ({
      author: person(author),
      at: at.toISOString(),
      kind,
      text,
    })),
    files: (isWhole ? ticket.files : []).map(({ key, name, size, by: owner, at, comment }) => ({
      name,
      size,
      by: person(owner),
      at: at.toISOString(),
      // Of the comments above, from 1 on.
      comment: comment === undefined ? null : comments.findIndex((one) => one.key === comment) + 1,
      ...(attached && { path: null, sha256: null, ...attached.get(key) }),
    })),
  };
}

function messageRecord<Named>({ author, link, text, leftOut = 0 }: Source, person: (id: string) => Named) {
  return { author: author === undefined ? null : person(author), link, text, leftOut };
}

/** Everybody whose name an archive file needs. */
export function peopleIn(ticket: ArchivedTicket): string[] {
  const { requester, by, source, claimer, comments } = ticket;
  const extent = extentOf(ticket);
  const reopeners = reopenings(ticket).map(({ who }) => who);
  if (extent !== 'whole') return [...new Set([requester, ...(extent === 'reopened' ? reopeners : [])])];
  return [
    ...new Set([
      requester,
      ...[by, source?.author, claimer].filter((userId) => userId !== undefined),
      ...handOvers(ticket).flatMap(({ who, whom }) => [who, whom]),
      ...reopeners,
      ...comments.map(({ author }) => author),
      ...ticket.files.map((file) => file.by),
    ]),
  ];
}

function reopenings({ history }: ArchivedTicket): HistoryEntry[] {
  return history.filter(({ what }) => what === 'reopen');
}

function handOvers({ history }: ArchivedTicket): (HistoryEntry & { readonly whom: string })[] {
  return history.flatMap((entry) => {
    const { what, whom } = entry;
    return what === 'handOver' && whom !== undefined ? [{ ...entry, whom }] : [];
  });
}

/** What a person wrote, as a Markdown code block: it stays as they wrote it, and forges no heading. */
function indented(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `    ${line}`)
    .join('\n');
}

/** A name within a line of Markdown: it breaks no line, and nothing in it is markup. */
function inLine(name: string): string {
  return name.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>#&~|!]/g, String.raw`\$&`);
}

function stamp(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
