import type { Browser, Page } from 'playwright-core';
import { claims, comments } from '../support/delivery';
import { startDesk, stopDesks, submits } from '../support/desk';
import { messageWith, openTab, startBrowser, takePicture, violationsOn } from './browser';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser.close());
afterEach(stopDesks);

test.each(['light', 'dark'] as const)(
  'Alice lets Bob and Dave read along, Bob reads what is said, is told that he only reads, and stops (%s)',
  async (colorScheme) => {
    const desk = await startDesk();
    const picture = async (page: Page, name: string): Promise<void> => {
      expect(await violationsOn(page)).toEqual([]);
      if (colorScheme === 'light') await takePicture(page, name);
    };
    await submits(desk.alice, 'Printer on fire', 'Third floor, by the window.');
    const hers = await desk.alice.sees('Printer on fire');
    const alice = await openTab(browser, desk, 'alice', hers.channel, { colorScheme });

    // Alice chooses two people in the form behind her card.
    await messageWith(alice, 'Third floor').getByRole('button', { name: 'Followers' }).click();
    const form = alice.getByRole('dialog', { name: 'Followers #1' });
    const people = form.getByRole('combobox', { name: 'Who reads along' });
    for (const name of ['Bob Okafor', 'Dave Romero']) {
      await people.fill(name.slice(0, 3));
      await alice.getByRole('option', { name }).click();
    }
    await form.getByText('They cannot write on it.').click();
    await picture(alice, 'followers');
    await form.getByRole('button', { name: 'Save' }).click();
    await alice.getByText('follow this ticket.').last().waitFor();

    // Bob has a card of his own, and the news in its thread.
    const mine = await claims(desk);
    await comments(desk, mine, 'I have switched it off. A new drum comes tomorrow.');
    const { channel } = await desk.bob.sees('You follow ticket #1');
    const bob = await openTab(browser, desk, 'bob', channel, { colorScheme });
    const card = messageWith(bob, 'has added you');
    await card.getByRole('button', { name: '2 replies' }).click();
    const thread = bob.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('A new drum comes tomorrow.').last().waitFor();
    await thread.getByRole('textbox', { name: 'Reply in thread' }).fill('Mine smells as well.');
    await thread.getByRole('button', { name: 'Send' }).click();
    await thread.getByText('you only follow ticket').last().waitFor();
    await picture(bob, 'follower');

    // He opens it, and stops there.
    await card.getByRole('button', { name: 'Open' }).click();
    const ticket = bob.getByRole('dialog', { name: 'Ticket #1' });
    await ticket.getByText('A new drum comes tomorrow.').last().waitFor();
    await ticket.getByRole('button', { name: 'Stop following' }).click();
    await bob.getByRole('dialog', { name: 'Deskbell' }).getByText('You do not follow this ticket any more.').waitFor();
    await bob.getByRole('dialog', { name: 'Deskbell' }).getByRole('button', { name: 'Close', exact: true }).click();
    await card.waitFor({ state: 'detached' });
  },
);
