import { type AuditEntry, deeds } from '../../../src/domain/audit';
import { ids } from '../../../src/slack/ids';
import { auditPageSize, auditView } from '../../../src/slack/views/audit';
import { buttonOf, buttons, isFineView, wordsIn } from './looks';

const at = new Date('2026-11-24T12:00:00Z');
const next = { at, key: '0123456789abcdef01234567:1795516260000' };

function entry(changed: Partial<AuditEntry> = {}): AuditEntry {
  return { key: 'one', teamId: 'T0DESK', at, what: 'loggedIn', who: 'U0CAROL', ...changed };
}

function recordOf(entries: readonly AuditEntry[], page: Partial<Parameters<typeof auditView>[1]> = {}) {
  const view = auditView({}, { entries, isFirst: true, ...page });
  isFineView(view);
  return view;
}

/** One entry, as it reads behind its time. */
function lineOf(changed: Partial<AuditEntry>): string {
  const [, line = ''] = /UTC> {2}· {2}([^"]*)/.exec(wordsIn(recordOf([entry(changed)]))) ?? [];
  return line;
}

describe('an entry', () => {
  const whom = 'U0DAVE';
  const ticket = 42;

  test.each([
    ['<@U0CAROL> became the first admin', { what: 'setUp' }],
    ['<@U0CAROL> promoted <@U0DAVE>', { what: 'promoted', whom }],
    ['<@U0CAROL> set a password', { what: 'setPassword' }],
    ['<@U0CAROL> changed their password', { what: 'changedPassword' }],
    ['<@U0CAROL> logged in', { what: 'loggedIn' }],
    ['*<@U0CAROL> typed a password that was refused*', { what: 'failedLogin' }],
    ['<@U0CAROL> logged out', { what: 'loggedOut' }],
    ['<@U0CAROL> reset the password of <@U0DAVE>', { what: 'reset', whom }],
    ['<@U0CAROL> demoted <@U0DAVE>', { what: 'demoted', whom }],
    ['<@U0DAVE> left the workspace, and is no admin any more', { what: 'deactivated', who: 'deskbell', whom }],
    ['<@U0CAROL> took *#42* from <@U0DAVE>, back into the queue', { what: 'forceReleased', whom, ticket }],
    ['<@U0CAROL> handed *#42* over to <@U0DAVE>', { what: 'handedOver', whom, ticket }],
    ['Deskbell put *#42* of <@U0DAVE> back into the queue', { what: 'vacated', who: 'deskbell', whom, ticket }],
    ['Somebody on the machine that Deskbell runs on demoted <@U0DAVE>', { what: 'demoted', who: 'machine', whom }],
    ['Deskbell promoted <@U0DAVE>', { what: 'promoted', who: 'practice', whom }],
    ['<@U0CAROL> handed a ticket over to <@U0DAVE>', { what: 'handedOver', whom }],
  ] as const)('says who did what to whom: %s', (words, changed) => {
    expect(lineOf(changed)).toBe(words);
  });

  test('says when, and a refused password stands out', () => {
    expect(wordsIn(recordOf([entry()]))).toContain(
      '<!date^1795521600^{date_short_pretty} at {time}|2026-11-24 12:00 UTC>',
    );
    const signs = deeds.map((what) => /"(:\w+:) {2}/.exec(wordsIn(recordOf([entry({ what })])))?.[1]);
    expect(deeds.filter((_, index) => signs[index] === ':warning:')).toEqual(['failedLogin']);
  });
});

describe('the fields', () => {
  test('have what was asked for, and the form carries it', () => {
    const asked = { person: 'U0DAVE', what: 'failedLogin', from: '2026-11-01', until: '2026-11-30' } as const;
    const view = auditView(asked, { entries: [entry()], isFirst: true });
    isFineView(view);
    expect(view.blocks).toMatchObject([
      { block_id: ids.field.person, element: { initial_user: 'U0DAVE' } },
      { block_id: ids.field.what, element: { initial_option: { value: 'failedLogin' } } },
      { block_id: ids.field.from, element: { initial_date: '2026-11-01' } },
      { block_id: ids.field.until, element: { initial_date: '2026-11-30' } },
      ...view.blocks.slice(4).map(() => ({})),
    ]);
    expect(JSON.parse(view.private_metadata ?? '')).toEqual(asked);
  });

  test('are empty where all is asked for, can stay so, and name all that can be done', () => {
    const fields = recordOf([]).blocks.filter(({ type }) => type === 'input');
    expect(fields).toMatchObject(fields.map(() => ({ optional: true })));
    expect(JSON.stringify(fields)).not.toContain('initial');
    for (const what of deeds) expect(JSON.stringify(fields)).toContain(`"value":"${what}"`);
  });
});

describe('a page of the record', () => {
  const full = Array.from({ length: auditPageSize }, () =>
    entry({ what: 'forceReleased', whom: 'U0DAVE', ticket: Number.MAX_SAFE_INTEGER }),
  );

  test('has the way to older ones and back, where there is one, and the export', () => {
    expect(buttons(recordOf(full))).toEqual(['Export as CSV']);
    expect(buttons(recordOf(full, { next }))).toEqual(['Older', 'Export as CSV']);
    expect(buttons(recordOf(full, { next, isFirst: false }))).toEqual(['Newest', 'Older', 'Export as CSV']);
    expect(buttons(recordOf(full, { isFirst: false }))).toEqual(['Newest', 'Export as CSV']);
    const older = buttonOf(recordOf(full, { next }), 'Older')?.value ?? '';
    expect(JSON.parse(older)).toEqual({ at: at.toISOString(), key: next.key });
  });

  test('says under the buttons what the export has, and what became of it', () => {
    expect(wordsIn(recordOf(full))).toContain('when you last pressed *Show*');
    const { blocks } = recordOf(full, { note: 'It is in your messages.' });
    expect(JSON.stringify(blocks.at(-1))).toContain('It is in your messages.');
  });

  test('that is empty says why, and how to see more', () => {
    expect(wordsIn(recordOf([]))).toContain('There is nothing on record yet.');
    expect(buttons(recordOf([]))).toEqual([]);
    const filtered = auditView({ from: '2026-11-24' }, { entries: [], isFirst: true });
    isFineView(filtered);
    expect(wordsIn(filtered)).toMatch(/nothing like that on record\. Empty a field above.*press \*Show\*/);
    expect(buttons(recordOf([], { isFirst: false }))).toEqual(['Newest']);
    expect(wordsIn(recordOf([], { isFirst: false }))).toContain('There is nothing older on record.');
  });
});

test('the record, as it looks', () => {
  const entries = [entry(), entry({ what: 'failedLogin' }), entry({ what: 'promoted', whom: 'U0DAVE' })];
  expect(auditView({ from: '2026-11-01' }, { entries, next, isFirst: false, note: 'It is done.' })).toMatchSnapshot();
});
