import { sayWhatIsAmiss } from '../../src/amiss';
import { startDesk, stopDesks, type TestDesk, until } from '../support/desk';
import { adminsOf, asks, logsIn, onRecord, opens } from '../support/sessions';

afterEach(stopDesks);

const minutes = (count: number) => count * 60_000;
const code = 'Setup code';
const words = { 'New password': 'correct horse of the first', 'The same once more': 'correct horse of the first' };

/** What is said at a start, as far as something is amiss. */
async function saidAtStart({ deskbell }: Pick<TestDesk, 'deskbell'>): Promise<string> {
  const lines: string[] = [];
  await sayWhatIsAmiss(deskbell().desk, (line) => lines.push(line));
  return lines.join('\n');
}

async function codeOf(desk: TestDesk): Promise<string> {
  return /setup (\S+)/.exec(await saidAtStart(desk))?.[1] ?? '';
}

describe('while there is no admin', () => {
  test('a start prints a code, and whoever types it becomes the first one, logs in, and no code works any more', async () => {
    const desk = await startDesk({ admins: [] });
    const { bob, carol } = desk;
    const [first, second] = [await codeOf(desk), await codeOf(desk)];
    expect(second).not.toBe(first);
    const form = await opens(bob, `/ticket-admin setup ${first}`, 'Set up Deskbell');
    form.fills(words);
    expect(await form.submits()).toEqual({ became: 'changed' });
    expect(form.words()).toContain('You are the first admin of Deskbell.');
    expect(await logsIn(bob, words['New password'])).toEqual({ became: 'changed' });
    await (await opens(bob, '/ticket-admin', 'Tickets')).closes();
    expect((await asks(carol, `/ticket-admin setup ${second}`)).text).toContain('Deskbell has admins already');
    expect(await saidAtStart(desk)).toContain('Carol Lindqvist (U0CAROL), Dave Romero (U0DAVE)');
    expect(await onRecord(desk)).toEqual(['setUp U0BOB', 'loggedIn U0BOB']);
  });

  test('without the code there is a field for it; a wrong one, one that is an hour old, and a bad password are told under their field', async () => {
    const desk = await startDesk({ admins: [] });
    const { bob } = desk;
    const old = await codeOf(desk);
    const form = await opens(bob, '/ticket-admin setup', 'Set up Deskbell');
    form.fills({ ...words, [code]: 'AAAA-BBBB-CCCC-DDDD' });
    await form.submits();
    expect(form.errors).toEqual({ [code]: expect.stringContaining('This is no setup code') });
    form.fills({ 'The same once more': 'another correct horse' });
    await form.submits();
    expect(Object.keys(form.errors)).toEqual(['The same once more']);
    desk.passes(minutes(61));
    form.fills({ ...words, [code]: old });
    await form.submits();
    expect(form.errors).toEqual({ [code]: expect.stringContaining('its hour is over') });
    // However it is typed.
    form.fills({ [code]: ` ${(await codeOf(desk)).toLowerCase().replaceAll('-', ' ')} ` });
    expect(await form.submits()).toEqual({ became: 'changed' });
    expect(await adminsOf(desk)).toEqual(['U0BOB']);
  });

  test('two use their codes at the same moment: one is the first admin, the other is told that there is one', async () => {
    const desk = await startDesk({ admins: [] });
    await desk.startAnother();
    const { alice, bob } = desk;
    const typed = await codeOf(desk);
    const forms = await Promise.all(
      [alice, bob].map(async (person) => {
        const form = await opens(person, '/ticket-admin setup', 'Set up Deskbell');
        form.fills({ ...words, [code]: typed });
        return form;
      }),
    );
    const became = await Promise.all(forms.map((form) => form.submits()));
    expect(became.map((one) => one.became).toSorted()).toEqual(['changed', 'errors']);
    const lost = forms.find(({ errors }) => errors[code] !== undefined);
    expect(lost?.errors[code]).toContain('Deskbell has admins already');
    expect(await adminsOf(desk)).toHaveLength(1);
  });

  test('a guest with the code is none, and everybody else has nothing to log in to', async () => {
    const desk = await startDesk({ admins: [] });
    const { alice, bob, workspace } = desk;
    workspace.owner.makesGuest('bob');
    const form = await opens(bob, '/ticket-admin setup', 'Set up Deskbell');
    form.fills({ ...words, [code]: await codeOf(desk) });
    await form.submits();
    expect(form.errors[code]).toContain('is a guest here');
    expect((await asks(alice, '/ticket-admin admins')).text).toMatch(/^Only admins of Deskbell can do that/);
    await opens(alice, '/ticket-admin login', 'Log in');
    expect(await logsIn(alice)).toMatchObject({ became: 'errors' });
    expect(await adminsOf(desk)).toEqual([]);
  });
});

test('the last admin’s account is deactivated: there is none, and a start offers a code again', async () => {
  const desk = await startDesk({ admins: ['carol'] });
  expect(await saidAtStart(desk)).toContain('Dave Romero (U0DAVE)');
  desk.workspace.owner.deactivates('carol');
  await until('no admin', async () => ((await adminsOf(desk)).length === 0 ? true : undefined));
  const form = await opens(desk.dave, `/ticket-admin setup ${await codeOf(desk)}`, 'Set up Deskbell');
  form.fills(words);
  expect(await form.submits()).toEqual({ became: 'changed' });
  expect(await onRecord(desk)).toEqual(['deactivated deskbell U0CAROL', 'setUp U0DAVE']);
});

test('everybody in the triage channel is an admin: a start has nothing to say', async () => {
  expect(await saidAtStart(await startDesk())).toBe('');
});
