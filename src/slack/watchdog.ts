/** The socket to Slack is closed, and does not open again by itself. */
export class SocketLost extends Error {
  override readonly name = 'SocketLost';
  constructor(minutes: number) {
    super(
      `The socket to Slack has been closed for ${minutes} minutes, and did not open again by itself. Exit code 75 asks whatever watches over Deskbell to start it again (Docker: restart: unless-stopped; systemd: Restart=always). Where nothing does, start it again: npm start.`,
    );
  }
}

export interface Watching {
  readonly everyMs: number;
  /** So long the socket may be closed; Slack's client tries to open it again more and more seldom. */
  readonly closedMostMs: number;
}

export const watching: Watching = { everyMs: 5_000, closedMostMs: 5 * 60_000 };

export interface Watchdog {
  /** Looks whether the socket is open; to be called every `everyMs`. A machine that slept has looked at nothing. */
  look(): void;
  isLost(): boolean;
  readonly lost: Promise<SocketLost>;
}

export function watchdog(isOpen: () => boolean, { everyMs, closedMostMs }: Watching): Watchdog {
  let closedMs = 0;
  let lose: ((why: SocketLost) => void) | undefined;
  const lost = new Promise<SocketLost>((resolve) => {
    lose = resolve;
  });
  const isLost = (): boolean => closedMs >= closedMostMs;
  return {
    look() {
      closedMs = isOpen() ? 0 : closedMs + everyMs;
      if (isLost()) lose?.(new SocketLost(closedMostMs / 60_000));
    },
    isLost,
    lost,
  };
}
