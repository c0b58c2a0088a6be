import type { ModalView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Desk } from './desk';
import { messageFor } from './report-errors';
import { errorView, loadingView } from './views/forms';

/**
 * Opens a view before the trigger's 3 seconds are over: the view itself, or, where it is not ready in time, a loading view
 * that it replaces. Throws what the view threw, as long as nothing has opened.
 */
export async function openView(
  client: WebClient,
  triggerId: string,
  view: Promise<ModalView>,
  desk: Desk,
): Promise<void> {
  const first = await firstOf(view, desk.openWithinMs);
  const opened = await client.views.open({ trigger_id: triggerId, view: first ?? loadingView() });
  if (first !== undefined) return;
  const late = await view.catch((error: unknown) => errorView(messageFor(error, desk)));
  if (opened.view?.id !== undefined) await replace(client, opened.view.id, late);
}

async function replace(client: WebClient, viewId: string, view: ModalView): Promise<void> {
  try {
    await client.views.update({ view_id: viewId, view });
  } catch (error) {
    const isClosed = error instanceof WebAPIPlatformError && error.data.error === 'not_found';
    if (!isClosed) throw error; // who has closed it wants it no more
  }
}

async function firstOf(view: Promise<ModalView>, ms: number): Promise<ModalView | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([view, limit]);
  } finally {
    clearTimeout(timer);
  }
}
