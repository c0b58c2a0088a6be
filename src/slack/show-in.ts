import type { ModalView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';

/** Shows a view in the place of one that is open; false where whoever saw that has closed it. Throws what Slack says. https://docs.slack.dev/reference/methods/views.update#errors */
export async function showIn(client: WebClient, viewId: string, view: ModalView): Promise<boolean> {
  try {
    await client.views.update({ view_id: viewId, view });
    return true;
  } catch (error) {
    const isClosed = error instanceof WebAPIPlatformError && error.data.error === 'not_found';
    if (!isClosed) throw error;
    return false;
  }
}
