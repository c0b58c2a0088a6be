import { useSyncExternalStore } from 'react';

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

/** Reads a path and its query. */
export function readAddress(path: string, query: string): Address {
  const [handle = '', channel, permalink] = path.split('/').filter(Boolean).map(decodeURIComponent);
  const message = permalink?.match(/^p(\d+)(\d{6})$/);
  const thread = new URLSearchParams(query).get('thread');
  return {
    handle,
    ...(channel ? { channel } : {}),
    ...(message ? { message: `${message[1]}.${message[2]}` } : {}),
    ...(thread ? { thread } : {}),
  };
}

/** The opposite of `readAddress`. */
export function writeAddress({ handle, channel, message, thread }: Address): string {
  const path = [handle, channel, message && `p${message.replace('.', '')}`].filter((part) => part !== undefined);
  return `/${path.map(encodeURIComponent).join('/')}${thread ? `?thread=${thread}` : ''}`;
}

/** Goes to an address without loading the page. */
export function go(address: Address, replace = false): void {
  const to = writeAddress(address);
  if (to === location.pathname + location.search) return;
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  dispatchEvent(new Event(moved));
}

/** The address of this tab, as a string that changes with it. */
export function useLocation(): string {
  return useSyncExternalStore(
    (changed) => {
      addEventListener('popstate', changed);
      addEventListener(moved, changed);
      return () => {
        removeEventListener('popstate', changed);
        removeEventListener(moved, changed);
      };
    },
    () => location.pathname + location.search,
  );
}
