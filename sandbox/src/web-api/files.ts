import type { FilesCompleteUploadExternalResponse, FilesGetUploadURLExternalResponse } from '@slack/web-api';
import { freshId, freshSecret } from '../fresh';
import { post } from '../posts';
import { bot } from '../store';
import { mimetypeOf } from '../uploads';
import { wireFile } from '../wire';
import { ApiError, type Args, type Context, text, writable } from './call';

/** https://docs.slack.dev/reference/methods/files.getUploadURLExternal */
export function getUploadURLExternal(args: Args, { core }: Context): FilesGetUploadURLExternalResponse {
  const [id, secret] = [freshId('F'), freshSecret()];
  core.uploads.set(id, { id, secret, name: text(args, 'filename') ?? '', length: Number(args['length']) });
  return { ok: true, file_id: id, upload_url: `${core.url}/upload/v1/${secret}` };
}

/** https://docs.slack.dev/reference/methods/files.completeUploadExternal: without a channel, nobody here sees the files. */
export function completeUploadExternal(args: Args, { core }: Context): FilesCompleteUploadExternalResponse {
  const [channelId, threadTs] = [text(args, 'channel_id'), text(args, 'thread_ts')];
  const channel = channelId === undefined ? undefined : writable(core, channelId, bot.userId);
  // Their form has been checked.
  const uploads = (args['files'] as { id: string; title?: string }[]).map(({ id, title }) => {
    const { name = '', content } = core.uploads.get(id) ?? {};
    if (!content) throw new ApiError('file_not_found');
    const file = { id, name, title: title ?? name, mimetype: mimetypeOf(name), size: content.length };
    return { file, base64: content.toString('base64') };
  });
  const files = uploads.map(({ file }) => file);
  for (const { id } of files) core.uploads.delete(id);
  if (channel) {
    for (const { file, base64 } of uploads) core.store.files.set(file.id, { ...file, channel: channel.id, base64 });
    const thread = threadTs === undefined ? {} : { threadTs };
    post(core, channel, { user: bot.userId, text: text(args, 'initial_comment') ?? '', files, ...thread });
  }
  return { ok: true, files: files.map(wireFile) };
}
