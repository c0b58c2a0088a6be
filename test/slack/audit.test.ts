import type { Actor, ModalInHand } from '@deskbell/sandbox';
import type { AuditDocument } from '../../src/storage/models';
import { callsOf, claims, doubtEnds, holds, leaseMs, quiet } from '../support/delivery';
import { password, startDesk, stopDesks, submits, type TestDesk } from '../support/desk';
import { asks, logsIn, logsOut, onRecord, opens, setsPassword } from '../support/sessions';

afterEach(stopDesks);

const dayMs = 24 * 60 * 60_000;
const noon = Date.parse('2026-03-01T12:00:00Z');

/** Sixty entries, one a day from the first of March: Dave releases a ticket of Carol's and hands one over, in turn. */
async function seeded(desk: TestDesk): Promise<void> {
  const made = Array.from({ length: 60 }, (_, index): AuditDocument => {
    const shared = { _id: `seed ${index}`, teamId: desk.workspace.teamId, at: new Date(noon + index * dayMs) };
    return index % 2 === 0
      ? {
          ...shared,
          what: 'forceReleased',
          who: 'U0DAVE',
          whom: 'U0CAROL',
          ticket: index + 1,
          people: ['U0DAVE', 'U0CAROL'],
        }
      : { ...shared, what: 'handedOver', who: 'U0DAVE', whom: 'U0BOB', ticket: index + 1, people: ['U0DAVE', 'U0BOB'] };
  });
  await desk.inDatabase(({ audit }) => audit.insertMany(made));
}

/** The tickets of the page, as they stand there. */
function shownIn(record: ModalInHand): number[] {
  return [...record.words().matchAll(/\*#(\d+)\*/g)].map(([, number]) => Number(number));
}

function numbers(from: number, to: number, step = -1): number[] {
  return Array.from(
    { length: Math.floor(Math.abs(to - from) / Math.abs(step)) + 1 },
    (_, index) => from + index * step,
  );
}

async function turns(person: Actor, record: ModalInHand, button: string, first: number): Promise<number[]> {
  await record.presses(button);
  await person.waitsFor(`the page that begins with #${first}`, () => shownIn(record)[0] === first || undefined);
  return shownIn(record);
}

test('every deed of admins is on record, newest first: who, whom, and which ticket', async () => {
  const desk = await startDesk({ admins: ['carol'] });
  const { alice, bob, carol, dave } = desk;
  await asks(carol, '/ticket-admin promote @dave');
  await setsPassword(dave, await dave.sees('has made you an admin'), 'correct horse of dave');
  await logsIn(dave, 'not the correct horse');
  await logsIn(dave, 'correct horse of dave');
  await (await dave.modal('Logged in')).closes();
  await submits(alice, 'Printer on fire');
  await claims(desk);
  await dave.presses('Release', await dave.sees('claimed by', { in: 'triage' }));
  await dave.presses('Claim', await dave.sees('Printer on fire', { in: 'triage' }));
  await dave.presses('Hand over', await dave.sees('Printer on fire'));
  const handOver = await dave.modal('Hand over #1');
  handOver.fills({ To: 'carol' });
  await handOver.submits();
  await asks(carol, '/ticket-admin reset @dave');
  await setsPassword(dave, await dave.sees('has reset your password'), 'correct horse of dave');
  await (await dave.modal('Log in')).closes();
  const change = await opens(carol, '/ticket-admin password', 'Change password');
  change.fills({ 'Your password until now': password });
  change.fills({ 'New password': 'correct horse of carol', 'The same once more': 'correct horse of carol' });
  await change.submits();
  await logsIn(carol, 'correct horse of carol');
  await (await carol.modal('Logged in')).closes();
  await asks(carol, '/ticket-admin promote @bob');
  await setsPassword(bob, await bob.sees('has made you an admin'), 'correct horse of bob');
  await logsIn(bob, 'correct horse of bob');
  await (await bob.modal('Logged in')).closes();
  await logsOut(carol);
  await asks(bob, '/ticket-admin demote @carol');
  await desk.settled();

  const record = await opens(bob, '/ticket-admin audit', 'On record');
  const lines = [...record.words().matchAll(/^:\w+: {2}<!date\^(\d+)\^[^>]*> {2}· {2}(.*)$/gm)];
  expect(lines.map(([, , words]) => words?.replaceAll('*', ''))).toEqual([
    expect.stringMatching(/^Deskbell put #1 of <@U0CAROL> back into the queue|^<@U0BOB> demoted <@U0CAROL>/),
    expect.stringMatching(/^Deskbell put #1 of <@U0CAROL> back into the queue|^<@U0BOB> demoted <@U0CAROL>/),
    '<@U0CAROL> logged out',
    '<@U0BOB> logged in',
    '<@U0BOB> set a password',
    '<@U0CAROL> promoted <@U0BOB>',
    '<@U0CAROL> logged in',
    '<@U0CAROL> changed their password',
    '<@U0DAVE> set a password',
    '<@U0CAROL> reset the password of <@U0DAVE>',
    '<@U0DAVE> handed #1 over to <@U0CAROL>',
    '<@U0DAVE> took #1 from <@U0CAROL>, back into the queue',
    '<@U0DAVE> logged in',
    '<@U0DAVE> typed a password that was refused',
    '<@U0DAVE> set a password',
    '<@U0CAROL> promoted <@U0DAVE>',
  ]);
  const seconds = lines.map(([, at]) => Number(at));
  expect(seconds).toEqual(seconds.toSorted((a, b) => b - a));
  expect(Math.abs((seconds[0] ?? 0) - desk.now().getTime() / 1000)).toBeLessThan(10);
});

describe('the record', () => {
  test('is paged, and filtered by person, deed and days together; the pages keep the filter, and so does the file', async () => {
    const desk = await startDesk();
    await seeded(desk);
    const { carol } = desk;
    const record = await opens(carol, '/ticket-admin audit', 'On record');
    expect(shownIn(record)).toEqual(numbers(60, 41));
    expect(await turns(carol, record, 'Older', 40)).toEqual(numbers(40, 21));
    expect(await turns(carol, record, 'Older', 20)).toEqual(numbers(20, 1));
    await expect(record.presses('Older')).rejects.toThrow('sees no button "Older"');
    expect(await turns(carol, record, 'Newest', 60)).toEqual(numbers(60, 41));

    record.fills({ Person: 'carol', 'What was done': 'Took a ticket from somebody', From: '2026-03-03' });
    expect(await record.submits()).toEqual({ became: 'changed' });
    expect(shownIn(record)).toEqual(numbers(59, 21, -2));
    expect(await turns(carol, record, 'Older', 19)).toEqual(numbers(19, 3, -2));
    record.fills({ Until: '2026-03-09' });
    await record.submits();
    expect(shownIn(record)).toEqual([9, 7, 5, 3]);
    await record.presses('Export as CSV');
    const file = await carol.sees(({ files }) => files.some(({ name }) => name === 'deskbell-audit.csv'));
    expect(await carol.downloads(file)).toBe(
      [
        '\uFEFFat,who,what,whom,ticket',
        ...[9, 7, 5, 3].map((day) => `2026-03-0${day}T12:00:00.000Z,U0DAVE,forceReleased,U0CAROL,${day}`),
        '',
      ].join('\n'),
    );
    const note = '4 entries are in your messages with Deskbell, as a file.';
    await carol.waitsFor('the note', () => record.words().includes(note) || undefined);
    expect(shownIn(record)).toEqual([9, 7, 5, 3]);

    record.fills({ Person: 'alice' });
    await record.submits();
    expect(record.words()).toContain('There is nothing like that on record.');
    record.fills({ Until: '2026-03-02' });
    await record.submits();
    expect(record.errors).toEqual({ Until: 'This day is before the first one.' });
    record.fills({ Person: null, 'What was done': null, From: null, Until: null });
    await record.submits();
    expect(shownIn(record)).toEqual(numbers(60, 41));
  });

  test('is asked for by typed words, in any order; the form shows what was understood', async () => {
    const desk = await startDesk();
    await seeded(desk);
    const { carol } = desk;
    for (const [words, shown] of [
      ['@bob HANDEDOVER 2026-03-02 2026-03-04', [4, 2]],
      ['2026-03-04 2026-03-02', [4, 3, 2]],
      ['2026-04-28', [60, 59]],
      ['@alice', []],
      ['nonsense 2026-02-31 #general forceReleased', numbers(59, 21, -2)],
    ] as const) {
      const record = await opens(carol, `/ticket-admin audit ${words}`, 'On record');
      expect({ words, shown: shownIn(record) }).toEqual({ words, shown });
      await record.closes();
    }
    const record = await opens(carol, '/ticket-admin audit 2026-03-02 handedOver 2026-03-02 @bob', 'On record');
    expect(JSON.parse(record.view().private_metadata ?? '')).toEqual({
      person: 'U0BOB',
      what: 'handedOver',
      from: '2026-03-02',
      until: '2026-03-02',
    });
    expect(JSON.stringify(record.view().blocks)).toContain('"initial_date":"2026-03-02"');
    // Sent as it stands there, it asks for the same.
    await record.submits();
    expect(shownIn(record)).toEqual([2]);
  });

  test('has nothing to show yet: it says so, and offers no file', async () => {
    const desk = await startDesk();
    const record = await opens(desk.carol, '/ticket-admin audit', 'On record');
    expect(record.words()).toContain('There is nothing on record yet.');
    expect(record.words()).not.toContain('Export');
  });

  test('as a file: where Slack does not take it, that is said, and nothing is left half done', async () => {
    const desk = await startDesk();
    await seeded(desk);
    const { carol, workspace } = desk;
    const record = await opens(carol, '/ticket-admin audit', 'On record');
    workspace.faults.next('files.completeUploadExternal', { fails: 'internal_error' }, { times: 9 });
    await record.presses('Export as CSV');
    const wrong = /Something went wrong in Deskbell|Slack did not/;
    await carol.waitsFor('what went wrong', () => wrong.test(record.words()) || undefined);
    expect(carol.messages()).toEqual([]);
  });
});

describe('a deed to a ticket', () => {
  test('is on record once, though the delivery that writes it down is cut and taken up by another', async () => {
    const desk = await startDesk();
    const { alice, dave } = desk;
    await submits(alice, 'Printer on fire');
    await claims(desk);
    const gate = holds(desk, 'before', 'chat.postMessage');
    await dave.presses('Release', await dave.sees('claimed by', { in: 'triage' }));
    await gate.reached;
    desk.passes(leaseMs);
    await quiet(desk);
    await doubtEnds(desk);
    gate.open();
    await doubtEnds(desk);
    expect(await onRecord(desk)).toEqual(['forceReleased U0DAVE U0CAROL #1']);
  });

  test('is on record once, though Slack refuses everything for a while and Deskbell is stopped in between', async () => {
    const desk = await startDesk();
    const { alice, carol, dave, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    for (const method of ['chat.postMessage', 'chat.update', 'chat.delete'])
      workspace.faults.next(method, { http: 503 }, { times: 99 });
    await carol.presses('Hand over', card);
    const form = await carol.modal('Hand over #1');
    form.fills({ To: 'dave' });
    await form.submits();
    await carol.noModal();
    await desk.stopDeskbell();
    workspace.faults.heal();
    await desk.startDeskbell();
    desk.passes(61_000);
    await doubtEnds(desk);
    await dave.sees('Printer on fire');
    expect(await onRecord(desk)).toEqual(['handedOver U0CAROL U0DAVE #1']);
    expect(callsOf(desk, 'chat.postMessage').length).toBeGreaterThan(3);
  });
});

test('what is on record is never changed, whatever happens after it', async () => {
  const desk = await startDesk();
  await seeded(desk);
  const { carol, dave } = desk;
  await asks(carol, '/ticket-admin reset @dave');
  await logsOut(carol);
  await desk.settled();
  const entries = () => desk.inDatabase(({ audit }) => audit.find().sort({ _id: 1 }).lean());
  const before = await entries();
  await opens(carol, '/ticket-admin login', 'Log in');
  await logsIn(carol, 'not the correct horse');
  await logsIn(carol);
  await (await carol.modal('Logged in')).closes();
  const record = await opens(carol, '/ticket-admin audit @dave', 'On record');
  await record.presses('Older');
  await record.presses('Export as CSV');
  await carol.sees(({ files }) => files.length > 0);
  await record.closes();
  await asks(carol, '/ticket-admin demote @dave');
  await dave.sees('has ended your time');
  await asks(carol, '/ticket-admin promote @dave');
  await desk.settled();
  const after = await entries();
  expect(after.length).toBe(before.length + 4);
  expect(after.filter(({ _id }) => before.some((one) => one._id === _id))).toEqual(before);
});
