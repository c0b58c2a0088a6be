import type { Answer, News, Refusal, Verbs } from '../../src/protocol';

/** What the person is told when the server could not be asked at all. */
export const trouble: Refusal = {
  code: 'trouble_connecting',
  message: 'We had some trouble connecting. Try again?',
};

export type Call = <V extends keyof Verbs>(verb: V, takes: Verbs[V]['takes']) => Promise<Answer<V>>;

/** Requests in the name of one person; never throws. */
export function callAs(person: string): Call {
  return async (verb, takes) => {
    try {
      const response = await fetch(`/practice/${person}/${verb}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(takes),
      });
      const answer: Answer<typeof verb> = await response.json();
      return answer;
    } catch {
      return { ok: false, refusal: trouble };
    }
  };
}

const firstWaitMs = 250;
const longestWaitMs = 4000;

/** Listens to the news of one person, for ever; answers with what ends it. */
export function listen(person: string, hear: (news: News) => void, connected: (up: boolean) => void): () => void {
  let waitMs = firstWaitMs;
  let ended = false;
  let timer: number | undefined;
  let socket: WebSocket | undefined;

  function open(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    socket = new WebSocket(`${scheme}://${location.host}/practice/${person}/live`);
    socket.addEventListener('open', () => {
      waitMs = firstWaitMs;
      connected(true);
    });
    socket.addEventListener('message', (event) => {
      const news: News = JSON.parse(String(event.data));
      hear(news);
    });
    socket.addEventListener('close', () => {
      if (ended) return;
      connected(false);
      timer = window.setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    });
  }

  open();
  return () => {
    ended = true;
    window.clearTimeout(timer);
    socket?.close();
  };
}
