import type { WebClient } from '@slack/web-api';
import { bytesMost, type FileLimits } from '../domain/files';
import type { TicketFile } from '../domain/ticket';
import { cutOff } from './cut-off';
import { type Called, called } from './delivery/slack-messages';

/** What a file holds; why it cannot be had; or that nobody knows yet. */
type Fetched = Called<Uint8Array>;

const timeoutMs = 30_000;

/**
 * Fetches what people sent, from Slack itself and from nowhere else: its address is asked for by id, and the token goes to Slack's own
 * hosts alone. A file is taken of the person who sent it, and as large as `limits` let it be. https://docs.slack.dev/reference/objects/file-object
 */
export function fileFetcher(client: WebClient, token: string, limits: FileLimits, cut: AbortSignal) {
  return async ({ key, by }: Pick<TicketFile, 'key' | 'by'>): Promise<Fetched> => {
    const told = await called(() => client.files.info({ file: key }));
    if (told.is !== 'done') return told;
    const { file = {} } = told.result;
    if (file.user !== by) return { is: 'refused', error: 'file_of_somebody_else' };
    const address = file.url_private_download ?? file.url_private ?? '';
    if (!isOfSlack(address, client.slackApiUrl)) return { is: 'refused', error: 'file_not_in_slack' };
    return await called(() => cutOff(timeoutMs, [cut], (signal) => bytesAt(address, token, bytesMost(limits), signal)));
  };
}

/** A file elsewhere, such as one of Google Drive, is only named in Slack. */
function isOfSlack(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, origin } = new URL(address);
  return (
    origin === new URL(apiUrl).origin || (protocol === 'https:' && /(?:^|\.)slack(?:-files)?\.com$/.test(hostname))
  );
}

async function bytesAt(address: string, token: string, most: number, signal: AbortSignal): Promise<Uint8Array> {
  const answer = await fetch(address, {
    headers: { authorization: `Bearer ${token}` },
    // To whom may not read it, Slack shows the page to sign in.
    redirect: 'manual',
    signal,
  });
  if (answer.status !== 200 || answer.body === null) {
    await answer.body?.cancel();
    throw new Error(`Slack did not give a file: HTTP ${answer.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > most) throw new Error('A file of Slack is larger than Slack said.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
