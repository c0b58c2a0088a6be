import { startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { signedTo, startListening } from '../support/signed';

type Listening = Awaited<ReturnType<typeof startListening>>;

let desk: TestDesk;
let answers: Listening;

beforeEach(async () => {
  desk = await startDesk({ http: true });
  answers = await startListening();
});

afterEach(async () => {
  await stopDesks();
  await answers.stop();
});

const refusal = 'Only people of this workspace can use Deskbell. Ask somebody who works here to open a ticket for you.';

/** The form behind `/ticket` as Slack sends it, by whom and with which id a test likes. */
function submission(
  person: { id: string; team: string; home?: string },
  form: { view?: string; title?: unknown; callbackId?: string; metadata?: string } = {},
) {
  const { view = 'V0FORGED', title = 'Printer on fire', callbackId = 'ticket.submit', metadata = '' } = form;
  return {
    type: 'view_submission',
    team: { id: person.team, domain: 'x' },
    user: { id: person.id, name: 'x', team_id: person.home ?? person.team },
    api_app_id: 'A0',
    token: 'x',
    trigger_id: '1.2',
    view: {
      id: view,
      type: 'modal',
      callback_id: callbackId,
      private_metadata: metadata,
      blocks: [{ type: 'input', block_id: 'title' }],
      state: {
        values: {
          title: { title: { type: 'plain_text_input', value: title } },
          comment: { comment: { type: 'plain_text_input', value: 'Nonsense.' } },
        },
      },
    },
  };
}

function click(person: { id: string; team: string; home?: string }, actionId: string, value: string) {
  return {
    type: 'block_actions',
    team: { id: person.team, domain: 'x' },
    user: { id: person.id, name: 'x', team_id: person.home ?? person.team },
    api_app_id: 'A0',
    token: 'x',
    trigger_id: '1.2',
    container: { type: 'message', channel_id: 'C0TRIAGE', message_ts: '1.0' },
    channel: { id: 'C0TRIAGE', name: 'privategroup' },
    response_url: answers.url,
    actions: [{ type: 'button', action_id: actionId, block_id: 'b', value, text: { type: 'plain_text', text: 'x' } }],
  };
}

const stranger = { id: 'U0CAROL', team: 'T0OTHER' };

test("a form of another workspace is refused in the form, be its sender's id an admin's", async () => {
  const { body } = await signedTo(desk).interaction(submission(stranger));
  expect(JSON.parse(body)).toEqual({ response_action: 'errors', errors: { title: refusal } });
  expect(await desk.stored()).toEqual([]);
});

test('so is the form of somebody who sits in a shared channel, but belongs to another workspace', async () => {
  const guest = { id: 'U0CAROL', team: desk.workspace.teamId, home: 'T0OTHER' };
  const { body } = await signedTo(desk).interaction(submission(guest));
  expect(JSON.parse(body)).toEqual({ response_action: 'errors', errors: { title: refusal } });
  expect(await desk.stored()).toEqual([]);
});

test("another workspace's command and clicks are refused where they were made, and change nothing", async () => {
  await submits(desk.alice, 'Printer on fire');
  await desk.carol.sees('Printer on fire', { in: 'triage' });
  const [ticket] = await desk.stored();
  const door = signedTo(desk);
  const fields = { team_id: 'T0OTHER', user_id: 'U0CAROL', command: '/ticket', text: 'list', trigger_id: '1.2' };
  await door.command({ ...fields, response_url: answers.url });
  await door.interaction(click(stranger, 'ticket.claim', String(ticket?._id)));
  await door.interaction(click(stranger, 'ticket.close', String(ticket?._id)));
  await until('three answers', async () => (answers.heard.length === 3 ? true : undefined));
  expect(answers.heard.map(({ text }) => text)).toEqual([refusal, refusal, refusal]);
  expect((await desk.stored())[0]).toMatchObject({ status: 'open', version: 1 });
});

test("another workspace's ticket cannot be reached, be its id known", async () => {
  await submits(desk.alice, 'Printer on fire');
  await desk.carol.sees('Printer on fire', { in: 'triage' });
  await desk.settled();
  await desk.inDatabase(({ tickets }) => tickets.updateMany({}, { $set: { teamId: 'T0OTHER' } }));
  const [ticket] = await desk.stored();
  const carol = { id: 'U0CAROL', team: desk.workspace.teamId };
  await signedTo(desk).interaction(click(carol, 'ticket.claim', String(ticket?._id)));
  await until('an answer', async () => answers.heard[0]);
  expect(answers.heard[0]?.text).toContain('There is no such ticket');
  expect((await desk.stored())[0]).toMatchObject({ status: 'open', version: 1 });
});

test("nobody changes a ticket by the name of somebody else's form", async () => {
  const team = desk.workspace.teamId;
  const door = signedTo(desk);
  expect((await door.interaction(submission({ id: 'U0ALICE', team }))).body).toBe('');
  for (const title of ['Mine now', 'Printer on fire']) {
    const { body } = await door.interaction(submission({ id: 'U0BOB', team }, { title }));
    expect(JSON.parse(body).errors.title).toContain('There is no such ticket, or it is not yours.');
  }
  expect(await desk.stored()).toMatchObject([{ title: 'Printer on fire', requester: 'U0ALICE', version: 1 }]);
});

test('a requester who forges a comment or the end of their ticket is no admin', async () => {
  await submits(desk.alice, 'Printer on fire');
  const [ticket] = await desk.stored();
  for (const callbackId of ['ticket.comment_submit', 'ticket.close_submit']) {
    const { body } = await signedTo(desk).interaction(
      submission({ id: 'U0ALICE', team: desk.workspace.teamId }, { callbackId, metadata: String(ticket?._id) }),
    );
    expect(JSON.parse(body).errors.title).toContain('Only admins of Deskbell can do that.');
  }
  expect((await desk.stored())[0]).toMatchObject({ status: 'open', comments: [] });
});

test.each([[7], [{ $ne: null }], [['a']], [true]])('a field that holds %j holds no words', async (title) => {
  const { body } = await signedTo(desk).interaction(
    submission({ id: 'U0ALICE', team: desk.workspace.teamId }, { title }),
  );
  expect(JSON.parse(body)).toEqual({
    response_action: 'errors',
    errors: {
      title: 'Deskbell does not know this button or form any more. Open the ticket again and use what is there.',
    },
  });
  expect(desk.logged).toEqual([]);
});

test('an event of another workspace is left alone, once and for all', async () => {
  const event = { type: 'app_home_opened', user: 'U0ALICE', channel: 'D0ALICE', tab: 'home', event_ts: '1.0' };
  const { status } = await signedTo(desk).event({
    type: 'event_callback',
    team_id: 'T0OTHER',
    api_app_id: 'A0',
    event_id: 'Ev0FORGED',
    event,
  });
  expect(status).toBe(200);
  const stored = () => desk.inDatabase(({ events }) => events.findById('Ev0FORGED').lean());
  const done = await until('the event to be done', async () => ((await stored())?.doneAt ? stored() : undefined));
  expect(done?.dueAt).toBeUndefined();
  expect(desk.workspace.calls.filter(({ method }) => method === 'views.publish')).toEqual([]);
  expect(desk.logged).toEqual([]);
});

test('what is not signed by Slack is not heard', async () => {
  const forged = {
    ...desk,
    workspace: { ...desk.workspace, tokens: { ...desk.workspace.tokens, signingSecret: 'x' } },
  };
  const { status } = await signedTo(forged).interaction(submission({ id: 'U0ALICE', team: desk.workspace.teamId }));
  expect(status).toBe(401);
  expect(await desk.stored()).toEqual([]);
});

test('an answer that reaches nobody is in the log', async () => {
  const nobody = {
    ...click({ id: 'U0ALICE', team: desk.workspace.teamId }, 'ticket.claim', 'x'),
    response_url: `${desk.workspace.url}/responses/none`,
  };
  await signedTo(desk).interaction(nobody);
  await until('the log', async () =>
    desk.logged.find(({ msg }) => msg === 'An error could not be shown to the person it concerns.'),
  );
});
