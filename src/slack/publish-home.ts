import type { HomeView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';

/**
 * Shows a person their Home, in place of the one whose hash is given: what comes late does not replace what they have
 * turned to since. https://docs.slack.dev/reference/methods/views.publish. Throws what Slack says.
 */
export async function publishHome(
  client: WebClient,
  userId: string,
  view: HomeView,
  hash: string | undefined,
): Promise<void> {
  try {
    await client.views.publish({ user_id: userId, view, ...(hash !== undefined && { hash }) });
  } catch (error) {
    const isReplaced = error instanceof WebAPIPlatformError && error.data.error === 'hash_conflict';
    if (!isReplaced) throw error;
  }
}
