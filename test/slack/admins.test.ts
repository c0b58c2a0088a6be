import type { Actor } from '@deskbell/sandbox';
import { startDesk, stopDesks, type TestDesk, until } from '../support/desk';
import { adminsOf, asks, logsIn, logsOut, onRecord, opens, setsPassword } from '../support/sessions';

afterEach(stopDesks);

/** Chooses a person in a form of `/ticket-admin`, and sends it; gives what it says then. */
async function chooses(person: Actor, command: string, title: string, label: string, who: string): Promise<string> {
  const form = await opens(person, `/ticket-admin ${command}`, title);
  expect(await form.submits()).toMatchObject({ became: 'errors' });
  form.fills({ [label]: who });
  expect(await form.submits()).toEqual({ became: 'changed' });
  const said = form.words();
  await form.closes();
  return said;
}

/** Both demote each other; gives who is left, and what each was told. */
async function demoteEachOther({ carol, dave, ...desk }: TestDesk): Promise<Record<string, string>> {
  const [toCarol, toDave] = await Promise.all([
    asks(carol, '/ticket-admin demote @dave'),
    asks(dave, '/ticket-admin demote @carol'),
  ]);
  await desk.settled();
  return { [carol.id]: toCarol.text, [dave.id]: toDave.text };
}

describe('promote, reset and demote', () => {
  test('typed: each is confirmed, told to the one it happens to, and on record', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { carol, dave } = desk;
    expect((await asks(carol, '/ticket-admin promote @dave')).text).toMatch(/<@U0DAVE> is an admin now.* 24 hours/);
    const first = await dave.sees('<@U0CAROL> has made you an admin of Deskbell');
    await setsPassword(dave, first, 'correct horse of dave');
    await logsIn(dave, 'correct horse of dave');
    await (await dave.modal('Logged in')).closes();
    await (await opens(dave, '/ticket-admin', 'Tickets')).closes();
    expect((await asks(carol, '/ticket-admin RESET  @dave ')).text).toContain('does not work any more');
    await dave.sees('<@U0CAROL> has reset your password for Deskbell');
    await opens(dave, '/ticket-admin', 'Set a password');
    expect((await asks(carol, '/ticket-admin Demote @dave')).text).toContain('is no admin any more');
    await dave.sees('<@U0CAROL> has ended your time as an admin of Deskbell');
    expect((await asks(dave, '/ticket-admin')).text).toMatch(/^Only admins of Deskbell can do that/);
    expect(await onRecord(desk)).toEqual([
      'promoted U0CAROL U0DAVE',
      'setPassword U0DAVE',
      'loggedIn U0DAVE',
      'reset U0CAROL U0DAVE',
      'demoted U0CAROL U0DAVE',
    ]);
  });

  test('by a form with a person to choose, which first wants one', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { bob, carol } = desk;
    expect(await chooses(carol, 'promote', 'Promote somebody', 'Who', 'bob')).toContain('<@U0BOB> is an admin now');
    await bob.sees('has made you an admin');
    expect(await chooses(carol, 'reset', 'Reset a password', 'Whose', 'bob')).toContain('does not work any more');
    await bob.sees('has reset your password');
    expect(await chooses(carol, 'demote', 'Demote an admin', 'Who', 'bob')).toContain('is no admin any more');
    await bob.sees('has ended your time');
    const form = await opens(carol, '/ticket-admin demote', 'Demote an admin');
    form.fills({ Who: 'bob' });
    await form.submits();
    expect(form.errors).toEqual({ Who: expect.stringContaining('is no admin of Deskbell') });
    expect(await adminsOf(desk)).toEqual(['U0CAROL']);
  });

  test('whoever cannot be meant is named, with what to do instead; nobody is made an admin', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const answers: [string, RegExp][] = [
      ['promote @carol', /^You are an admin already\.$/],
      ['demote @carol', /^You cannot demote yourself\. Ask another admin/],
      ['reset @carol', /^You cannot reset your own password\. Change it with `\/ticket-admin password`/],
      ['promote @dave', /^<@U0DAVE> is an admin already\. .*reset/],
      ['demote @bob', /^<@U0BOB> is no admin of Deskbell\. `\/ticket-admin admins` shows who is\.$/],
      ['reset @bob', /^<@U0BOB> is no admin of Deskbell/],
      ['promote @deskbell', /^<@U0DESKBELL> is an app, and cannot be an admin/],
      ['promote @slackbot', /^<@USLACKBOT> is an app, and cannot be an admin/],
      ['promote Bob Okafor', /^Say who, and only one: `\/ticket-admin promote @name`/],
      ['promote @bob @alice', /^Say who, and only one/],
      ['promote @bob please', /^Say who, and only one/],
      ['promote #general', /^Say who, and only one/],
      ['promote @everyone', /^Say who, and only one/],
      ['promote U0BOB', /^Say who, and only one/],
      ['demote @nobody', /^Say who, and only one: `\/ticket-admin demote @name`/],
    ];
    for (const [words, answer] of answers) expect((await asks(carol, `/ticket-admin ${words}`)).text).toMatch(answer);
    workspace.owner.makesGuest('bob');
    expect((await asks(carol, '/ticket-admin promote @bob')).text).toMatch(/^<@U0BOB> is a guest here/);
    workspace.owner.lends('bob');
    expect((await asks(carol, '/ticket-admin promote @bob')).text).toMatch(/^<@U0BOB> belongs to another workspace/);
    workspace.owner.deactivates('bob');
    expect((await asks(carol, '/ticket-admin promote @bob')).text).toMatch(/<@U0BOB> .*deactivated/);
    // As the picker of the form still lets people choose.
    const form = await opens(carol, '/ticket-admin promote', 'Promote somebody');
    form.fills({ Who: 'bob' });
    await form.submits();
    expect(form.errors).toEqual({ Who: expect.stringMatching(/deactivated/) });
    await form.closes();
    expect(await adminsOf(desk)).toEqual(['U0CAROL', 'U0DAVE']);
    expect(await onRecord(desk)).toEqual([]);
  });

  test('are not for somebody who is no admin; help is for everybody, and an unknown word gets it', async () => {
    const desk = await startDesk();
    const { bob, carol } = desk;
    for (const words of ['promote @bob', 'demote @carol', 'reset @carol', 'admins', 'audit', 'promote', 'nonsense']) {
      expect((await asks(bob, `/ticket-admin ${words}`)).text).toMatch(/^Only admins of Deskbell can do that/);
    }
    expect((await asks(bob, '/ticket-admin help')).text).toContain('`/ticket-admin promote @name`');
    const told = (await asks(carol, '/ticket-admin promot @bob')).text;
    expect(told).toMatch(/^There is no \/ticket-admin promot\. This is what there is/);
    expect(told).toContain('`/ticket-admin promote @name` makes somebody an admin.');
    expect(await adminsOf(desk)).toEqual(['U0CAROL', 'U0DAVE']);
  });
});

describe('the list of admins', () => {
  test('says how each of them stands and who reads along, and its buttons bring it up to date', async () => {
    const desk = await startDesk();
    const { bob, carol, dave, workspace } = desk;
    workspace.owner.invites('alice', 'C0TRIAGE');
    await logsOut(dave);
    await opens(dave, '/ticket-admin login', 'Log in');
    for (let time = 0; time < 5; time += 1) await logsIn(dave, 'not the correct horse');
    const list = await opens(carol, '/ticket-admin admins', 'Admins');
    const shows = (words: string | RegExp) =>
      carol.waitsFor(`the list to say ${words}`, () => (list.words().match(words) ? true : undefined));
    expect(list.words()).toContain('*2 admins*');
    expect(list.words()).toMatch(/<#C0TRIAGE>.* no admins: <@U0ALICE>\. Promote them/);
    expect(list.words()).toMatch(/\*<@U0CAROL>\* {2}\(you\)\n:unlock: {2}Logged in/);
    expect(list.words()).toMatch(/\*<@U0DAVE>\*\n:lock: {2}Logged out\n:no_entry: {2}Locked after wrong passwords/);

    await list.presses('Promote somebody');
    const form = await carol.modal('Promote somebody');
    form.fills({ Who: 'bob' });
    expect(await form.submits()).toEqual({ became: 'closed' });
    await shows(/\*<@U0BOB>\*\n:hourglass: {2}Has not set a password yet.*\nPromoted by <@U0CAROL>/);
    await setsPassword(bob, await bob.sees('has made you an admin'), 'correct horse of bob');

    // One's own row has no buttons; the newest comes first, and the oldest last.
    await list.presses('Reset password', { nth: 1 });
    await shows(/\*<@U0DAVE>\*\n:hourglass:/);
    await dave.sees('has reset your password');
    await list.presses('Demote', { nth: 1, confirm: false });
    expect(await adminsOf(desk)).toContain('U0DAVE');
    await list.presses('Demote', { nth: 1 });
    await shows(/<#C0TRIAGE>.* no admins: <@U0DAVE>, <@U0ALICE>\./);
    expect(list.words()).not.toContain('*<@U0DAVE>*');
    expect(list.words()).toMatch(/\*<@U0BOB>\*\n:lock: {2}Logged out/);
    expect(await adminsOf(desk)).toEqual(['U0CAROL', 'U0BOB']);
    expect((await onRecord(desk)).filter((line) => line.includes('U0CAROL '))).toEqual([
      'promoted U0CAROL U0BOB',
      'reset U0CAROL U0DAVE',
      'demoted U0CAROL U0DAVE',
    ]);
  });

  test('a button of it whose admin is none any more says so, on top of it', async () => {
    const desk = await startDesk({ admins: ['bob', 'carol', 'dave'] });
    const { carol, dave } = desk;
    const list = await opens(carol, '/ticket-admin admins', 'Admins');
    await asks(dave, '/ticket-admin demote @bob');
    await carol.presses('Demote', 'modal');
    const refusal = await carol.modal('Deskbell');
    expect(refusal.words()).toContain('<@U0BOB> is no admin of Deskbell');
    await refusal.closes();
    expect((await carol.modal()).id).toBe(list.id);
  });

  test('Slack does not say who is in the channel: it says that, and shows the admins', async () => {
    const desk = await startDesk();
    desk.workspace.faults.next('conversations.members', { http: 503 }, { times: 9 });
    const list = await opens(desk.carol, '/ticket-admin admins', 'Admins');
    expect(list.words()).toContain('Slack did not say who else is in <#C0TRIAGE>');
    expect(list.words()).toContain('*<@U0DAVE>*');
  });
});

describe('two admins at the same moment', () => {
  test.each([1, 2])(
    'demote each other, with %i Deskbells: one stays, and the other is told that they are none',
    async (count) => {
      const desk = await startDesk();
      if (count === 2) await desk.startAnother();
      const told = await demoteEachOther(desk);
      const [winner = '', ...others] = await adminsOf(desk);
      expect(others).toEqual([]);
      const loser = winner === 'U0CAROL' ? 'U0DAVE' : 'U0CAROL';
      expect(told[winner]).toContain(`<@${loser}> is no admin any more`);
      expect(told[loser]).toMatch(/^Only admins of Deskbell can do that/);
      expect(await onRecord(desk)).toEqual([`demoted ${winner} ${loser}`]);
    },
  );

  test('promote the same person: one has done it, the other is told that they are one already', async () => {
    const desk = await startDesk();
    const { bob, carol, dave } = desk;
    const told = await Promise.all([carol, dave].map((person) => asks(person, '/ticket-admin promote @bob')));
    expect(new Set(told.map(({ text }) => /is an admin (?:now|already)/.exec(text)?.[0]))).toEqual(
      new Set(['is an admin now', 'is an admin already']),
    );
    await desk.settled();
    expect(bob.messages().filter(({ text }) => text.includes('has made you an admin'))).toHaveLength(1);
    expect(await adminsOf(desk)).toEqual(['U0CAROL', 'U0DAVE', 'U0BOB']);
  });

  test('are left: the last one can be demoted by nobody, and stays', async () => {
    const desk = await startDesk();
    const { carol, dave } = desk;
    await asks(carol, '/ticket-admin demote @dave');
    expect((await asks(dave, '/ticket-admin demote @carol')).text).toMatch(/^Only admins of Deskbell can do that/);
    expect((await asks(carol, '/ticket-admin demote @carol')).text).toContain('You cannot demote yourself');
    await until('one admin', async () => ((await adminsOf(desk)).length === 1 ? true : undefined));
    await (await opens(carol, '/ticket-admin', 'Tickets')).closes();
  });
});
