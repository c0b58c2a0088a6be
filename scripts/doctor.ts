import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { config as readDotenv } from 'dotenv';
import { countOf, type Looked, type Reading } from '../src/domain/drift';
import { look, repair } from '../src/services/doctor';
import { inspectorIn } from '../src/slack/delivery/inspect';
import { pacingOf } from '../src/slack/delivery/pacing';
import { slackRates } from '../src/slack/delivery/rates';
import { slackMessages } from '../src/slack/delivery/slack-messages';
import { findingsOf, notesOf, repairedWords, summaryOf } from '../src/slack/views/doctor';
import { CannotDo, runOnce } from '../src/terminal';
import { onMachine } from './machine';

const usage = `Usage: npm run doctor [-- --fix]
  Compares what stands in Slack with what should stand there, also while Deskbell runs. --fix repairs what is found.
  Ends with 0 where all is well, with 1 where something is not, and with 2 where it could not be looked at.`;

/** `npm run doctor`: what is not as it should be, in lines. */
readDotenv({ quiet: true });
void runOnce(async () => {
  const fix = isToFix();
  await onMachine(async (teamId, { archiveDir, slackClient, ...ports }) => {
    const pacing = pacingOf({ ...ports, rates: slackRates, teamId });
    const inspector = inspectorIn(slackMessages(await slackClient(pacing), new AbortController().signal), pause);
    const doctor = { ...ports, inspector, hasArchive: archiveDir !== undefined, pause };
    const found = await told(look(teamId, doctor));
    report(found, ports.clock.now());
    process.exitCode = countOf(found) === 0 ? 0 : 1;
    if (!fix || countOf(found) === 0) return;
    console.log('Repairing…');
    const repaired = await told(repair(teamId, found, doctor));
    console.log(repairedWords(repaired));
    if (repaired.is !== 'not begun') for (const line of linesOf(repaired.left, ports.clock.now())) console.log(line);
    process.exitCode = repaired.is === 'done' && countOf(repaired.left) === 0 ? 0 : 1;
  });
}, 2);

function isToFix(): boolean {
  try {
    return parseArgs({ options: { fix: { type: 'boolean', default: false } } }).values.fix;
  } catch {
    throw new CannotDo(usage);
  }
}

function report(looked: Looked, now: Date): void {
  for (const line of linesOf(looked, now)) console.log(line);
  console.log(summaryOf(looked));
}

function linesOf(looked: Looked, now: Date): string[] {
  return [...findingsOf(looked, now, (channel) => `channel ${channel}`), ...notesOf(looked)];
}

/** What it comes to in the end; somebody at a terminal sees how far it is. */
async function told<T>(steps: AsyncGenerator<Reading, T>): Promise<T> {
  const { isTTY } = process.stderr;
  for (;;) {
    const { done, value } = await steps.next();
    if (isTTY) process.stderr.write(done ? '\r' : `\r${value.done} of ${value.total} conversations and threads …`);
    if (done) return value;
  }
}
