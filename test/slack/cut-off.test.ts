import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fetchOn } from '../../src/slack/client';
import { cutOff } from '../../src/slack/cut-off';

setFlagsFromString('--expose_gc');
const cleanUp = runInNewContext('gc') as () => void; // what that flag brings

const config = { botToken: 'xoxb-1', appToken: 'xapp-1', signingSecret: '', apiUrl: undefined };
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    // The other one is never answered.
    if (request.url === '/half') response.writeHead(200).write('{"ok":');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has such an address.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Memory is cleaned up again and again meanwhile. */
async function whileCleaning<T>(work: Promise<T>): Promise<T> {
  const cleaning = setInterval(cleanUp, 20);
  return await work.finally(() => clearInterval(cleaning));
}

test.each(['/hangs', '/half'])(
  'a call to Slack that hangs ends in time, whatever memory is cleaned up meanwhile (%s)',
  async (path) => {
    const outcomes: string[] = [];
    const meter = { called: (_: string, outcome: string) => outcomes.push(outcome) };
    const call = fetchOn(config, { meter, cut: new AbortController().signal }, 200);
    await expect(whileCleaning(call(`${url}${path}`))).rejects.toThrow('It took longer than 200 ms.');
    expect(outcomes).toEqual(['unanswered']);
  },
);

test('it ends as soon as one of the others does, and leaves nothing with them', async () => {
  const cut = new AbortController();
  const work = cutOff(60_000, [undefined, cut.signal], async (signal) => await fetch(url, { signal }));
  cut.abort(new Error('Deskbell stops.'));
  await expect(work).rejects.toThrow('Deskbell stops.');
  await expect(cutOff(60_000, [cut.signal], async (signal) => signal.throwIfAborted())).rejects.toThrow(
    'Deskbell stops.',
  );

  const kept = new AbortController();
  const signals: AbortSignal[] = [];
  expect(await cutOff(60_000, [kept.signal], async (signal) => signals.push(signal))).toBe(1);
  kept.abort();
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
});
