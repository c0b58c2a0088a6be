import type { AppLink } from './app-link';
import type { EventDesk } from './events';
import type { Manifest } from './manifest';
import type { Modals } from './modals';
import type { Newsroom } from './newsroom';
import type { FieldValues } from './protocol';
import type { ResponseUrls } from './response-urls';
import type { Store, StoredMessage } from './store';
import type { Triggers } from './triggers';
import type { Upload } from './uploads';

/** Everything that the parts of a running workspace share. */
export interface Core {
  manifest: Manifest;
  /** Where the server listens: `http://127.0.0.1:4000`. */
  url: string;
  store: Store;
  newsroom: Newsroom;
  app: AppLink;
  events: EventDesk;
  triggers: Triggers;
  modals: Modals;
  responseUrls: ResponseUrls;
  /** Ephemeral messages by `ts`: in memory only, as Slack keeps them nowhere. */
  ephemerals: Map<string, StoredMessage>;
  /** Files on their way, by id. */
  uploads: Map<string, Upload>;
  /** What people have chosen in messages and views, by person and place: Slack's clients keep it until the block goes. */
  chosen: Map<string, FieldValues>;
}
