import { checkArguments, missingScope, type Rates } from '../checks';
import { type ApiCall, meetTrouble, type Trouble } from '../faults';
import { freshSecret } from '../fresh';
import { bot, type Channel, directChannel, fileSeenBy } from '../store';
import { ApiError, type Args, type Context } from './call';
import { methods } from './methods';

/** What goes back over HTTP; without a body the connection stays silent, or is reset. */
export type Reply =
  | { status: number; headers: Record<string, string>; body: object | string }
  | { silence: 'hung' | 'reset' };

export interface Tokens {
  bot: string;
  app: string;
  signingSecret: string;
}

/** The Web API: who calls, whether they may, what goes wrong on purpose, and the call itself. */
export function createWebApi(context: Context, tokens: Tokens, rates: Rates | undefined) {
  const calls: ApiCall[] = [];
  const granted = { [tokens.bot]: context.core.manifest.scopes, [tokens.app]: ['connections:write'] };

  async function answer(method: string, token: string | undefined, args: Args): Promise<Reply> {
    const scopes = granted[token ?? ''];
    const reply = await counted(method, args, (call) => run(call, scopes, token));
    if ('silence' in reply) return reply;
    const headers = { 'x-oauth-scopes': (scopes ?? []).join(','), 'x-slack-req-id': freshSecret(), ...reply.headers };
    return { ...reply, headers };
  }

  /** The bytes of an announced file, at the address that was given for them: counted as `upload`, without the bytes. */
  async function upload(secret: string, content: Buffer): Promise<Reply> {
    const announced = [...context.core.uploads.values()].find((one) => one.secret === secret);
    return await counted('upload', { file: announced?.id, length: content.length }, () => {
      // Anything but 200 is a failure (files.getUploadURLExternal, "Usage info"); with which status Slack fails is not known.
      if (announced?.length !== content.length) return { ...fine('Not the file that was announced.'), status: 400 };
      announced.content = content;
      return fine(`OK - ${content.length}`);
    });
  }

  /**
   * A file's bytes, at its private address, which comes without the server's own: counted as `download`. Whom Slack does not
   * let read it, it sends to sign in (deno-slack-sdk#285), where a client that follows finds a page and no error (bolt-js#2585).
   */
  async function download(file: string, address: string, token: string | undefined): Promise<Reply> {
    const { manifest, store, url } = context.core;
    return await counted('download', { file }, () => {
      const found = fileSeenBy(store, bot.userId, file);
      if (found && token === tokens.bot && manifest.scopes.includes('files:read')) {
        return { ...fine(Buffer.from(found.base64, 'base64')), headers: { 'content-type': found.mimetype } };
      }
      const location = `${url}/?redir=${encodeURIComponent(address)}`;
      const headers = { location, 'content-type': 'text/html; charset=utf-8' };
      return { status: 302, headers, body: `<a href="${location}">Found</a>.` };
    });
  }

  async function counted(method: string, args: Args, effect: (call: ApiCall) => Reply): Promise<Reply> {
    const { faults } = context;
    const call: ApiCall = { method, args, at: Date.now(), outcome: 'pending' };
    calls.push(call);
    const trouble = meetTrouble(faults, method, args);
    await faults.onCall?.(call, 'before');
    const early = trouble && earlyReply(trouble, method);
    const reply = early ?? effect(call);
    await faults.onCall?.(call, 'after');
    const late = trouble && lateSilence(trouble);
    const given = late ?? reply;
    call.outcome = outcomeOf(given);
    return given;
  }

  function run(call: ApiCall, scopes: string[] | undefined, token: string | undefined): Reply {
    try {
      return fine(carryOut(call, scopes, token));
    } catch (error) {
      if (error instanceof TooFast) return tooFast(error.seconds);
      if (error instanceof ApiError) return fine({ ok: false, error: error.code, ...error.details });
      throw error;
    }
  }

  function carryOut({ method, args, at }: ApiCall, scopes: string[] | undefined, token: string | undefined): object {
    const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!known) {
      console.error(`The practice workspace has no Web API method "${method}": it answered unknown_method.`);
      throw new ApiError('unknown_method', { req_method: method });
    }
    if (method !== 'api.test') {
      if (token === undefined) throw new ApiError('not_authed');
      if (!scopes) throw new ApiError('invalid_auth');
      // https://docs.slack.dev/reference/methods/auth.test#errors
      const isGone = token === tokens.bot && context.core.store.people.get(bot.userId)?.deactivated;
      if (isGone) throw new ApiError('account_inactive');
      const wrongKind = (method === 'apps.connections.open') !== (token === tokens.app);
      if (wrongKind && method !== 'auth.test') throw new ApiError('not_allowed_token_type');
    }
    const channel = conversation(args);
    const kind = channel && channelKinds[channel.kind];
    const needed = missingScope(method, args, new Set(scopes), kind);
    if (needed) throw new ApiError('missing_scope', { needed, provided: (scopes ?? []).join(',') });
    const waitSeconds = rates?.take(method, channel?.id, at) ?? 0;
    if (waitSeconds > 0) throw new TooFast(waitSeconds);
    const refused = checkArguments(method, args);
    if (refused) {
      const { error, messages } = refused;
      throw new ApiError(error, messages.length > 0 ? { response_metadata: { messages } } : {});
    }
    return known(args, context);
  }

  function conversation(args: Args): Channel | undefined {
    const { store } = context.core;
    const id = typeof args['channel'] === 'string' ? args['channel'] : '';
    return directChannel(store, id) ?? store.channels.get(id);
  }

  return { answer, upload, download, calls };
}

const channelKinds = { channel: 'channel', private: 'private', im: 'dm' } as const;

class TooFast extends Error {
  readonly seconds: number;
  constructor(seconds: number) {
    super(`Too fast: ${seconds} s`);
    this.seconds = seconds;
  }
}

function fine(body: object | string) {
  return { status: 200, headers: {}, body };
}

/** https://docs.slack.dev/apis/web-api/rate-limits */
function tooFast(seconds: number): Reply {
  return { status: 429, headers: { 'retry-after': String(seconds) }, body: { ok: false, error: 'ratelimited' } };
}

function earlyReply(trouble: Trouble, method: string): Reply | undefined {
  // Of bytes, the status alone says whether they have arrived.
  const isOfBytes = method === 'upload' || method === 'download';
  if ('fails' in trouble) return { ...fine({ ok: false, error: trouble.fails }), ...(isOfBytes && { status: 500 }) };
  if ('http' in trouble) return { status: trouble.http, headers: {}, body: { ok: false, error: 'internal_error' } };
  if ('rateLimited' in trouble) return tooFast(trouble.rateLimited);
  if ('hangs' in trouble) return trouble.hangs === 'before' ? { silence: 'hung' } : undefined;
  return trouble.resets === 'before' ? { silence: 'reset' } : undefined;
}

function lateSilence(trouble: Trouble): Reply | undefined {
  if ('hangs' in trouble) return { silence: 'hung' };
  if ('resets' in trouble) return { silence: 'reset' };
  return undefined;
}

function outcomeOf(reply: Reply): string {
  if ('silence' in reply) return reply.silence;
  if (reply.status !== 200) return `http ${reply.status}`;
  return typeof reply.body === 'object' && 'error' in reply.body ? String(reply.body.error) : 'ok';
}
