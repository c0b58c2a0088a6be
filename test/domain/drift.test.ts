import * as fc from 'fast-check';
import { type Drift, driftsOf, type Meant, type Seen, type SlackMessage, saysTheSame } from '../../src/domain/drift';

const meant = fc.record({
  surface: fc.constantFrom('triage' as const, 'requester' as const, 'comment' as const),
  isWanted: fc.boolean(),
  isOptional: fc.boolean(),
  isPosted: fc.boolean(),
  text: fc.option(fc.constantFrom('one', 'other'), { nil: undefined }),
});

/** Some messages of a ticket, each with a key and a place of its own. */
const tickets = fc.array(meant, { maxLength: 6 }).map((all) =>
  all.map(
    ({ isPosted, ...one }, index): Meant => ({
      ...one,
      key: `k${index}`,
      refused: undefined,
      ...(isPosted && { channel: 'C1', ts: `${index}.0` }),
    }),
  ),
);

/** Exactly what should stand. */
function rightOf(all: readonly Meant[]): SlackMessage[] {
  return all.flatMap(({ isWanted, channel, ts, key, text = 'whatever' }) =>
    isWanted && channel !== undefined && ts !== undefined ? [{ channel, ts, key, text, ticketId: 't' }] : [],
  );
}

function seen(messages: readonly SlackMessage[], isRead = true): Seen {
  return {
    at: (channel, ts) => messages.find((message) => message.channel === channel && message.ts === ts),
    ofTicket: messages,
    isRead: () => isRead,
  };
}

/** A ticket all of whose wanted messages are posted. */
const whole = tickets.map((all) => all.map((one) => (one.ts === undefined ? { ...one, isOptional: true } : one)));
const whats = (drifts: readonly Drift[]): string[] => drifts.map(({ what }) => what);

test('what stands as it should is nothing amiss, whatever else is left where it is', () => {
  fc.assert(fc.property(whole, (all) => expect(driftsOf(all, seen(rightOf(all)))).toEqual([])));
});

test('each message that is gone is missing, unless nothing is missing without it, or its channel could not be read', () => {
  fc.assert(
    fc.property(whole, (all) => {
      const missed = all.filter(({ isWanted, isOptional, ts }) => isWanted && !isOptional && ts !== undefined);
      const drifts = driftsOf(all, seen([]));
      expect(whats(drifts)).toEqual(missed.map(() => 'missing'));
      expect(drifts.map((drift) => drift.what === 'missing' && drift.key)).toEqual(missed.map(({ key }) => key));
      expect(driftsOf(all, seen([], false))).toEqual([]);
    }),
  );
});

test('each copy is told: of what stands as doubled, of what nobody should see as unwanted, of what nobody knows as unknown', () => {
  fc.assert(
    fc.property(whole, (all) => {
      const copies = all.map(({ key }, index) => ({
        channel: 'C2',
        ts: `9.${index}`,
        key,
        text: '',
        ticketId: 't',
      }));
      const stray = { channel: 'C2', ts: '10.0', key: 'another', text: '', ticketId: 't' };
      const drifts = driftsOf(all, seen([...rightOf(all), ...copies, stray]));
      expect(whats(drifts)).toEqual([
        ...all.map(({ isWanted, ts }) => (isWanted ? (ts === undefined ? 'unknown' : 'doubled') : 'unwanted')),
        'unknown',
      ]);
    }),
  );
});

test('a message with other words is outdated, where its words are any of the ticket’s business', () => {
  fc.assert(
    fc.property(whole, (all) => {
      const other = rightOf(all).map((message) => ({ ...message, text: 'of yesterday' }));
      const old = all.filter(({ isWanted, ts, text }) => isWanted && ts !== undefined && text !== undefined);
      expect(whats(driftsOf(all, seen(other)))).toEqual(old.map(() => 'outdated'));
    }),
  );
});

test('what Slack refused is told with its reason, whether it stands as it was or not at all', () => {
  const refused: Meant = {
    key: 'k',
    surface: 'requester',
    isWanted: true,
    isOptional: false,
    text: 'new',
    refused: 'is_archived',
  };
  const told = [{ what: 'refused', error: 'is_archived', card: 'requester', isPost: false }];
  expect(driftsOf([refused], seen([]))).toEqual(told);
  const posted = { ...refused, channel: 'C1', ts: '1.0' };
  expect(driftsOf([posted], seen([{ channel: 'C1', ts: '1.0', key: 'k', ticketId: 't', text: 'old' }]))).toEqual(told);
});

describe('two texts say the same', () => {
  const words = fc.stringMatching(/^[\p{L}\p{N} .,!?'"()&<>*_~-]{0,30}$/u);
  test('though Slack gives names to emoji, brackets to addresses and labels to channels', () => {
    const piece = fc.oneof(
      words.map((text) => ({ sent: escaped(text), given: escaped(text) })),
      fc.constantFrom(
        { sent: '🔥', given: ':fire:' },
        { sent: '👍🏽', given: ':+1::skin-tone-4:' },
        { sent: ':bell:', given: ':bell:' },
        { sent: 'http://example.com/a?b=c', given: '<http://example.com/a?b=c>' },
        { sent: 'example.com', given: '<http://example.com|example.com>' },
        { sent: '<#C0TRIAGE>', given: '<#C0TRIAGE|support-triage>' },
        { sent: '<@U0ALICE>', given: '<@U0ALICE>' },
        {
          sent: '<!date^1796049868^sent {ago}|sent 2026-11-30>',
          given: '<!date^1796049868^sent {ago}|sent 2026-11-30>',
        },
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const [sent, given] = [pieces.map((one) => one.sent).join(' '), pieces.map((one) => one.given).join(' ')];
        expect(saysTheSame(sent, given)).toBe(true);
      }),
    );
  });

  test('and not where one has a letter or a figure more', () => {
    fc.assert(
      fc.property(words, fc.nat(30), fc.stringMatching(/^[\p{L}\p{N}]$/u), (text, at, more) => {
        const longer = `${text.slice(0, at)}${more}${text.slice(at)}`;
        fc.pre(longer.normalize('NFC') === longer && text.normalize('NFC') === text);
        expect(saysTheSame(escaped(text), escaped(longer))).toBe(false);
      }),
    );
  });
});

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
