import { PortTaken } from '../../src/slack/receiver';
import { SocketLost } from '../../src/slack/watchdog';
import { CannotDo, runUntilSignal } from '../../src/terminal';

/** What it told the person at the terminal. */
let told: string;
/** Resolves with the exit code where the process would end. */
let ended: Promise<number>;

beforeEach(() => {
  told = '';
  jest.spyOn(console, 'error').mockImplementation((...words: unknown[]) => {
    told += words.join(' ');
  });
  ended = new Promise((end) => {
    jest.spyOn(process, 'exit').mockImplementation((code) => {
      end(Number(code));
      return undefined as never; // a process that has ended would not go on here
    });
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  for (const event of ['SIGINT', 'SIGTERM', 'unhandledRejection']) process.removeAllListeners(event);
});

/** Something that runs; `stops` says how it stops. */
function running(stops: () => Promise<void> = async () => {}) {
  const stop = jest.fn(stops);
  return { stop, start: async () => ({ stop }) };
}

test.each(['SIGINT', 'SIGTERM'])('%s stops it once, however often it comes', async (signal) => {
  const { start, stop } = running();
  await runUntilSignal(start);
  process.emit(signal as 'SIGINT');
  process.emit(signal as 'SIGINT');
  expect(await ended).toBe(0);
  expect(stop).toHaveBeenCalledTimes(1);
  expect(told).toBe('');
});

test('it cannot start: it says why, and ends with 1', async () => {
  await runUntilSignal(async () => {
    throw new PortTaken(3000);
  });
  expect(await ended).toBe(1);
  expect(told).toMatch(/^\nPort 3000 is taken by another program\..*\n$/);
});

test('a signal while it starts ends the start, which closes what it has opened', async () => {
  const closed: string[] = [];
  const started = runUntilSignal(async (signal) => {
    await new Promise((aborted) => signal.addEventListener('abort', aborted));
    closed.push('database');
    throw signal.reason;
  });
  process.emit('SIGINT');
  await started;
  expect(await ended).toBe(0);
  expect(closed).toEqual(['database']);
  expect(told).toBe('');
});

test('a start that comes to its end in spite of a signal is stopped', async () => {
  const { start, stop } = running();
  const started = runUntilSignal(start);
  process.emit('SIGINT');
  await started;
  expect(await ended).toBe(0);
  expect(stop).toHaveBeenCalledTimes(1);
});

test('it does not come to its end: it says so, and ends with 1', async () => {
  const { start } = running(() => new Promise(() => {}));
  await runUntilSignal(start, 20);
  process.emit('SIGTERM');
  expect(await ended).toBe(1);
  expect(told).toContain('did not stop within 0.02 seconds');
});

test('it cannot be stopped in order: it says why, and ends with 1', async () => {
  const { start } = running(async () => {
    throw new Error('The database does not answer.');
  });
  await runUntilSignal(start);
  process.emit('SIGTERM');
  expect(await ended).toBe(1);
  expect(told).toContain('The database does not answer.');
});

test('it cannot go on: it says why, stops in order, and asks by its exit code to be started again', async () => {
  const { start, stop } = running();
  await runUntilSignal(async () => ({ ...(await start()), lost: Promise.resolve(new SocketLost(5)) }));
  expect(await ended).toBe(75);
  expect(stop).toHaveBeenCalledTimes(1);
  expect(told).toContain('The socket to Slack has been closed for 5 minutes');
  expect(told).not.toMatch(/^ +at /m);
});

describe('an error that nobody waits for', () => {
  test.each([
    ['in its own words where they are for people', new CannotDo('Type it so.'), /^\n.* stops: Type it so\.\n$/],
    [
      'with its place where it is a bug',
      new TypeError('x is no function'),
      /stops: TypeError: x is no function\n +at /,
    ],
    ['as it is where it is no error', 'nothing', /stops: nothing\n$/],
  ])('stops it, is told %s, and ends with 1', async (_, error, words) => {
    const { start, stop } = running();
    await runUntilSignal(start);
    process.emit('unhandledRejection', error, Promise.resolve());
    expect(await ended).toBe(1);
    expect(stop).toHaveBeenCalledTimes(1);
    expect(told).toMatch(words);
  });

  test('is nobody’s matter while it stops', async () => {
    const { start } = running();
    await runUntilSignal(start);
    process.emit('SIGINT');
    process.emit('unhandledRejection', new Error('The socket was closed.'), Promise.resolve());
    expect(await ended).toBe(0);
    expect(told).toBe('');
  });
});
