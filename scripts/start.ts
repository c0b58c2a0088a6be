import { config as readDotenv } from 'dotenv';
import { isPractice } from '../src/config';
import { startInSlack } from '../src/main';
import { runUntilSignal } from '../src/terminal';
import { startPractice } from './practice';

/** `npm start`: against Slack where there are tokens, else in the practice workspace. */
readDotenv({ quiet: true });
const say = (line: string): void => console.log(line);
void runUntilSignal(
  async (signal) =>
    await (isPractice(process.env) ? startPractice(process.env, say, signal) : startInSlack(process.env, say, signal)),
);
