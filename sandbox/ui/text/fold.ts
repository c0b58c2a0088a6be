import type { TextObject } from '@slack/types';

/** Slack folds a section's text behind "See more" where it is longer. */
const longestUnfolded = 700;

/** The beginning of a text that is too long to stand unfolded; undefined for one that is not. */
export function beginning({ type, text }: TextObject): string | undefined {
  if (text.length <= longestUnfolded) return undefined;
  const cut = text.slice(0, longestUnfolded).replace(/[\ud800-\udbff]$/, '');
  if (type === 'plain_text') return `${cut.trimEnd()}…`;
  // Wire text is cut before a link, mention or entity, not through it; a lone `<` far ahead is none of them.
  const whole = cut.replace(/(?:<[^<>]{0,255}|&[a-z]{0,3})$/, '').trimEnd();
  return `${whole}…${whole.split('```').length % 2 === 0 ? '\n```' : ''}`;
}
