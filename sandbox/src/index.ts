import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAppLink } from './app-link';
import { createRates } from './checks';
import type { Core } from './core';
import { type Actor, createActor } from './driver';
import { createEventDesk } from './events';
import { type ApiCall, createFaultState, type Faults, faultsFor } from './faults';
import { openJournal } from './journal';
import { readManifest } from './manifest';
import { createModals } from './modals';
import { openNewsroom } from './newsroom';
import { createOwner, type Owner } from './owner';
import type { Gallery } from './protocol';
import { createResponseUrls } from './response-urls';
import { createDoors } from './server';
import { createSignedHttp } from './signed-http';
import { createSocketMode, type SocketMode } from './socket-mode';
import { bot, openStore, team } from './store';
import { createTriggers } from './triggers';
import { ApiError } from './web-api/call';
import { createWebApi, type Tokens } from './web-api/dispatch';

export type { Actor, ModalInHand } from './driver';
export type { ApiCall, Faults, OnCall, Trouble, Which } from './faults';
export type {
  Conversation,
  FieldValues,
  Gallery,
  GalleryItem,
  GallerySection,
  Home,
  Message,
  OpenModal,
  Refusal,
  SharedFile,
  Submitted,
  Verbs,
} from './protocol';
export { Refused } from './refusals';
export { founderNames, team } from './store';
export type { Picked } from './uploads';
export { wordsOf } from './words';

export interface WorkspaceOptions {
  /** The app's `manifest.yml`. */
  manifest: string;
  /** 0, the default: any free one. */
  port?: number;
  /** Where a restart finds the messages again; without it they live in memory. */
  stateFile?: string;
  /** Whether Slack's rates are enforced, for all methods or all but some; they are not by default. */
  rates?: boolean | { except: readonly string[] };
  /** Given: signed HTTP to this address in place of Socket Mode. */
  requestUrl?: string;
  /** The built pages. */
  uiDir?: string;
  /** What the page `/gallery` shows, where there is one. */
  gallery?: Gallery;
  /** How long Slack waits for an acknowledgement, and a trigger lives: 3,000 by default. */
  patienceMs?: number;
}

export type Handle = 'alice' | 'bob' | 'carol' | 'dave';

/** A running practice workspace. */
export interface Workspace {
  url: string;
  /** What `SLACK_API_URL` is set to. */
  apiUrl: string;
  tokens: Tokens;
  teamId: string;
  botUserId: string;
  people: Record<Handle, string>;
  channels: { general: string; triage: string };
  /** One person's hands and eyes, in this process. */
  as(handle: Handle): Actor;
  faults: Faults;
  /** The workspace owner's hands. */
  owner: Owner;
  /** Every Web API call, in the order of arrival. */
  calls: readonly ApiCall[];
  /** What the app said in its acknowledgements, in the order of arrival. */
  answers: readonly unknown[];
  /** Resolves once the app has a connection, at first or again. */
  connected(): Promise<void>;
  stop(): Promise<void>;
}

const tokens: Tokens = { bot: 'xoxb-practice', app: 'xapp-practice', signingSecret: 'practice-signing-secret' };
const slacksPatienceMs = 3000;

/** Starts the practice workspace. Throws when the manifest or the state file cannot be read, or the port is taken. */
export async function startWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { patienceMs = slacksPatienceMs } = options;
  const manifest = readManifest(options.manifest);
  const journal = openJournal(options.stateFile);
  const store = openStore(journal, manifest);
  const newsroom = openNewsroom();
  const faults = createFaultState();
  const { gallery, uiDir = builtPages() } = options;
  const doors = createDoors(() => ({ core, api: webApi, socketMode, uiDir, gallery }));
  const url = await listen(doors.server, options.port ?? 0);

  const socketMode = options.requestUrl ? undefined : createSocketMode(url, () => faults.disconnected, patienceMs);
  const transport = socketMode ?? createSignedHttp(options.requestUrl ?? '', tokens.signingSecret, patienceMs);
  const app = createAppLink(transport, faults, patienceMs);
  const core: Core = {
    manifest,
    url,
    store,
    newsroom,
    app,
    ephemerals: new Map(),
    uploads: new Map(),
    chosen: new Map(),
    events: createEventDesk(app, manifest.events, () => store.nextTs()),
    triggers: createTriggers(patienceMs),
    modals: createModals(newsroom),
    responseUrls: createResponseUrls(),
  };
  const openSocket = () => openTicket(socketMode);
  const { rates = false } = options;
  const limits = rates === false ? undefined : createRates(rates === true ? [] : rates.except);
  const webApi = createWebApi({ core, faults, openSocket }, tokens, limits);

  return {
    url,
    apiUrl: `${url}/api/`,
    tokens,
    teamId: team.id,
    botUserId: bot.userId,
    calls: webApi.calls,
    answers: app.answers,
    people: { alice: 'U0ALICE', bob: 'U0BOB', carol: 'U0CAROL', dave: 'U0DAVE' },
    channels: { general: 'C0GENERAL', triage: 'C0TRIAGE' },
    as: (handle) => createActor(core, handle),
    faults: faultsFor(core, faults, transport),
    owner: createOwner(core),
    connected: () => transport.connected(),
    async stop() {
      core.events.giveUp();
      await transport.stop();
      await doors.stop();
      journal.close();
    },
  };
}

function openTicket(socketMode: SocketMode | undefined): string {
  if (!socketMode) throw new ApiError('not_allowed_token_type');
  return socketMode.openTicket();
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      // A server that listens on TCP has such an address.
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

/** Where the build puts the pages, seen from the sources and from their build. */
function builtPages(): string {
  const places = [join(__dirname, '../dist/ui'), join(__dirname, '../ui')];
  return (
    places.find((place) => existsSync(join(place, 'index.html')) && !existsSync(join(place, 'main.tsx'))) ??
    join(__dirname, '../dist/ui')
  );
}
