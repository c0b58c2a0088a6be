import type { Actor, Message, ModalInHand } from '@deskbell/sandbox';
import { password, refusedInModal, startDesk, stopDesks, type TestDesk } from '../support/desk';
import { asks, logsIn, logsOut, onRecord, opens, setsPassword } from '../support/sessions';
import { signedTo } from '../support/signed';

afterEach(stopDesks);

const fresh = 'New password';
const again = 'The same once more';
const old = 'Your password until now';
const hours = (count: number) => count * 60 * 60_000;

/** Carol has promoted Dave; gives his letter. */
async function promoted({ carol, dave }: TestDesk): Promise<Message> {
  await asks(carol, '/ticket-admin promote @dave');
  return await dave.sees('has made you an admin');
}

async function settingForm(person: Actor, letter: Message): Promise<ModalInHand> {
  await person.presses('Set a password', letter);
  return await person.modal('Set a password');
}

describe('a new password', () => {
  test('that cannot be one is refused under its field, in words that do not repeat it', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const form = await settingForm(desk.dave, await promoted(desk));
    for (const [typed, words] of [
      ['korrekt', /at least 12 characters, and this has 7/],
      ['🐴🔋📎🐴🔋📎🐴🔋📎🐴🔋', /at least 12 characters, and this has 11/],
      ['correct horse '.padEnd(73, 'x'), /at most 72 bytes, and this has 73/],
      ['🐴🔋📎'.repeat(8), /at most 72 bytes, and this has 96/],
      [' '.repeat(20), /Spaces alone are no password/],
      ['Dave.Romero-2026!dave', /Your name is no password/],
      ['1QAZ2wsx3edc', /among the passwords that people try first/],
    ] as const) {
      form.fills({ [fresh]: typed, [again]: typed });
      expect(await form.submits()).toMatchObject({ became: 'errors' });
      expect(form.errors).toEqual({ [fresh]: expect.stringMatching(words) });
      const told = [form.errors[fresh], ...desk.logged, ...desk.workspace.calls, ...desk.workspace.answers];
      expect(JSON.stringify(told)).not.toContain(JSON.stringify(typed).slice(1, -1));
    }
    form.fills({ [fresh]: 'correct horse of dave', [again]: 'correct horse of Dave' });
    await form.submits();
    expect(form.errors).toEqual({ [again]: expect.stringContaining('not the same') });
    form.fills({ [again]: null });
    expect(await form.submits()).toMatchObject({ became: 'errors' });
    expect(Object.keys(form.errors)).toEqual([again]);
  });

  test('works with emoji, 72 bytes, a NUL, spaces and accents in it, to the last sign', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { carol, dave } = desk;
    let letter = await promoted(desk);
    for (const [typed, other] of [
      ['🐴 correct horse 📎', '🐴 correct horse 🔋'],
      ['correct horse '.padEnd(72, 'x'), 'correct horse '.padEnd(71, 'x')],
      ['correct horse\0of dave', 'correct horse\0of carol'],
      ['  correct horse  ', 'correct horse'],
      // Another keyboard makes two signs of it.
      ['correct horse é'.normalize('NFC'), 'correct horse e'],
    ] as const) {
      await setsPassword(dave, letter, typed);
      expect(await logsIn(dave, other)).toMatchObject({ became: 'errors' });
      expect(await logsIn(dave, typed.normalize('NFD'))).toEqual({ became: 'changed' });
      await (await dave.modal('Logged in')).closes();
      await asks(carol, '/ticket-admin reset @dave');
      const { ts } = letter;
      letter = await dave.sees((message) => message.text.includes('has reset') && message.ts > ts);
    }
  });
});

describe('the button that sets a password', () => {
  test('works once', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { dave } = desk;
    const letter = await promoted(desk);
    await setsPassword(dave, letter, 'correct horse of dave');
    await logsIn(dave, 'correct horse of dave');
    await (await dave.modal('Logged in')).closes();
    await dave.presses('Set a password', letter);
    await refusedInModal(dave, /used already/);
    expect(await onRecord(desk)).toEqual(['promoted U0CAROL U0DAVE', 'setPassword U0DAVE', 'loggedIn U0DAVE']);
  });

  test('works for a day, also in the Home and behind the login, and after a reset the newest alone', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { carol, dave } = desk;
    const letter = await promoted(desk);
    desk.passes(hours(24) - 60_000);
    await (await settingForm(dave, letter)).closes();
    desk.passes(61_000);
    await dave.presses('Set a password', letter);
    await refusedInModal(dave, /older than 24 hours/);
    await dave.types('/ticket-admin login', { in: 'general' });
    await refusedInModal(dave, /older than 24 hours/);
    await dave.opensHome();
    await dave.home('an admin without a password');
    expect((await opens(carol, '/ticket-admin admins', 'Admins')).words()).toContain('the time to set one is over');
    await (await carol.modal()).closes();
    await asks(carol, '/ticket-admin reset @dave');
    const other = await dave.sees('has reset your password');
    await dave.presses('Set a password', letter);
    await refusedInModal(dave, /used already/);
    const form = await settingForm(dave, other);
    await asks(carol, '/ticket-admin reset @dave');
    form.fills({ [fresh]: 'correct horse of dave', [again]: 'correct horse of dave' });
    await form.submits();
    expect(form.errors).toEqual({ [fresh]: expect.stringContaining('used already') });
    await form.closes();
    const newest = await dave.sees((message) => message.text.includes('has reset') && message.ts > other.ts);
    await setsPassword(dave, newest, 'correct horse of dave');
    expect(await logsIn(dave, 'correct horse of dave')).toEqual({ became: 'changed' });
  });

  test('is nobody else’s', async () => {
    const desk = await startDesk({ admins: ['carol'], http: true });
    const letter = await promoted(desk);
    const { invite } = (await desk.inDatabase(({ admins }) => admins.findOne({ userId: 'U0DAVE' }).lean())) ?? {};
    const { teamId } = desk.workspace;
    const typed = { type: 'plain_text_input', value: 'correct horse of bob' };
    for (const userId of ['U0BOB', 'U0CAROL']) {
      const { body } = await signedTo(desk).interaction({
        type: 'view_submission',
        team: { id: teamId, domain: 'x' },
        user: { id: userId, name: 'x', team_id: teamId },
        api_app_id: 'A0',
        token: 'x',
        trigger_id: '1.2',
        view: {
          id: 'V0FORGED',
          type: 'modal',
          callback_id: 'admin.set_password_submit',
          private_metadata: JSON.stringify({ invite: invite?.id, asked: '' }),
          blocks: [{ type: 'input', block_id: 'password' }],
          state: {
            values: {
              password: { password: typed },
              again: { again: typed },
            },
          },
        },
      });
      expect(body).toContain('This button was used already');
    }
    await setsPassword(desk.dave, letter, 'correct horse of dave');
  });
});

async function setsPasswordIn(form: ModalInHand, words: string): Promise<void> {
  form.fills({ [fresh]: words, [again]: words });
  expect(await form.submits()).toEqual({ became: 'changed' });
}

describe('/ticket-admin password', () => {
  test('wants the old one, ends the session, and then the new one works and the old one does not', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    await carol.opensHome();
    await carol.home('logged in');
    const form = await opens(carol, '/ticket-admin password', 'Change password');
    form.fills({
      [old]: 'not the correct horse',
      [fresh]: 'correct horse of carol',
      [again]: 'correct horse of carol',
    });
    await form.submits();
    expect(form.errors).toEqual({ [old]: expect.stringMatching(/^That did not work/) });
    form.fills({ [old]: password, [again]: 'another correct horse' });
    await form.submits();
    expect(form.errors).toEqual({ [again]: expect.stringContaining('not the same') });
    form.fills({ [again]: 'correct horse of carol' });
    expect(await form.submits()).toEqual({ became: 'changed' });
    expect(form.words()).toContain('you are logged out everywhere');
    await carol.home('logged out');
    expect(await logsIn(carol, password)).toMatchObject({ became: 'errors' });
    expect(await logsIn(carol, 'correct horse of carol')).toEqual({ became: 'changed' });
    const record = await onRecord(desk);
    expect(record.filter((line) => !line.startsWith('failed'))).toEqual([
      'changedPassword U0CAROL',
      'loggedIn U0CAROL',
    ]);
  });

  test('is locked with the login: five wrong old ones, and the right one is refused', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const form = await opens(carol, '/ticket-admin password', 'Change password');
    form.fills({
      [old]: 'not the correct horse',
      [fresh]: 'correct horse of carol',
      [again]: 'correct horse of carol',
    });
    for (let time = 0; time < 5; time += 1) await form.submits();
    const { errors } = form;
    form.fills({ [old]: password });
    await form.submits();
    expect(form.errors).toEqual(errors);
    await form.closes();
    await logsOut(carol);
    await opens(carol, '/ticket-admin login', 'Log in');
    expect(await logsIn(carol)).toMatchObject({ became: 'errors' });
  });

  test('is for admins alone, and sets the first one where there is none yet', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { bob, dave } = desk;
    expect((await asks(bob, '/ticket-admin password')).text).toMatch(/^Only admins of Deskbell can do that/);
    await promoted(desk);
    await setsPasswordIn(await opens(dave, '/ticket-admin password', 'Set a password'), 'correct horse of dave');
    await logsIn(dave, 'correct horse of dave');
    await dave.modal('Logged in');
  });
});
