import { extname } from 'node:path';
import { largestFile } from './checks';
import { freshId } from './fresh';
import type { SharedFile } from './protocol';
import { refusals } from './refusals';
import type { Store, StoredFile } from './store';

/** A file that the app has announced: its bytes come next, then it is shared. */
export interface Upload {
  id: string;
  name: string;
  length: number;
  /** Ends the address that takes the bytes. */
  secret: string;
  content?: Buffer;
}

/** By the end of a name: what the file is, and Slack's word for it (https://docs.slack.dev/reference/objects/file-object). */
const kinds = new Map([
  ['.csv', ['text/csv', 'csv']],
  ['.gif', ['image/gif', 'gif']],
  ['.jpeg', ['image/jpeg', 'jpg']],
  ['.jpg', ['image/jpeg', 'jpg']],
  ['.json', ['application/json', 'json']],
  ['.log', ['text/plain', 'text']],
  ['.md', ['text/markdown', 'markdown']],
  ['.pdf', ['application/pdf', 'pdf']],
  ['.png', ['image/png', 'png']],
  ['.txt', ['text/plain', 'text']],
  ['.zip', ['application/zip', 'zip']],
]);

export function mimetypeOf(name: string): string {
  return kinds.get(extname(name).toLowerCase())?.[0] ?? 'application/octet-stream';
}

export function filetypeOf(name: string): string {
  return kinds.get(extname(name).toLowerCase())?.[1] ?? 'binary';
}

/** A file that a person has picked to be sent. */
export interface Picked {
  name: string;
  content: string | Uint8Array;
}

/** Keeps a file of a person, which nobody else sees before it is sent; the app does where it is `inForm`. Throws what they are told when it cannot be sent. */
export function keepPicked(store: Store, user: string, { name, content }: Picked, inForm: boolean): SharedFile {
  const bytes = Buffer.from(content);
  // Slack's words are not known. Forms of real Slack take as much (file-input-element, "Usage info"), messages take more.
  if (bytes.length > largestFile) throw refusals.notAllowed(`${name} is larger than 10 MB.`);
  if (bytes.length === 0) throw refusals.notAllowed(`${name} is empty.`);
  const file = { id: freshId('F'), name, title: name, mimetype: mimetypeOf(name), size: bytes.length };
  keepFile(store, file, { user, base64: bytes.toString('base64'), ...(inForm && { inForm }) });
  return file;
}

export function keepFile(store: Store, file: SharedFile, more: Pick<StoredFile, 'user' | 'base64' | 'inForm'>): void {
  store.files.set(file.id, { ...file, ...more, created: Math.floor(Date.now() / 1000) });
}
