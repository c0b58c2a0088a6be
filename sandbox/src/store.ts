import type { AnyBlock, HomeView } from '@slack/types';
import type { Journal, Table } from './journal';
import type { Manifest } from './manifest';
import type { Person, Reaction, SharedFile } from './protocol';

export const team = { id: 'T0PRACTICE', name: 'Practice workspace', domain: 'practice' } as const;
/** Where people come from whom another workspace lends. */
export const otherTeam = { id: 'T0ELSEWHERE', domain: 'elsewhere' } as const;
export const slackbotId = 'USLACKBOT';
export const bot = { userId: 'U0DESKBELL', id: 'B0DESKBELL', appId: 'A0DESKBELL' } as const;

export interface StoredPerson extends Person {
  guest?: boolean;
  /** Set where it is not this one. */
  homeTeam?: typeof otherTeam;
}

/** A person as they ask for something, from a browser tab where it has a name. */
export interface Asking extends StoredPerson {
  tab?: string;
}

export interface Channel {
  id: string;
  kind: 'channel' | 'private' | 'im';
  name: string;
  topic: string;
  members: string[];
  archived: boolean;
}

export interface Metadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

export interface StoredMessage {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks?: AnyBlock[];
  metadata?: Metadata;
  edited?: { user: string; ts: string };
  /** The parent's `ts`, on replies only. */
  threadTs?: string;
  broadcast: boolean;
  reactions: Reaction[];
  files?: SharedFile[];
  /** Set on ephemeral messages: who alone sees it. */
  onlyFor?: string;
  /** A deleted parent whose replies still stand. */
  tombstone?: boolean;
}

/** A file with its bytes, which stay while the message stands that shows it. */
export interface StoredFile extends SharedFile {
  /** Who uploaded it. */
  user: string;
  /** In seconds. */
  created: number;
  /** The conversation that it was sent to; none where it is one of a form, or was not sent yet. */
  channel?: string;
  /** Put into a form of the app, which may read it. */
  inForm?: boolean;
  base64: string;
}

export interface StoredHome {
  id: string;
  hash: string;
  view: HomeView;
}

/** All that a restart brings back. */
export interface Store {
  people: Table<StoredPerson>;
  channels: Table<Channel>;
  homes: Table<StoredHome>;
  files: Table<StoredFile>;
  messages(channel: string): Table<StoredMessage>;
  lastRead(person: string, channel: string): string;
  markRead(person: string, channel: string, ts: string): void;
  /** A `ts` later than all before it, also across restarts. */
  nextTs(): string;
}

/** The people, channels and messages of the practice workspace, from the journal or, at first, as it is founded. */
export function openStore(journal: Journal, manifest: Manifest): Store {
  const people = journal.table<StoredPerson>('people');
  const channels = journal.table<Channel>('channels');
  const reads = journal.table<string>('reads');
  const messages = (channel: string) => journal.table<StoredMessage>(`messages ${channel}`);
  settle(people, channels, manifest);

  let last = Math.max(0, ...channels.values().map(({ id }) => micros(messages(id).values().at(-1)?.ts ?? '0.000000')));
  return {
    people,
    channels,
    homes: journal.table<StoredHome>('homes'),
    files: journal.table<StoredFile>('files'),
    messages,
    lastRead: (person, channel) => reads.get(`${person} ${channel}`) ?? '0000000000.000000',
    markRead: (person, channel, ts) => reads.set(`${person} ${channel}`, ts),
    nextTs() {
      last = Math.max(Date.now() * 1000, last + 1);
      return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
    },
  };
}

/** A `ts` as a number that can be compared and counted on: Slack's six decimals fit into 53 bits. */
function micros(ts: string): number {
  return Number(ts.replace('.', ''));
}

/** One of the people who can sit before a screen, by id or handle: not the app, not Slackbot. */
export function human(store: Store, idOrHandle: string): StoredPerson | undefined {
  const found = store.people.values().find(({ id, handle }) => id === idOrHandle || handle === idOrHandle);
  return found && directChannel(store, found.id) ? found : undefined;
}

/** A conversation's channel, or undefined where the person is no member: they cannot tell it from one that is not there. */
export function channelSeenBy(store: Store, person: string, id: string): Channel | undefined {
  const channel = store.channels.get(id);
  return channel?.members.includes(person) ? channel : undefined;
}

/** A file, or undefined where it is not the person's own and no conversation of theirs shows it. The app, too, is a person here. */
export function fileSeenBy(store: Store, person: string, id: string): StoredFile | undefined {
  const file = store.files.get(id);
  if (!file || file.deleted || store.people.get(person)?.deactivated) return undefined;
  const own = file.user === person || (file.inForm && person === bot.userId);
  return own || channelSeenBy(store, person, file.channel ?? '') ? file : undefined;
}

/** What a message shows of a file. */
export function sharedFile({ id, name, title, mimetype, size }: StoredFile): SharedFile {
  return { id, name, title, mimetype, size };
}

/** The message that shows a file. */
export function messageWithFile(store: Store, { id, channel }: StoredFile): StoredMessage | undefined {
  if (channel === undefined) return undefined;
  const messages = store.messages(channel).values();
  return messages.find(({ files }) => files?.some((file) => file.id === id));
}

/** The conversation of a person with the app. */
export function directChannel(store: Store, person: string): Channel | undefined {
  if (person === bot.userId) return undefined;
  return store.channels.values().find(({ kind, members }) => kind === 'im' && members.includes(person));
}

export function repliesTo(store: Store, channel: string, ts: string): StoredMessage[] {
  return store
    .messages(channel)
    .values()
    .filter(({ threadTs }) => threadTs === ts);
}

/** What stands in the conversation itself: no replies, save those that were also sent there. */
export function mainMessages(store: Store, channel: string): StoredMessage[] {
  return store
    .messages(channel)
    .values()
    .filter(({ threadTs, broadcast }) => threadTs === undefined || broadcast);
}

const founders = [
  ['alice', 'Alice Meyer', 'Product designer', 'Europe/Berlin'],
  ['bob', 'Bob Okafor', 'Account manager', 'Africa/Lagos'],
  ['carol', 'Carol Lindqvist', 'IT support', 'Europe/Stockholm'],
  ['dave', 'Dave Romero', 'IT support', 'America/Los_Angeles'],
] as const;

function settle(people: Table<StoredPerson>, channels: Table<Channel>, manifest: Manifest): void {
  const app = {
    id: bot.userId,
    handle: manifest.botName.toLowerCase().replaceAll(' ', '-'),
    name: manifest.botName,
    title: '',
    timeZone: 'Etc/UTC',
    isApp: true,
  };
  // The manifest may have changed since the last start.
  if (people.get(bot.userId)?.name !== app.name) people.set(bot.userId, { ...app, deactivated: false });
  if (channels.values().length > 0) return;

  const slackbot = {
    id: slackbotId,
    handle: 'slackbot',
    name: 'Slackbot',
    title: '',
    timeZone: 'Etc/UTC',
    isApp: false,
  };
  people.set(slackbotId, { ...slackbot, deactivated: false });

  const ids = founders.map(([handle]) => `U0${handle.toUpperCase()}`);
  for (const [handle, name, title, timeZone] of founders) {
    const id = `U0${handle.toUpperCase()}`;
    people.set(id, { id, handle, name, title, timeZone, isApp: false, deactivated: false });
    channels.set(`D0${handle.toUpperCase()}`, {
      id: `D0${handle.toUpperCase()}`,
      kind: 'im',
      name: handle,
      topic: '',
      members: [id, bot.userId],
      archived: false,
    });
  }
  channels.set('C0GENERAL', {
    id: 'C0GENERAL',
    kind: 'channel',
    name: 'general',
    topic: 'Try /ticket the printer is on fire',
    members: ids,
    archived: false,
  });
  channels.set('C0TRIAGE', {
    id: 'C0TRIAGE',
    kind: 'private',
    name: 'support-triage',
    topic: 'New tickets are announced here',
    members: ['U0CAROL', 'U0DAVE', bot.userId],
    archived: false,
  });
}
