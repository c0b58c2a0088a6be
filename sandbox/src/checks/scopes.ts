/** The bot scopes that each method wants: its page under docs.slack.dev/reference/methods. */
import { typesOf } from './arguments';

export type ChannelKind = 'channel' | 'private' | 'dm';

const families = { channel: 'channels', private: 'groups', dm: 'im' } as const;

/** Scopes that differ with the kind of conversation; where it is unknown, any of them. */
function byKind(right: 'history' | 'read', kind: ChannelKind | undefined): string[] {
  const all = kind ? [families[kind]] : [...Object.values(families), 'mpim'];
  return all.map((family) => `${family}:${right}`);
}

const byType = new Map([
  ['public_channel', 'channels:read'],
  ['private_channel', 'groups:read'],
  ['im', 'im:read'],
  ['mpim', 'mpim:read'],
]);

/** The groups of scopes that a call wants: one scope of every group must have been granted. */
function groups(method: string, args: Record<string, unknown>, kind: ChannelKind | undefined): string[][] {
  switch (method) {
    case 'apps.connections.open':
      return [['connections:write']];
    case 'chat.postMessage':
    case 'chat.postEphemeral':
    case 'chat.update':
    case 'chat.delete':
      return [['chat:write']];
    case 'conversations.history':
    case 'conversations.replies':
      return [byKind('history', kind)];
    case 'conversations.info':
    case 'conversations.members':
      return [byKind('read', kind)];
    case 'conversations.list':
    case 'users.conversations':
      return typesOf(args).map((type) => [byType.get(type) ?? 'channels:read']);
    case 'conversations.open':
      return typeof args['users'] === 'string' && args['users'].includes(',') ? [['mpim:write']] : [['im:write']];
    case 'users.info':
    case 'users.list':
      return [['users:read']];
    case 'views.open':
    case 'views.push':
    case 'views.update':
      // block-elements/file-input-element, "Usage info"; how Slack refuses a view without it is not known.
      return JSON.stringify(args['view'] ?? '').includes('"type":"file_input"') ? [['files:read']] : [];
    case 'files.info':
      return [['files:read']];
    case 'files.delete':
    case 'files.getUploadURLExternal':
    case 'files.completeUploadExternal':
      return [['files:write']];
    case 'reactions.add':
      return [['reactions:write']];
    default:
      return [];
  }
}

/** The scopes of which any one suffices; empty: none is needed. A listing of several types wants one for each: see `missingScope`. */
export function neededScopes(method: string, args: Record<string, unknown>, kind?: ChannelKind): string[] {
  return groups(method, args, kind).flat();
}

/** The `needed` of Slack's `missing_scope`, or undefined when the `granted` scopes suffice. */
export function missingScope(
  method: string,
  args: Record<string, unknown>,
  granted: ReadonlySet<string>,
  kind?: ChannelKind,
): string | undefined {
  return groups(method, args, kind)
    .find((group) => !group.some((scope) => granted.has(scope)))
    ?.join(',');
}
