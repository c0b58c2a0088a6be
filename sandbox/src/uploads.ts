import { extname } from 'node:path';

/** A file that the app has announced: its bytes come next, then it is shared. */
export interface Upload {
  id: string;
  name: string;
  length: number;
  /** Ends the address that takes the bytes. */
  secret: string;
  content?: Buffer;
}

const mimetypes = new Map([
  ['.csv', 'text/csv'],
  ['.json', 'application/json'],
  ['.md', 'text/markdown'],
  ['.pdf', 'application/pdf'],
  ['.png', 'image/png'],
  ['.txt', 'text/plain'],
]);

/** What a file is, by the end of its name. */
export function mimetypeOf(name: string): string {
  return mimetypes.get(extname(name).toLowerCase()) ?? 'application/octet-stream';
}
