import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';

const root = resolve(__dirname, '../src');

/**
 * What each part of `src` may import of `src`, beside itself, and which packages.
 * The first row that a file's path begins with is its own: arrows point down only.
 */
const layers: readonly [string, { ours: readonly string[]; packages: readonly string[] }][] = [
  ['domain/', { ours: [], packages: [] }],
  ['services/', { ours: ['domain/'], packages: [] }],
  // It starts a database and knows nothing of what is kept in it.
  ['storage/embedded/', { ours: [], packages: ['node:', 'mongodb-memory-server'] }],
  ['storage/', { ours: ['domain/', 'services/'], packages: ['node:', 'mongoose'] }],
  ['jobs/', { ours: ['domain/', 'services/'], packages: ['pino'] }],
  // State in, blocks out.
  [
    'slack/views/',
    {
      ours: ['domain/', 'services/delivery-ports', 'services/ports', 'services/queue', 'slack/ids'],
      packages: ['@slack/types'],
    },
  ],
  [
    'slack/listeners/',
    {
      ours: [
        'domain/',
        'services/',
        'slack/views/',
        'slack/answering',
        'slack/desk',
        'slack/ids',
        'slack/input',
        'slack/messages',
        'slack/people',
        'slack/publish-home',
        'slack/report-errors',
        'slack/show-in',
        'slack/waiting-room',
        'slack/within',
        'slack/words-at',
        'audit-csv',
        'tickets-file',
      ],
      packages: ['@slack/types'],
    },
  ],
  [
    'slack/delivery/',
    {
      ours: ['domain/', 'services/', 'slack/views/', 'slack/cut-off', 'slack/ids'],
      packages: ['node:', '@slack/types', '@slack/web-api', 'pino'],
    },
  ],
  [
    'slack/',
    {
      ours: ['domain/', 'services/', 'config'],
      packages: ['node:', '@slack/bolt', '@slack/types', '@slack/web-api', 'pino', 'zod'],
    },
  ],
  ['config', { ours: [], packages: ['zod'] }],
  [
    'passwords',
    { ours: ['domain/passwords', 'services/ports'], packages: ['node:', '@zxcvbn-ts/language-common', 'bcrypt'] },
  ],
  ['csv', { ours: [], packages: ['csv-stringify'] }],
  ['audit-csv', { ours: ['csv', 'domain/audit'], packages: [] }],
  ['tickets-file', { ours: ['csv', 'domain/lists'], packages: [] }],
  ['metrics', { ours: ['services/health-ports'], packages: ['prom-client'] }],
  ['lifecycle', { ours: ['slack/client', 'slack/within'], packages: [] }],
  ['surroundings', { ours: ['config', 'lifecycle', 'slack/', 'storage/'], packages: ['pino'] }],
  ['amiss', { ours: ['domain/roster', 'services/', 'slack/desk'], packages: [] }],
  ['terminal', { ours: ['config', 'slack/', 'storage/'], packages: [] }],
  [
    'main',
    {
      ours: [
        'amiss',
        'config',
        'lifecycle',
        'metrics',
        'passwords',
        'surroundings',
        'terminal',
        'services/',
        'jobs/',
        'slack/',
        'storage/',
      ],
      packages: ['node:', '@slack/web-api', 'dotenv', 'pino'],
    },
  ],
];

interface Import {
  /** Below `src`, without an ending. */
  readonly file: string;
  /** As it is written. */
  readonly wanted: string;
  /** Where it leads, below `src`; undefined for a package. */
  readonly target: string | undefined;
}

const imported = /(?:\bfrom|\bimport|\brequire\()\s*\(?\s*(['"])([^'"\n]+)\1/g;

function importsIn(path: string): Import[] {
  const file = relative(root, path).replaceAll(sep, posix.sep).replace(/\.ts$/, '');
  return [...readFileSync(path, 'utf8').matchAll(imported)].map(([, , wanted = '']) => {
    if (!wanted.startsWith('.')) return { file, wanted, target: undefined };
    const target = relative(root, resolve(dirname(path), wanted)).replaceAll(sep, posix.sep);
    return { file, wanted, target };
  });
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => join(root, path));
const imports = files.flatMap(importsIn);

function layerOf(file: string) {
  return layers.find(([start]) => `${file}/`.startsWith(start));
}

function isAllowed({ file, wanted, target }: Import): boolean {
  const [start, { ours, packages }] = layerOf(file) ?? ['', { ours: [], packages: [] }];
  if (target === undefined) {
    return packages.some((name) => wanted === name || wanted.startsWith(name.endsWith(':') ? name : `${name}/`));
  }
  return (
    `${target}/`.startsWith(start) || ours.some((one) => `${target}/`.startsWith(one.endsWith('/') ? one : `${one}/`))
  );
}

test('every file of src stands in a layer', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(files.flatMap(importsIn).filter(({ file }) => layerOf(file) === undefined)).toEqual([]);
});

test('arrows point down only, and each layer uses its own packages only', () => {
  expect(imports.filter((one) => !isAllowed(one)).map(({ file, wanted }) => `${file} imports ${wanted}`)).toEqual([]);
});

test('every row of the table is about something', () => {
  for (const [start, { ours, packages }] of layers) {
    const own = imports.filter(({ file }) => layerOf(file)?.[0] === start);
    const uses = (allowed: string, { wanted, target }: Import): boolean =>
      (target === undefined ? wanted : `${target}/`).startsWith(allowed);
    const idle = [...ours, ...packages].filter((allowed) => !own.some((one) => uses(allowed, one)));
    expect({ start, idle }).toEqual({ start, idle: [] });
  }
});

test('nothing in src knows the practice workspace, and only storage knows mongoose', () => {
  expect(imports.filter(({ wanted }) => /sandbox/.test(wanted))).toEqual([]);
  const mongoose = imports.filter(({ wanted }) => /^mongo(ose|db)$/.test(wanted));
  expect(mongoose.length).toBeGreaterThan(0);
  expect(mongoose.filter(({ file }) => !file.startsWith('storage/'))).toEqual([]);
});

/** Where the time of the machine is read: the offset of the database's, whether it is off by too much, and the start of a database. How long something takes is measured by `performance.now`. */
const localClocks = ['slack/preflight', 'storage/clock', 'storage/embedded/'];
/** Where something waits for so long, whatever the time is: polls, and patience with what is slow or away. */
const timers = [
  'jobs/archive',
  'jobs/every',
  'lifecycle',
  'main',
  'slack/cut-off',
  'slack/delivery/delivery',
  'slack/delivery/pacing',
  'slack/within',
  'storage/embedded/',
  'terminal',
];

test.each([
  ['reads the local clock', /\bDate\.now\b|\bnew Date\(\s*\)|(?<!new )\bDate\(|\$currentDate|\$\$NOW/, localClocks],
  ['sets a timer', /\bset(?:Timeout|Interval)\b|node:timers/, timers],
])("there is one clock, the database's, for all processes: nothing else %s", (_, pattern, allowed) => {
  const found = files
    .filter((path) => pattern.test(codeOf(path)))
    .map((path) => relative(root, path).replaceAll(sep, posix.sep));
  const mayHave = (file: string): boolean =>
    allowed.some((one) => file.startsWith(one.endsWith('/') ? one : `${one}.`));
  expect(found.filter((file) => !mayHave(file))).toEqual([]);
  // What is allowed and not there any more goes from the list.
  expect(allowed.filter((one) => !found.some((file) => file.startsWith(one)))).toEqual([]);
});

test('nothing hangs on a signal that is forgotten when memory is cleaned up: `cutOff` ends what takes too long', () => {
  expect(files.filter((path) => /\bAbortSignal\.(?:any|timeout)\b/.test(codeOf(path)))).toEqual([]);
});

/** A file without its comments. */
function codeOf(path: string): string {
  return readFileSync(path, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
