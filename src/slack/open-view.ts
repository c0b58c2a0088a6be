import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Desk } from './desk';
import { isUsedTrigger, messageFor } from './report-errors';
import { showIn } from './show-in';
import { loadingView, saidView } from './views/forms';
import { within } from './within';

/** What a click gives to open a view with. */
export interface Trigger {
  readonly triggerId: string;
  /** True where the click was made in a modal, on top of which the view opens. */
  readonly onTop: boolean;
}

/**
 * Opens a view before the trigger's 3 seconds are over: the view itself, or, where it is not ready in time, a loading view
 * that it replaces. Gives its id, where that is known. Throws what the view threw, as long as nothing has opened.
 */
export async function openView(
  client: WebClient,
  { triggerId, onTop }: Trigger,
  view: Promise<ModalView>,
  desk: Desk,
): Promise<string | undefined> {
  const first = await within(desk.openWithinMs, view, () => undefined);
  const opened = await opening(() =>
    client.views[onTop ? 'push' : 'open']({ trigger_id: triggerId, view: first ?? loadingView() }),
  );
  const viewId = opened?.view?.id;
  if (viewId === undefined || first !== undefined) return viewId;
  const late = await view.catch((error: unknown) => saidView(messageFor(error, desk)));
  await showIn(client, viewId, late);
  return viewId;
}

/** Undefined where the same click has come before: what it opens is open already. */
async function opening<T>(open: () => Promise<T>): Promise<T | undefined> {
  try {
    return await open();
  } catch (error) {
    if (!isUsedTrigger(error)) throw error;
    return undefined;
  }
}
