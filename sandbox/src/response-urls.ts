import type { AnyBlock } from '@slack/types';
import { checkBlocks } from './checks';
import type { Core } from './core';
import { blocksWithIds } from './elements';
import { freshSecret } from './fresh';
import { change, post, remove, whisper } from './posts';
import { bot, type Channel, type StoredMessage } from './store';

/** Where a `response_url` answers: the conversation, the person, and the message that was touched, if it was one. */
interface Spot {
  channel: string;
  person: string;
  touched?: string;
  threadTs?: string;
}

/** The `response_url`s that were given out: five uses within 30 minutes (platform facts, Slack: timing). */
export interface ResponseUrls {
  /** Gives the secret at the end of a new URL. */
  issue(spot: Spot): string;
  /** Counts a use; undefined when the URL is unknown, used up or too old. */
  use(secret: string): Spot | undefined;
}

/** What an app may say to a `response_url`, or in the acknowledgement of a command. */
export interface ResponseWords {
  text?: string;
  blocks?: AnyBlock[];
  response_type?: 'ephemeral' | 'in_channel';
  replace_original?: boolean | 'true' | 'false';
  delete_original?: boolean | 'true' | 'false';
  thread_ts?: string;
}

const uses = 5;
const lifeMs = 30 * 60_000;

export function createResponseUrls(): ResponseUrls {
  const issued = new Map<string, { spot: Spot; left: number; until: number }>();
  return {
    issue(spot) {
      const secret = freshSecret();
      issued.set(secret, { spot, left: uses, until: Date.now() + lifeMs });
      return secret;
    },
    use(secret) {
      const found = issued.get(secret);
      if (!found || found.left === 0 || Date.now() > found.until) return undefined;
      found.left -= 1;
      return found.spot;
    },
  };
}

export function responseUrl(core: Core, spot: Spot): string {
  return `${core.url}/responses/${core.responseUrls.issue(spot)}`;
}

/** Does what an app said to a `response_url`; gives Slack's error code where that cannot be. */
export function respond(core: Core, spot: Spot, words: ResponseWords): string | undefined {
  const channel = core.store.channels.get(spot.channel);
  if (!channel) return 'channel_not_found';
  const touched = spot.touched === undefined ? undefined : findMessage(core, channel, spot.touched);
  if (isTrue(words.delete_original)) {
    if (touched) remove(core, touched);
    return undefined;
  }
  if (!words.text && !words.blocks?.length) return 'no_text';
  if (words.blocks && checkBlocks(words.blocks, 'message').length > 0) return 'invalid_blocks';
  if (isTrue(words.replace_original) && touched) {
    const { blocks: _, ...rest } = touched;
    const blocks = words.blocks && { blocks: blocksWithIds(words.blocks) };
    change(core, { ...rest, text: words.text ?? '', ...blocks });
    return undefined;
  }
  const threadTs = words.thread_ts ?? spot.threadTs;
  const draft = {
    user: bot.userId,
    text: words.text ?? '',
    ...(words.blocks && { blocks: words.blocks }),
    ...(threadTs !== undefined && { threadTs }),
  };
  if (words.response_type === 'in_channel') post(core, channel, draft);
  else whisper(core, channel, spot.person, draft);
  return undefined;
}

function findMessage(core: Core, channel: Channel, ts: string): StoredMessage | undefined {
  return core.ephemerals.get(ts) ?? core.store.messages(channel.id).get(ts);
}

function isTrue(flag: boolean | 'true' | 'false' | undefined): boolean {
  return flag === true || flag === 'true';
}
