import type { Actor, Message, Trouble } from '@deskbell/sandbox';
import { digestOf, render } from '../../../src/slack/delivery/render';
import { toTicket } from '../../../src/storage/tickets';
import { quiet, standing } from '../../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../../support/desk';

afterEach(stopDesks);

const callTimeoutMs = 150;
const timing = { leaseMs: 10_000, doubtMs: 15_000 };
const changes = 40;

const methods = ['chat.postMessage', 'chat.update', 'chat.delete', 'conversations.history', 'conversations.replies'];
const troubles: Trouble[] = [
  { fails: 'internal_error' },
  { http: 500 },
  { rateLimited: 5 },
  { hangs: 'before' },
  { hangs: 'after' },
  { resets: 'before' },
  { resets: 'after' },
];

/** The same numbers from 0 to 1 for the same seed: mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Every message of Deskbell's that stands in Slack, by its place. */
function everything({ alice, bob, carol, dave }: TestDesk): Map<string, Message> {
  const main = [carol.messages('triage'), ...[alice, bob, carol, dave].map((person) => person.messages())].flat();
  const threads = [alice, bob].flatMap((person) => person.messages().flatMap(({ ts }) => person.thread('app', ts)));
  const ours = [...main, ...threads].filter(
    ({ ephemeral, text }) => !ephemeral && text !== 'This message was deleted.',
  );
  return new Map(ours.map((message) => [`${message.channel}:${message.ts}`, message]));
}

/** Trouble ends, time passes, and everything that was left to do is done. */
async function calmsDown(desk: TestDesk): Promise<void> {
  desk.workspace.faults.heal();
  await until('everything to be done', async () => {
    await quiet(desk);
    const left = (await desk.stored()).some(({ dueAt, doubtUntil }) => dueAt ?? doubtUntil);
    if (left) desk.passes(timing.doubtMs);
    return left ? undefined : true;
  });
}

/** A claimer fills in a form that a button of their card opens, where the card stands. */
async function formOf(person: Actor, button: string, number: number, words: Record<string, string>): Promise<void> {
  const card = standing(person).find(({ text }) => text.startsWith(`Ticket #${number} `));
  if (card === undefined) return;
  await person.presses(button, card);
  const form = await person.modal();
  form.fills(words);
  await form.submits();
  await person.noModal();
}

test.each([1, 2])(
  'whatever goes wrong, in the end every ticket stands where it should, once: %i',
  async (seed) => {
    const desk = await startDesk({ callTimeoutMs, timing });
    await desk.startAnother();
    const { alice, bob, carol, dave, workspace } = desk;
    const random = generator(seed);
    const oneOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
    let submitted = 0;

    async function change(): Promise<void> {
      const claimed = oneOf((await desk.stored()).filter(({ status }) => status === 'claimed'));
      const claimer = claimed?.claimer === carol.id ? carol : dave;
      const dice = random();
      if (submitted === 0 || dice < 0.2) {
        submitted += 1;
        await submits(oneOf([alice, bob]) ?? alice, `Trouble ${submitted}`);
      } else if (dice < 0.45) {
        const open = oneOf(standing(carol, 'triage').filter(({ text }) => text.startsWith('New ticket')));
        if (open !== undefined) await oneOf([carol, dave])?.presses('Claim', open);
      } else if (dice < 0.8) {
        if (claimed) await formOf(claimer, 'Comment', claimed.number, { Comment: `Comment ${random()}` });
      } else if (dice < 0.9) {
        if (claimed) await formOf(claimer, 'Close', claimed.number, {});
      } else {
        const card = oneOf([...standing(carol, 'triage'), ...standing(alice), ...standing(bob)]);
        if (card !== undefined && !card.broadcast) workspace.faults.deleteMessage(card.channel, card.ts);
      }
    }

    for (let made = 0; made < changes; made += 1) {
      const trouble = oneOf(troubles);
      const method = oneOf(methods);
      if (trouble && method && random() < 0.6)
        workspace.faults.next(method, trouble, { nth: 1 + Math.floor(random() * 3) });
      if (random() < 0.1) workspace.faults.hideFreshPosts(300);
      if (random() < 0.1) workspace.faults.deliverTwice();
      await change();
      if (random() < 0.5) {
        // The search lags less than a doubt lasts.
        workspace.faults.hideFreshPosts(0);
        desk.passes(random() * 20_000);
      }
    }
    await calmsDown(desk);

    const tickets = await desk.stored();
    expect(tickets.map(({ number, title }) => [number, title])).toEqual(
      Array.from({ length: submitted }, (_, index) => [index + 1, `Trouble ${index + 1}`]),
    );
    const shown = everything(desk);
    for (const document of tickets) {
      const ticket = { ...toTicket(document), comments: document.comments };
      for (const entry of document.entries) {
        const content = render(entry, ticket);
        expect(shown.get(`${entry.channel}:${entry.ts}`)?.text).toBe(content?.text);
        expect(entry.shown).toBe(content && digestOf(content));
      }
      const posts = document.entries.filter(({ under }) => under !== undefined).map(({ ts }) => ts);
      expect(posts).toEqual(posts.toSorted((a = '', b = '') => a.localeCompare(b)));
    }
    expect([...shown.keys()].toSorted()).toEqual(
      tickets.flatMap(({ entries }) => entries.map(({ channel, ts }) => `${channel}:${ts}`)).toSorted(),
    );
  },
  20_000,
);
