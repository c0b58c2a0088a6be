import * as fc from 'fast-check';
import { canHaveTickets, messageKey, mustHaveTickets } from '../../src/domain/anywhere';
import { InvalidWords } from '../../src/domain/errors';
import type { Profile, Standing } from '../../src/domain/people';
import { quotation, textMost, ticketWords, titleMost, titleOf } from '../../src/domain/words';
import { hostile } from '../support/hostile';

const messages = fc.oneof(
  fc.constantFrom(...Object.values(hostile), ' ', '\n\n', '\u200B\n', 'x'.repeat(40_000), '😀'.repeat(20_000)),
  fc.string({ unit: 'binary' }),
  fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n')),
);

describe('the title that a message gives', () => {
  test.each([
    ['The printer is on fire', 'The printer is on fire'],
    ['\n  \u200B \n  The   printer \nis on fire', 'The printer'],
    ['', ''],
    [' \n\u200B\n', ''],
    ['x'.repeat(titleMost), 'x'.repeat(titleMost)],
    ['x'.repeat(titleMost + 1), `${'x'.repeat(titleMost - 1)}…`],
    ['😀'.repeat(titleMost), `${'😀'.repeat((titleMost - 2) / 2)}…`],
  ])('is its first line with words: %j', (message, title) => {
    expect(titleOf(message)).toBe(title);
  });

  test('is one that the form takes, or nothing', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const title = titleOf(message);
        if (title !== '') expect(ticketWords({ title, description: '' }).title).toBe(title);
        expect(title === '').toBe(quotation(message).text === '');
      }),
    );
  });
});

test('a ticket keeps as much of a message as there is room for, and counts the rest', () => {
  fc.assert(
    fc.property(messages, (message) => {
      const { text, leftOut } = quotation(message);
      expect(text.length).toBeLessThanOrEqual(textMost);
      if (text === '') expect(leftOut).toBe(0);
      else {
        expect(message.trim().startsWith(text)).toBe(true);
        expect(text.length + leftOut).toBe(message.trim().length);
        // No half of a character at the cut.
        if (leftOut > 0) expect(/[\uD800-\uDBFF]$/.test(text)).toBe(false);
      }
    }),
  );
});

function profile(standing: Standing): Profile {
  return { name: 'Somebody', handle: 'somebody', standing };
}

describe('whose ticket it can be', () => {
  test.each(['member', 'guest'] as const)('a %s’s', (standing) => {
    expect(canHaveTickets(profile(standing))).toBe(true);
    expect(() => mustHaveTickets(profile(standing))).not.toThrow();
  });

  test.each([
    ['an app', profile('bot'), 'This is an app'],
    ['somebody who is deactivated', profile('deactivated'), 'deactivated in Slack'],
    ['somebody of another workspace', profile('stranger'), 'belongs to another workspace'],
    ['nobody that Slack knows', undefined, 'Slack knows nobody like that'],
  ])('not of %s, and it says why', (_, one, words) => {
    expect(canHaveTickets(one)).toBe(false);
    expect(() => mustHaveTickets(one)).toThrow(InvalidWords);
    expect(() => mustHaveTickets(one)).toThrow(words);
  });
});

test('a message has one name, wherever else the same time was', () => {
  expect(messageKey({ channel: 'C1', ts: '1.2' })).toBe('message:C1:1.2');
});
