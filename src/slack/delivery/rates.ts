import type { Rate } from '../../domain/rates';

/** How often Slack may be called. */
export interface Rates {
  of(method: string): Rate;
  /** Posts in one channel. */
  readonly channel: Rate;
}

export const postMethod = 'chat.postMessage';

/** Calls a minute. https://docs.slack.dev/apis/web-api/rate-limits; the tier of each method stands on its page. */
const tiers = { 2: 20, 3: 50, 4: 100, special: 300 } as const;

/** Those that the delivery and the jobs call; what is not here counts as tier 3. */
const tierOf = new Map<string, keyof typeof tiers>([
  // "Several hundred messages per minute" in a workspace. https://docs.slack.dev/reference/methods/chat.postMessage#rate-limiting
  [postMethod, 'special'],
  ['auth.test', 'special'],
  ['views.publish', 4],
  ['users.info', 4],
  ['conversations.members', 4],
  ['files.info', 4],
  ['files.getUploadURLExternal', 4],
  ['files.completeUploadExternal', 4],
]);

/** What nobody waits for leaves a fifth of each method to what somebody waits for: those calls are few, and come from people's hands. */
const share = 4 / 5;

export const slackRates: Rates = {
  of: (method) => ({ most: tiers[tierOf.get(method) ?? 3] * share, withinMs: 60_000, lateMs: 10_000 }),
  // "One message per second per channel", "short bursts >1 allowed": three at once, and three more after three seconds.
  channel: { most: 3, withinMs: 3_000, lateMs: 60_000 },
};
