import { useMemo, useSyncExternalStore } from 'react';

/** What the address names: `/alice/C0TRIAGE/p1764000000000100?thread=1764000000.000100`. */
export interface Address {
  handle: string;
  channel?: string;
  /** The `ts` of a message to show. */
  message?: string;
  /** The `ts` of the thread that stands open. */
  thread?: string;
}

const moved = 'practice:moved';

function readAddress(written: string): Address {
  const { pathname, searchParams } = new URL(written, location.origin);
  const [handle = '', channel, permalink] = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  return addressOf(handle, channel, permalink, searchParams.get('thread'));
}

function addressOf(handle: string, channel?: string, permalink?: string, thread?: string | null): Address {
  const message = permalink?.match(/^p(\d+)(\d{6})$/);
  return {
    handle,
    ...(channel && { channel }),
    ...(message && { message: `${message[1]}.${message[2]}` }),
    ...(thread && { thread }),
  };
}

/** Where a permalink of the workspace at `workspaceUrl` leads a person; undefined where `url` is none. */
export function permalinkTo(url: string, workspaceUrl: string, handle: string): Address | undefined {
  if (!url.startsWith(`${workspaceUrl}/archives/`) || !URL.canParse(url)) return undefined;
  const { pathname, searchParams } = new URL(url);
  const [, channel, permalink] = pathname.split('/').filter(Boolean);
  return addressOf(handle, channel, permalink, searchParams.get('thread_ts'));
}

/** The path and the query of an address. */
export function writeAddress({ handle, channel, message, thread }: Address): string {
  const path = [handle, channel, message && `p${message.replace('.', '')}`].filter((part) => part !== undefined);
  return `/${path.map(encodeURIComponent).join('/')}${thread ? `?thread=${thread}` : ''}`;
}

/** Goes to an address without loading the page. */
export function go(address: Address, replace = false): void {
  const to = writeAddress(address);
  if (to === here()) return;
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  dispatchEvent(new Event(moved));
}

function here(): string {
  return location.pathname + location.search;
}

function onMove(changed: () => void): () => void {
  const over = new AbortController();
  for (const event of ['popstate', moved]) addEventListener(event, changed, { signal: over.signal });
  return () => over.abort();
}

/** The address of this tab, as it changes. */
export function useAddress(): Address {
  const written = useSyncExternalStore(onMove, here);
  return useMemo(() => readAddress(written), [written]);
}
