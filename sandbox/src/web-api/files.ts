import type {
  FilesCompleteUploadExternalResponse,
  FilesDeleteResponse,
  FilesGetUploadURLExternalResponse,
  FilesInfoResponse,
} from '@slack/web-api';
import type { Core } from '../core';
import { freshId, freshSecret } from '../fresh';
import { post, removeFile } from '../posts';
import { bot, type Channel, fileSeenBy, messageWithFile, type StoredFile, team } from '../store';
import { keepFile, mimetypeOf } from '../uploads';
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
  for (const { file, base64 } of uploads) {
    keepFile(core.store, file, { user: bot.userId, base64 });
    core.uploads.delete(file.id);
  }
  if (channel) {
    const thread = threadTs === undefined ? {} : { threadTs };
    post(core, channel, { user: bot.userId, text: text(args, 'initial_comment') ?? '', files, ...thread });
  }
  // Where they are shared Slack often does not know yet: it shares them a little later (bolt-js#2115).
  return { ok: true, files: files.map((file) => wireFile(core, file)) };
}

/** https://docs.slack.dev/reference/methods/files.info: with where the file is shared. */
export function info(args: Args, { core, faults }: Context): FilesInfoResponse {
  const { store } = core;
  const file = fileOf(core, args);
  const shown = messageWithFile(store, file);
  const channel = store.channels.get(shown?.channel ?? '');
  const lagging = shown && Date.now() < faults.hidden.until && shown.ts > faults.hidden.from;
  const ids = (kind: Channel['kind']) => (channel?.kind === kind && !lagging ? [channel.id] : []);
  const places = { channels: ids('channel'), groups: ids('private'), ims: ids('im') };
  if (!shown || !channel || lagging) {
    return { ok: true, file: { ...wireFile(core, file), ...places, shares: {} }, comments: [] };
  }
  const { ts, threadTs, user } = shown;
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  const share = { ts, ...thread, channel_name: channel.name, team_id: team.id, share_user_id: user };
  const shares = { [channel.kind === 'channel' ? 'public' : 'private']: { [channel.id]: [share] } };
  return { ok: true, file: { ...wireFile(core, file), ...places, shares }, comments: [] };
}

/** https://docs.slack.dev/reference/methods/files.delete: a bot deletes only its own. */
function deleteFile(args: Args, { core }: Context): FilesDeleteResponse {
  const file = fileOf(core, args);
  if (file.user !== bot.userId) throw new ApiError('cant_delete_file');
  removeFile(core, file);
  return { ok: true };
}

export { deleteFile as delete };

/** A file that the app may see. Throws Slack's code where there is none. */
function fileOf({ store }: Core, args: Args): StoredFile {
  const id = text(args, 'file') ?? '';
  const file = fileSeenBy(store, bot.userId, id);
  if (!file) throw new ApiError(store.files.get(id)?.deleted ? 'file_deleted' : 'file_not_found');
  return file;
}
