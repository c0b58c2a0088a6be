import { config as readDotenv } from 'dotenv';
import { configOf, isPractice } from '../src/config';
import { startDeskbell } from '../src/main';
import { runUntilSignal } from '../src/terminal';
import { startPractice } from './practice';

/** `npm start`: against Slack where there are tokens, else in the practice workspace. */
readDotenv({ quiet: true });
const say = (line: string): void => console.log(line);
void runUntilSignal(async () =>
  isPractice(process.env) ? await startPractice(process.env, say) : await startDeskbell(configOf(process.env), { say }),
);
