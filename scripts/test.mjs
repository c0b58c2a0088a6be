// `npm test`: everything that must hold, in one go. Ends with one line: N passed, N failed. `-- --no-coverage` leaves the counting of lines out, which takes a good part of the time.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const slowestShown = 10;
const coveredGoal = 98;
const chromium = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  process.env.CHROMIUM ?? '',
].find((path) => path !== '' && existsSync(path));
const counts = !process.argv.includes('--no-coverage');
const scratch = mkdtempSync(join(tmpdir(), 'deskbell-test-'));
const report = join(scratch, 'report.json');

const checks = [
  ['Types and build', 'tsc', ['-b']],
  ['Pages of the practice workspace', 'vite', ['build', 'sandbox/ui', '--logLevel', 'warn']],
  ['Lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['Format', 'biome', ['ci', '--linter-enabled=false', '.']],
];
const projects = chromium ? ['node', 'browser'] : ['node'];
const failed = checks.filter(([title, command, args]) => !passes(title, command, args)).map(([title]) => title);
const isJestGreen = passes('Tests', 'jest', [
  ...(counts ? ['--coverage', '--coverageReporters=json-summary', `--coverageDirectory=${scratch}`] : []),
  '--json',
  `--outputFile=${report}`,
  ...projects.map((project) => `--selectProjects=${project}`),
]);

const { tests, broken } = results();
// A handle that stays open, a global teardown: jest can fail where no test did.
if (!isJestGreen && broken.length === 0 && !tests.some(({ status }) => status === 'failed')) broken.push('jest itself');
const covered = coveredLines();
rmSync(scratch, { recursive: true, force: true });

print('Slowest tests');
for (const { ms, name } of tests.toSorted((a, b) => b.ms - a.ms).slice(0, slowestShown))
  print(`${String(ms).padStart(6)} ms  ${name}`);
if (counts) print(`\nLines of src covered: ${covered} % (goal: ${coveredGoal} %)`);
if (!chromium) {
  print('\nLEFT OUT: the browser tests, because there is no Chromium here.');
  print(
    'Install it (Debian, Ubuntu: apt-get install chromium fonts-noto-color-emoji; or set CHROMIUM to its path) and run npm test again.',
  );
}
for (const name of [
  ...failed,
  ...broken,
  ...tests.filter(({ status }) => status === 'failed').map((test) => test.name),
])
  print(`FAILED  ${name}`);

const passedCount = checks.length - failed.length + tests.filter(({ status }) => status === 'passed').length;
const failedCount = failed.length + broken.length + tests.filter(({ status }) => status === 'failed').length;
print(`\n${passedCount} passed, ${failedCount} failed`);
process.exitCode = failedCount === 0 && tests.length > 0 ? 0 : 1;

function passes(title, command, args) {
  print(`${title}…`);
  const env = { ...process.env, ...(chromium && { CHROMIUM: chromium }) };
  return spawnSync(join('node_modules', '.bin', command), args, { stdio: 'inherit', env }).status === 0;
}

/** What jest found: the tests, and the files that could not even be run. */
function results() {
  if (!existsSync(report)) return { tests: [], broken: ['jest itself'] };
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return {
    tests: testResults.flatMap((file) =>
      file.assertionResults.map(({ status, duration, fullName }) => ({
        status,
        ms: Math.round(duration ?? 0),
        name: `${nameOf(file.name)}: ${fullName}`,
      })),
    ),
    broken: testResults
      .filter(
        ({ status, assertionResults }) =>
          status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
      )
      .map(({ name }) => nameOf(name)),
  };
}

/** In per cent, of those that jest loaded or was told of. */
function coveredLines() {
  const summary = join(scratch, 'coverage-summary.json');
  return existsSync(summary) ? JSON.parse(readFileSync(summary, 'utf8')).total.lines.pct : 0;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

function nameOf(file) {
  return relative(process.cwd(), file);
}
