import { AlreadyAdmin, AlreadySetUp, LastAdmin, NoSuchAdmin, NotAnAdmin, WrongSetupCode } from './errors';
import type { Invite } from './people';

/**
 * Who is an admin of a team, in one document: so that one write decides, also where two admins demote each other at once.
 * What is decided is carried out afterwards, step by step, on the admins' own documents; the steps wait here until that is done.
 */
export interface Roster {
  readonly teamId: string;
  /** Goes up by one with each decision. */
  readonly seq: number;
  readonly admins: readonly string[];
  readonly steps: readonly Step[];
  /** The setup codes that work while there is no admin. */
  readonly codes: readonly SetupCode[];
}

export interface SetupCode {
  /** Of the code: the code itself is nowhere but in the log. */
  readonly digest: string;
  readonly until: Date;
}

/** A decision that is being carried out. */
export type Step = Decision & {
  readonly seq: number;
  readonly at: Date;
  readonly userId: string;
  /** User id, or where it came from: `machine`, `setup`, `practice`, `deskbell`. */
  readonly by: string;
  /** The form's or click's own name: the same one twice is one decision. */
  readonly key: string;
};

type Decision =
  | { readonly what: 'promoted'; readonly invite: Invite }
  | { readonly what: 'setUp'; readonly hash: string }
  | { readonly what: 'demoted' }
  | { readonly what: 'deactivated' };

/** What somebody wants to be decided. */
export type Wish = Omit<Step, 'seq' | 'at' | 'what'> &
  (Exclude<Decision, { what: 'setUp' }> | (Extract<Decision, { what: 'setUp' }> & { readonly digest: string }));

/** How long a setup code works, in minutes. */
export const setupMinutes = 60;
/** Each process prints one, and each restart: so many work at once. */
const codesMost = 10;

/**
 * The roster after a decision, and the step that carries it out; undefined where there is nothing to do.
 * Throws NotAnAdmin where who wants it is none any more, AlreadyAdmin, NoSuchAdmin, LastAdmin, AlreadySetUp, WrongSetupCode.
 */
export function decided(roster: Roster, wish: Wish, at: Date): { roster: Roster; step: Step } | undefined {
  const { admins, codes, seq } = roster;
  const { what, userId, by, key } = wish;
  const isOne = admins.includes(userId);
  if (isPerson(by) && !admins.includes(by)) throw new NotAnAdmin();
  switch (what) {
    case 'promoted':
      if (isOne) throw new AlreadyAdmin(userId);
      return taken({ what, invite: wish.invite }, [...admins, userId]);
    case 'setUp':
      if (admins.length > 0) throw new AlreadySetUp();
      if (!codes.some(({ digest, until }) => digest === wish.digest && until > at)) throw new WrongSetupCode();
      return taken({ what, hash: wish.hash }, [userId]);
    case 'demoted':
      if (!isOne) throw new NoSuchAdmin(userId);
      if (admins.length === 1) throw new LastAdmin();
      return taken({ what }, without());
    case 'deactivated':
      return isOne ? taken({ what }, without()) : undefined;
  }

  function without(): string[] {
    return admins.filter((one) => one !== userId);
  }

  function taken(decision: Decision, after: readonly string[]): { roster: Roster; step: Step } {
    const step: Step = { ...decision, seq: seq + 1, at, userId, by, key };
    return {
      step,
      roster: {
        ...roster,
        seq: seq + 1,
        admins: after,
        steps: [...roster.steps, step],
        codes: after.length > 0 ? [] : codes,
      },
    };
  }
}

/** The roster with one more setup code; undefined where there are admins already. */
export function withCode(roster: Roster, code: SetupCode, at: Date): Roster | undefined {
  if (roster.admins.length > 0) return undefined;
  const codes = [...roster.codes.filter(({ until }) => until > at), code].slice(-codesMost);
  return { ...roster, seq: roster.seq + 1, codes };
}

/** True for a user id of Slack's, and not for where something else came from. */
export function isPerson(by: string): boolean {
  return /^[UW][A-Z0-9]+$/.test(by);
}
