import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import type { Logger } from 'pino';

/** Slack's libraries log through ours; what they log as debug carries whole payloads, and is left out. */
export function slackLogger(log: Logger): BoltLogger {
  return {
    debug: () => undefined,
    info: (...words) => log.debug(joined(words)),
    warn: (...words) => log.warn(joined(words)),
    error: (...words) => log.error(joined(words)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

function joined(words: readonly unknown[]): string {
  return words.map((word) => (word instanceof Error ? word.message : String(word))).join(' ');
}
