import type { ModalView } from '@slack/types';
import type { Reading } from '../../domain/drift';
import type { Admin } from '../../domain/people';
import { look, repair } from '../../services/doctor';
import type { Done } from '../answering';
import { messageFor } from '../report-errors';
import { showIn } from '../show-in';
import { lookedView, readingView, repairedView } from '../views/doctor';
import { saidView } from '../views/forms';
import { isLoggedInStill } from './queue';

/** `/ticket-admin doctor`: says that it looks. */
export async function command(): Promise<ModalView> {
  return readingView(undefined, false);
}

/** **Look again** and **Repair**: asked for; either takes its time. */
export async function asked(): Promise<void> {}

/** Compares what stands in Slack with what should stand there, and shows in the modal what it has found. */
export async function looked(done: Done<Admin>): Promise<void> {
  const { actor, desk } = done;
  await showing(done, async (tell) => {
    const found = await read(look(actor.teamId, desk), async (reading) => await tell(readingView(reading, false)));
    return lookedView(found, desk.clock.now());
  });
}

/** Looks, repairs what it finds, and shows in the modal what came of that. */
export async function repaired(done: Done<Admin>): Promise<void> {
  const { actor, desk } = done;
  await showing(done, async (tell) => {
    const say = async (reading: Reading): Promise<void> => await tell(readingView(reading, true));
    const found = await read(look(actor.teamId, desk), say);
    return repairedView(await read(repair(actor.teamId, found, desk), say), desk.clock.now());
  });
}

/** How often it is told how far it is. */
const tellEveryMs = 2_000;

/** What `work` gives stands in the modal at its end. Who has closed it meanwhile wants it no more; a repair goes on all the same. */
async function showing(
  { actor, viewId, client, desk }: Done<Admin>,
  work: (tell: (view: ModalView) => Promise<void>) => Promise<ModalView>,
): Promise<void> {
  const tell = async (view: ModalView): Promise<void> => {
    if (viewId === undefined || !(await isLoggedInStill(actor, desk))) return;
    await showIn(client, viewId, view).catch(() => undefined);
  };
  try {
    await tell(await work(tell));
  } catch (error) {
    await tell(saidView(messageFor(error, desk)));
  }
}

/** What it comes to in the end; tells now and then how far it is. */
async function read<T>(steps: AsyncGenerator<Reading, T>, tell: (reading: Reading) => Promise<void>): Promise<T> {
  let toldAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return value;
    if (performance.now() - toldAt < tellEveryMs) continue;
    toldAt = performance.now();
    await tell(value);
  }
}
