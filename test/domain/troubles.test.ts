import * as fc from 'fast-check';
import { troublesThat } from '../../scripts/gallery/examples';
import {
  beginWords,
  endWords,
  isWaitedFor,
  type Place,
  placesOf,
  tokenErrors,
  troubleOf,
  troubleWords,
  unreachedBy,
} from '../../src/domain/troubles';

const codes = [
  ...tokenErrors,
  'missing_scope',
  'messages_tab_disabled',
  'is_archived',
  'is_inactive',
  'not_in_channel',
  'channel_not_found',
  'restricted_action',
  'user_disabled',
  'msg_too_long',
  'message_not_found',
  'constructor',
];
const code = fc.oneof(fc.constantFrom(...codes), fc.string());
const place: fc.Arbitrary<Place> = fc.record({
  method: fc.constantFrom('chat.postMessage', 'chat.update', 'views.publish'),
  triage: fc.option(fc.constant('C0TRIAGE'), { nil: undefined }),
  toPerson: fc.boolean(),
});

test('what a call is refused for is among what such a call needs: the next one is not made in vain', () => {
  fc.assert(
    fc.property(code, place, (error, at) => {
      const trouble = troubleOf(error, at);
      if (trouble !== undefined) expect(placesOf(at)).toContain(trouble.where);
    }),
  );
});

test('only the triage channel can be in the way as a channel: what a person or another channel refuses stops nobody else', () => {
  fc.assert(
    fc.property(code, place, (error, at) => {
      const isForAll = tokenErrors.has(error) || error === 'missing_scope' || error === 'messages_tab_disabled';
      fc.pre(!isForAll);
      expect(troubleOf(error, { ...at, triage: undefined })).toBeUndefined();
    }),
  );
});

test('a token that is refused stops every call, and nothing else does', () => {
  fc.assert(
    fc.property(fc.constantFrom(...tokenErrors), place, place, (error, one, other) => {
      expect(placesOf(other)).toContain(troubleOf(error, one)?.where);
    }),
  );
  fc.assert(
    fc.property(code, place, (error, at) => {
      fc.pre(!tokenErrors.has(error));
      expect(placesOf({ method: 'auth.test' })).not.toContain(troubleOf(error, at)?.where ?? '');
    }),
  );
});

test.each([
  ['user_disabled', 'deactivated'],
  ['user_not_found', 'unknown'],
  ['cannot_dm_bot', 'takesNoMessages'],
  ['msg_too_long', undefined],
  ['toString', undefined],
])('of a person, %s says: %s', (error, why) => {
  expect(unreachedBy(error)).toBe(why);
});

test.each(troublesThat().map((trouble) => [trouble.kind, trouble] as const))(
  '%s: the admins read what is wrong, what to do, and that nothing is lost',
  (_, trouble) => {
    const { what, todo } = troubleWords(trouble);
    expect(beginWords(trouble)).toContain(`${what} ${todo}`);
    expect(beginWords(trouble)).toContain('Nothing is lost');
    expect(endWords(trouble, 1) === endWords(trouble, 2)).toBe(!isWaitedFor(trouble.kind));
  },
);
