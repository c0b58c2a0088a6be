import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { packageRoot } from '../src/storage/embedded/package-root';
import { CannotDo, runOnce } from '../src/terminal';

const usage = `Usage: npm run manifest -- [--http <address>]
  Prints the manifest of the Slack app, for Socket Mode; with --http for signed HTTP.
  The address is where Slack reaches Deskbell from the internet, such as https://desk.example.com.`;

/** What differs between Socket Mode and HTTP (https://docs.slack.dev/reference/app-manifest). */
interface Manifest {
  readonly features: { readonly slash_commands: readonly object[] };
  readonly settings: {
    readonly event_subscriptions: object;
    readonly interactivity: object;
    readonly socket_mode_enabled: boolean;
  };
}

/** Where Bolt listens. */
const path = '/slack/events';

/** `npm run manifest`: the app's manifest as Slack takes it, and a link that makes an app of it. */
void runOnce(async () => {
  const requestUrl = asked();
  const manifest = parse(readFileSync(join(packageRoot(), 'manifest.yml'), 'utf8')) as Manifest; // our own file
  const text = stringify(requestUrl === undefined ? manifest : overHttp(manifest, requestUrl), { lineWidth: 0 });
  process.stdout.write(text);
  for (const line of nextSteps(text, requestUrl)) console.error(line);
});

function nextSteps(text: string, requestUrl: string | undefined): string[] {
  return [
    '',
    'An app that is there already: paste this under App Manifest, and install it again where Slack asks for it.',
    ...(requestUrl === undefined
      ? []
      : [`Slack sends everything to ${requestUrl}. Once Deskbell runs there, let Slack verify it under App Manifest.`]),
    'A new app: paste it at https://api.slack.com/apps → Create New App → From a manifest, or open this link:',
    '',
    `https://api.slack.com/apps?new_app=1&manifest_yaml=${encodeURIComponent(text)}`,
  ];
}

/** Where Slack is to send everything; undefined: Socket Mode. Throws CannotDo. */
function asked(): string | undefined {
  const { http } = options();
  return http === undefined ? undefined : requestUrlOf(http);
}

function options(): { http?: string } {
  try {
    return parseArgs({ options: { http: { type: 'string' } } }).values;
  } catch {
    throw new CannotDo(usage);
  }
}

/** Throws CannotDo where Slack would not send anything there. */
function requestUrlOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:')
    throw new CannotDo(`${address} is no address that begins with https://, and Slack sends to no other.\n\n${usage}`);
  const { origin, pathname, href } = url;
  if (href !== origin + pathname)
    throw new CannotDo(
      `The address has more than a name and a path: leave out all but ${origin + pathname}.\n\n${usage}`,
    );
  const base = pathname.replace(/\/+$/, '');
  return origin + (base.endsWith(path) ? base : base + path);
}

/** The same app over signed HTTP: each thing that Slack sends gets an address to go to. */
function overHttp({ features, settings, ...rest }: Manifest, requestUrl: string): Manifest {
  return {
    ...rest,
    features: {
      ...features,
      slash_commands: features.slash_commands.map((command) => ({ ...command, url: requestUrl })),
    },
    settings: {
      ...settings,
      event_subscriptions: { request_url: requestUrl, ...settings.event_subscriptions },
      interactivity: { ...settings.interactivity, request_url: requestUrl },
      socket_mode_enabled: false,
    },
  };
}
