/**
 * Fills the tokens of a Slack date format in the reader's zone; undefined where Slack shows the fallback, for an
 * impossible time or an unknown token.
 * Tokens: https://docs.slack.dev/reference/block-kit/block-elements/date-element
 */
export function formatDate(format: string, timestamp: number, now: Date, timeZone = ''): string | undefined {
  const at = new Date(timestamp * 1000);
  if (Number.isNaN(at.getTime())) return undefined;
  const words = tokens(at, now, timeZone || undefined);
  let known = true;
  const filled = format.replace(/\{(\w+)\}/g, (whole, token: string, offset: number) => {
    const filling = words[token] ?? whole;
    known &&= filling !== whole;
    // Slack writes "Today at 9", but "since today".
    return offset === 0 ? filling.slice(0, 1).toUpperCase() + filling.slice(1) : filling;
  });
  return known ? filled : undefined;
}

function tokens(at: Date, now: Date, timeZone: string | undefined): Record<string, string> {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    // Newer ICU data puts a narrow no-break space before AM and PM, which nobody can type into a search.
    new Intl.DateTimeFormat('en-US', { timeZone, ...options }).format(at).replaceAll('\u202f', ' ');
  const num = isoDay(at, timeZone);
  const near = nearDay(num, isoDay(now, timeZone));
  const day = part({ day: 'numeric' });
  const year = part({ year: 'numeric' });
  // Slack leaves the year out of a date less than six months away.
  const yearIfFar = Math.abs(at.getTime() - now.getTime()) < 183 * dayLength ? '' : `, ${year}`;
  const date = `${part({ month: 'long' })} ${ordinal(Number(day))}${yearIfFar}`;
  const short = `${part({ month: 'short' })} ${day}${yearIfFar}`;
  const long = `${part({ weekday: 'long' })}, ${date}`;
  return {
    date_num: num,
    date_slash: num.split('-').toReversed().join('/'),
    date,
    date_pretty: near ?? date,
    date_short: short,
    date_short_pretty: near ?? short,
    date_long: long,
    date_long_pretty: near ?? long,
    day_divider_pretty: near ?? long,
    date_long_full: `${part({ month: 'long' })} ${day}, ${year}`,
    time: part({ hour: 'numeric', minute: '2-digit' }),
    time_secs: part({ hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    ago: age((at.getTime() - now.getTime()) / 1000),
  };
}

const dayLength = 86_400_000;

function isoDay(at: Date, timeZone: string | undefined): string {
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
