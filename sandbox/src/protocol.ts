/**
 * What a browser tab and the practice workspace say to each other. One tab is one person.
 *
 * Requests: `POST /practice/<person id>/<verb>` with a JSON body, answered by a JSON `Answer`.
 * News: a WebSocket at `/practice/<person id>/live` sends `News`, first a `state` with everything.
 * A request may name its browser tab in the header `practice-tab`.
 * `GET /practice/gallery` gives the `Gallery`, where there is one.
 */
import type { ConfirmationDialog, HomeView, KnownBlock, ModalView } from '@slack/types';

export interface Person {
  id: string;
  /** What they are called in an address and after an `@`: `alice`. */
  handle: string;
  name: string;
  title: string;
  timeZone: string;
  isApp: boolean;
  /** Signed out by Slack: sees and does nothing any more. */
  deactivated: boolean;
}

export interface Conversation {
  id: string;
  kind: 'channel' | 'private' | 'dm' | 'app';
  /** Without `#`; of a DM or an app, the other side's name. */
  name: string;
  topic: string;
  members: string[];
  /** Of a DM or an app: who is on the other side. */
  with?: string;
  unread: number;
  /** True where the unread messages want the person: a DM, or a mention. */
  unreadMentions: boolean;
  /** The newest `ts` this person has seen; the red line stands behind it. */
  lastRead: string;
  latest: string;
}

export interface Reaction {
  name: string;
  users: string[];
}

/** A file that a message shows; its bytes are at `/practice/<person id>/files/<file id>`. */
export interface SharedFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  /** In bytes. */
  size: number;
  /** Its bytes are gone, and its title says so. */
  deleted?: boolean;
}

export interface Message {
  channel: string;
  ts: string;
  /** The person or the app's bot user who wrote it. */
  user: string;
  text: string;
  blocks?: KnownBlock[];
  edited: boolean;
  /** Set on a reply, and on a parent once it has replies. */
  threadTs?: string;
  /** A reply that also stands in the channel. */
  broadcast: boolean;
  /** Of such a reply: what it answers, as wire text. */
  parentText?: string;
  replyCount: number;
  replyUsers: string[];
  latestReply?: string;
  reactions: Reaction[];
  files: SharedFile[];
  /** Only the person sees it; gone on reload. */
  ephemeral: boolean;
}

export interface OpenModal {
  id: string;
  hash: string;
  view: ModalView;
  /** The browser tab that opened it, and alone shows it: a reload forgets it, as in Slack. */
  tab?: string;
}

export interface Home {
  id: string;
  hash: string;
  view: HomeView;
}

export interface Command {
  command: string;
  description: string;
  usage: string;
}

export interface Shortcut {
  callbackId: string;
  name: string;
  description: string;
  kind: 'global' | 'message';
}

/** The app as the manifest describes it. */
export interface InstalledApp {
  userId: string;
  name: string;
  description: string;
  longDescription: string;
  commands: Command[];
  shortcuts: Shortcut[];
  homeTab: boolean;
  messagesTab: boolean;
  messagesReadOnly: boolean;
}

export interface State {
  workspace: string;
  /** What permalinks begin with, to their `/archives/`. */
  url: string;
  me: string;
  people: Person[];
  conversations: Conversation[];
  app: InstalledApp;
  /** The open modals, the lowest first. */
  modals: OpenModal[];
  home?: Home;
}

export type News =
  | { type: 'state'; state: State }
  /** In place of the state, where nobody is called so, or a deactivated person: who is here. */
  | { type: 'nobody'; people: Person[]; deactivated?: string }
  | { type: 'conversation'; conversation: Conversation }
  | { type: 'message'; message: Message }
  | { type: 'message_deleted'; channel: string; ts: string }
  /** The whole stack: empty when every modal has closed. */
  | { type: 'modals'; modals: OpenModal[] }
  | { type: 'home'; home: Home };

/** Where a block action was made. */
export type ActionContainer =
  /** `inThread`: beside the conversation, where a broadcast reply stands too. */
  { type: 'message'; channel: string; ts: string; inThread?: boolean } | { type: 'view'; viewId: string };

/** Typed values of a view: block id, action id, value. The server builds Slack's `view.state.values` from them. */
export type FieldValue =
  | { type: 'plain_text_input'; value: string | null }
  | { type: 'static_select'; value: string | null }
  | { type: 'radio_buttons'; value: string | null }
  | { type: 'checkboxes'; values: string[] }
  | { type: 'users_select'; user: string | null }
  | { type: 'multi_users_select'; users: string[] }
  | { type: 'file_input'; files: SharedFile[] }
  /** `YYYY-MM-DD`. */
  | { type: 'datepicker'; date: string | null }
  /** The thumb that was pressed last. */
  | { type: 'feedback_buttons'; value: string | null };

export type FieldValues = Record<string, Record<string, FieldValue>>;

/** The verbs of a person, with what each takes and answers. */
export interface Verbs {
  /** Messages of a conversation, oldest first, before `before` (or the newest); `around` centres on one, for permalinks. */
  history: {
    takes: { channel: string; before?: string; around?: string; limit?: number };
    gives: { messages: Message[]; hasMore: boolean };
  };
  /** A thread, its parent first. */
  replies: { takes: { channel: string; ts: string }; gives: { messages: Message[] } };
  /** Uploads a file, to be sent with a message, or into a field of the form `viewId`. */
  attach: { takes: { name: string; base64: string; viewId?: string }; gives: { file: SharedFile } };
  /** Sends words as typed (`*bold*`, `@alice`, `#general`, `:tada:`), attached files, or both; to a thread where `threadTs` is given. */
  send: {
    takes: { channel: string; text: string; threadTs?: string; broadcast?: boolean; files?: string[] };
    gives: { ts: string };
  };
  edit: { takes: { channel: string; ts: string; text: string }; gives: Nothing };
  delete: { takes: { channel: string; ts: string }; gives: Nothing };
  react: { takes: { channel: string; ts: string; name: string; on: boolean }; gives: Nothing };
  /** Types a slash command; answered once the app has acknowledged it or Slack has given up, which Slackbot (`USLACKBOT`) then says. */
  command: { takes: { channel: string; command: string; text: string; threadTs?: string }; gives: Nothing };
  /** Presses a button or chooses in a select; a line of an overflow menu is chosen as in a `static_select`. */
  act: {
    takes: { container: ActionContainer; blockId: string; actionId: string; value?: FieldValue; state?: FieldValues };
    gives: Nothing;
  };
  submit: { takes: { viewId: string; values: FieldValues }; gives: Submitted };
  /** Closes the top modal (`all`: the ✕, which closes the whole stack). */
  close: { takes: { viewId: string; all: boolean }; gives: Nothing };
  /** Opens the app's conversation at a tab. */
  openApp: { takes: { tab: 'home' | 'messages' }; gives: Nothing };
  shortcut: { takes: { callbackId: string; message?: { channel: string; ts: string } }; gives: Nothing };
  read: { takes: { channel: string; ts: string }; gives: Nothing };
}

export type Nothing = Record<string, never>;

/** What became of a submitted view. `errors`: block id to words. */
export type Submitted =
  | { became: 'closed' }
  | { became: 'changed' }
  | { became: 'errors'; errors: Record<string, string> };

/**
 * What the person is told when a verb did not work, in Slack's words.
 * `code` is one of Slack's: `operation_timeout`, `dispatch_failed`, `invalid_command`, `command_in_thread`, `trouble_connecting`, `not_allowed`.
 */
export interface Refusal {
  code: string;
  message: string;
}

export type Answer<V extends keyof Verbs> = { ok: true; result: Verbs[V]['gives'] } | { ok: false; refusal: Refusal };

/** What an app can show, to be looked at on the page `/gallery`: its sections, by the kind of words that are in them. */
export type Gallery = Record<string, GallerySection[]>;

export interface GallerySection {
  title: string;
  items: GalleryItem[];
}

export type GalleryItem = { name: string } & (
  | { shows: 'message'; content: { text: string; blocks: KnownBlock[] } }
  | { shows: 'modal'; content: ModalView }
  | { shows: 'home'; content: HomeView }
  /** The small modal that asks before a button does something. */
  | { shows: 'confirm'; content: ConfirmationDialog }
  /** Words that only one person sees; under a field of a form they may be others. */
  | { shows: 'error'; content: { text: string; underField: string } }
);
