import type { Browser } from 'playwright-core';
import { startDesk, stopDesks } from '../support/desk';
import { messageWith, openTab, startBrowser, takePicture, violationsOn } from './browser';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser.close());
afterEach(stopDesks);

test.each(['light', 'dark'] as const)(
  'Alice asks, Carol answers, and each sees on the screen what is theirs (%s)',
  async (colorScheme) => {
    const desk = await startDesk();
    const { channels } = desk.workspace;
    const alice = await openTab(browser, desk, 'alice', channels.general, { colorScheme });
    const carol = await openTab(browser, desk, 'carol', channels.triage, { colorScheme });
    const picture = async (page: typeof alice, name: string): Promise<void> => {
      expect(await violationsOn(page)).toEqual([]);
      if (colorScheme === 'light') await takePicture(page, name);
    };

    // Alice asks.
    const composer = alice.getByRole('textbox', { name: 'Message #general' });
    await composer.fill('/ticket The printer on the third floor is on fire');
    await composer.press('Enter');
    const form = alice.getByRole('dialog', { name: 'New ticket' });
    await expectValue(form.getByRole('textbox', { name: 'Title' }), 'The printer on the third floor is on fire');
    await form
      .getByRole('textbox', { name: 'Description' })
      .fill('It is the one by the window.\nSmoke since nine o’clock; everybody has left the room.');
    await picture(alice, 'form');
    await form.getByRole('button', { name: 'Send' }).click();
    await form.waitFor({ state: 'detached' });

    // Carol sees it, and picks it up.
    const announced = messageWith(carol, 'third floor is on fire');
    await announced.getByRole('button', { name: 'Claim' }).waitFor();
    await picture(carol, 'triage');
    await announced.getByRole('button', { name: 'Claim' }).click();
    const collapsed = messageWith(carol, /claimed by @Carol Lindqvist/);
    await collapsed.waitFor();
    expect(await carol.getByRole('main').innerText()).not.toContain('third floor');

    // She says something.
    await collapsed.getByRole('button', { name: 'Comment' }).click();
    const comment = carol.getByRole('dialog', { name: 'Comment on #1' });
    await comment
      .getByRole('textbox', { name: 'Comment' })
      .fill('I am on my way with a bucket. Please keep the window shut.');
    await picture(carol, 'comment');
    await comment.getByRole('button', { name: 'Send' }).click();
    await comment.waitFor({ state: 'detached' });

    // Alice reads it on her card, and in its thread.
    await alice.getByRole('link', { name: /^Deskbell/ }).click();
    await alice.getByRole('tab', { name: 'Messages' }).click();
    const card = messageWith(alice, 'third floor is on fire');
    await card.getByText('I am on my way with a bucket. Please keep the window shut.', { exact: true }).waitFor();
    await card.getByRole('button', { name: '3 replies' }).click();
    const thread = alice.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('has picked up your ticket').last().waitFor();
    await thread.getByText('@Carol Lindqvist wrote').last().waitFor();
    await picture(alice, 'requester');

    // Carol closes it.
    await collapsed.getByRole('button', { name: 'Close' }).click();
    const close = carol.getByRole('dialog', { name: 'Close #1' });
    await close.getByRole('textbox', { name: 'Last comment' }).fill('The fire is out, and a new printer is ordered.');
    await close.getByRole('button', { name: 'Close ticket' }).click();
    await close.waitFor({ state: 'detached' });
    await messageWith(carol, /completed by @Carol Lindqvist/).waitFor();

    // Alice sees that, in the Home too.
    await thread.getByText('The fire is out').last().waitFor();
    await alice.getByRole('button', { name: 'Close thread' }).click();
    await alice.getByRole('tab', { name: 'Home' }).click();
    await alice.getByText('completed by @Carol Lindqvist').last().waitFor();
    await picture(alice, 'home');
  },
);

async function expectValue(field: { inputValue(): Promise<string> }, value: string): Promise<void> {
  expect(await field.inputValue()).toBe(value);
}
