/** What Deskbell may do in Slack, as manifest.yml asks for it. https://docs.slack.dev/reference/scopes */
export const botScopes: readonly string[] = [
  'commands',
  'chat:write',
  'im:write',
  'im:history',
  'channels:history',
  'groups:history',
  'channels:read',
  'groups:read',
  'users:read',
  'reactions:read',
  'files:read',
  'files:write',
];
