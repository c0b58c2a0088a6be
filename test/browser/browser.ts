import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import type { TestDesk } from '../support/desk';

/** Where the README's pictures live; they are taken anew where UPDATE_PICTURES is set. */
const pictures = resolve(__dirname, '../../docs/images');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium' });
}

/** A tab of its own for one person, at one of their conversations. What goes wrong in the page fails the test. */
export async function openTab(
  browser: Browser,
  { workspace }: TestDesk,
  handle: string,
  conversation: string,
  { colorScheme = 'light' }: { colorScheme?: 'light' | 'dark' } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(`${workspace.url}/${handle}/${conversation}`);
  await page.getByRole('navigation', { name: 'Conversations' }).waitFor();
  return page;
}

interface Violation {
  readonly id: string;
  readonly nodes: { readonly html: string }[];
}

/** What axe finds wrong with the page as it is, by WCAG 2 A and AA. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })`,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** Takes a picture for the README, where that is asked for. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (!process.env['UPDATE_PICTURES']) return;
  mkdirSync(pictures, { recursive: true });
  await page.evaluate('document.fonts.ready');
  await page.mouse.move(640, 20);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** The newest message that says so. */
export function messageWith(page: Page, words: string | RegExp): Locator {
  return page.getByRole('article').filter({ hasText: words }).last();
}
