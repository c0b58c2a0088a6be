import type { Browser, Page } from 'playwright-core';
import { startDesk, stopDesks } from '../support/desk';
import { seeded } from '../support/tickets';
import { openTab, startBrowser, takePicture, violationsOn } from './browser';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser.close());
afterEach(stopDesks);

test.each(['light', 'dark'] as const)(
  'Carol asks for a report, sees it drawn, and turns it to other weeks; its numbers are there for who does not see it (%s)',
  async (colorScheme) => {
    const desk = await startDesk();
    await seeded(desk, 7);
    const now = desk.now();
    await desk.inDatabase(({ tickets }) => tickets.updateMany({}, { $set: { createdAt: now, closedAt: now } }));
    const carol = await openTab(browser, desk, 'carol', desk.workspace.channels.triage, { colorScheme });
    const composer = carol.getByRole('textbox', { name: /^Message #/ });
    await composer.fill('/ticket-admin report');
    await composer.press('Enter');
    await composer.press('Enter');
    const byWeek = carol.getByRole('figure', { name: 'Tickets by week' });
    await byWeek.waitFor();
    await barsDrawn(carol, 24 + 1);
    expect(await byWeek.getByRole('row').last().getByRole('cell').allInnerTexts()).toEqual(['7', '7']);
    expect(await violationsOn(carol)).toEqual([]);
    if (colorScheme === 'light') await takePicture(carol, 'report');

    await carol.getByRole('button', { name: '4 weeks', exact: true }).click();
    await carol.getByText('Report: 4 weeks', { exact: true }).waitFor();
    await barsDrawn(carol, 8 + 1);

    // On a phone too nothing stands out to the side.
    await carol.setViewportSize({ width: 400, height: 800 });
    await barsDrawn(carol, 8 + 1);
    expect(await carol.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    );
  },
);

/** That many bars are drawn in all charts together. */
async function barsDrawn(page: Page, count: number): Promise<void> {
  await page.waitForFunction(`document.querySelectorAll('.ct-bar').length === ${count}`);
}
