import type { Answer, News, Refusal, Verbs } from '../../src/protocol';

/** What the person is told when the server could not be asked at all. */
export const trouble: Refusal = { code: 'trouble_connecting', message: 'We had some trouble connecting. Try again?' };

export type Call = <V extends keyof Verbs>(verb: V, takes: Verbs[V]['takes']) => Promise<Answer<V>>;

/** The name of this browser tab until it is loaded again. */
export const thisTab = Math.random().toString(36).slice(2);

/** Requests in the name of one person; never throws. */
export function callAs(person: string): Call {
  return async (verb, takes) => {
    try {
      const response = await fetch(`/practice/${person}/${verb}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'practice-tab': thisTab },
        body: JSON.stringify(takes),
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const answer: Answer<typeof verb> = await response.json();
      return answer;
    } catch {
      return { ok: false, refusal: trouble };
    }
  };
}

/** Longer than the app may take to answer; a server that says nothing for so long is away. */
const answerWithinMs = 10_000;
const retryMs = 500;

/** Listens to the news of one person, for ever; answers with what ends it. */
export function listen(person: string, hear: (news: News | { type: 'away' }) => void): () => void {
  const over = new AbortController();
  let socket: WebSocket;
  let timer: number | undefined;

  function open(): void {
    const { signal } = over;
    socket = new WebSocket(`${location.origin.replace('http', 'ws')}/practice/${encodeURIComponent(person)}/live`);
    socket.addEventListener('message', (event) => {
      const news: News = JSON.parse(String(event.data));
      hear(news);
    });
    socket.addEventListener(
      'close',
      () => {
        hear({ type: 'away' });
        timer = window.setTimeout(open, retryMs);
      },
      { signal },
    );
  }

  open();
  return () => {
    over.abort();
    window.clearTimeout(timer);
    socket.close();
  };
}
