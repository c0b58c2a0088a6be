import type { Person } from '../../src/protocol';

/** Who reads a date, and when. */
interface Reader {
  now: Date;
  me: Pick<Person, 'timeZone'>;
}

/** When a message was written, in a Slack date format. */
export function timeOf(ts: string, format: string, reader: Reader): string {
  return formatDate(format, Number(ts), reader) ?? '';
}

/**
 * Fills the tokens of a Slack date format in the reader's zone; undefined where Slack shows the fallback, for an
 * impossible time or an unknown token.
 * Tokens: https://docs.slack.dev/reference/block-kit/block-elements/date-element
 */
export function formatDate(format: string, timestamp: number, reader: Reader): string | undefined {
  const at = new Date(timestamp * 1000);
  if (Number.isNaN(at.getTime())) return undefined;
  let known = true;
  const filled = format.replace(/\{(\w+)\}/g, (whole, token: string, offset: number) => {
    const words = wordsFor(token, at, reader) ?? whole;
    known &&= words !== whole;
    // Slack writes "Today at 9", but "since today".
    return offset === 0 ? words.slice(0, 1).toUpperCase() + words.slice(1) : words;
  });
  return known ? filled : undefined;
}

function wordsFor(token: string, at: Date, reader: Reader): string | undefined {
  const { timeZone } = reader.me;
  const part = (options: Intl.DateTimeFormatOptions): string =>
    // Newer ICU data puts a narrow no-break space before AM and PM, which nobody can type into a search.
    new Intl.DateTimeFormat('en-US', { timeZone, ...options }).format(at).replaceAll('\u202f', ' ');
  const distance = at.getTime() - reader.now.getTime();
  // Slack leaves the year out of a date less than six months away.
  const year = () => (Math.abs(distance) < 183 * dayLength ? '' : `, ${part({ year: 'numeric' })}`);
  const day = isoDay(at, timeZone);
  const pretty = /^(date|date_short|date_long|day_divider)_pretty$/.exec(token)?.[1];
  if (pretty) return nearDay(day, isoDay(reader.now, timeZone)) ?? wordsFor(pretty, at, reader);
  switch (token) {
    case 'date_num':
      return day;
    case 'date_slash':
      return day.split('-').toReversed().join('/');
    case 'date':
      return `${part({ month: 'long' })} ${ordinal(Number(day.slice(-2)))}${year()}`;
    case 'date_short':
      return `${part({ month: 'short', day: 'numeric' })}${year()}`;
    case 'date_long':
    case 'day_divider':
      return `${part({ weekday: 'long' })}, ${wordsFor('date', at, reader)}`;
    case 'date_long_full':
      return part({ dateStyle: 'long' });
    case 'time':
      return part({ timeStyle: 'short' });
    case 'time_secs':
      return part({ timeStyle: 'medium' });
    case 'ago':
      return age(distance / 1000);
    default:
      return undefined;
  }
}

const dayLength = 86_400_000;

function isoDay(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

function nearDay(day: string, today: string): string | undefined {
  return ['yesterday', 'today', 'tomorrow'][(Date.parse(day) - Date.parse(today)) / dayLength + 1];
}

const spans = { year: 31_536_000, month: 2_592_000, day: 86_400, hour: 3600, minute: 60 } as const;

function age(seconds: number): string {
  for (const unit of ['year', 'month', 'day', 'hour', 'minute'] as const) {
    const count = Math.trunc(seconds / spans[unit]);
    if (count !== 0) return new Intl.RelativeTimeFormat('en-US').format(count, unit);
  }
  return 'just now';
}

function ordinal(day: number): string {
  const suffix = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' };
  return `${day}${suffix[new Intl.PluralRules('en-US', { type: 'ordinal' }).select(day)]}`;
}
