import { createDelivery, type PumpPorts } from '../../../src/slack/delivery/delivery';
import { timing } from '../../../src/slack/delivery/timing';
import { callsOf, holds, quiet } from '../../support/delivery';
import { startDesk, stopDesks, submits, until } from '../../support/desk';

afterEach(stopDesks);

/** Longer than any test runs: nothing happens by itself. */
const never = 60 * 60_000;

/** Wherever that is: between its last look whether there is something new, and the moment in which it is known to have ended. */
test.each([0, 1, 2, 3, 4, 5, 6])(
  'a look for what is due that ends (%i) when somebody wakes it is followed by another',
  async (turns) => {
    let looks = 0;
    const store = {
      async take() {
        looks += 1;
        if (looks === 1) void wakesAfter(turns);
        return undefined;
      },
    };
    const clock = { now: () => new Date(0) };
    // Nothing is due, so nothing else is asked for.
    const delivery = createDelivery({ store, clock, timing: { ...timing, pollMs: never } } as unknown as PumpPorts);
    delivery.start();
    await new Promise(setImmediate);
    await delivery.stop();
    expect(looks).toBe(2);

    async function wakesAfter(left: number): Promise<void> {
      for (let turn = 0; turn <= left; turn += 1) await Promise.resolve();
      delivery.wake();
    }
  },
);

test('what changes in one Deskbell while another has the ticket in hand is shown at the next look, and no later', async () => {
  const desk = await startDesk({ timing: { pollMs: never } });
  await submits(desk.alice, 'Printer on fire');
  await quiet(desk);
  const gate = holds(desk, 'before', 'chat.update');
  await desk.carol.presses('Claim', await desk.carol.sees('Printer on fire', { in: 'triage' }));
  await gate.reached;
  await desk.startAnother();
  // Whichever of the two hears it: one has the ticket in hand, and the other finds it taken.
  await desk.alice.presses('Edit', await desk.alice.sees('Printer on fire'));
  const form = await desk.alice.modal();
  form.fills({ Title: 'Printer in flames' });
  await form.submits();
  await desk.alice.noModal();
  gate.open();
  await until('the lease to end', async () => {
    const [ticket] = await desk.stored();
    return ticket?.leaseUntil === undefined || undefined;
  });
  desk.passes(0);
  await desk.settled();
  await desk.alice.sees('Printer in flames');
  expect(callsOf(desk, 'chat.postMessage', { channel: desk.carol.id })).toHaveLength(1);
});
