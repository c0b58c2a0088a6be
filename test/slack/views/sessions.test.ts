import { adminThat, invitedAt, sessionAt } from '../../../scripts/gallery/examples';
import { ids } from '../../../src/slack/ids';
import {
  changePasswordForm,
  loggedInAnswer,
  loggedInView,
  loggedOutAnswer,
  loginForm,
  loginOffer,
  sessionLines,
  setPasswordForm,
  setupForm,
} from '../../../src/slack/views/sessions';
import { hostile } from '../../support/hostile';
import { buttonOf, buttons, isFine, isFineView, wordsIn } from './looks';

const now = new Date('2026-11-24T12:00:00Z');
const later = new Date('2026-11-25T00:00:00Z');

/** The fields of a form, in their order. */
function fieldsOf({ blocks }: ReturnType<typeof loginForm>): (string | undefined)[] {
  return blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
}

/** What stands in the fields of a form before anybody types. */
function filledIn({ blocks }: ReturnType<typeof loginForm>): string[] {
  return [...JSON.stringify(blocks).matchAll(/"initial_value":"([^"]*)"/g)].map(([, value = '']) => value);
}

/** What stands in the Home of an admin, in a view that Slack takes. */
function home(changed: Parameters<typeof adminThat>[0]) {
  const view = { type: 'home', blocks: sessionLines(adminThat(changed), now) } as const;
  isFineView(view);
  return view;
}

describe('the login', () => {
  test('carries what waits for it, and says that it is done afterwards', () => {
    expect(loginForm('asked').private_metadata).toBe('asked');
    expect(wordsIn(loginForm('asked'))).toContain('Then Deskbell goes on with what you asked for.');
    expect(loginForm('').private_metadata).toBe('');
    expect(wordsIn(loginForm(''))).not.toContain('goes on');
  });

  test.each([
    ['set', 'Your password is set. Log in with it.'],
    ['changed', 'Your password is changed, and you are logged out everywhere.'],
    ['setUp', 'You are the first admin of Deskbell.'],
  ] as const)('says what has been done before it: %s', (reason, words) => {
    expect(wordsIn(loginForm('', reason))).toContain(words);
    expect(wordsIn(loginForm('', reason))).not.toContain('goes on');
    expect(wordsIn(loginForm('asked', reason))).toContain('goes on with what you asked for');
  });

  test('asks for the password alone, and says what to do without it', () => {
    expect(fieldsOf(loginForm(''))).toEqual([ids.field.password]);
    expect(wordsIn(loginForm(''))).toContain('Forgot it? Ask another admin for `/ticket-admin reset`.');
  });
});

describe('a new password', () => {
  const forms = { set: setPasswordForm('invite', ''), change: changePasswordForm(), setup: setupForm('') };

  test.each(Object.entries(forms))('is typed twice, into empty fields, and its rule is said first: %s', (_, form) => {
    expect(fieldsOf(form).slice(-2)).toEqual([ids.field.password, ids.field.again]);
    expect(filledIn(form)).toEqual([]);
    expect(wordsIn(form)).toContain('At least 12 characters.');
    expect(wordsIn(form)).toContain('Slack shows what you type');
  });

  test('is set by the invite that the form carries, with what waits for it', () => {
    expect(JSON.parse(setPasswordForm('invite', 'asked').private_metadata ?? '')).toEqual({
      invite: 'invite',
      asked: 'asked',
    });
    expect(wordsIn(setPasswordForm('invite', 'asked'))).toContain('goes on with what you asked for');
    expect(wordsIn(forms.set)).not.toContain('goes on');
  });

  test('takes the place of an old one, and says that it logs one out', () => {
    expect(fieldsOf(forms.change)).toEqual([ids.field.old, ids.field.password, ids.field.again]);
    expect(wordsIn(forms.change)).toContain('This logs you out everywhere.');
  });
});

describe('the setup', () => {
  test('has the code in its field, where it was typed behind the command', () => {
    expect(filledIn(setupForm('ABCD-EFGH-JKMN-PQRS'))).toEqual(['ABCD-EFGH-JKMN-PQRS']);
  });

  test.each([...Object.values(hostile), 'x'.repeat(4000)])('opens whatever was typed there: %j', (code) => {
    isFineView(setupForm(code));
  });
});

test('whoever is logged in reads until when, as a message and in a modal', () => {
  const words = 'You are logged in <!date^1795564800^until {date_short_pretty} at {time}|';
  expect(loggedInAnswer(later).text).toContain(words);
  expect(wordsIn(loggedInView(later))).toContain(words);
});

test('logging out says whether there was a login', () => {
  expect(loggedOutAnswer(true).text).toContain('You are logged out everywhere.');
  expect(loggedOutAnswer(false).text).toContain('You were not logged in');
});

test('words that wait for a login come with a button for it', () => {
  const offer = loginOffer('asked');
  isFine(offer);
  expect(offer.text).toContain('the ticket does not know of this yet');
  expect(buttonOf(offer, 'Log in')).toMatchObject({ action_id: ids.admin.login, value: 'asked' });
});

describe('in the Home an admin reads how they stand', () => {
  test('logged in, with until when and the way out', () => {
    expect(wordsIn(home(sessionAt(now)))).toContain('You are an admin, and logged in <!date^1795536000^until ');
    expect(buttons(home(sessionAt(now)))).toEqual(['Log out']);
  });

  test('logged out, also where the session has run out by itself', () => {
    const over = { session: { since: new Date(0), until: now } };
    for (const changed of [{}, over]) {
      expect(wordsIn(home(changed))).toContain('You are an admin, and logged out.');
      expect(buttonOf(home(changed), 'Log in')).not.toHaveProperty('value');
    }
  });

  test('without a password, with the button for it while it works', () => {
    const invited = home(invitedAt(now));
    expect(buttonOf(invited, 'Set a password')).toMatchObject({ action_id: ids.admin.setPassword, value: 'invite' });
    const late = home(invitedAt(now, true));
    expect(buttons(late)).toEqual([]);
    expect(wordsIn(late)).toContain('Ask another admin for `/ticket-admin reset` with your name.');
  });
});

test('the login, as it looks', () => {
  expect({
    login: loginForm('asked', 'set'),
    set: setPasswordForm('invite', ''),
    change: changePasswordForm(),
    setup: setupForm(''),
    loggedIn: [loggedInView(later), loggedInAnswer(later)],
    loggedOut: loggedOutAnswer(true),
    offer: loginOffer('asked'),
    home: [adminThat(), adminThat(sessionAt(now)), adminThat(invitedAt(now))].map((admin) => sessionLines(admin, now)),
  }).toMatchSnapshot();
});
