import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What the practice workspace reads of an app's manifest (https://docs.slack.dev/reference/app-manifest). */
export interface Manifest {
  name: string;
  botName: string;
  description: string;
  longDescription: string;
  scopes: string[];
  events: string[];
  commands: { command: string; description: string; usage: string; shouldEscape: boolean }[];
  shortcuts: { callbackId: string; name: string; description: string; kind: 'global' | 'message' }[];
  homeTab: boolean;
  messagesTab: boolean;
  messagesReadOnly: boolean;
}

/** The parts of the file that are read, each of which may be missing. */
interface ManifestFile {
  display_information?: { name?: string; description?: string; long_description?: string };
  features?: {
    bot_user?: { display_name?: string };
    app_home?: { home_tab_enabled?: boolean; messages_tab_enabled?: boolean; messages_tab_read_only_enabled?: boolean };
    slash_commands?: { command: string; description?: string; usage_hint?: string; should_escape?: boolean }[];
    shortcuts?: { callback_id: string; name: string; description?: string; type: 'global' | 'message' }[];
  };
  oauth_config?: { scopes?: { bot?: string[] } };
  settings?: { event_subscriptions?: { bot_events?: string[] } };
}

/** Reads the manifest at `path`. Throws when there is no such file, it is no YAML or it names no app. */
export function readManifest(path: string): Manifest {
  // The file is ours to read, and every part of it is optional in this type.
  const file = parse(readFileSync(path, 'utf8')) as ManifestFile;
  const name = file.display_information?.name;
  if (!name) throw new Error(`${path} has no display_information.name: is it an app manifest?`);
  const home = file.features?.app_home;
  return {
    name,
    botName: file.features?.bot_user?.display_name ?? name,
    description: file.display_information?.description ?? '',
    longDescription: file.display_information?.long_description ?? '',
    scopes: file.oauth_config?.scopes?.bot ?? [],
    events: file.settings?.event_subscriptions?.bot_events ?? [],
    commands: (file.features?.slash_commands ?? []).map((command) => ({
      command: command.command,
      description: command.description ?? '',
      usage: command.usage_hint ?? '',
      shouldEscape: command.should_escape ?? false,
    })),
    shortcuts: (file.features?.shortcuts ?? []).map((shortcut) => ({
      callbackId: shortcut.callback_id,
      name: shortcut.name,
      description: shortcut.description ?? '',
      kind: shortcut.type,
    })),
    homeTab: home?.home_tab_enabled ?? false,
    messagesTab: home?.messages_tab_enabled ?? false,
    messagesReadOnly: home?.messages_tab_read_only_enabled ?? false,
  };
}
