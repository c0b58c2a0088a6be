import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import express, { type Express, type Request, type Response } from 'express';
import { type WebSocket, WebSocketServer } from 'ws';
import { largestFile, readArguments } from './checks';
import type { Core } from './core';
import { verbsOf } from './people';
import type { Answer, Gallery, News, Verbs } from './protocol';
import { Refused, refusals } from './refusals';
import { type ResponseWords, respond } from './response-urls';
import { greeting } from './seen';
import { farewell } from './socket-mode';
import { type Asking, fileSeenBy, human } from './store';
import type { createWebApi, Reply } from './web-api/dispatch';

export interface Doors {
  core: Core;
  api: Pick<ReturnType<typeof createWebApi>, 'answer' | 'upload' | 'download'>;
  socketMode: { upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void } | undefined;
  uiDir: string;
  gallery: Gallery | undefined;
}

/** The one HTTP server: Slack's Web API, response URLs, the people's verbs and news, and the pages. */
export function createDoors(doors: () => Doors): { server: Server; stop(): Promise<void> } {
  const app = express().disable('x-powered-by').disable('etag');
  const forms = express.urlencoded({ extended: false, limit: '2mb', parameterLimit: 1000 });
  const json = express.json({ limit: '2mb' });
  app.all('/api/:method', forms, json, (request, response) => callApi(doors(), request, response));
  const bytes = express.raw({ type: () => true, limit: largestFile + 10_000 });
  app.post('/upload/v1/:secret', bytes, (request, response) => takeFile(doors(), request, response));
  app.post('/responses/:secret', json, forms, (request, response) => answerUrl(doors().core, request, response));
  app.get('/files-pri/:file{/download}/:name', (request, response) => giveAppFile(doors(), request, response));
  // Files come in JSON: large ones too, so that they are refused in words.
  const verb = express.json({ limit: 10 * largestFile });
  app.post('/practice/:person/:verb', verb, (request, response) => runVerb(doors().core, request, response));
  app.get('/practice/:person/files/:id', (request, response) => giveFile(doors().core, request, response));
  app.get('/archives/:channel/:ts', (request, response) => {
    // A permalink says nobody's name: it opens as the person on whose page it was pressed.
    const [, handle = 'alice'] = /^https?:\/\/[^/]+\/([a-z]+)/.exec(request.get('referer') ?? '') ?? [];
    const { thread_ts: thread } = request.query;
    const query = typeof thread === 'string' ? `?thread=${encodeURIComponent(thread)}` : '';
    response.redirect(`/${handle}/${request.params.channel}/${request.params.ts}${query}`);
  });
  app.get('/practice/gallery', (_, response) => {
    const { gallery } = doors();
    if (gallery) response.json(gallery);
    else response.sendStatus(404);
  });
  app.get('/', (request, response) => {
    if (request.query['redir'] === undefined) response.redirect('/alice');
    else response.type('html').send(signInPage);
  });
  servePages(app, () => doors().uiDir);

  const live = new WebSocketServer({ noServer: true });
  const server = createServer(app);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const [, , personId] = /^\/practice\/(([^/]+))\/live$/.exec(pathname) ?? [];
    const { core, socketMode } = doors();
    // A browser does not learn why a socket was refused, so one is opened for anybody, if only to say so.
    if (personId !== undefined) live.handleUpgrade(request, socket, head, (tab) => bringNews(core, personId, tab));
    else if (pathname === '/link/' && socketMode) socketMode.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  });

  return {
    server,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      await farewell(live);
      server.closeAllConnections();
      await closed;
    },
  };
}

async function callApi({ api }: Doors, request: Request<{ method: string }>, response: Response): Promise<void> {
  const { method } = request.params;
  // Both body parsers give an object, or nothing.
  const body = (request.body ?? {}) as Record<string, unknown>;
  const isForm = request.is('application/x-www-form-urlencoded') !== false || request.method === 'GET';
  // Of a form every value is a string.
  const sent = isForm ? readArguments(method, { ...request.query, ...body } as Record<string, string>) : body;
  // Bolt's clients name the workspace in every call.
  const { token: inBody, team_id: _, ...args } = sent;
  send(
    await api.answer(method, bearerOf(request) ?? (typeof inBody === 'string' ? inBody : undefined), args),
    request,
    response,
  );
}

function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
}

/** Takes a file: its bytes alone, or in a form (files.getUploadURLExternal, "Usage info"). */
async function takeFile({ api }: Doors, request: Request<{ secret: string }>, response: Response): Promise<void> {
  // `express.raw` gives bytes, or nothing.
  let content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (request.is('multipart/form-data')) {
    const headers = { 'content-type': request.get('content-type') ?? '' };
    const form = await new globalThis.Response(new Uint8Array(content), { headers }).formData();
    const file = [...form.values()].find((value) => typeof value !== 'string');
    content = file ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0);
  }
  send(await api.upload(request.params.secret, content), request, response);
}

/** Gives a person a file of their conversations; whoever is not in one cannot tell it from one that is not there. */
function giveFile({ store }: Core, request: Request<{ person: string; id: string }>, response: Response): void {
  const { person, id } = request.params;
  const file = fileSeenBy(store, human(store, person)?.id ?? '', id);
  if (!file) response.sendStatus(404);
  else response.attachment(file.name).type(file.mimetype).send(Buffer.from(file.base64, 'base64'));
}

const signInPage =
  '<!DOCTYPE html><html lang="en"><head><title>Sign in</title></head><body>Sign in to the practice workspace.</body></html>';

/** Gives the app a file, at the address that ends in the team's and the file's ids. */
async function giveAppFile(
  { api }: Doors,
  request: Request<{ file: string; name: string }>,
  response: Response,
): Promise<void> {
  const id = request.params.file.split('-')[1] ?? '';
  send(await api.download(id, request.path, bearerOf(request)), request, response);
}

function send(reply: Reply, request: Request, response: Response): void {
  if (!('silence' in reply)) {
    const { status, headers, body } = reply;
    response.status(status).set(headers);
    if (Buffer.isBuffer(body) || headers['content-type']) response.send(body);
    else if (typeof body === 'string') response.type('text/plain').send(body);
    else response.json(body);
  } else if (reply.silence === 'reset') request.socket.resetAndDestroy();
  // A hung call stays open until its caller, or the workspace, gives up.
}

function answerUrl(core: Core, request: Request<{ secret: string }>, response: Response): void {
  const spot = core.responseUrls.use(request.params.secret);
  if (!spot) {
    response.status(404).json({ ok: false, error: 'used_url' });
    return;
  }
  // `respond` looks at each field before it uses it.
  const error = respond(core, spot, (request.body ?? {}) as ResponseWords);
  if (error) response.status(400).json({ ok: false, error });
  else response.type('text/plain').send('ok');
}

async function runVerb(
  core: Core,
  request: Request<{ person: string; verb: string }>,
  response: Response,
): Promise<void> {
  const person = human(core.store, request.params.person);
  // What comes in is of our own pages, typed by the same protocol; a verb that is none finds no function.
  const verb = request.params.verb as keyof Verbs;
  const tab = request.get('practice-tab');
  const asking = person && { ...person, ...(tab !== undefined && { tab }) };
  const answer = asking ? await answerVerb(core, asking, verb, request.body as Verbs[typeof verb]['takes']) : undefined;
  if (answer) response.json(answer);
  else response.status(404).json({ ok: false, refusal: refusals.notAllowed('There is no such person.').refusal });
}

/** Runs a verb; a refusal becomes an answer. Throws what is a fault of ours. */
export async function answerVerb<V extends keyof Verbs>(
  core: Core,
  person: Asking,
  verb: V,
  takes: Verbs[V]['takes'],
): Promise<Answer<V>> {
  const verbs = verbsOf(core, person);
  try {
    if (!Object.hasOwn(verbs, verb)) throw refusals.notAllowed('There is no such verb.');
    return { ok: true, result: await verbs[verb](takes) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

function bringNews(core: Core, idOrHandle: string, tab: WebSocket): void {
  const say = (news: News) => tab.send(JSON.stringify(news));
  const person = human(core.store, idOrHandle);
  say(greeting(core, idOrHandle));
  tab.on('error', () => tab.terminate());
  if (!person) return;
  const isHere = () => core.store.people.get(person.id)?.deactivated === false;
  const hear = (news: News) => {
    if (news.type === 'nobody' || isHere()) say(news);
  };
  tab.on('close', core.newsroom.follow(person.id, hear));
}

/** The built pages; every other address is the page's own affair (`/alice/C0TRIAGE`). */
function servePages(app: Express, uiDir: () => string): void {
  app.use((request, response, next) => {
    const index = join(uiDir(), 'index.html');
    if (request.method !== 'GET') return next();
    if (!existsSync(index)) {
      response.status(503).type('text/plain').send('The pages are not built yet: run `npm run build`.');
      return undefined;
    }
    return express.static(uiDir())(request, response, () => response.sendFile(index));
  });
}
