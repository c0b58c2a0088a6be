import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestDesk } from './desk';

export interface Mirror {
  /** The API of the same workspace, by another address. */
  readonly apiUrl: string;
  stop(): Promise<void>;
}

interface Changes {
  /** How far the clock of Slack's machines is ahead. */
  readonly aheadMs?: number;
  /** Changes the text of an answer. */
  readonly rewrites?: (answer: string) => string;
}

/** A way to the workspace's API on which answers change. */
export async function startMirror({ workspace }: TestDesk, changes: Changes): Promise<Mirror> {
  const { aheadMs = 0, rewrites = (answer) => answer } = changes;
  const server = createServer((request, response) => {
    void (async () => {
      const body: Buffer[] = [];
      for await (const piece of request) body.push(piece as Buffer); // what a request gives
      const { authorization = '', 'content-type': type = '' } = request.headers;
      const answer = await fetch(new URL(request.url ?? '', workspace.apiUrl), {
        method: 'POST',
        headers: { authorization, 'content-type': type },
        body: Buffer.concat(body),
      });
      response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString());
      response.end(rewrites(await answer.text()));
    })();
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
