import { type Deed, deeds } from '../../../src/domain/audit';
import type { AdminDeed } from '../../../src/services/delivery-ports';
import { ids } from '../../../src/slack/ids';
import { letterOf } from '../../../src/slack/views/letters';
import { buttonOf, buttons, isFine } from './looks';

function letter(what: Deed, changed: Partial<AdminDeed> = {}) {
  const at = new Date('2026-11-24T12:00:00Z');
  const found = letterOf({ key: 'news', at, what, who: 'U0CAROL', ...changed });
  if (found !== undefined) isFine(found);
  return found;
}

test('an admin is told what others did to them, and that their password was changed; nothing else', () => {
  const told = deeds.filter((what) => letter(what) !== undefined);
  expect(told).toEqual(['promoted', 'changedPassword', 'reset', 'demoted']);
});

test.each(['promoted', 'reset'] as const)(
  'whoever is %s gets a button to set a password, and reads how long it works',
  (what) => {
    const told = letter(what, { invite: 'invite' });
    expect(told && buttonOf(told, 'Set a password')).toMatchObject({
      action_id: ids.admin.setPassword,
      value: 'invite',
    });
    expect(told?.text).toContain('works once, <!date^1795608000^until {date_short_pretty} at {time}|');
    expect(told?.text).toContain('for you alone');
  },
);

test('it says who did it', () => {
  for (const what of ['promoted', 'reset', 'demoted'] as const) {
    expect(letter(what)?.text).toContain('<@U0CAROL> has ');
    expect(letter(what, { who: 'machine' })?.text).toContain('Somebody on the machine that Deskbell runs on has ');
    expect(letter(what, { who: 'machine' })?.text).not.toContain('<@');
  }
});

test('whoever is demoted reads what becomes of their tickets', () => {
  expect(letter('demoted')?.text).toContain('Your tickets go back into the queue, and their cards here are deleted');
});

test('a changed password says what to do if somebody else did it', () => {
  const told = letter('changedPassword', { who: 'U0DAVE' });
  expect(told?.text).toContain('If that was not you, ask another admin at once for `/ticket-admin reset`');
  expect(told && buttons(told)).toEqual([]);
});

test('the admins of the practice workspace are told where their password stands', () => {
  const told = letter('promoted', { who: 'practice' });
  expect(told?.text).toContain('is printed where it was started');
  expect(told && buttons(told)).toEqual([]);
});

test('the letters, as they look', () => {
  expect([
    letter('promoted', { invite: 'invite' }),
    letter('promoted', { who: 'practice' }),
    letter('reset', { who: 'machine', invite: 'invite' }),
    letter('demoted'),
    letter('changedPassword'),
  ]).toMatchSnapshot();
});
