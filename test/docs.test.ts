import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [join('docs', name)] : [])),
  'bench/README.md',
];
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What the pages say in these words, and where. */
function said(words: RegExp): { page: string; name: string }[] {
  return pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(words)].map(([, name = '']) => ({ page, name })),
  );
}

test('each command that the pages name is there', () => {
  const commands = said(/npm run (?:--silent )?([a-z:]+)/g);
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.filter(({ name }) => !Object.hasOwn(scripts, name))).toEqual([]);
  const programs = said(/dist\/scripts\/(\w+)\.js/g);
  expect(programs.length).toBeGreaterThan(1);
  expect(programs.filter(({ name }) => !existsSync(join(root, 'scripts', `${name}.ts`)))).toEqual([]);
});

test('each link and picture of the pages leads to a file', () => {
  const links = said(/\]\((?!https?:|#)([^)#\s]+)/g);
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter(({ page, name }) => !existsSync(join(root, dirname(page), name)))).toEqual([]);
});
