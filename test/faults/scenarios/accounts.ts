import type { Actor, Message } from '@deskbell/sandbox';
import { sayWhatIsAmiss } from '../../../src/amiss';
import { ids } from '../../../src/slack/ids';
import { password, type TestDesk } from '../../support/desk';
import { adminsOf, asks, logsOut, onRecord, opens as opensAt, passwordField } from '../../support/sessions';
import { claimed, general, type Scenario } from '../scenario';

const command = (word: string): string => `word ${ids.command.admin} ${word}`;
const fresh = 'correct horse, another';
const twice = { 'New password': fresh, 'The same once more': fresh };

/** A command of Carol's about somebody, which is answered by a message. */
function typed(word: string, who: string, record: string, also: Partial<Scenario> = {}): Scenario {
  return {
    name: `/ticket-admin ${word}`,
    goes: [command(word)],
    async prepare(desk, { until }) {
      const { carol } = desk;
      return {
        act: async () =>
          await until(
            'an answer',
            () => carol.types(`/ticket-admin ${word} @${who}`, general),
            () => happened(desk, word),
          ),
        letters: 1,
        holds: async () => expect(await onRecord(desk)).toEqual([record]),
      };
    },
    ...also,
  };
}

/** Whether what such a word is for has been done. */
async function happened(desk: TestDesk, word: string): Promise<true | undefined> {
  const what = { promote: 'promoted', demote: 'demoted', reset: 'reset' }[word];
  const [records, all] = await desk.inDatabase(
    async ({ audit, admins }) => await Promise.all([audit.find().lean(), admins.find().lean()]),
  );
  return (
    records.some((record) => record.what === what) ||
    all.some(({ news }) => news.some((one) => one.what === what)) ||
    undefined
  );
}

/** A form of `/ticket-admin`, in which Carol chooses somebody. */
function chosen(word: string, title: string, label: string, who: string, record: string, id: string): Scenario {
  return {
    name: `the form of /ticket-admin ${word}`,
    goes: [command(word), `submission ${id}`],
    async prepare(desk, { opens, sends }) {
      const { carol } = desk;
      return {
        async act() {
          const form = await opens(carol, title, () => carol.types(`/ticket-admin ${word}`, general));
          form.fills({ [label]: who });
          await sends(form);
        },
        letters: 1,
        holds: async () => expect(await onRecord(desk)).toEqual([record]),
      };
    },
  };
}

/** A button of Carol's in the list of admins, about Dave. */
function pressed(name: string, id: string, word: string, record: string): Scenario {
  return {
    name: `${name}, in the list of admins`,
    goes: [command('admins'), `click ${id}`],
    async prepare(desk, { until }) {
      const list = await opensAt(desk.carol, '/ticket-admin admins', 'Admins');
      return {
        act: async () =>
          await until(
            name,
            () => list.presses(name),
            () => happened(desk, word),
          ),
        letters: 1,
        holds: async () => expect(await onRecord(desk)).toEqual([record]),
      };
    },
  };
}

/** Carol has promoted Dave; gives his letter. */
async function promoted({ carol, dave, ...desk }: TestDesk): Promise<Message> {
  await asks(carol, '/ticket-admin promote @dave');
  const letter = await dave.sees('has made you an admin');
  await desk.settled();
  return letter;
}

async function isLoggedIn({ inDatabase }: TestDesk, { id }: Actor): Promise<boolean> {
  return (await inDatabase(({ admins }) => admins.findOne({ userId: id }).lean()))?.session !== undefined;
}

async function isPassword({ inDatabase, deskbell }: TestDesk, { id }: Actor, words: string): Promise<boolean> {
  const admin = await inDatabase(({ admins }) => admins.findOne({ userId: id }).lean());
  return await deskbell().desk.passwords.matches(words, admin?.hash);
}

/** Who is an admin, and how they show that it is them. */
export const accounts: readonly Scenario[] = [
  typed('promote', 'bob', 'promoted U0CAROL U0BOB'),
  typed('reset', 'dave', 'reset U0CAROL U0DAVE'),
  typed('demote', 'dave', 'demoted U0CAROL U0DAVE'),
  chosen('promote', 'Promote somebody', 'Who', 'bob', 'promoted U0CAROL U0BOB', ids.admin.promoteSubmit),
  chosen('reset', 'Reset a password', 'Whose', 'dave', 'reset U0CAROL U0DAVE', ids.admin.resetSubmit),
  chosen('demote', 'Demote an admin', 'Who', 'dave', 'demoted U0CAROL U0DAVE', ids.admin.demoteSubmit),
  pressed('Reset password', ids.admin.reset, 'reset', 'reset U0CAROL U0DAVE'),
  pressed('Demote', ids.admin.demote, 'demote', 'demoted U0CAROL U0DAVE'),
  {
    name: 'Promote somebody, in the list of admins',
    goes: [`opens ${ids.admin.promote}`, `submission ${ids.admin.promoteSubmit}`],
    async prepare(desk, { opens, sends }) {
      const { carol } = desk;
      const list = await opensAt(carol, '/ticket-admin admins', 'Admins');
      return {
        async act() {
          const form = await opens(carol, 'Promote somebody', () => list.presses('Promote somebody'));
          form.fills({ Who: 'bob' });
          await sends(form);
        },
        letters: 1,
        holds: async () => expect(await onRecord(desk)).toEqual(['promoted U0CAROL U0BOB']),
      };
    },
  },
  {
    name: 'the end of an admin who has a ticket',
    goes: [command('demote')],
    async prepare(desk, patience) {
      const { until } = patience;
      const { carol, dave } = desk;
      await claimed(desk, patience, dave);
      return {
        act: async () =>
          await until(
            'the demotion',
            () => carol.types('/ticket-admin demote @dave', general),
            () => happened(desk, 'demote'),
          ),
        letters: 1,
        async holds() {
          expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
          expect((await onRecord(desk)).toSorted()).toEqual(['demoted U0CAROL U0DAVE', 'vacated deskbell U0DAVE #1']);
        },
      };
    },
  },
  {
    name: 'an admin whose account ends',
    goes: ['event user_change, slackItself'],
    async prepare(desk, patience) {
      const { says } = patience;
      await claimed(desk, patience);
      return {
        act: async () =>
          await says(
            'the end of the account to be heard',
            async () => desk.workspace.owner.deactivates('dave'),
            async () => ((await adminsOf(desk)).includes('U0DAVE') ? undefined : true),
          ),
        holds: async () => expect(await onRecord(desk)).toEqual(['deactivated deskbell U0DAVE']),
      };
    },
  },
  {
    name: '/ticket-admin login',
    goes: [command('login'), `login ${ids.admin.loginSubmit}`],
    desk: { loggedOut: true },
    async prepare(desk, { opens, sends }) {
      const { carol } = desk;
      let sent = 0;
      return {
        async act() {
          const login = await opens(carol, 'Log in', () => carol.types('/ticket-admin login', general));
          login.fills({ [passwordField]: password });
          sent = await sends(login);
        },
        async holds() {
          expect(await isLoggedIn(desk, carol)).toBe(true);
          // Who was told that nobody knows whether it worked logs in once more, and that is on record, too; what Slack doubles is not.
          const record = await onRecord(desk);
          expect(new Set(record)).toEqual(new Set(['loggedIn U0CAROL']));
          expect(record.length).toBeLessThanOrEqual(sent);
        },
      };
    },
  },
  {
    name: 'a reply of an admin who has to log in first',
    goes: [`loginButton ${ids.admin.login}`, `login ${ids.admin.loginSubmit}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { carol } = desk;
      const { mine } = await claimed(desk, patience);
      await logsOut(carol);
      await carol.types('I am on my way.', { thread: mine.ts });
      const offer = await carol.sees(({ ephemeral, text }) => ephemeral && text.includes('logged out'), {
        thread: mine.ts,
      });
      return {
        async act() {
          const login = await opens(carol, 'Log in', () => carol.presses('Log in', offer));
          login.fills({ [passwordField]: password });
          await sends(login);
        },
        holds: async () =>
          expect((await desk.stored())[0]?.comments.map(({ text }) => text)).toEqual(['I am on my way.']),
      };
    },
  },
  {
    name: '/ticket-admin logout',
    goes: [command('logout')],
    async prepare(desk, { until }) {
      const { carol } = desk;
      return {
        act: async () =>
          await until(
            'the end of the session',
            () => carol.types('/ticket-admin logout', general),
            async () => ((await isLoggedIn(desk, carol)) ? undefined : true),
          ),
        holds: async () => expect(await onRecord(desk)).toEqual(['loggedOut U0CAROL']),
      };
    },
  },
  {
    name: 'Log out, in the Home',
    goes: [`click ${ids.admin.logout}`],
    async prepare(desk, { until }) {
      const { carol } = desk;
      await carol.opensHome();
      await carol.home('Log out');
      return {
        act: async () =>
          await until(
            'the end of the session',
            () => carol.presses('Log out', 'home'),
            async () => ((await isLoggedIn(desk, carol)) ? undefined : true),
          ),
        async holds() {
          expect(await onRecord(desk)).toEqual(['loggedOut U0CAROL']);
          expect((await carol.home()).words).not.toContain('Log out');
        },
      };
    },
  },
  {
    name: '/ticket-admin password',
    goes: [command('password'), `submission ${ids.admin.changePasswordSubmit}`],
    async prepare(desk, { opens, sends }) {
      const { carol } = desk;
      return {
        async act() {
          const form = await opens(carol, 'Change password', () => carol.types('/ticket-admin password', general));
          form.fills({ 'Your password until now': password, ...twice });
          await sends(form);
        },
        letters: 1,
        async holds() {
          expect(await onRecord(desk)).toEqual(['changedPassword U0CAROL']);
          expect(await isPassword(desk, carol, fresh)).toBe(true);
        },
      };
    },
  },
  {
    name: 'Set a password',
    goes: [`opens ${ids.admin.setPassword}`, `submission ${ids.admin.setPasswordSubmit}`],
    desk: { admins: ['carol'] },
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { dave } = desk;
      const letter = await promoted(desk);
      return {
        async act() {
          const form = await opens(dave, 'Set a password', () => dave.presses('Set a password', letter));
          form.fills(twice);
          await sends(form);
        },
        letters: 1,
        async holds() {
          expect(await onRecord(desk)).toEqual(['promoted U0CAROL U0DAVE', 'setPassword U0DAVE']);
          expect(await isPassword(desk, dave, fresh)).toBe(true);
        },
      };
    },
  },
  {
    name: 'the first admin',
    goes: [command('setup'), `submission ${ids.admin.setupSubmit}`],
    desk: { admins: [] },
    async prepare(desk, { opens, sends }) {
      const { bob } = desk;
      const lines: string[] = [];
      await sayWhatIsAmiss(desk.deskbell().desk, (line) => lines.push(line));
      const code = /setup (\S+)/.exec(lines.join('\n'))?.[1] ?? '';
      return {
        async act() {
          const form = await opens(bob, 'Set up Deskbell', () => bob.types(`/ticket-admin setup ${code}`, general));
          form.fills(twice);
          await sends(form);
        },
        async holds() {
          expect(await adminsOf(desk)).toEqual(['U0BOB']);
          expect(await onRecord(desk)).toEqual(['setUp U0BOB']);
        },
      };
    },
  },
];
