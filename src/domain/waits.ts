/** With fewer waits than that, none of them is usual. */
const fewest = 5;

/** How long people usually wait: the median, in milliseconds; undefined where too few have waited yet. */
export function usualWait(waitsMs: readonly number[]): number | undefined {
  if (waitsMs.length < fewest) return undefined;
  const inOrder = waitsMs.toSorted((one, other) => one - other);
  const middle = Math.floor(inOrder.length / 2);
  const [low = 0, high = 0] =
    inOrder.length % 2 === 0 ? inOrder.slice(middle - 1, middle + 1) : [inOrder[middle], inOrder[middle]];
  return (low + high) / 2;
}

/** A wait in words, rounded as one would say it: "a few minutes", "about 20 minutes", "about 3 hours", "about 2 days". */
export function waitInWords(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 5) return 'a few minutes';
  if (minutes < 55) return `about ${Math.round(minutes / 5) * 5} minutes`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return hours === 1 ? 'about an hour' : `about ${hours} hours`;
  const days = Math.round(hours / 24);
  return days === 1 ? 'about a day' : `about ${days} days`;
}

/** How long something took, as exactly as one cares to know, and never nothing: "1 minute", "25 minutes", "7 hours", "3 days". */
export function timeInWords(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
