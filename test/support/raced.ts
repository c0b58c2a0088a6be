import type { Admin } from '../../src/domain/people';
import type { Ticket } from '../../src/domain/ticket';
import type { Change, Ports, Tickets } from '../../src/services/ports';
import { ticketThat } from './tickets';

const admin = (userId: string): Admin => ({
  teamId: 'T0DESK',
  userId,
  promotedBy: 'test',
  promotedAt: new Date(0),
  hasPassword: true,
  session: { since: new Date(0), until: new Date('2100-01-01T00:00:00Z') },
});
export const carol = admin('U0CAROL');
export const dave = admin('U0DAVE');
/** An admin who asks for help herself. */
export const erin = admin('U0ERIN');
export const alice = { teamId: 'T0DESK', userId: 'U0ALICE' };
export const bob = { teamId: 'T0DESK', userId: 'U0BOB' };

/** A minute after Alice's completed ticket has ended, so that all of it can still be brought back. */
export const now = new Date('2026-11-24T10:31:00Z');

interface Told {
  /** How many comments and edits the ticket has. */
  readonly comments?: number;
  readonly edits?: number;
  /** False where the admin is the only one. */
  readonly hasOther?: boolean;
  readonly at?: Date;
  readonly tickets?: Partial<Tickets>;
}

/** A store in which somebody is quicker: each look at the ticket finds the next of `states`, and every change fails. */
export function raced(
  states: readonly (Ticket | undefined)[],
  { comments = 0, edits = 0, hasOther = true, at = now, tickets = {} }: Told = {},
) {
  const reads = [...states];
  const tried: Change[] = [];
  const woken: boolean[] = [];
  const ports: Ports = {
    tickets: {
      create: async () => ({ ticket: ticketThat('open'), fresh: true }),
      async change(_, change) {
        tried.push(change);
        return undefined;
      },
      async find(teamId) {
        const found = reads.length > 1 ? reads.shift() : reads[0];
        return found?.teamId === teamId ? found : undefined;
      },
      ofKey: async () => undefined,
      read: async () => undefined,
      ofThread: async () => undefined,
      done: async () => ({ done: false }),
      counts: async () => ({ comments, edits, files: 0 }),
      ofRequester: async () => ({ tickets: [], total: 0, more: false }),
      liveOf: async () => [],
      listed: async () => [],
      openBelow: async () => 0,
      lastWaits: async () => [],
      toErase: async () => undefined,
      heldBy: async () => undefined,
      hideFrom: async () => false,
      followedBy: async () => [],
      unfollowAll: async () => false,
      liveThreads: async () => [],
      hasLeft: async () => false,
      left: async () => undefined,
      ...tickets,
    },
    admins: {
      find: async ({ userId }) => [carol, dave, erin].find((one) => one.userId === userId),
      hasOther: async () => hasOther,
      list: async () => [carol, dave, erin],
      hashOf: async () => undefined,
      change: async () => undefined,
      did: async () => false,
      carryOut: async () => undefined,
      looksAt: async () => undefined,
      look: async () => undefined,
      tell: async () => undefined,
      expired: async () => [],
    },
    rosters: {
      read: async (teamId) => ({ teamId, seq: 0, admins: [], steps: [], codes: [] }),
      replace: async () => true,
      done: async () => undefined,
    },
    tries: { count: async () => ({ counts: true }), lockedUntil: async () => new Map(), forget: async () => undefined },
    reports: {
      came: async () => [],
      closed: async () => [],
      live: async () => ({ open: 0, claimed: 0, in_progress: 0, waiting: 0 }),
    },
    troubles: {
      raise: async () => false,
      find: async () => undefined,
      mayTry: async () => 'no trouble',
      allowTry: async () => false,
      mend: async () => undefined,
      end: async () => undefined,
      told: async () => undefined,
      untold: async () => [],
      list: async () => [],
    },
    audit: { append: async () => undefined, list: async () => [] },
    passwords: {
      hash: async () => '',
      matches: async () => false,
      isOutdated: () => false,
      isCommon: () => false,
      newCode: () => '',
      digestOf: () => '',
    },
    people: {
      find: async () => ({ name: 'Somebody', handle: 'somebody', standing: 'member' }),
      membersOf: async () => [],
    },
    fileLimits: { most: 5, megabytes: 10 },
    wakeFetch: () => undefined,
    sessionHours: 12,
    clock: { now: () => at },
    triageChannel: 'C0TRIAGE',
    newKey: () => 'key',
    wake: (hasEnded) => woken.push(hasEnded),
    wakeMessenger: () => undefined,
  };
  return { ports, tried, woken };
}
