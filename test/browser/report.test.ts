import type { Browser, Page } from 'playwright-core';
import type { Models } from '../../src/storage/models';
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
    await seeded(desk, 24);
    await desk.inDatabase((models) => spread(models, desk.now()));
    const carol = await openTab(browser, desk, 'carol', desk.workspace.channels.triage, { colorScheme });
    const composer = carol.getByRole('textbox', { name: /^Message #/ });
    await composer.fill('/ticket-admin report');
    await composer.press('Enter');
    await composer.press('Enter');
    const byWeek = carol.getByRole('figure', { name: 'Tickets by week' });
    await byWeek.waitFor();
    await barsDrawn(carol, 24 + 2);
    const numbers = await byWeek.getByRole('cell').allInnerTexts();
    expect(numbers.reduce((sum, number) => sum + Number(number), 0)).toBe(24 + 24);
    expect(await violationsOn(carol)).toEqual([]);
    await byWeek.scrollIntoViewIfNeeded();
    if (colorScheme === 'light') await takePicture(carol, 'report');

    await carol.getByRole('button', { name: '4 weeks', exact: true }).click();
    await carol.getByText('Report: 4 weeks', { exact: true }).waitFor();
    await barsDrawn(carol, 8 + 2);

    // On a phone too nothing stands out to the side.
    await carol.setViewportSize({ width: 400, height: 800 });
    await barsDrawn(carol, 8 + 2);
    expect(await carol.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    );
  },
);

/** One every three days until now, answered and closed by Carol and Dave, some soon and some late. */
async function spread({ tickets }: Models, now: Date): Promise<void> {
  for (let nth = 0; nth < 24; nth += 1) {
    const createdAt = new Date(now.getTime() - nth * 3 * 24 * hourMs);
    const later = (hours: number): Date => new Date(Math.min(createdAt.getTime() + hours * hourMs, now.getTime()));
    await tickets.updateOne(
      { number: nth + 1 },
      {
        $set: {
          createdAt,
          answeredAt: later(((nth * 5) % 7) / 3),
          closedAt: later(2 + ((nth * 7) % 30)),
          claimer: nth % 3 === 0 ? 'U0DAVE' : 'U0CAROL',
          ...(nth % 4 === 0 && { rating: nth % 8 === 0 ? 'good' : 'bad' }),
        },
      },
    );
  }
}

const hourMs = 3_600_000;

/** That many bars are drawn in all charts together. */
async function barsDrawn(page: Page, count: number): Promise<void> {
  await page.waitForFunction(`document.querySelectorAll('.ct-bar').length === ${count}`);
}
