import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

// A server that speaks Slack's API and is not the practice workspace: it shares no line with it, asks for nothing, and
// has other ids, other addresses and, where Slack leaves a choice, other shapes. What works on both leans on neither.

type Fields = Record<string, unknown>;

export interface OtherBlock {
  readonly type: string;
  readonly block_id: string;
  readonly elements?: readonly { readonly action_id?: string; readonly type: string; readonly value?: string }[];
}

export interface OtherMessage {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly OtherBlock[];
  readonly thread_ts?: string;
  readonly metadata?: unknown;
}

export interface OtherView {
  readonly id: string;
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly title: { readonly text: string };
  readonly blocks: readonly (OtherBlock & {
    readonly element?: { readonly action_id: string; readonly type: string };
  })[];
}

export interface OtherSlack {
  /** What SLACK_API_URL is set to. */
  readonly apiUrl: string;
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly teamId: string;
  readonly queue: { readonly id: string; readonly name: string };
  /** The names of all methods that were called. */
  readonly called: ReadonlySet<string>;
  /** Somebody in this workspace. */
  person(id: string): OtherPerson;
  /** What stands in a channel, or in a person's DM with the app. */
  messages(place: string): readonly OtherMessage[];
  /** Waits until `look` finds something; it looks again after each call of the app. */
  sees<T>(what: string, look: () => T | undefined): Promise<T>;
  stop(): Promise<void>;
}

export interface OtherPerson {
  readonly id: string;
  types(command: string, text: string): Promise<void>;
  /** Presses the button with this action id in the newest state of a message. */
  presses(actionId: string, message: OtherMessage): Promise<void>;
  /** The form that has opened for the person. */
  form(title: string): Promise<OtherView>;
  /** Submits the open form with words by action id; gives what the app answered. */
  submits(words: Record<string, string>): Promise<unknown>;
  opensHome(): Promise<void>;
  /** The words of the person's Home. */
  home(): string;
  /** What the app has told only them. */
  whispers: { readonly text: string }[];
}

const tokens = { bot: 'xoxb-9-other', app: 'xapp-9-other' };
const teamId = 'T9OTHER';
const queue = { id: 'G9QUEUE', name: 'the-queue' };
const bot = { user_id: 'W9BOT', bot_id: 'B9BOT' };
const waitMs = 8_000;

/** Starts it, with Socket Mode, on a free port. */
export async function startOtherSlack(): Promise<OtherSlack> {
  const news = new EventEmitter();
  news.setMaxListeners(0);
  const messages: OtherMessage[] = [];
  const forms = new Map<string, OtherView>();
  const homes = new Map<string, unknown>();
  const people = new Map<string, OtherPerson>();
  const triggers = new Map<string, string>();
  const acknowledgements = new Map<string, (answer: unknown) => void>();
  const called = new Set<string>();
  let socket: WebSocket | undefined;
  let posts = 0;

  const server = createServer((request, response) => {
    void (async () => {
      const body = await answer(request);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
      news.emit('news');
    })();
  });
  const sockets = new WebSocketServer({ server, path: '/wire' });
  sockets.on('connection', (opened) => {
    socket = opened;
    opened.on('message', (data: Buffer) => {
      const { envelope_id: id, payload } = fieldsOf(data.toString());
      acknowledgements.get(String(id))?.(payload);
    });
    opened.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A9OTHER' } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;

  async function answer(request: IncomingMessage): Promise<object> {
    const body = await bodyOf(request);
    const [, kind, name = ''] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
    if (kind === 'told') {
      people.get(name)?.whispers.push({ text: String(body['text']) });
      return { ok: true };
    }
    const token = request.headers.authorization?.replace('Bearer ', '') ?? body['token'];
    if (token !== (name === 'apps.connections.open' ? tokens.app : tokens.bot))
      return { ok: false, error: 'invalid_auth' };
    called.add(name);
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    return method ? { ok: true, x_served_by: 'other', ...method(body) } : { ok: false, error: 'unknown_method' };
  }

  const methods: Record<string, (body: Fields) => object> = {
    'auth.test': () => ({ url: `http://${host}/`, team: 'Elsewhere', team_id: teamId, user: 'helper', ...bot }),
    'apps.connections.open': () => ({ url: `ws://${host}/wire?ticket=${randomUUID()}` }),
    // Two pages, the first of them with nothing that is asked for.
    'users.conversations': ({ cursor }) =>
      cursor === 'second'
        ? { channels: [{ ...queue, is_private: true }] }
        : { channels: [{ id: 'C9LOUNGE', name: 'lounge' }], response_metadata: { next_cursor: 'second' } },
    'users.info': ({ user }) => ({ user: { id: user, team_id: teamId, name: `name of ${String(user)}` } }),
    'conversations.open': ({ users }) => ({ channel: { id: dmOf(String(users)) } }),
    'conversations.history': ({ channel }) => ({ messages: standing(String(channel)).filter((one) => !one.thread_ts) }),
    'conversations.replies': ({ channel, ts }) => ({
      messages: standing(String(channel)).filter((one) => one.thread_ts === ts || one.ts === ts),
    }),
    'chat.postMessage': ({ channel, text, blocks, thread_ts: parent, metadata }) => {
      posts += 1;
      const message: OtherMessage = {
        channel: dmOf(String(channel)),
        ts: `17000000${String(posts).padStart(2, '0')}.000900`,
        user: bot.user_id,
        text: String(text),
        blocks: named(blocks),
        ...(typeof parent === 'string' && { thread_ts: parent }),
        metadata,
      };
      messages.push(message);
      return { channel: message.channel, ts: message.ts, message };
    },
    'chat.update': ({ channel, ts, text, blocks }) => {
      const index = messages.findIndex((one) => one.channel === channel && one.ts === ts);
      const old = messages[index];
      if (old === undefined) return { ok: false, error: 'message_not_found' };
      messages[index] = { ...old, text: String(text), blocks: named(blocks) };
      return { channel, ts, text };
    },
    'views.open': ({ trigger_id: trigger, view }) => {
      const opened = { ...fieldsOf(view), id: `V9${randomUUID()}`, blocks: named(fieldsOf(view)['blocks']) };
      forms.set(triggers.get(String(trigger)) ?? '', opened as unknown as OtherView); // as the app sent it
      return { view: opened };
    },
    'views.publish': ({ user_id: user, view }) => {
      homes.set(String(user), view);
      return { view: { ...fieldsOf(view), id: `V9${randomUUID()}` } };
    },
  };

  function standing(place: string): OtherMessage[] {
    return messages.filter(({ channel }) => channel === dmOf(place));
  }

  /** Hands something to the app, and waits for its acknowledgement. */
  async function hand(type: string, payload: object): Promise<unknown> {
    const id = randomUUID();
    const acknowledged = new Promise((resolve) => {
      acknowledgements.set(id, resolve);
    });
    socket?.send(JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: true }));
    const acknowledgement = await acknowledged;
    acknowledgements.delete(id);
    return acknowledgement;
  }

  async function sees<T>(what: string, look: () => T | undefined): Promise<T> {
    const patience = AbortSignal.timeout(waitMs);
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await once(news, 'news', { signal: patience }).catch((cause: unknown) => {
        throw new Error(`Nobody saw ${what}, but: ${JSON.stringify(messages.map(({ text }) => text))}`, { cause });
      });
    }
  }

  function person(id: string): OtherPerson {
    const trigger = (): string => {
      const triggerId = randomUUID();
      triggers.set(triggerId, id);
      return triggerId;
    };
    const toldAt = `http://${host}/told/${id}`;
    const interaction = {
      team: { id: teamId, domain: 'elsewhere' },
      user: { id, team_id: teamId },
      api_app_id: 'A9OTHER',
    };
    const known = people.get(id);
    const me: OtherPerson = known ?? {
      id,
      whispers: [],
      async types(command, text) {
        const place = { channel_id: 'C9LOUNGE', channel_name: 'lounge', user_id: id, user_name: 'somebody' };
        const answered = { response_url: toldAt, trigger_id: trigger(), is_enterprise_install: 'false' };
        await hand('slash_commands', {
          command,
          text,
          team_id: teamId,
          team_domain: 'elsewhere',
          ...place,
          ...answered,
        });
      },
      async presses(actionId, { channel, ts }) {
        const message = messages.find((one) => one.channel === channel && one.ts === ts);
        const block = message?.blocks.find(({ elements }) => elements?.some((one) => one.action_id === actionId));
        const element = block?.elements?.find((one) => one.action_id === actionId);
        if (element === undefined) throw new Error(`There is no ${actionId} in ${JSON.stringify(message)}`);
        await hand('interactive', {
          type: 'block_actions',
          ...interaction,
          trigger_id: trigger(),
          response_url: toldAt,
          container: { type: 'message', message_ts: ts, channel_id: channel },
          channel: { id: channel },
          message,
          actions: [{ ...element, block_id: block?.block_id, action_ts: '1700000000.000001' }],
        });
      },
      form: (title) =>
        sees(`the form ${title}`, () => {
          const form = forms.get(id);
          return form?.title.text === title ? form : undefined;
        }),
      async submits(words) {
        const view = forms.get(id);
        const fields = view?.blocks.flatMap(({ block_id: blockId, element }) =>
          element === undefined
            ? []
            : [[blockId, { [element.action_id]: { type: element.type, value: words[element.action_id] ?? null } }]],
        );
        const state = { values: Object.fromEntries(fields ?? []) };
        forms.delete(id);
        const said = await hand('interactive', { type: 'view_submission', ...interaction, view: { ...view, state } });
        const { response_action: action, view: next } = fieldsOf(said ?? {});
        if (action === 'update') {
          const updated = { ...fieldsOf(next), id: view?.id, blocks: named(fieldsOf(next)['blocks']) };
          forms.set(id, updated as unknown as OtherView); // as the app sent it
        }
        return said;
      },
      async opensHome() {
        const event = { type: 'app_home_opened', user: id, channel: dmOf(id), tab: 'home', event_ts: '1700000000.1' };
        await hand('events_api', { type: 'event_callback', team_id: teamId, event_id: `Ev9${randomUUID()}`, event });
      },
      home: () => JSON.stringify(homes.get(id) ?? ''),
    };
    people.set(id, me);
    return me;
  }

  return {
    apiUrl: `http://${host}/methods`,
    tokens,
    teamId,
    queue,
    called,
    person,
    messages: standing,
    sees,
    async stop() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function dmOf(place: string): string {
  return place.startsWith('W') ? `D9${place.slice(2)}` : place;
}

/** Blocks get an id where the app gave none. */
function named(blocks: unknown): OtherBlock[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.map((block: OtherBlock, index) => ({ ...block, block_id: block.block_id ?? `b9${index}` }));
}

/** A form's values or a JSON body; what is JSON inside a form is read too. */
async function bodyOf(request: IncomingMessage): Promise<Fields> {
  let body = '';
  for await (const piece of request) body += String(piece);
  if (request.headers['content-type']?.includes('json')) return fieldsOf(body);
  const values = [...new URLSearchParams(body)].map(([name, value]) => [
    name,
    /^[{[]/.test(value) ? JSON.parse(value) : value,
  ]);
  return Object.fromEntries(values) as Fields; // every form is one
}

function fieldsOf(value: unknown): Fields {
  const read: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  return typeof read === 'object' && read !== null ? { ...read } : {};
}
