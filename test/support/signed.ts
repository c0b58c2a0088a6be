import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { TestDesk } from './desk';

/** Sends Deskbell, at its HTTP door, whatever a test makes up, signed as Slack signs it. */
export function signedTo({ config, workspace }: TestDesk) {
  async function send(type: string, body: string): Promise<{ status: number; body: string }> {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', workspace.tokens.signingSecret)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    const answer = await fetch(`http://127.0.0.1:${config.port}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      },
      body,
    });
    return { status: answer.status, body: await answer.text() };
  }

  return {
    event: (payload: object) => send('application/json', JSON.stringify(payload)),
    interaction: (payload: object) =>
      send('application/x-www-form-urlencoded', String(new URLSearchParams({ payload: JSON.stringify(payload) }))),
    command: (fields: Record<string, string>) =>
      send('application/x-www-form-urlencoded', String(new URLSearchParams(fields))),
  };
}

/** An address that keeps what is answered to it, and at which path below it, as a `response_url` does, and thanks for it after `slowMs`. */
export async function startListening({ slowMs = 0 } = {}): Promise<{
  url: string;
  heard: { text?: string; path?: string }[];
  /** How often it has thanked. */
  thanked(): number;
  stop(): Promise<void>;
}> {
  let thanked = 0;
  const heard: { text?: string; path?: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += String(piece);
    });
    request.on('end', () => {
      heard.push({ ...JSON.parse(body), path: request.url });
      setTimeout(() => response.end('ok', () => (thanked += 1)), slowMs);
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    heard,
    thanked: () => thanked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
