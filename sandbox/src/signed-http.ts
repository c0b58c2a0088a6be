import { createHmac } from 'node:crypto';
import type { Envelope, Handed, Transport } from './app-link';

/** Hands envelopes to a request URL, signed as Slack does (https://docs.slack.dev/authentication/verifying-requests-from-slack). */
export function createSignedHttp(requestUrl: string, signingSecret: string, patienceMs: number): Transport {
  const stopping = new AbortController();
  return {
    async hand(envelope) {
      const { type, body } = write(envelope);
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
      const { retry } = envelope;
      // AbortSignal.any would forget an AbortSignal.timeout: https://github.com/nodejs/node/issues/57736
      const ending = new AbortController();
      const late = setTimeout(() => ending.abort(new DOMException('Too late.', 'TimeoutError')), patienceMs);
      const stops = () => ending.abort();
      stopping.signal.addEventListener('abort', stops);
      try {
        const response = await fetch(requestUrl, {
          method: 'POST',
          headers: {
            'content-type': type,
            'x-slack-request-timestamp': timestamp,
            'x-slack-signature': `v0=${signature}`,
            ...(retry && { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason }),
          },
          body,
          signal: ending.signal,
        });
        return read(response.status, await response.text());
      } catch (error) {
        const timedOut = error instanceof Error && error.name === 'TimeoutError';
        return { ok: false, why: timedOut ? 'timeout' : 'not_connected' };
      } finally {
        clearTimeout(late);
        stopping.signal.removeEventListener('abort', stops);
      }
    },
    // One request is one connection: there is nothing to cut or to move.
    cut() {},
    refresh() {},
    async connected() {},
    async stop() {
      stopping.abort();
    },
  };
}

function write({ kind, payload }: Envelope): { type: string; body: string } {
  if (kind === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  const fields = kind === 'interactive' ? { payload: JSON.stringify(payload) } : { ...payload };
  return { type: 'application/x-www-form-urlencoded', body: String(new URLSearchParams(fields)) };
}

function read(status: number, body: string): Handed {
  if (status !== 200) return { ok: false, why: 'bad_answer' };
  if (body === '') return { ok: true, answer: undefined };
  try {
    return { ok: true, answer: JSON.parse(body) };
  } catch {
    return { ok: true, answer: body };
  }
}
