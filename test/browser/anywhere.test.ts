import type { Browser } from 'playwright-core';
import { bellReaction } from '../../src/slack/ids';
import { comesToGeneral, writes } from '../support/anywhere';
import { startDesk, stopDesks } from '../support/desk';
import { messageWith, openTab, startBrowser, takePicture, violationsOn } from './browser';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser.close());
afterEach(stopDesks);

test.each(['light', 'dark'] as const)(
  'Bob makes a ticket of what Alice wrote, she reads where it went, and Carol rings the bell on the next one (%s)',
  async (colorScheme) => {
    const desk = await startDesk();
    comesToGeneral(desk);
    const { channels } = desk.workspace;
    await writes(
      desk.alice,
      'The printer on the third floor is on fire\nIt began at nine, and the curtain smokes too.',
      {
        in: 'general',
      },
    );
    const bob = await openTab(browser, desk, 'bob', channels.general, { colorScheme });
    const message = messageWith(bob, 'The printer on the third floor');
    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await bob.getByRole('menuitem', { name: /Make a ticket of it/ }).click();
    const form = bob.getByRole('dialog', { name: 'New ticket' });
    await form.getByText('gets this ticket').waitFor();
    expect(await violationsOn(bob)).toEqual([]);
    if (colorScheme === 'light') await takePicture(bob, 'from-message');
    await form.getByRole('textbox', { name: 'Description' }).fill('She has left the building, so I send it for her.');
    await form.getByRole('button', { name: 'Send' }).click();
    const sent = bob.getByRole('dialog', { name: 'Sent' });
    await sent.getByText('This is ticket #1 now.').waitFor();
    expect(await violationsOn(bob)).toEqual([]);
    await sent.getByRole('button', { name: 'Close', exact: true }).click();

    await message.getByRole('button', { name: '1 reply' }).click();
    await bob
      .getByRole('complementary', { name: 'Thread' })
      .getByText('this message is ticket #1 now')
      .last()
      .waitFor();

    const alice = await openTab(browser, desk, 'alice', 'D0ALICE', { colorScheme });
    await messageWith(alice, 'from your message').waitFor();
    expect(await violationsOn(alice)).toEqual([]);
    if (colorScheme === 'light') await takePicture(alice, 'from-message-card');

    const carol = await openTab(browser, desk, 'carol', channels.triage, { colorScheme });
    await messageWith(carol, 'The printer on the third floor is on fire').waitFor();
    await desk.carol.reacts(bellReaction, await writes(desk.alice, 'And my badge is gone', { in: 'general' }));
    await messageWith(carol, 'And my badge is gone').waitFor();
    expect(await violationsOn(carol)).toEqual([]);
    await carol
      .getByRole('textbox', { name: 'Message #support-triage' })
      .fill('/ticket no badge for the new colleague');
    await carol.keyboard.press('Enter');
    const behalf = carol.getByRole('dialog', { name: 'New ticket' });
    await behalf.getByRole('combobox', { name: 'On behalf of' }).click();
    await carol.getByRole('option', { name: 'Bob Okafor' }).click();
    expect(await violationsOn(carol)).toEqual([]);
    await behalf.getByRole('button', { name: 'Send' }).click();
    await carol.getByRole('dialog', { name: 'Sent' }).getByText('Bob Okafor').waitFor();
    await bob.getByRole('link', { name: /^Deskbell/ }).click();
    await bob.getByRole('tab', { name: 'Messages' }).click();
    await messageWith(bob, 'sent for you by').waitFor();
  },
  60_000,
);
