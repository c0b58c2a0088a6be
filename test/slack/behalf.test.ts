import { wordsOf } from '@deskbell/sandbox';
import { ids } from '../../src/slack/ids';
import { startDesk, stopDesks, type TestDesk, until } from '../support/desk';
import { logsIn, opens } from '../support/sessions';
import { filledIn, formBy, signedTo } from '../support/signed';

afterEach(stopDesks);

/** Carol has the form of `/ticket`, filled in for somebody. */
async function carolFills(desk: TestDesk, whom: string | null) {
  const form = await opens(desk.carol, '/ticket', 'New ticket');
  form.fills({ Title: 'No badge', Description: 'Since Monday.', 'On behalf of': whom });
  return form;
}

test('an admin files for somebody, who has all of a requester’s rights, and is told who sent it', async () => {
  const desk = await startDesk();
  const { alice, carol, dave } = desk;
  const form = await carolFills(desk, 'alice');
  expect(await form.submits()).toEqual({ became: 'changed' });
  const done = await carol.modal('Sent');
  expect(done.words()).toContain('This is ticket *#1* now. <@U0ALICE> gets it');
  await done.closes();
  const card = await alice.sees('No badge');
  expect(wordsOf(card)).toContain('sent for you by <@U0CAROL>');
  const told = await alice.sees('has sent ticket', { thread: card.ts });
  expect(told.text).toContain('<@U0CAROL> has sent ticket *#1* for you. It is in the queue. You are next.');
  await dave.sees('from <@U0ALICE>  ·  sent by <@U0CAROL>', { in: 'triage' });
  await desk.settled();
  expect(carol.messages()).toEqual([]);
  expect(await desk.stored()).toMatchObject([
    {
      requester: 'U0ALICE',
      by: 'U0CAROL',
      history: [{ who: 'U0CAROL', what: 'submit', key: `${form.id}:${ids.ticket.submit}` }],
    },
  ]);

  await alice.presses('Edit', card);
  const edit = await alice.modal('Edit #1');
  edit.fills({ Title: 'No badge, and no key' });
  expect(await edit.submits()).toEqual({ became: 'closed' });
  // It is not the filer's own: they may pick it up as any other admin.
  await carol.presses('Claim', await carol.sees('and no key', { in: 'triage' }));
  await alice.sees('<@U0CAROL> is on it');
  await alice.presses('Withdraw', await alice.sees('is on it'));
  await alice.sees('withdrawn by you');
});

test('from the Home and from the global shortcut it is the same form', async () => {
  const desk = await startDesk();
  await desk.carol.opensHome();
  await desk.carol.home();
  await desk.carol.shortcut('New ticket');
  const form = await desk.carol.modal('New ticket');
  form.fills({ Title: 'No badge', 'On behalf of': 'bob' });
  await form.submits();
  await (await desk.carol.modal('Sent')).closes();
  await desk.bob.sees('sent for you by <@U0CAROL>');
});

test('left empty, or with themselves chosen, it is the admin’s own ticket, and needs no login', async () => {
  const desk = await startDesk({ loggedOut: true });
  for (const whom of [null, 'carol'])
    expect(await (await carolFills(desk, whom)).submits()).toEqual({ became: 'closed' });
  expect((await desk.stored()).map(({ requester, by }) => [requester, by])).toEqual([
    ['U0CAROL', undefined],
    ['U0CAROL', undefined],
  ]);
});

test('an admin who is logged out logs in over the form, and it goes on with their words', async () => {
  const desk = await startDesk({ loggedOut: true });
  const form = await carolFills(desk, 'alice');
  expect(await form.submits()).toEqual({ became: 'changed' });
  expect(await desk.stored()).toEqual([]);
  await logsIn(desk.carol);
  expect((await desk.carol.modal('Sent')).words()).toContain('ticket *#1*');
  await desk.alice.sees('No badge');
  expect(await desk.stored()).toMatchObject([{ requester: 'U0ALICE', by: 'U0CAROL', description: 'Since Monday.' }]);
});

test('words that cannot be taken are told before a login is asked for', async () => {
  const desk = await startDesk({ loggedOut: true });
  const form = await carolFills(desk, 'alice');
  form.fills({ Title: ' \u200B ' });
  await form.submits();
  expect(form.errors['Title']).toBe('Say in a few words what is wrong.');
});

test.each([
  ['deactivated', (desk: TestDesk) => desk.workspace.owner.deactivates('alice'), 'This person is deactivated in Slack'],
  ['of another workspace', (desk: TestDesk) => desk.workspace.owner.lends('alice'), 'This person belongs to another'],
])('somebody %s cannot have a ticket, and the form says why', async (_, changes, words) => {
  const desk = await startDesk();
  changes(desk);
  const form = await carolFills(desk, 'U0ALICE');
  await form.submits();
  expect(form.errors['On behalf of']).toContain(words);
  expect(await desk.stored()).toEqual([]);
});

test.each([
  ['an app', 'U0DESKBELL', 'This is an app'],
  ['nobody that Slack knows', 'U0NOBODY', 'Slack knows nobody like that here'],
])('%s cannot have one either', async (_, whom, words) => {
  const desk = await startDesk();
  const form = await carolFills(desk, whom);
  await form.submits();
  expect(form.errors['On behalf of']).toContain(words);
  expect(await desk.stored()).toEqual([]);
});

test('a guest can', async () => {
  const desk = await startDesk();
  desk.workspace.owner.makesGuest('alice');
  await (await carolFills(desk, 'alice')).submits();
  await desk.alice.sees('sent for you by');
});

test('a requester has no such choice, and one who forges it is refused', async () => {
  const desk = await startDesk({ http: true });
  expect((await opens(desk.bob, '/ticket', 'New ticket')).words()).not.toContain('On behalf of');
  const by = { userId: 'U0BOB', teamId: desk.workspace.teamId };
  const words = { [ids.field.title]: filledIn.text('x'), [ids.field.description]: filledIn.text('') };
  const refused: [object, string][] = [
    [filledIn.person('U0ALICE'), 'Only admins of Deskbell can do that.'],
    [filledIn.person('x'), 'does not know this button or form any more'],
    [{ type: 'users_select', selected_user: { $ne: null } }, 'does not know this button or form any more'],
  ];
  for (const [chosen, answer] of refused) {
    const moment = { triggerId: '1', responseUrl: '', viewId: 'V0FORGED' };
    const fields = { ...words, [ids.field.requester]: chosen };
    expect((await signedTo(desk).send(formBy(by, ids.ticket.submit, { fields }, moment))).body).toContain(answer);
  }
  expect(await desk.stored()).toEqual([]);
});

test('the same form twice, and again with another person: the first one counts', async () => {
  const desk = await startDesk();
  const form = await carolFills(desk, 'alice');
  desk.workspace.faults.ignoreAcks();
  await expect(form.submits()).rejects.toThrow('trouble connecting');
  form.fills({ 'On behalf of': 'bob' });
  await form.submits();
  expect(form.errors['Title']).toContain('Ticket #1 is made already, with what you sent first');
  form.fills({ 'On behalf of': 'alice' });
  desk.workspace.faults.deliverTwice();
  expect(await form.submits()).toEqual({ became: 'changed' });
  await desk.settled();
  expect(await desk.stored()).toMatchObject([{ requester: 'U0ALICE', by: 'U0CAROL' }]);
  expect(desk.bob.messages()).toEqual([]);
});

test('the archive file says who sent it', async () => {
  const { readFile } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const desk = await startDesk();
  await (await carolFills(desk, 'alice')).submits();
  await (await desk.carol.modal('Sent')).closes();
  await desk.carol.presses('Close', await desk.carol.sees('No badge', { in: 'triage' }));
  await (await desk.carol.modal('Close #1')).submits();
  const path = await until('the file', async () => (await desk.stored())[0]?.archive?.path);
  await desk.settled();
  expect(await readFile(join(desk.archiveDir, `${path}.md`), 'utf8')).toContain('- Sent by: Carol Lindqvist');
});
