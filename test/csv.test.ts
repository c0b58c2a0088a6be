import { auditCsv } from '../src/audit-csv';
import { csvOf } from '../src/csv';

const bom = '\uFEFF';
const lines = (...all: string[]): string => `${bom}${all.join('\n')}\n`;

test('a table has its names first, and begins so that spreadsheets read its letters right', () => {
  expect(csvOf([{ who: 'Zoë 字', number: 42 }], ['who', 'number'])).toBe(lines('who,number', 'Zoë 字,42'));
  expect(csvOf([], ['who', 'number'])).toBe(lines('who,number'));
});

test('what is not there is empty, and what was not asked for is left out', () => {
  expect(csvOf([{ who: undefined, secret: 'x' }], ['who', 'number'])).toBe(lines('who,number', ','));
});

test.each([
  ['a quote', 'say "hi"', '"say ""hi"""'],
  ['a comma', 'one, two', '"one, two"'],
  ['a line break', 'one\ntwo', '"one\ntwo"'],
  ['a line break of Windows', 'one\r\ntwo', '"one\r\ntwo"'],
])('%s stays within its field', (_, value, field) => {
  expect(csvOf([{ who: value }], ['who'])).toBe(lines('who', field));
});

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
  '=HYPERLINK("http://evil.example","x")',
])('what begins like a formula is a text: %j', (value) => {
  const [, field = ''] = csvOf([{ who: value }], ['who']).split('who\n');
  expect(field.replace(/^"/, '')).toMatch(/^'/);
  expect(field.replaceAll('""', '"')).toContain(value);
});

test('the record is exported with its times in UTC, and people by their ids', () => {
  const at = new Date('2026-11-24T12:00:00Z');
  const entry = { key: 'k', teamId: 'T0DESK', at } as const;
  expect(
    auditCsv([
      { ...entry, what: 'demoted', who: 'U0CAROL', whom: 'U0DAVE' },
      { ...entry, what: 'forceReleased', who: 'U0CAROL', whom: 'U0DAVE', ticket: 42 },
      { ...entry, what: 'setUp', who: '=cmd' },
    ]),
  ).toBe(
    lines(
      'at,who,what,whom,ticket',
      '2026-11-24T12:00:00.000Z,U0CAROL,demoted,U0DAVE,',
      '2026-11-24T12:00:00.000Z,U0CAROL,forceReleased,U0DAVE,42',
      "2026-11-24T12:00:00.000Z,'=cmd,setUp,,",
    ),
  );
});
