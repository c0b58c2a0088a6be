import type { Message } from '@deskbell/sandbox';
import { said, talking } from '../support/conversation';
import { claims } from '../support/delivery';
import { password, startDesk, stopDesks, submits, until } from '../support/desk';
import { asks, logsIn, logsOut, onRecord, opens, passwordField } from '../support/sessions';

afterEach(stopDesks);

describe('what an admin who is logged out asks for is done once they have logged in', () => {
  test('Claim, with a wrong password first; then Start and Release', async () => {
    const desk = await startDesk({ loggedOut: true });
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    const login = await carol.modal('Log in');
    expect(login.words()).toContain('Then Deskbell goes on with what you asked for.');
    login.fills({ [passwordField]: 'not the correct horse' });
    await login.submits();
    expect(login.errors).toEqual({
      [passwordField]: expect.stringMatching(/^That did not work\./),
    });
    expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
    login.fills({ [passwordField]: password });
    expect(await login.submits()).toEqual({ became: 'closed' });
    await carol.noModal();
    const mine = await carol.sees('Printer on fire');
    await logsOut(carol);
    await carol.presses('Start', mine);
    expect(await logsIn(carol)).toEqual({ became: 'closed' });
    expect(await desk.stored()).toMatchObject([{ status: 'in_progress', claimer: 'U0CAROL' }]);
    await logsOut(carol);
    await carol.presses('Release', mine);
    expect(await logsIn(carol)).toEqual({ became: 'closed' });
    expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
  });

  test('Hand over and Close: their forms stand in the place of the login', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    await logsOut(carol);
    await carol.presses('Hand over', card);
    const login = await carol.modal('Log in');
    expect(await logsIn(carol)).toEqual({ became: 'changed' });
    const handOver = await carol.modal('Hand over #1');
    expect(handOver.id).toBe(login.id);
    handOver.fills({ To: 'dave' });
    expect(await handOver.submits()).toEqual({ became: 'closed' });
    const his = await dave.sees('Printer on fire');
    await logsOut(dave);
    await dave.presses('Close', his);
    await logsIn(dave);
    const close = await dave.modal('Close #1');
    close.fills({ 'Last comment': 'Put out.' });
    expect(await close.submits()).toEqual({ became: 'closed' });
    expect(await desk.stored()).toMatchObject([{ status: 'completed', claimer: 'U0DAVE' }]);
  });

  test('a command: what it answers stands in the place of the login', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    await logsOut(carol);
    const ticket = await opens(carol, '/ticket 1', 'Log in');
    expect(ticket.words()).not.toContain('Printer on fire');
    await logsIn(carol);
    expect(ticket.title()).toBe('Deskbell');
    expect(ticket.words()).toContain('Printer on fire');
    await ticket.closes();
    await logsOut(carol);
    const promoted = await opens(carol, '/ticket-admin promote @bob', 'Log in');
    await logsIn(carol);
    expect(promoted.words()).toContain('<@U0BOB> is an admin now');
    await promoted.closes();
    await logsOut(carol);
    await carol.types('/ticket-admin admins', { in: 'general' });
    await logsIn(carol);
    expect((await carol.modal('Admins')).words()).toContain('U0BOB');
  });

  test('a page of the record: it turns below the login', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const at = desk.now();
    await desk.inDatabase(({ audit }) =>
      audit.insertMany(
        Array.from({ length: 21 }, (_, index) => ({
          _id: `seed ${index}`,
          teamId: desk.workspace.teamId,
          at: new Date(at.getTime() - 60_000 * (index + 1)),
          what: 'handedOver',
          who: 'U0DAVE',
          ticket: index + 1,
          people: ['U0DAVE'],
        })),
      ),
    );
    const record = await opens(carol, '/ticket-admin audit', 'On record');
    expect(record.words()).not.toContain('#21*');
    await logsOut(carol);
    await record.presses('Older');
    expect(await logsIn(carol)).toEqual({ became: 'closed' });
    await carol.waitsFor('the older page', () => record.words().includes('#21*') || undefined);
    expect((await carol.modal()).id).toBe(record.id);
  });

  test('a form whose session ends while it is open: its words survive a wrong password, a cancelled login and a refusal, and are stored once', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    await carol.presses('Comment', card);
    const form = await carol.modal('Comment on #1');
    form.fills({ Comment: 'On my way.' });
    await logsOut(carol);
    await form.submits();
    await (await carol.modal('Log in')).closes();
    expect((await carol.modal()).id).toBe(form.id);
    await form.submits();
    expect(await logsIn(carol, 'not the correct horse')).toMatchObject({ became: 'errors' });
    expect(await said(desk)).toEqual([]);
    expect(await logsIn(carol)).toEqual({ became: 'closed' });
    await carol.noModal();
    expect(await said(desk)).toEqual(['On my way.']);
    await alice.sees('On my way.');

    await carol.presses('Comment', card);
    const other = await carol.modal('Comment on #1');
    other.fills({ Comment: 'Put it out first.' });
    await logsOut(carol);
    await other.submits();
    const login = await carol.modal('Log in');
    await dave.presses('Release', await dave.sees('claimed by', { in: 'triage' }));
    await logsIn(carol);
    expect(login.words()).toContain('Nobody has ticket #1 at the moment');
    await login.closes();
    expect((await carol.modal()).id).toBe(other.id);
    expect(await said(desk)).toEqual(['On my way.']);
  });
});

describe('words in the thread of a card, of an admin who is logged out', () => {
  test('are on the ticket once they have logged in by the button beside them, and not where they were deleted meanwhile', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const { hers, mine } = await talking(desk);
    await logsOut(carol);
    await carol.types('On my way.', { thread: mine.ts });
    const offer = await carol.sees('logged out', { thread: mine.ts });
    expect(offer).toMatchObject({ ephemeral: true });
    const ts = await carol.types('You fools.', { thread: mine.ts });
    const second = await carol.sees(isOfferAfter(offer), { thread: mine.ts });
    await carol.types('Back soon.', { thread: mine.ts });
    const third = await carol.sees(isOfferAfter(second), { thread: mine.ts });
    await carol.deletes({ channel: mine.channel, ts });
    expect(await said(desk)).toEqual([]);
    await carol.presses('Log in', offer);
    await logsIn(carol);
    await alice.sees('On my way.', { thread: hers.ts });
    // Logged in by now, they are not asked for the password once more.
    await carol.presses('Log in', second);
    await carol.presses('Log in', third);
    await alice.sees('Back soon.', { thread: hers.ts });
    await desk.settled();
    expect(await said(desk)).toEqual(['On my way.', 'Back soon.']);
  });

  test('that are on the ticket already, and are changed or deleted: nobody says that they have not been read', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    const { mine } = await talking(desk);
    const ts = await carol.types('On my way.', { thread: mine.ts });
    await until('the comment', async () => (await said(desk))[0]);
    await logsOut(carol);
    await carol.edits({ channel: mine.channel, ts }, 'On my way, at last.');
    const offer = await carol.sees('logged out', { thread: mine.ts });
    expect(offer.text).not.toContain('nobody has read it');
    await carol.presses('Log in', offer);
    await logsIn(carol);
    expect(await said(desk)).toEqual(['On my way, at last.']);
    await logsOut(carol);
    await carol.deletes({ channel: mine.channel, ts });
    const other = await until('the deletion', async () =>
      (await said(desk)).length === 0 ? 'deleted' : carol.thread('app', mine.ts).find(isOfferAfter(offer))?.text,
    );
    expect(other).not.toContain('nobody has read it');
  });
});

/** Another offer to log in than one before it. */
function isOfferAfter({ ts }: Message): (message: Message) => boolean {
  return (message) => message.text.includes('logged out') && message.ts > ts;
}

describe('what waits for a login', () => {
  test('is looked at anew: somebody else was quicker, and that stands in the place of the login', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    const open = await carol.sees('Printer on fire', { in: 'triage' });
    await logsOut(carol);
    await carol.presses('Claim', open);
    const login = await carol.modal('Log in');
    await dave.presses('Claim', open);
    await dave.sees('Printer on fire');
    await logsIn(carol);
    expect(login.title()).toBe('Deskbell');
    expect(login.words()).toContain('Ticket #1 is already claimed by <@U0DAVE>. Nothing was changed.');
    expect(await desk.stored()).toMatchObject([{ claimer: 'U0DAVE' }]);
  });

  test('is not done for somebody who was demoted meanwhile, and they learn no more than from a wrong password', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    await logsOut(carol);
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    const login = await carol.modal('Log in');
    login.fills({ [passwordField]: 'not the correct horse' });
    await login.submits();
    const { errors } = login;
    await asks(dave, '/ticket-admin demote @carol');
    login.fills({ [passwordField]: password });
    await login.submits();
    expect(login.errors).toEqual(errors);
    expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
  });

  test('waits an hour and no longer', async () => {
    const desk = await startDesk({ loggedOut: true });
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    const open = await carol.sees('Printer on fire', { in: 'triage' });
    await carol.presses('Claim', open);
    const login = await carol.modal('Log in');
    desk.passes(61 * 60_000);
    await logsIn(carol);
    expect(login.title()).toBe('Deskbell');
    expect(login.words()).toMatch(/^Deskbell\nYou are logged in.*hour/s);
    expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
    await login.closes();
    await logsOut(carol);
    await carol.presses('Claim', open);
    await carol.modal('Log in');
    desk.passes(59 * 60_000);
    await logsIn(carol);
    expect(await desk.stored()).toMatchObject([{ status: 'claimed' }]);
  });

  test('is done once, though Slack delivers the login twice', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    await logsOut(carol);
    await carol.presses('Release', card);
    workspace.faults.deliverTwice();
    await logsIn(carol);
    await until('the release', async () => ((await desk.stored())[0]?.status === 'open' ? true : undefined));
    await desk.settled();
    const [ticket] = await desk.stored();
    expect(ticket?.history.map(({ what }) => what)).toEqual(['submit', 'claim', 'release']);
    await logsOut(carol);
    await carol.types('/ticket-admin promote @bob', { in: 'general' });
    workspace.faults.deliverTwice();
    await logsIn(carol);
    expect((await carol.modal()).words()).toMatch(/<@U0BOB> is an admin (now|already)|done already/);
    await bob.sees('has made you an admin');
    expect((await onRecord(desk)).filter((line) => line.startsWith('promoted'))).toEqual(['promoted U0CAROL U0BOB']);
  });
});
