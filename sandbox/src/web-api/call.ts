import type { WebAPICallResult } from '@slack/web-api';
import type { Core } from '../core';
import type { FaultState } from '../faults';
import type { Channel } from '../store';

/** What a method needs beside its arguments. */
export interface Context {
  core: Core;
  faults: FaultState;
  /** Gives the address of a new Socket Mode connection. */
  openSocket: () => string;
}

export type Args = Record<string, unknown>;

/** One Web API method: takes its arguments, whose names and types have been checked, and answers or throws `ApiError`. */
export type Method = (args: Args, context: Context) => WebAPICallResult;

/** An answer `{ ok: false, error, … }` with one of Slack's codes. */
export class ApiError extends Error {
  readonly code: string;
  readonly details: object;
  constructor(code: string, details: object = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** An argument that has been checked to be a string, where it is given. */
export function text(args: Args, name: string): string | undefined {
  const value = args[name];
  return typeof value === 'string' ? value : undefined;
}

export function flag(args: Args, name: string): boolean {
  return args[name] === true;
}

/** A conversation as the bot reaches it. Throws `channel_not_found`, also for private ones that it is not in. */
export function reachable({ store }: Core, id: string | undefined, botId: string): Channel {
  const channel = store.channels.get(id ?? '');
  if (!channel || (channel.kind !== 'channel' && !channel.members.includes(botId)))
    throw new ApiError('channel_not_found');
  return channel;
}

/** A conversation that the bot may write in. Throws Slack's code where it may not. */
export function writable(core: Core, id: string | undefined, botId: string): Channel {
  // The app is no member of a channel that is archived; whether Slack then finds a private one is not known.
  if (core.store.channels.get(id ?? '')?.archived) throw new ApiError('is_archived');
  const channel = reachable(core, id, botId);
  if (!channel.members.includes(botId)) throw new ApiError('not_in_channel');
  return channel;
}

/** One page of `all` behind `cursor`, and the cursor of the next (https://docs.slack.dev/apis/web-api/pagination). */
export function page<T>(all: readonly T[], args: Args, usual: number): { items: T[]; next: string } {
  const cursor = text(args, 'cursor');
  const start = cursor ? Number(Buffer.from(cursor, 'base64').toString().replace('offset:', '')) : 0;
  if (!Number.isInteger(start) || start < 0) throw new ApiError('invalid_cursor');
  const limit = Number(args['limit'] ?? usual) || usual;
  const end = start + limit;
  const next = end < all.length ? Buffer.from(`offset:${end}`).toString('base64') : '';
  return { items: all.slice(start, end), next };
}
