// Deskbell's build in a process of its own, by a clock that a test moves: on top of the database's, by the milliseconds in the file MOVED.
// SIGUSR2 tells it that the time has passed. With MEASURED it then says how much memory it keeps.
const { readFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { configOf } = require('../../dist/src/config.js');
const { startDeskbell } = require('../../dist/src/main.js');
const { passwordsWith } = require('../../dist/src/passwords.js');
const { timing } = require('../../dist/src/slack/delivery/timing.js');
const { runUntilSignal } = require('../../dist/src/terminal.js');

const { MOVED, MEASURED, CALL_TIMEOUT_MS = timing.callTimeoutMs } = process.env;
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

void runUntilSignal(async (signal) => {
  const deskbell = await startDeskbell(configOf(process.env), {
    say: console.log,
    signal,
    // Read anew each time: who stood still knows the time at once, as of a clock.
    clock: (clock) => ({ now: () => new Date(clock.now().getTime() + Number(readFileSync(MOVED, 'utf8'))) }),
    timing: { ...timing, callTimeoutMs: Number(CALL_TIMEOUT_MS), pollMs: 100 },
    // A test is no attacker.
    passwords: await passwordsWith(4),
  });
  process.on('SIGUSR2', () => {
    deskbell.wake();
    if (MEASURED === undefined) return;
    gc();
    const { heapUsed, rss } = process.memoryUsage();
    console.log(`memory ${heapUsed} ${rss}`);
  });
  console.log('Deskbell is running');
  return deskbell;
});
