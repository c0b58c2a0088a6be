import type { WebClient } from '@slack/web-api';
import type { Desk } from './desk';

/** Sends files to people's messages with Deskbell: an upload wants the id of the DM. https://docs.slack.dev/reference/methods/files.completeUploadExternal */
export function fileSender(client: WebClient): Desk['sendFile'] {
  return async (userId, { name, title, content }) => {
    const { channel } = await client.conversations.open({ users: userId });
    await client.filesUploadV2({ channel_id: channel?.id ?? '', filename: name, title, content });
  };
}
