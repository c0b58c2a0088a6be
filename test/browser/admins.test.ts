import type { Browser, Page } from 'playwright-core';
import { password, startDesk, stopDesks, submits } from '../support/desk';
import { messageWith, openTab, startBrowser, takePicture, violationsOn } from './browser';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser.close());
afterEach(stopDesks);

const davesPassword = 'correct horse of Dave';

test.each(['light', 'dark'] as const)(
  'Carol promotes Dave, he sets a password, logs in by a click that then claims, and is demoted (%s)',
  async (colorScheme) => {
    const desk = await startDesk({ admins: ['carol'], loggedOut: true });
    const { channels } = desk.workspace;
    const picture = async (page: Page, name: string): Promise<void> => {
      expect(await violationsOn(page)).toEqual([]);
      if (colorScheme === 'light') await takePicture(page, name);
    };
    const carol = await openTab(browser, desk, 'carol', channels.triage, { colorScheme });
    const dave = await openTab(browser, desk, 'dave', channels.triage, { colorScheme });

    // Carol wants to promote somebody, and has to log in for it.
    await types(carol, '/ticket-admin promote');
    const login = carol.getByRole('dialog', { name: 'Log in' });
    await login.getByRole('textbox', { name: 'Your password for Deskbell' }).fill('correct horse, but not hers');
    await login.getByRole('button', { name: 'Log in' }).click();
    await login.getByText('That did not work.').waitFor();
    await picture(carol, 'wrong-password');
    await login.getByRole('textbox', { name: 'Your password for Deskbell' }).fill(password);
    await login.getByRole('button', { name: 'Log in' }).click();

    // What she asked for opens right after.
    const promote = carol.getByRole('dialog', { name: 'Promote somebody' });
    await promote.getByRole('combobox', { name: 'Who' }).click();
    await carol.getByRole('option', { name: 'Dave Romero' }).click();
    await picture(carol, 'promote');
    await promote.getByRole('button', { name: 'Promote' }).click();
    const done = carol.getByRole('dialog', { name: 'Deskbell' });
    await done.getByText('is an admin now').waitFor();
    await done.getByRole('button', { name: 'Close', exact: true }).click();

    // Dave is told, and sets a password.
    await dave.getByRole('link', { name: /^Deskbell/ }).click();
    await dave.getByRole('tab', { name: 'Messages' }).click();
    const letter = messageWith(dave, 'has made you an admin');
    await picture(dave, 'promoted');
    await letter.getByRole('button', { name: 'Set a password' }).click();
    const setting = dave.getByRole('dialog', { name: 'Set a password' });
    await setting.getByRole('textbox', { name: 'New password' }).fill(davesPassword);
    await setting.getByRole('textbox', { name: 'The same once more' }).fill(davesPassword);
    await picture(dave, 'set-password');
    await setting.getByRole('button', { name: 'Set password' }).click();
    const first = dave.getByRole('dialog', { name: 'Log in' });
    await first.getByText('Your password is set').waitFor();
    await first.getByRole('button', { name: 'Cancel' }).click();

    // A click on Claim asks for the login, and then claims.
    await submits(desk.alice, 'The printer on the third floor is on fire', 'It is the one by the window.');
    await dave.getByRole('link', { name: /support-triage/ }).click();
    await messageWith(dave, 'third floor is on fire').getByRole('button', { name: 'Claim' }).click();
    const second = dave.getByRole('dialog', { name: 'Log in' });
    await second.getByRole('textbox', { name: 'Your password for Deskbell' }).fill(davesPassword);
    await picture(dave, 'login');
    await second.getByRole('button', { name: 'Log in' }).click();
    await second.waitFor({ state: 'detached' });
    await messageWith(dave, /claimed by @Dave Romero/).waitFor();

    // Carol looks at who is an admin, and demotes Dave.
    await types(carol, '/ticket-admin admins');
    const admins = carol.getByRole('dialog', { name: 'Admins' });
    await admins.getByText('Dave Romero').first().waitFor();
    await picture(carol, 'admins');
    await admins.getByRole('button', { name: 'Demote' }).click();
    await carol.getByRole('alertdialog').getByRole('button', { name: 'Demote' }).click();
    await admins.getByRole('button', { name: 'Demote' }).waitFor({ state: 'detached' });
    await admins.getByRole('button', { name: 'Close', exact: true }).click();

    // Dave has nothing left of it.
    await messageWith(carol, 'third floor is on fire').getByRole('button', { name: 'Claim' }).waitFor();
    await dave.getByRole('link', { name: /^Deskbell/ }).click();
    await dave.getByRole('tab', { name: 'Messages' }).click();
    await messageWith(dave, 'has ended your time').waitFor();
    await desk.settled();
    expect(await dave.getByRole('main').innerText()).not.toContain('third floor');
    await picture(dave, 'demoted');

    // All of it is on record.
    await types(carol, '/ticket-admin audit');
    const audit = carol.getByRole('dialog', { name: 'On record' });
    await audit.getByText('demoted').first().waitFor();
    await picture(carol, 'audit');
  },
);

async function types(page: Page, command: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: 'Message #support-triage' });
  await composer.fill(command);
  await composer.press('Enter');
}
