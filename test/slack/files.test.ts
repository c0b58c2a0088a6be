import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor, Message } from '@deskbell/sandbox';
import { submitFor } from '../../src/services/anywhere';
import { close } from '../../src/services/claims';
import { reply } from '../../src/services/conversation';
import { reopen } from '../../src/services/tickets';
import { callsOf, doubtEnds, quiet, replies } from '../support/delivery';
import { claimedTicket, says, startDesk, stopDesks, submits, type TestDesk, until, whisper } from '../support/desk';

afterEach(stopDesks);

const report = { name: 'report.pdf', content: 'what the printer says' };
const photo = { name: 'photo.png', content: 'a burning printer' };

/** Alice sends a ticket with files. */
async function submitsWith({ alice }: TestDesk, files: { name: string; content: string | Uint8Array }[]) {
  await alice.types('/ticket', { in: 'general' });
  const form = await alice.modal('New ticket');
  form.fills({ Title: 'Printer on fire', Files: files });
  await form.submits();
  return form;
}

/** The files that stand in the thread under a message, by name, with what they hold. */
async function filesUnder(person: Actor, card: Message): Promise<[string, string][]> {
  const found = replies(person, card).flatMap((message) => message.files.map((file) => ({ message, file })));
  return await Promise.all(
    found.map(async ({ message, file }) => [file.name, await person.downloads(message, file.name)] as [string, string]),
  );
}

async function claims({ carol, ...desk }: TestDesk, person = carol): Promise<Message> {
  await person.presses('Claim', await person.sees('Printer on fire', { in: 'triage' }));
  const card = await person.sees('Printer on fire');
  await desk.settled();
  return card;
}

async function kept({ inDatabase }: TestDesk): Promise<number> {
  return await inDatabase(({ tickets }) => tickets.db.collection('files.files').countDocuments());
}

test('Alice sends files with her ticket: each card names them, and Carol can open them once it is hers', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  await submitsWith(desk, [report, photo]);
  await alice.noModal();
  await desk.settled();
  await alice.sees('Files: report.pdf (21 bytes), photo.png (17 bytes)');
  await carol.sees('Files: report.pdf (21 bytes), photo.png (17 bytes)', { in: 'triage' });
  const card = await claims(desk);
  expect(await filesUnder(carol, card)).toEqual([
    ['report.pdf', 'what the printer says'],
    ['photo.png', 'a burning printer'],
  ]);
  await carol.sees('From <@U0ALICE>', { thread: card.ts });
  // Who sent a file has it.
  expect(await filesUnder(alice, await alice.sees('Printer on fire'))).toEqual([]);
});

test('files go both ways in the threads, with words and without', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const mine = await claimedTicket(desk);
  const hers = await alice.sees('Printer on fire');
  await alice.types('Look at this', { thread: hers.ts, files: [photo] });
  await carol.sees('Look at this', { thread: mine.ts });
  await alice.types('', { thread: hers.ts, files: [report] });
  await carol.sees('Sent report.pdf', { thread: mine.ts });
  await carol.types('Do this', { thread: mine.ts, files: [{ name: 'steps.txt', content: 'Pull the plug' }] });
  await alice.sees('Do this', { thread: hers.ts });
  await desk.settled();
  expect(await filesUnder(alice, hers)).toContainEqual(['steps.txt', 'Pull the plug']);
  const theirs = (await filesUnder(carol, mine)).map(([name]) => name);
  expect(theirs.toSorted()).toEqual(['photo.png', 'report.pdf', 'steps.txt']);
});

test('a comment of a form brings its files to Alice, and a file of an internal note never comes to her', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const mine = await claimedTicket(desk);
  const hers = await alice.sees('Printer on fire');
  await carol.presses('Comment', mine);
  const form = await carol.modal();
  form.fills({ Comment: 'Here', Files: [{ name: 'steps.txt', content: 'Pull the plug' }] });
  await form.submits();
  await carol.types('note: keep this', { thread: mine.ts, files: [{ name: 'secret.txt', content: 'for admins' }] });
  await carol.sees('keep this', { thread: mine.ts });
  await desk.settled();
  await alice.sees(/Here[^]*steps\.txt/, { thread: hers.ts });
  expect(await filesUnder(alice, hers)).toEqual([['steps.txt', 'Pull the plug']]);
  expect(JSON.stringify(alice.thread('app', hers.ts))).not.toContain('secret');
});

test('whoever gives a ticket back has its files no more, and the next one has them', async () => {
  const desk = await startDesk();
  const { carol, dave } = desk;
  await submitsWith(desk, [report]);
  const card = await claims(desk);
  const post = replies(carol, card).find(({ files }) => files.length > 0);
  await carol.presses('Release', card);
  await dave.sees('back in the queue', { in: 'triage' });
  await desk.settled();
  expect(replies(carol, card).flatMap(({ files }) => files)).toEqual([]);
  await expect(carol.downloads(post ?? card, 'report.pdf')).rejects.toThrow();
  expect(await filesUnder(dave, await claims(desk, dave))).toEqual([['report.pdf', 'what the printer says']]);
});

test('a file that is too large stays with its form, which says so and keeps the words', async () => {
  const desk = await startDesk({ env: { FILE_MEGABYTES: '0.001', FILES_MOST: '2' } });
  const { alice } = desk;
  const form = await submitsWith(desk, [{ name: 'film.mp4', content: 'x'.repeat(2500) }, report]);
  expect(form.errors['Files']).toBe('film.mp4: it has 3 kB, and at most 0.001 MB are taken.');
  form.fills({ Files: [report] });
  await form.submits();
  await alice.noModal();
  await alice.sees('report.pdf');
});

test('of a message in the thread what fits is taken, and its author is told what is not', async () => {
  const desk = await startDesk({ env: { FILE_MEGABYTES: '0.001', FILES_MOST: '2' } });
  const { alice, carol } = desk;
  const mine = await claimedTicket(desk);
  const hers = await alice.sees('Printer on fire');
  const film = { name: 'film.mp4', content: 'x'.repeat(2500) };
  await alice.types('All of it', {
    thread: hers.ts,
    files: [film, report, photo, { name: 'one-more.txt', content: '1' }],
  });
  await alice.sees(
    ({ ephemeral, text }) =>
      ephemeral &&
      text.includes('film.mp4: it has 3 kB, and at most 0.001 MB are taken.') &&
      text.includes('one-more.txt: at most 2 files are taken at once.'),
    { thread: hers.ts },
  );
  await desk.settled();
  const theirs = (await filesUnder(carol, mine)).map(([name]) => name);
  expect(theirs.toSorted()).toEqual(['photo.png', 'report.pdf']);
  await alice.types('', { thread: hers.ts, files: [film] });
  await alice.sees(({ ephemeral, text }) => ephemeral && !text.includes('one-more'), { thread: hers.ts });
  expect((await desk.stored())[0]?.comments).toHaveLength(1);
});

test.each([
  ['note: keep this', 'a note'],
  ['Do this', 'a comment'],
])('with words that are taken back their file goes, from both threads and from the database: %s', async (words) => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const mine = await claimedTicket(desk);
  const hers = await alice.sees('Printer on fire');
  await carol.types(words, { thread: mine.ts, files: [{ name: 'secret.txt', content: 'for admins' }] });
  const { ts } = await carol.sees(words, { thread: mine.ts });
  await until('the file to be kept', async () => ((await kept(desk)) === 1 ? true : undefined));
  await desk.settled();
  await carol.deletes({ channel: mine.channel, ts });
  await until('it to be taken back', async () => ((await desk.stored())[0]?.comments.length === 0 ? true : undefined));
  await desk.settled();
  expect(await filesUnder(alice, hers)).toEqual([]);
  expect((await desk.stored())[0]?.files).toEqual([]);
  expect(await kept(desk)).toBe(0);
});

test('a form without a field for files adds none, whatever it says', async () => {
  const desk = await startDesk();
  const { carol, workspace } = desk;
  await claimedTicket(desk);
  const [{ _id } = {}] = await desk.stored();
  const forged = {
    key: 'V1:forged',
    text: '',
    patience: new AbortController().signal,
    files: [{ key: 'F0FORGED', name: '../../../evil.txt', size: 1 }],
  };
  const ports = desk.deskbell().desk;
  const admin = await ports.admins.find({ teamId: workspace.teamId, userId: carol.id });
  if (admin === undefined) throw new Error('Carol is no admin.');
  await close(admin, String(_id), forged, ports);
  const actor = { teamId: workspace.teamId, userId: 'U0ALICE', isAdmin: false };
  await reopen(actor, String(_id), { ...forged, key: 'V2:forged' }, ports);
  expect((await desk.stored())[0]?.files).toBeUndefined();
});

test('a form that comes again with one more file says that it is not added, and nothing is made twice', async () => {
  const desk = await startDesk();
  const ports = desk.deskbell().desk;
  const alice = { teamId: desk.workspace.teamId, userId: desk.alice.id };
  const { signal: patience } = new AbortController();
  const [one, more] = [
    { key: 'F0ONE', name: 'one.txt', size: 1 },
    { key: 'F0MORE', name: 'more.txt', size: 1 },
  ];
  const form = { title: 'Printer', description: '', key: 'V1:new', patience, chosen: undefined, files: [one] };
  const { id } = await submitFor(alice, form, ports);
  expect(await submitFor(alice, form, ports)).toMatchObject({ id });
  await expect(submitFor(alice, { ...form, files: [one, more] }, ports)).rejects.toThrow('without more.txt');
  const said = { text: 'Look', key: 'V2:reply', patience, files: [] };
  await reply(alice, id, said, ports);
  await expect(reply(alice, id, { ...said, files: [more] }, ports)).rejects.toThrow('without more.txt');
  const [ticket] = await desk.stored();
  expect(ticket?.files).toMatchObject([{ key: 'F0ONE' }]);
  expect(ticket?.comments).toHaveLength(1);
});

test('a message keeps its file where its words are taken away', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const mine = await claimedTicket(desk);
  const hers = await alice.sees('Printer on fire');
  await alice.types('Look at this', { thread: hers.ts, files: [photo] });
  const { ts } = await alice.sees('Look at this', { thread: hers.ts });
  await carol.sees('Look at this', { thread: mine.ts });
  await alice.edits({ channel: hers.channel, ts }, '');
  await carol.sees('Sent photo.png', { thread: mine.ts });
});

test('words do not wait for a file that Slack does not take at the moment', async () => {
  const desk = await startDesk({ callTimeoutMs: 300 });
  const { alice, carol } = desk;
  const mine = await claimedTicket(desk);
  const hers = await alice.sees('Printer on fire');
  for (let tries = 0; tries < 200; tries += 1) desk.workspace.faults.next('upload', { http: 503 });
  await alice.types('Look at this', { thread: hers.ts, files: [photo] });
  await carol.sees('Look at this', { thread: mine.ts });
  await carol.sees('photo.png (17 bytes)', { thread: mine.ts });
  await alice.types('It is the small one', { thread: hers.ts });
  await carol.sees('It is the small one', { thread: mine.ts });
});

test('where no files are taken, no form asks for any', async () => {
  const desk = await startDesk({ env: { FILES_MOST: '0' } });
  await desk.alice.types('/ticket', { in: 'general' });
  const form = await desk.alice.modal('New ticket');
  expect(JSON.stringify(form.view())).not.toContain('file_input');
});

test('a file is fetched later where Slack does not give it now', async () => {
  const desk = await startDesk();
  const { faults } = desk.workspace;
  faults.next('files.info', { http: 500 });
  faults.next('download', { http: 503 });
  await submitsWith(desk, [report]);
  await desk.alice.sees('report.pdf (on its way)');
  for (const tries of [1, 2]) {
    await until('Deskbell to have tried', async () => {
      const [{ fetch } = {}] = await desk.stored();
      return fetch?.tries === tries && !fetch.leaseToken ? true : undefined;
    });
    await quiet(desk);
    desk.passes(60_000);
  }
  await desk.alice.sees('report.pdf (21 bytes)');
  expect(await filesUnder(desk.carol, await claims(desk))).toEqual([['report.pdf', 'what the printer says']]);
});

test('a file is sent once where Deskbell may not ask where it stands, and is known to stand there once it may', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  await submitsWith(desk, [report]);
  await alice.sees('report.pdf (21 bytes)');
  await desk.settled();
  workspace.faults.next('files.info', { fails: 'missing_scope' }, { times: 99 });
  await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
  await carol.sees('it lacks a permission (missing_scope)');
  const asked = () => callsOf(desk, 'files.info').filter(({ outcome }) => outcome === 'missing_scope').length;
  for (const tries of [1, 2, 3]) {
    await until('another try', async () => (asked() >= tries ? true : undefined));
    await quiet(desk);
    desk.passes(61_000);
  }
  expect(callsOf(desk, 'files.getUploadURLExternal')).toHaveLength(1);
  expect(callsOf(desk, 'files.delete')).toEqual([]);

  workspace.faults.heal();
  desk.passes(61_000);
  await carol.sees('has the permission again');
  await desk.settled();
  expect(await filesUnder(carol, await carol.sees('Printer on fire'))).toEqual([
    ['report.pdf', 'what the printer says'],
  ]);
});

test('a file is not lost however long Slack takes no call of Deskbell', async () => {
  const desk = await startDesk();
  desk.workspace.faults.next('files.info', { fails: 'account_inactive' }, { times: 14 });
  await submitsWith(desk, [report]);
  await desk.alice.sees('report.pdf (on its way)');
  for (let tries = 1; tries <= 14; tries += 1) {
    await until(`try ${tries}`, async () => (callsOf(desk, 'files.info').length >= tries ? true : undefined));
    await until('it to wait', async () => {
      const [{ fetch } = {}] = await desk.stored();
      return fetch?.leaseToken === undefined ? true : undefined;
    });
    await quiet(desk);
    desk.passes(61_000);
  }
  await desk.alice.sees('report.pdf (21 bytes)');
});

test('the ticket says so where a file cannot be had', async () => {
  const desk = await startDesk();
  desk.workspace.faults.next('files.info', { fails: 'file_not_found' });
  await submitsWith(desk, [report]);
  await desk.alice.sees('report.pdf (Deskbell could not get it: send it again)');
});

test('a file of somebody else, named in a forged form, is given to nobody', async () => {
  const desk = await startDesk();
  const { bob, carol } = desk;
  await bob.types('For me alone', { files: [{ name: 'salary.txt', content: 'a lot' }] });
  const [stolen] = (await bob.sees('For me alone')).files;
  await submitsWith(desk, [report]);
  await desk.settled();
  await desk.inDatabase(({ tickets }) =>
    tickets.updateOne(
      {},
      {
        $push: { files: { key: stolen?.id, name: 'x.txt', size: 5, by: 'U0ALICE', at: desk.now(), state: 'coming' } },
        $set: { fetch: { dueAt: desk.now() } },
      },
    ),
  );
  desk.passes(0);
  await desk.alice.sees(/^x$|report\.pdf/);
  const card = await claims(desk);
  await desk.alice.sees('Deskbell could not get it');
  expect((await filesUnder(carol, card)).map(([, content]) => content)).toEqual(['what the printer says']);
});

test.each([
  ['files.getUploadURLExternal', { http: 500 }],
  ['files.getUploadURLExternal', { rateLimited: 1 }],
  ['upload', { http: 500 }],
  ['upload', { resets: 'after' }],
  ['files.completeUploadExternal', { hangs: 'before' }],
  ['files.completeUploadExternal', { hangs: 'after' }],
  ['files.completeUploadExternal', { fails: 'internal_error' }],
  ['files.completeUploadExternal', { rateLimited: 1 }],
  ['files.info', { http: 500 }],
] as const)('whatever becomes of %s (%j), the file stands there once in the end', async (method, trouble) => {
  const desk = await startDesk({ callTimeoutMs: 300 });
  const { alice, carol } = desk;
  const mine = await claimedTicket(desk);
  const hers = await alice.sees('Printer on fire');
  await alice.types('Look at this', { thread: hers.ts, files: [photo] });
  await carol.sees('Look at this', { thread: mine.ts });
  await desk.settled();
  await desk.inDatabase(({ tickets }) => tickets.updateOne({}, { $pull: { entries: { surface: 'file' } } }));
  const before = (await filesUnder(carol, mine)).length;
  desk.workspace.faults.next(method, trouble);
  await desk.inDatabase(({ tickets }) => tickets.updateOne({}, { $set: { dueAt: desk.now() }, $inc: { version: 1 } }));
  desk.passes(0);
  await quiet(desk);
  desk.passes(2_000);
  await doubtEnds(desk);
  expect((await filesUnder(carol, mine)).length).toBe(before + 1);
});

test('with a withdrawn ticket its files go, from Slack and from the database', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  await submitsWith(desk, [report]);
  const card = await claims(desk);
  expect(await kept(desk)).toBe(1);
  await alice.presses('Withdraw', await alice.sees('Printer on fire'));
  await alice.sees('withdrawn by you');
  await desk.settled();
  desk.passes(61_000);
  await alice.sees('Its words are erased.');
  await desk.settled();
  expect(await kept(desk)).toBe(0);
  expect(replies(carol, card).flatMap(({ files }) => files)).toEqual([]);
  expect((await desk.stored())[0]?.files).toEqual([]);
});

test('a file in words that are no reply is not lost: the offer says what to do', async () => {
  const desk = await startDesk();
  const { alice } = desk;
  await submits(alice, 'Printer on fire');
  await alice.types('', { files: [report] });
  await whisper(alice, /belongs to no ticket/, 'app');
});

test('the archive has the files of a ticket beside its own, as long as it is there', async () => {
  const desk = await startDesk();
  const { alice, carol, archiveDir } = desk;
  await submitsWith(desk, [report]);
  await says(carol, 'Close', await claims(desk), '');
  await alice.sees('has completed your ticket');
  await desk.settled();
  const [{ archive } = {}] = await desk.stored();
  const place = join(archiveDir, archive?.path ?? '');
  expect(await readFile(`${place}-files/1-report.pdf`, 'utf8')).toBe('what the printer says');
  expect(await readFile(`${place}.md`, 'utf8')).toContain('- [report.pdf (21 bytes)](<1-files/1-report.pdf>)');
  expect(JSON.parse(await readFile(`${place}.json`, 'utf8')).files).toMatchObject([
    { name: 'report.pdf', size: 21, by: { id: 'U0ALICE' }, comment: null, path: '1-files/1-report.pdf' },
  ]);
  await says(alice, 'Reopen', await alice.sees('has completed your ticket'), '');
  await alice.sees('is open again');
  await desk.settled();
  expect(await readdir(`${place}-files`)).toEqual([]);
  expect(await readFile(`${place}.json`, 'utf8')).not.toContain('report.pdf');
});
