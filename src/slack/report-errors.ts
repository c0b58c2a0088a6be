import { randomUUID } from 'node:crypto';
import type { AckFn, RespondFn, ViewResponseAction } from '@slack/bolt';
import type { View } from '@slack/types';
import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError, type WebClient } from '@slack/web-api';
import { DeskbellError, InvalidWords, StoreAway } from '../domain/errors';
import type { Desk } from './desk';
import { saidView } from './views/forms';

/** Where the person is who has to hear of an error. */
export type Place =
  | { readonly kind: 'message'; readonly respond: RespondFn }
  | TriggerPlace
  | { readonly kind: 'form'; readonly ack: AckFn<ViewResponseAction>; readonly blocks: View['blocks'] };

/** A click, with which a modal can be opened as long as its trigger lives; `respond` is there where the click has an answer URL, too. */
interface TriggerPlace {
  readonly kind: 'trigger';
  readonly client: WebClient;
  readonly triggerId: string;
  readonly onTop: boolean;
  readonly respond?: RespondFn;
}

/** Shows an error to the person it concerns, where they are; the unknown ones are logged under a reference that the person sees too. */
export async function reportError(error: unknown, place: Place, desk: Desk): Promise<void> {
  const message = messageFor(error, desk);
  try {
    await show(message, error, place);
  } catch (failure) {
    desk.log.error({ err: failure, message }, 'An error could not be shown to the person it concerns.');
  }
}

/** What a person is told of an error. */
export function messageFor(error: unknown, desk: Pick<Desk, 'isStoreAway' | 'log'>): string {
  if (error instanceof DeskbellError) return error.message;
  if (desk.isStoreAway(error)) return new StoreAway().message;
  if (slackAway.some((kind) => error instanceof kind)) return 'Slack did not answer Deskbell. Try again in a minute.';
  if (isExpiredTrigger(error)) return 'That took too long for Slack to open a form. Press it once more.';
  const reference = randomUUID().slice(0, 8);
  desk.log.error({ err: error, reference }, 'Something went wrong.');
  return `Something went wrong in Deskbell. Try again; if it stays, tell the people who run Deskbell this reference: ${reference}.`;
}

async function show(message: string, error: unknown, place: Place): Promise<void> {
  switch (place.kind) {
    case 'message':
      await place.respond({ response_type: 'ephemeral', replace_original: false, text: message });
      return;
    case 'trigger':
      await showInModal(message, place);
      return;
    case 'form':
      await place.ack({ response_action: 'errors', errors: fieldErrors(message, error, place.blocks) });
  }
}

async function showInModal(message: string, { client, triggerId, onTop, respond }: TriggerPlace): Promise<void> {
  try {
    await client.views[onTop ? 'push' : 'open']({ trigger_id: triggerId, view: saidView(message) });
  } catch (error) {
    if (isUsedTrigger(error)) return; // the same click came twice, and has its modal
    if (respond === undefined) throw error;
    await respond({ response_type: 'ephemeral', replace_original: false, text: message });
  }
}

/** Slack shows errors under input blocks alone, and as plain text. https://docs.slack.dev/surfaces/modals#displaying_errors */
function fieldErrors(message: string, error: unknown, blocks: View['blocks']): Record<string, string> {
  if (error instanceof InvalidWords) return { ...error.fields };
  const field = blocks.find(({ type }) => type === 'input')?.block_id ?? '';
  return { [field]: underField(message) };
}

/** The same words where nothing is markup. */
export function underField(message: string): string {
  return message
    .replace(/^<@\w+>/, 'This person')
    .replaceAll(/<@\w+>/g, 'another admin')
    .replaceAll('`', '');
}

/** Slack cannot be reached, answers with no answer of its API, or asks to wait. */
const slackAway = [WebAPIRequestError, WebAPIHTTPError, WebAPIRateLimitedError];

function isExpiredTrigger(error: unknown): boolean {
  return ['expired_trigger_id', 'trigger_expired'].includes(slackErrorOf(error));
}

/** True where a view was opened by the same click already. */
export function isUsedTrigger(error: unknown): boolean {
  return slackErrorOf(error) === 'exchanged_trigger_id';
}

function slackErrorOf(error: unknown): string {
  const { data } = (error ?? {}) as { data?: { error?: unknown } }; // WebAPIPlatformError, by its documented shape
  return typeof data?.error === 'string' ? data.error : '';
}
