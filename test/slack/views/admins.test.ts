import { adminThat, invitedAt, sessionAt } from '../../../scripts/gallery/examples';
import type { AdminsPage } from '../../../src/services/ports';
import { ids } from '../../../src/slack/ids';
import { adminsView, doneAnswer, doneWords, personForm } from '../../../src/slack/views/admins';
import { buttonOf, buttons, isFine, isFineView, wordsIn } from './looks';

const now = new Date('2026-11-24T12:00:00Z');
const later = new Date('2026-11-25T00:00:00Z');
const carol = adminThat({ userId: 'U0CAROL', promotedBy: 'setup', ...sessionAt(now) });
const abouts = ['promote', 'demote', 'reset'] as const;

function listOf(admins: AdminsPage['admins'], outsiders: AdminsPage['outsiders'] = { userIds: [], more: 0 }) {
  const view = adminsView({ admins, outsiders }, { me: 'U0CAROL', now, triageChannel: 'C0TRIAGE' });
  isFineView(view);
  return view;
}

/** How Dave stands, as Carol sees it. */
function dave(changed: Partial<AdminsPage['admins'][number]>): string {
  const [, row = ''] = wordsIn(listOf([carol, { ...adminThat(), ...changed }])).split('<@U0DAVE>');
  return row;
}

/** The list of Carol and that many others. */
function besideCarol(count: number): string {
  const others = people(count).map((userId) => ({ ...adminThat({ userId }), lockedUntil: later }));
  return wordsIn(listOf([carol, ...others]));
}

/** What the list says where these people are in the triage channel, too. */
function reading(outsiders: AdminsPage['outsiders']): string {
  return wordsIn(listOf([carol], outsiders));
}

function people(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `U${String(index).padStart(10, '0')}`);
}

describe('the form in which a person is chosen', () => {
  test('says what happens to them, before it happens', () => {
    expect(wordsIn(personForm('promote'))).toContain('They get a message with a button to set a password.');
    expect(wordsIn(personForm('demote'))).toContain('their tickets go back into the queue');
    expect(wordsIn(personForm('reset'))).toContain('Be sure that it is they who ask.');
  });

  test('has one field, in which nobody stands yet', () => {
    for (const what of abouts) {
      expect(personForm(what).blocks).toMatchObject([
        { block_id: ids.field.person, element: { type: 'users_select' } },
      ]);
      expect(wordsIn(personForm(what))).not.toContain('initial_user');
    }
  });
});

test('what was done is said with the name of the one whom it happened to', () => {
  for (const what of abouts) {
    isFine(doneAnswer(what, 'U0DAVE'));
    expect(doneWords(what, 'U0DAVE')).toContain('<@U0DAVE>');
    expect(doneAnswer(what, 'U0DAVE').text).toBe(doneWords(what, 'U0DAVE'));
  }
  for (const what of ['promote', 'reset'] as const) expect(doneWords(what, 'U0DAVE')).toContain('24 hours');
});

describe('the list of admins', () => {
  test('says of each whether they are logged in, and until when', () => {
    expect(dave(sessionAt(now))).toContain('Logged in <!date^1795536000^until ');
    expect(dave({})).toContain(':lock:  Logged out');
    expect(dave({ session: { since: new Date(0), until: now } })).toContain(':lock:  Logged out');
  });

  test('says who is locked, and until when', () => {
    expect(dave({ lockedUntil: later })).toContain('Locked after wrong passwords, <!date^1795564800^until ');
    expect(dave({})).not.toContain('Locked');
  });

  test('says who has not set a password yet, and whose time for it is over', () => {
    expect(dave(invitedAt(now))).toContain('Has not set a password yet, and can do so <!date^');
    expect(dave(invitedAt(now, true))).toContain('the time to set one is over: *Reset password* gives them a new one');
    expect(dave({ hasPassword: false })).toContain('the time to set one is over');
  });

  test('says by whom each was promoted, and when', () => {
    expect(dave({})).toContain('Promoted by <@U0CAROL><!date^1795089600^, {date_short_pretty} at {time}|');
    expect(dave({ promotedBy: 'machine' })).toContain('Promoted on the machine that Deskbell runs on');
    expect(dave({ promotedBy: 'practice' })).toContain('An admin of this practice workspace');
    expect(wordsIn(listOf([carol]))).toContain('The first admin, by the setup code');
  });

  test('has oneself first, with nothing to press, then the others, the newest first', () => {
    const bob = adminThat({ userId: 'U0BOB', promotedAt: later });
    const list = listOf([adminThat(), bob, carol]);
    const named = [...wordsIn(list).matchAll(/\*<@(\w+)>\*/g)].map(([, userId]) => userId);
    expect(named).toEqual(['U0CAROL', 'U0BOB', 'U0DAVE']);
    expect(wordsIn(list)).toContain('*<@U0CAROL>*  (you)');
    expect(buttons(list)).toEqual(['Promote somebody', 'Reset password', 'Demote', 'Reset password', 'Demote']);
    expect(buttons(listOf([carol]))).toEqual(['Promote somebody']);
  });

  test('asks before it takes a password or demotes, and the buttons carry whom they are about', () => {
    const list = listOf([carol, adminThat()]);
    const [reset, demote] = [buttonOf(list, 'Reset password'), buttonOf(list, 'Demote')];
    expect(reset).toMatchObject({ action_id: ids.admin.reset, value: 'U0DAVE' });
    expect(reset?.confirm?.text.text).toContain('Be sure that it is they who ask.');
    expect(demote).toMatchObject({ action_id: ids.admin.demote, value: 'U0DAVE', confirm: { style: 'danger' } });
    expect(demote?.confirm?.text.text).toContain('their tickets go back into the queue');
  });

  test('of many names as many as there is room for, and says where the others are', () => {
    expect(besideCarol(24)).not.toContain('no room here');
    expect(besideCarol(25)).toContain('1 more has no room here. `npm run admin -- list`');
    expect(besideCarol(1000)).toContain('*1001 admins*');
    expect(besideCarol(1000)).toContain('976 more have no room here.');
  });
});

describe('the list of admins says who else reads open tickets', () => {
  test('nobody', () => {
    expect(reading({ userIds: [], more: 0 })).toContain('Nobody but admins is in <#C0TRIAGE>');
  });

  test('by name, and how many more there may be', () => {
    expect(reading({ userIds: ['U0ALICE', 'U0BOB'], more: 0 })).toContain(
      'are read by people who are no admins: <@U0ALICE>, <@U0BOB>. Promote them, or take them out of the channel.',
    );
    expect(reading({ userIds: people(20), more: 1 })).toContain('<@U0000000019>, perhaps one other.');
    expect(reading({ userIds: [], more: 980 })).toContain('no admins: perhaps 980 others.');
  });

  test('or that Slack did not say', () => {
    const view = adminsView(
      { admins: [carol], outsiders: undefined },
      { me: 'U0CAROL', now, triageChannel: 'C0TRIAGE' },
    );
    isFineView(view);
    expect(wordsIn(view)).toContain('Slack did not say who else is in <#C0TRIAGE>');
  });
});

test('what is about admins, as it looks', () => {
  expect({
    forms: abouts.map(personForm),
    done: abouts.map((what) => doneAnswer(what, 'U0DAVE')),
    list: listOf(
      [carol, { ...adminThat(), lockedUntil: later }, { ...adminThat({ userId: 'U0BOB' }), ...invitedAt(now) }],
      { userIds: ['U0ALICE'], more: 2 },
    ),
  }).toMatchSnapshot();
});
