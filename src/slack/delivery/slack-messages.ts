import type { HomeView, MessageMetadata } from '@slack/types';
import {
  type ChatPostMessageArguments,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  type WebClient,
} from '@slack/web-api';
import { tokenErrors } from '../../domain/troubles';
import { cutOff } from '../cut-off';
import { ids } from '../ids';
import type { MessageContent } from '../views/blocks';

/** What became of a call: it is done, Slack refused it, Slack asks to wait, or nobody knows. */
export type Called<T> =
  | { readonly is: 'done'; readonly result: T }
  /** With `waitsFor` where all that goes there is refused, until somebody puts it right. */
  | { readonly is: 'refused'; readonly error: string; readonly waitsFor?: string }
  | { readonly is: 'limited'; readonly retryAfterMs: number }
  | { readonly is: 'unknown'; readonly error: unknown };

/** Where a message stands. */
export interface Place {
  readonly channel: string;
  readonly ts: string;
}

export interface Posted extends Place {
  readonly threadTs: string | undefined;
}

/** A message of ours that stands in Slack. */
export interface Found extends Place {
  readonly threadTs: string | undefined;
  readonly ticketId: string;
  readonly key: string;
}

interface ReadPage {
  readonly messages: readonly (Place & {
    readonly threadTs: string | undefined;
    readonly text: string;
    readonly ticketId?: string;
    readonly key?: string;
  })[];
  /** Where the next one begins; empty where none comes. */
  readonly next: string;
}

export interface Post extends MessageContent {
  readonly to: string;
  readonly threadTs: string | undefined;
  /** True where a reply should stand in the channel too. */
  readonly broadcast: boolean;
  readonly ticketId: string;
  readonly key: string;
}

/** The calls that the delivery makes; each says what became of it, and none throws. */
export type SlackMessages = ReturnType<typeof slackMessages>;

/** Errors with which Slack may have done what it was asked all the same. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const uncertain = new Set([
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);

/** Not the message's fault: the same call may go through later. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
export const accountErrors = new Set([...tokenErrors, 'missing_scope', 'messages_tab_disabled']);
export const accountRetryMs = 60_000;

/** Slack edits the message no more, for whatever reason: it has to be posted anew. https://docs.slack.dev/reference/methods/chat.update#errors */
export const notEditable = new Set(['message_not_found', 'edit_window_closed', 'cant_update_message']);

/** As long as ten megabytes take on a slow line. */
const bytesTimeoutMs = 10_000;

/** The calls of the delivery; `cut` ends at once what has no client of its own. */
export function slackMessages(client: WebClient, cut: AbortSignal) {
  return {
    /** Whether Slack takes the token. */
    checkToken: (): Promise<Called<unknown>> => called(() => client.auth.test()),

    /** Posts a message under its key. */
    post: ({ to, text, blocks, threadTs, broadcast, ticketId, key }: Post): Promise<Called<Posted>> =>
      called(async () => {
        const { channel, ts, message } = await client.chat.postMessage({
          channel: to,
          text,
          blocks,
          parse: 'none',
          unfurl_links: false,
          unfurl_media: false,
          metadata: { event_type: ids.metadata, event_payload: { ticket: ticketId, key } },
          ...(threadTs !== undefined && { thread_ts: threadTs }),
          ...(threadTs !== undefined && broadcast && { reply_broadcast: true }),
        } as ChatPostMessageArguments); // its types take `reply_broadcast` as a literal, which a spread loses
        return { channel: channel ?? to, ts: ts ?? '', threadTs: message?.thread_ts };
      }),

    update: (place: Place, { text, blocks }: MessageContent): Promise<Called<unknown>> =>
      called(() => client.chat.update({ ...place, text, blocks, parse: 'none' })),

    delete: (place: Place): Promise<Called<unknown>> => called(() => client.chat.delete(place)),

    /** Announces a file; gives Slack's id of it, and where its bytes go. https://docs.slack.dev/reference/methods/files.getUploadURLExternal */
    beginUpload: (filename: string, length: number): Promise<Called<{ fileId: string; url: string }>> =>
      called(async () => {
        const { file_id: fileId = '', upload_url: url = '' } = await client.files.getUploadURLExternal({
          filename,
          length,
        });
        return { fileId, url };
      }),

    /** Nobody sees the bytes before the file is shared. */
    sendBytes: (url: string, content: Uint8Array): Promise<Called<unknown>> =>
      called(() =>
        cutOff(bytesTimeoutMs, [cut], async (signal) => {
          const answer = await fetch(url, { method: 'POST', body: content, signal });
          await answer.body?.cancel();
          if (!answer.ok) throw new Error(`Slack did not take the bytes of a file: HTTP ${answer.status}.`);
        }),
      ),

    /** Shows an uploaded file in a thread. https://docs.slack.dev/reference/methods/files.completeUploadExternal */
    share: (fileId: string, title: string, text: string, { channel, ts }: Place): Promise<Called<unknown>> =>
      called(() =>
        client.files.completeUploadExternal({
          files: [{ id: fileId, title }],
          channel_id: channel,
          thread_ts: ts,
          initial_comment: text,
        }),
      ),

    /** The `ts` of the message with a file in a channel; undefined where none is known. https://docs.slack.dev/reference/methods/files.info */
    sharedAt: (fileId: string, channel: string): Promise<Called<string | undefined>> =>
      called(async () => {
        const { file } = await client.files.info({ file: fileId });
        const shares = { ...file?.shares?.public, ...file?.shares?.private } as Record<string, { ts?: string }[]>; // by channel, which its types call by made-up names
        return shares[channel]?.[0]?.ts;
      }),

    deleteFile: (fileId: string): Promise<Called<unknown>> => called(() => client.files.delete({ file: fileId })),

    /** Shows a person their Home. */
    publishHome: (userId: string, view: HomeView): Promise<Called<unknown>> =>
      called(() => client.views.publish({ user_id: userId, view })),

    /** The id of a person's DM with Deskbell. */
    openDm: (user: string): Promise<Called<string>> =>
      called(async () => (await client.conversations.open({ users: user })).channel?.id ?? ''),

    /** Our messages of tickets in a channel since `oldest`, all pages; with `thread`, those in that thread. */
    search: (channel: string, oldest: Date, thread?: string): Promise<Called<Found[]>> =>
      called(async () => {
        const found: Found[] = [];
        let cursor = '';
        do {
          const { messages, next } = await readPage(channel, oldest, thread, cursor);
          for (const { ticketId, key, ...message } of messages)
            if (ticketId !== undefined && key !== undefined) found.push({ ...message, ticketId, key });
          cursor = next;
        } while (cursor !== '');
        return found;
      }),

    /** A page of what stands in a channel since `oldest`, or in a thread of it, whoever wrote it. */
    page: (channel: string, oldest: Date, thread: string | undefined, cursor: string): Promise<Called<ReadPage>> =>
      called(async () => await readPage(channel, oldest, thread, cursor)),
  };

  async function readPage(
    channel: string,
    oldest: Date,
    thread: string | undefined,
    cursor: string,
  ): Promise<ReadPage> {
    const page = {
      channel,
      oldest: String(oldest.getTime() / 1000),
      include_all_metadata: true,
      limit: 200,
      ...(cursor && { cursor }),
    };
    const answer =
      thread === undefined
        ? await client.conversations.history(page)
        : await client.conversations.replies({ ...page, ts: thread });
    const messages = (answer.messages ?? []).flatMap((message) => {
      const { ts, thread_ts: threadTs, text = '', metadata } = message;
      const { ticket, key } = payloadOf(metadata);
      const isOurs = typeof ticket === 'string' && typeof key === 'string';
      // Where a message with replies was deleted, its stone stands.
      const isStone = 'subtype' in message && message.subtype === 'tombstone';
      if (ts === undefined || isStone) return [];
      return [{ channel, ts, threadTs, text, ...(isOurs && { ticketId: ticket, key }) }];
    });
    return { messages, next: answer.response_metadata?.next_cursor ?? '' };
  }
}

function payloadOf(metadata: Partial<MessageMetadata> | undefined): Record<string, unknown> {
  return metadata?.event_type === ids.metadata ? { ...metadata.event_payload } : {};
}

/** What became of a call to Slack. */
export async function called<T>(call: () => Promise<T>): Promise<Called<T>> {
  try {
    return { is: 'done', result: await call() };
  } catch (error) {
    if (error instanceof WebAPIRateLimitedError) return { is: 'limited', retryAfterMs: error.retryAfter * 1000 };
    if (!(error instanceof WebAPIPlatformError) || uncertain.has(error.data.error)) return { is: 'unknown', error };
    return { is: 'refused', error: error.data.error };
  }
}
