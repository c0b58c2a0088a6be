import type { TicketWithComments } from './ticket';

/** Names of people, by user id: an archive is read where Slack's mentions mean nothing. */
export type Names = ReadonlyMap<string, string>;

/** The archive file for people. */
export function archiveMarkdown(ticket: TicketWithComments, names: Names): string {
  const { number, title, description, requester, claimer, createdAt, claimedAt, closedAt, comments } = ticket;
  const name = (userId: string): string => inLine(names.get(userId) ?? userId);
  const facts = [
    `Requester: ${name(requester)}`,
    `Sent: ${stamp(createdAt)}`,
    ...(claimer === undefined ? [] : [`Completed by: ${name(claimer)}`]),
    ...(claimedAt === undefined ? [] : [`Claimed: ${stamp(claimedAt)}`]),
    ...(closedAt === undefined ? [] : [`Completed: ${stamp(closedAt)}`]),
  ];
  return [
    `# Ticket ${number}`,
    '',
    indented(title),
    '',
    ...facts.map((fact) => `- ${fact}`),
    '',
    '## Description',
    '',
    description === '' ? 'None.' : indented(description),
    '',
    '## Comments',
    '',
    ...(comments.length === 0 ? ['None.', ''] : []),
    ...comments.flatMap(({ author, at, text }) => [`### ${name(author)}, ${stamp(at)}`, '', indented(text), '']),
  ].join('\n');
}

/** The archive file for programs. */
export function archiveJson(ticket: TicketWithComments, names: Names): string {
  const person = (id: string) => ({ id, name: names.get(id) ?? id });
  const { number, teamId, title, description, status, requester, claimer, comments } = ticket;
  const record = {
    number,
    team: teamId,
    title,
    description,
    status,
    requester: person(requester),
    claimer: claimer === undefined ? null : person(claimer),
    createdAt: ticket.createdAt.toISOString(),
    claimedAt: ticket.claimedAt?.toISOString() ?? null,
    closedAt: ticket.closedAt?.toISOString() ?? null,
    comments: comments.map(({ author, at, text }) => ({ author: person(author), at: at.toISOString(), text })),
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Everybody whose name an archive file needs. */
export function peopleIn({ requester, claimer, comments }: TicketWithComments): string[] {
  return [
    ...new Set([requester, ...(claimer === undefined ? [] : [claimer]), ...comments.map(({ author }) => author)]),
  ];
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
