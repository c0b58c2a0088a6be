/** When a message with this `ts` was written. */
export function dateOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

/** `9:41 AM`, in the viewer's zone. */
export function timeOf(ts: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZone }).format(dateOf(ts));
}

/** A day as a number that sorts, `20261124`. */
export function dayOf(date: Date, timeZone: string): number {
  return Number(new Intl.DateTimeFormat('en-CA', { timeZone }).format(date).replaceAll('-', ''));
}

/** `Today`, `Yesterday`, or `Monday, November 23rd`. */
export function dayName(ts: string, now: Date, timeZone: string): string {
  const day = dayOf(dateOf(ts), timeZone);
  if (day === dayOf(now, timeZone)) return 'Today';
  if (day === dayOf(new Date(now.getTime() - 86_400_000), timeZone)) return 'Yesterday';
  const named = new Intl.DateTimeFormat('en-US', { weekday: 'long', month: 'long', timeZone }).format(dateOf(ts));
  const [month, weekday] = named.split(' ');
  const year =
    Math.floor(day / 10_000) === Math.floor(dayOf(now, timeZone) / 10_000) ? '' : `, ${Math.floor(day / 10_000)}`;
  return `${weekday}, ${month} ${ordinal(day % 100)}${year}`;
}

/** `3 minutes ago`. */
export function ago(ts: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - dateOf(ts).getTime()) / 1000);
  if (seconds < 60) return 'just now';
  const steps = [
    ['minute', 60],
    ['hour', 3600],
    ['day', 86_400],
  ] as const;
  const [unit, size] = steps.findLast(([, length]) => seconds >= length) ?? steps[0];
  return new Intl.RelativeTimeFormat('en-US').format(-Math.floor(seconds / size), unit);
}

function ordinal(day: number): string {
  const rule = new Intl.PluralRules('en-US', { type: 'ordinal' }).select(day);
  return `${day}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }[rule]}`;
}
