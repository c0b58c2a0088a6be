import { join } from 'node:path';
import { startWorkspace, type Workspace } from '@deskbell/sandbox';
import type { Browser } from 'playwright-core';
import { catalogue } from '../../scripts/gallery/catalogue';
import { wordSets } from '../../scripts/gallery/words';
import { startBrowser, violationsOn } from './browser';

let browser: Browser;
let workspace: Workspace;

beforeAll(async () => {
  const now = new Date();
  const { short, hostile } = wordSets;
  // The longest words are as wide as the hostile ones, and axe takes its time for each letter.
  const gallery = { short: catalogue(short, now), hostile: catalogue(hostile, now) };
  workspace = await startWorkspace({ manifest: join(__dirname, '../../manifest.yml'), gallery });
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  await workspace.stop();
});

test.each(['light', 'dark'] as const)(
  'the gallery shows all that Deskbell says, and everybody can read it (%s)',
  async (colorScheme) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    await page.goto(`${workspace.url}/gallery`);
    const card = page.getByRole('region', { name: 'The card in the triage channel' });
    await card.getByText('Printer on fire', { exact: true }).first().waitFor();
    expect(await violationsOn(page)).toEqual([]);

    await page.getByRole('radio', { name: 'hostile' }).check();
    await card.getByText('<!channel> <!here> <!everyone>').first().waitFor();
    await page.getByRole('link', { name: 'The Home', exact: true }).click();
    await page.getByRole('heading', { name: 'The Home', level: 2, exact: true }).waitFor();
    for (const width of [1280, 400]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(tooWide)).toEqual([]);
    }
    expect(faults).toEqual([]);
  },
);

/** The items whose content stands out to the side, as an expression of the page's. */
const tooWide = `[...document.querySelectorAll('html, .gallery, main, article, .message')]
  .filter((part) => part.scrollWidth > part.clientWidth)
  .map((part) => part.tagName + ' ' + part.innerText.slice(0, 40))`;
