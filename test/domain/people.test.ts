import { isLoggedIn, openInvite } from '../../src/domain/people';

const at = new Date('2026-11-24T12:00:00Z');
const after = (ms: number): Date => new Date(at.getTime() + ms);

test('an admin is logged in until the session ends, and not in that moment', () => {
  const session = { since: after(-1_000), until: at };
  expect(isLoggedIn({ session }, after(-1))).toBe(true);
  expect(isLoggedIn({ session }, at)).toBe(false);
  expect(isLoggedIn({}, at)).toBe(false);
});

test('the button that sets a password works until its time is over, and not in that moment', () => {
  const invite = { id: 'button', until: at };
  expect(openInvite({ invite }, after(-1))).toBe(invite);
  expect(openInvite({ invite }, at)).toBeUndefined();
  expect(openInvite({}, at)).toBeUndefined();
});
