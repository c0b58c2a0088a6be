import { homePageSize } from '../../src/slack/views/lists';
import { claimedTicket, refusedInModal, startDesk, stopDesks, submits, until, whisper } from '../support/desk';
import { signedTo, startListening } from '../support/signed';
import { seeded } from '../support/tickets';

afterEach(stopDesks);

describe('Slack is in trouble', () => {
  test.each([
    ['a form: a modal tells the person so', 1],
    ['a form, and the modal that says so: the person is told beside the button', 2],
  ])('it refuses to open %s, with a reference that the log has', async (_, times) => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const mine = await claimedTicket(desk);
    workspace.faults.next('views.open', { fails: 'internal_error' }, { times });
    await carol.presses('Comment', mine);
    const words = /^Something went wrong in Deskbell\. Try again/;
    const told = times === 1 ? await refusedInModal(carol, words) : (await whisper(carol, words, 'app')).text;
    const [, reference] = /this reference: (\w+)\./.exec(told) ?? [];
    expect(desk.logged).toMatchObject([{ level: 50, reference, msg: 'Something went wrong.' }]);
    expect(JSON.stringify(desk.logged)).not.toContain(workspace.tokens.bot);
    await carol.noModal();
    expect(carol.ephemerals()).toHaveLength(times - 1);
  });

  test('a form that comes too late for Slack: press once more', async () => {
    const desk = await startDesk();
    const { alice, workspace } = desk;
    workspace.faults.next('views.open', { fails: 'expired_trigger_id' });
    await alice.types('/ticket', { in: 'general' });
    await whisper(alice, 'That took too long for Slack to open a form. Press it once more.', 'general');
    expect(desk.logged).toEqual([]);
  });

  test('a form that comes too late for its button: so does the modal that would say it, and it stands beside the button', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const mine = await claimedTicket(desk);
    workspace.faults.next('views.open', { fails: 'expired_trigger_id' }, { times: 2 });
    await carol.presses('Comment', mine);
    await whisper(carol, 'That took too long for Slack to open a form. Press it once more.', 'app');
    await carol.noModal();
    expect(desk.logged).toEqual([]);
    await carol.presses('Comment', mine);
    await carol.modal('Comment on #1');
  });

  test('it opens a form, and its answer is lost: the person has the form, and is told nothing else', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    const mine = await claimedTicket(desk);
    workspace.faults.next('views.open', { resets: 'after' });
    await carol.presses('Comment', mine);
    const opened = () => workspace.calls.filter(({ method }) => method === 'views.open').map(({ outcome }) => outcome);
    await until('the modal to be refused', async () => opened().find((is) => is === 'exchanged_trigger_id'));
    const comment = await carol.modal('Comment on #1');
    comment.fills({ Comment: 'On my way.' });
    expect(await comment.submits()).toEqual({ became: 'closed' });
    await carol.noModal();
    expect(carol.ephemerals()).toEqual([]);
  });

  test.each([
    ['answers with an error page', { http: 503 }],
    ['asks to wait', { rateLimited: 30 }],
    ['drops the connection', { resets: 'before' }],
  ] as const)('it %s in place of opening a form: the person is told', async (_, trouble) => {
    const desk = await startDesk();
    const { alice, workspace } = desk;
    workspace.faults.next('views.open', trouble);
    await alice.types('/ticket', { in: 'general' });
    await whisper(alice, 'Slack did not answer Deskbell. Try again in a minute.', 'general');
    await alice.types('/ticket', { in: 'general' });
    await alice.modal('New ticket');
  });

  test('it does not answer at all: the person is told, and not that it is the database', async () => {
    const desk = await startDesk({ slackPatienceMs: 10_000 }); // the trigger lives longer than the call
    const { alice, carol, workspace } = desk;
    const mine = await claimedTicket(desk);
    workspace.faults.next('views.open', { hangs: 'before' }, { times: 2 });
    await Promise.all([alice.types('/ticket', { in: 'general' }), carol.presses('Comment', mine)]);
    await whisper(alice, 'Slack did not answer Deskbell. Try again in a minute.', 'general');
    await refusedInModal(carol, 'Slack did not answer Deskbell. Try again in a minute.');
    await carol.noModal();
    expect(carol.ephemerals()).toEqual([]);
  });

  test('it is slow with an answer: there is one, and the database is not blamed', async () => {
    const desk = await startDesk({ http: true, patienceMs: 1_000 });
    const answers = await startListening({ slowMs: 1_500 });
    await signedTo(desk).command({
      command: '/ticket',
      text: 'list',
      team_id: desk.workspace.teamId,
      user_id: desk.workspace.people.alice,
      response_url: answers.url,
    });
    await until('the answer to arrive', async () => answers.thanked() || undefined);
    expect(answers.heard).toMatchObject([{ text: 'You have no tickets yet. Type `/ticket` and say what is wrong.' }]);
    await answers.stop();
  });

  test('it does not take the next page of the Home: the person is told, and not that it is the database', async () => {
    const desk = await startDesk({ patienceMs: 1_000 });
    const { alice, workspace } = desk;
    await seeded(desk, homePageSize + 1);
    await alice.opensHome();
    await alice.home('21 tickets');
    workspace.faults.next('views.publish', { hangs: 'before' });
    await alice.presses('Older', 'home');
    const told = await alice.modal('Deskbell');
    expect(told.words()).toContain('Slack did not answer Deskbell. Try again in a minute.');
  });

  test('it opens nothing, not even the view that says so: the log has it', async () => {
    const desk = await startDesk();
    const { alice, workspace } = desk;
    workspace.faults.next('views.open', { fails: 'internal_error' }, { times: 2 });
    await alice.shortcut('New ticket');
    await until('the log', async () =>
      desk.logged.find(({ msg }) => msg === 'An error could not be shown to the person it concerns.'),
    );
    await alice.noModal();
  });

  test('it cannot be reached at start: Deskbell says so, waits, and starts when it is there', async () => {
    const desk = await startDesk();
    await desk.stopDeskbell();
    desk.workspace.faults.next('auth.test', { http: 503 });
    await desk.startDeskbell();
    expect(desk.said).toEqual([
      expect.stringMatching(/^Slack \(127\.0\.0\.1:\d+\) cannot be reached: .*503.*; waiting for it\.$/),
    ]);
    await submits(desk.alice, 'Printer on fire');
    await desk.alice.sees('Printer on fire');
  });

  test('it does not take the token: Deskbell does not start, and says where to get another', async () => {
    const desk = await startDesk();
    await desk.stopDeskbell();
    desk.workspace.faults.next('auth.test', { fails: 'invalid_auth' });
    await expect(desk.startDeskbell()).rejects.toThrow(
      /Slack does not take SLACK_BOT_TOKEN \(invalid_auth\)\. Copy it again/,
    );
    await desk.startDeskbell();
  });
});
