import type { Trouble } from '@deskbell/sandbox';
import { countOf } from '../../../src/domain/drift';
import { look } from '../../../src/services/doctor';
import type { TicketDocument } from '../../../src/storage/models';
import { quiet, standing } from '../../support/delivery';
import { startDesk, stopDesks, submits, type TestDesk, until } from '../../support/desk';
import { allStandsAsItShould, calmsDown } from '../../support/invariants';
import { movesOf, nameOf } from '../../support/moves';
import { generator } from '../../support/random';

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

test.each([1, 2])(
  'whatever goes wrong, in the end every ticket stands where it should, once, and nowhere else: %i',
  async (seed) => {
    const desk = await startDesk({ callTimeoutMs, timing });
    await desk.startAnother();
    const { alice, bob, carol, dave, workspace } = desk;
    const random = generator(seed);
    const oneOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
    let submitted = 0;

    /** Does the first thing, of all that can happen to the ticket, for which the button is there. */
    async function moves(ticket: TicketDocument): Promise<boolean> {
      const all = movesOf(ticket, desk, random).map((move) => ({ move, at: random() }));
      for (const { move } of all.toSorted((one, next) => one.at - next.at)) if (await move()) return true;
      return false;
    }

    async function change(): Promise<void> {
      const dice = random();
      if (submitted === 0 || dice < 0.1) {
        submitted += 1;
        await submits(oneOf([alice, bob]) ?? alice, nameOf(submitted));
      } else if (dice < 0.2) {
        const cards = [
          standing(carol, 'triage'),
          ...[alice, bob, carol, dave].map((person) => standing(person)),
        ].flat();
        const card = oneOf(cards.filter(({ broadcast }) => !broadcast));
        if (card !== undefined) workspace.faults.deleteMessage(card.channel, card.ts);
      } else {
        const ticket = oneOf(await desk.stored());
        if (ticket === undefined || !(await moves(ticket))) return;
        // What comes next begins from what is stored then, and not from what may have come between.
        await until('the change to be stored', async () => {
          const changed = (await desk.stored()).find(({ number }) => number === ticket.number);
          return (changed?.history.length ?? 0) > ticket.history.length || undefined;
        });
      }
    }

    let hurriedMs = 0;
    for (let made = 0; made < changes; made += 1) {
      const trouble = oneOf(troubles);
      const method = oneOf(methods);
      if (trouble && method && random() < 0.6)
        workspace.faults.next(method, trouble, { nth: 1 + Math.floor(random() * 3) });
      if (random() < 0.1) workspace.faults.hideFreshPosts(300);
      if (random() < 0.1) workspace.faults.deliverTwice();
      await change();
      if (random() < 0.6) {
        const ms = random() * 25_000;
        // Where it is not waited for what is in hand, a lease runs out over it; but nothing is under way for longer than lease and doubt.
        const isPatient = random() < 0.8 || hurriedMs + ms >= timing.leaseMs + timing.doubtMs;
        if (isPatient) await quiet(desk);
        hurriedMs = isPatient ? 0 : hurriedMs + ms;
        // The search lags less than a doubt lasts.
        workspace.faults.hideFreshPosts(0);
        desk.passes(ms);
      }
    }
    await calmsDown(desk, timing.doubtMs);

    await allStandsAsItShould(desk, submitted);
    expect(await examined(desk)).toEqual({ count: 0, moving: 0 });
    expect(desk.logged.filter(({ msg }) => /did not come to its end|refused|given up/.test(String(msg)))).toEqual([]);
  },
  // As long as all that happens in it takes on a busy machine.
  300_000,
);

/** What the doctor finds: how many things, and how many tickets that are in hand. */
async function examined({ deskbell, passes }: TestDesk): Promise<{ count: number; moving: number }> {
  // Nothing is so fresh that Slack may not show it yet.
  passes(60_000);
  const { teamId, desk } = deskbell();
  const looking = look(teamId, desk);
  for (;;) {
    const { done, value } = await looking.next();
    if (done) return { count: countOf(value), moving: value.moving };
  }
}
