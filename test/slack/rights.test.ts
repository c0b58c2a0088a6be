import type { Actor } from '@deskbell/sandbox';
import { Types } from 'mongoose';
import type { Person } from '../../src/domain/people';
import { type Action, may, type Status } from '../../src/domain/ticket';
import { ids } from '../../src/slack/ids';
import type { TicketDocument } from '../../src/storage/models';
import { toTicket } from '../../src/storage/tickets';
import { claims, comments, isStone } from '../support/delivery';
import { password, says, startDesk, stopDesks, submits, type TestDesk, until, whisper } from '../support/desk';
import { signedTo, startListening } from '../support/signed';

type Listening = Awaited<ReturnType<typeof startListening>>;
let answers: Listening | undefined;

afterEach(async () => {
  await stopDesks();
  await answers?.stop();
  answers = undefined;
});

const secrets = ['Printer', 'Third floor', 'smells', 'Put it out', 'calm her down', 'Which one'];

/** Alice's ticket, which Carol has, with a reply, a comment, a question and a note. */
async function talkedAbout(desk: TestDesk): Promise<void> {
  const { alice, carol } = desk;
  await submits(alice, 'Printer on fire', 'Third floor.');
  const card = await claims(desk);
  await comments(desk, card, 'Put it out first.');
  await says(carol, 'Note', card, 'Somebody has to calm her down.');
  await says(carol, 'Ask', card, 'Which one is it?');
  await says(alice, 'Reply', await alice.sees('Printer on fire'), 'The one that smells.');
  await desk.settled();
}

describe('a claimed ticket', () => {
  test('is nowhere with another admin: not in the channel, the Home, a list, a notification, the metadata or an error', async () => {
    const desk = await startDesk();
    const { dave, workspace } = desk;
    await submits(desk.alice, 'Something open');
    await talkedAbout(desk);
    await dave.opensHome();
    const home = await dave.home('Something open');
    await dave.types('/ticket 2', { in: 'general' });
    await whisper(dave, /#2/, 'general');
    await dave.types('/ticket list', { in: 'general' });
    await whisper(dave, /no tickets/, 'general');
    const collapsed = await dave.sees('#2', { in: 'triage' });
    for (const button of ['Comment', 'Close']) {
      await dave.presses(button, collapsed);
      const refusal = await dave.modal('Deskbell');
      expect(refusal.words()).toContain('is with <@U0CAROL>');
      expect(secrets.filter((secret) => refusal.words().includes(secret))).toEqual([]);
      await refusal.closes();
    }
    const shown = JSON.stringify([home, dave.messages('triage'), dave.messages('general'), dave.messages()]);
    for (const secret of secrets) expect(shown).not.toContain(secret);
    // Whatever Deskbell has told Slack since the claim, for others than the two whose ticket it is.
    const since = workspace.calls.findIndex(({ args }) => JSON.stringify(args).includes('claimed by'));
    const others = workspace.calls
      .slice(since)
      .filter(
        ({ args }) =>
          !['D0ALICE', 'D0CAROL', 'U0ALICE', 'U0CAROL'].some((to) => args['channel'] === to || args['user_id'] === to),
      )
      .filter(({ method }) => !method.startsWith('views.'));
    expect(others.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(JSON.stringify(others)).not.toContain(secret);
  });

  test('shows its metadata to nobody but as ids', async () => {
    const desk = await startDesk();
    await talkedAbout(desk);
    const metadata = desk.workspace.calls.flatMap(({ args }) => (args['metadata'] ? [args['metadata']] : []));
    expect(metadata.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(JSON.stringify(metadata)).not.toContain(secret);
  });
});

test('an internal note reaches its requester by no way: card, thread, command, Home, the modal behind Open', async () => {
  const desk = await startDesk();
  const { alice } = desk;
  await talkedAbout(desk);
  await alice.types('/ticket 1', { in: 'general' });
  await whisper(alice, /Printer/, 'general');
  await alice.opensHome();
  const home = await alice.home('Printer');
  await alice.presses('Open', 'home');
  const modal = await alice.modal();
  expect(modal.words()).toContain('The one that smells.');
  const threads = alice.messages().flatMap(({ ts }) => alice.thread('app', ts));
  const all = JSON.stringify([home, modal.view(), threads, alice.messages(), alice.messages('general')]);
  expect(all).not.toContain('calm her down');
  // Nor by a call of which Slack could show her something.
  const hers = desk.workspace.calls.filter(({ args }) =>
    ['D0ALICE', 'U0ALICE'].some((to) => args['channel'] === to || args['user_id'] === to),
  );
  expect(hers.length).toBeGreaterThan(0);
  expect(JSON.stringify(hers)).not.toContain('calm her down');
});

test("somebody else's ticket is the same to them as one that does not exist", async () => {
  const desk = await startDesk();
  const { bob } = desk;
  await talkedAbout(desk);
  await bob.types('/ticket 1', { in: 'general' });
  const others = await whisper(bob, /There is no such ticket/, 'general');
  await bob.types('/ticket 999', { in: 'general' });
  await bob.waitsFor('a second answer', () => (bob.ephemerals('general').length === 2 ? true : undefined));
  expect(bob.ephemerals('general').map(({ text }) => text)).toEqual([others.text, others.text]);
});

test('an open ticket is there for every admin, and a completed one too, with its notes; a withdrawn one for none', async () => {
  const desk = await startDesk();
  const { alice, carol, dave } = desk;
  await submits(alice, 'Printer on fire');
  await dave.sees('Printer on fire', { in: 'triage' });
  await dave.types('/ticket 1', { in: 'general' });
  await whisper(dave, /Printer on fire/, 'general');
  const card = await claims(desk);
  await says(carol, 'Note', card, 'It is an old one.');
  await carol.presses('Close', card);
  await (await carol.modal()).submits();
  await desk.settled();
  await dave.types('/ticket #1', { in: 'general' });
  await dave.sees((message) => message.ephemeral && message.text.includes('It is an old one.'), { in: 'general' });
  await submits(alice, 'Wrong room');
  const hers = await alice.sees('Wrong room');
  await alice.presses('Withdraw', hers);
  await alice.sees((message) => message.ts === hers.ts && message.text.includes('withdrawn'));
  await dave.types('/ticket 2', { in: 'general' });
  const told = await whisper(dave, /#2/, 'general');
  expect(told.text).not.toContain('Wrong room');
});

test('an admin who lost a ticket reads nothing more of it, and is told so where they write', async () => {
  const desk = await startDesk();
  const { carol, dave } = desk;
  await talkedAbout(desk);
  const card = carol.messages().find(({ text }) => text.includes('Printer on fire'));
  await dave.presses('Release', await dave.sees('#1', { in: 'triage' }));
  await dave.presses('Claim', await dave.sees('Printer on fire', { in: 'triage' }));
  await dave.sees('Printer on fire');
  await desk.settled();
  const left = carol
    .messages()
    .flatMap(({ ts }) => carol.thread('app', ts))
    .filter((message) => !isStone(message));
  for (const secret of secrets) expect(JSON.stringify(left)).not.toContain(secret);
  await carol.types('/ticket 1', { in: 'general' });
  const told = await whisper(carol, /<@U0DAVE>/, 'general');
  for (const secret of secrets) expect(told.text).not.toContain(secret);
  await carol.types('still there?', { thread: card?.ts ?? '' });
  await carol.sees((message) => message.ephemeral && message.text.includes('is with <@U0DAVE>'), {
    thread: card?.ts ?? '',
  });
});

/** What somebody sees in the place of the login, once they have logged in. */
async function afterLogin(person: Actor): Promise<string> {
  const login = await person.modal('Log in');
  for (const secret of secrets) expect(login.words()).not.toContain(secret);
  login.fills({ 'Your password for Deskbell': password });
  await login.submits();
  const answer = await person.modal('Deskbell');
  const words = answer.words();
  await answer.closes();
  return words;
}

describe('an admin who is logged out, and types /ticket with a number', () => {
  test('gets the login where it is an open ticket of somebody else, and after it the ticket', async () => {
    const desk = await startDesk({ loggedOut: true });
    const { alice, dave } = desk;
    await submits(alice, 'Printer on fire', 'Third floor.');
    await dave.types('/ticket 1', { in: 'general' });
    const words = await afterLogin(dave);
    expect(words).toContain('Printer on fire');
    expect(words).toContain('Third floor.');
    expect(dave.ephemerals('general')).toEqual([]);
    await dave.types('/ticket 1', { in: 'general' });
    await whisper(dave, /Printer on fire/, 'general');
  });

  test('gets it where somebody else has the ticket, and after it no more than whose it is', async () => {
    const desk = await startDesk();
    const { dave } = desk;
    await talkedAbout(desk);
    await desk.inDatabase(({ admins }) => admins.updateOne({ userId: dave.id }, { $unset: { session: '' } }));
    await dave.types('/ticket 1', { in: 'general' });
    const words = await afterLogin(dave);
    expect(words).toContain('<@U0CAROL>');
    for (const secret of secrets) expect(words).not.toContain(secret);
  });

  test('gets it for one that does not exist, too: before it they learn of none', async () => {
    const desk = await startDesk({ loggedOut: true });
    const { dave } = desk;
    await dave.types('/ticket 999', { in: 'general' });
    expect(await afterLogin(dave)).toContain('There is no such ticket');
  });

  test('sees a ticket of their own without it', async () => {
    const desk = await startDesk({ loggedOut: true });
    const { carol, dave } = desk;
    await submits(dave, 'No coffee', 'There is tea.');
    await dave.types('/ticket 1', { in: 'general' });
    const told = await whisper(dave, /No coffee/, 'general');
    expect(told.text).toContain('There is tea.');
    await dave.noModal();
    // To another admin it is somebody else's.
    await carol.types('/ticket 1', { in: 'general' });
    expect(await afterLogin(carol)).toContain('There is tea.');
  });
});

/** A button or a form that does something to a ticket. */
interface Press {
  readonly id: string;
  readonly does: Action;
  /** The role in which it is used. */
  readonly as: 'admin' | 'requester';
  /** Of a button: whether it does it at once, or opens a form for it. */
  readonly kind?: 'click' | 'opens';
  /** Of a button that carries more than the ticket's id. */
  readonly value?: (id: string) => string;
}

const presses: readonly Press[] = [
  { id: ids.ticket.claim, does: 'claim', as: 'admin', kind: 'click' },
  { id: ids.ticket.start, does: 'start', as: 'admin', kind: 'click' },
  { id: ids.ticket.release, does: 'release', as: 'admin', kind: 'click' },
  { id: ids.ticket.forceRelease, does: 'forceRelease', as: 'admin', kind: 'click' },
  { id: ids.ticket.withdraw, does: 'withdraw', as: 'requester', kind: 'click' },
  { id: ids.ticket.undo, does: 'undo', as: 'requester', kind: 'click' },
  { id: ids.ticket.rate, does: 'rate', as: 'requester', kind: 'click', value: (id) => `good:${id}` },
  { id: ids.ticket.ask, does: 'ask', as: 'admin', kind: 'opens' },
  { id: ids.ticket.comment, does: 'comment', as: 'admin', kind: 'opens' },
  { id: ids.ticket.note, does: 'note', as: 'admin', kind: 'opens' },
  { id: ids.ticket.close, does: 'close', as: 'admin', kind: 'opens' },
  { id: ids.ticket.handOver, does: 'handOver', as: 'admin', kind: 'opens' },
  { id: ids.ticket.takeUpAgain, does: 'reopen', as: 'admin', kind: 'opens' },
  { id: ids.ticket.reply, does: 'reply', as: 'requester', kind: 'opens' },
  { id: ids.ticket.edit, does: 'edit', as: 'requester', kind: 'opens' },
  { id: ids.ticket.reopen, does: 'reopen', as: 'requester', kind: 'opens' },
];

/** The forms behind those that open one. */
const forms: readonly Press[] = [
  { id: ids.ticket.askSubmit, does: 'ask', as: 'admin' },
  { id: ids.ticket.commentSubmit, does: 'comment', as: 'admin' },
  { id: ids.ticket.noteSubmit, does: 'note', as: 'admin' },
  { id: ids.ticket.closeSubmit, does: 'close', as: 'admin' },
  { id: ids.ticket.handOverSubmit, does: 'handOver', as: 'admin' },
  { id: ids.ticket.takeUpAgainSubmit, does: 'reopen', as: 'admin' },
  { id: ids.ticket.replySubmit, does: 'reply', as: 'requester' },
  { id: ids.ticket.editSubmit, does: 'edit', as: 'requester' },
  { id: ids.ticket.reopenSubmit, does: 'reopen', as: 'requester' },
];

const statuses = [
  'open',
  'claimed',
  'in_progress',
  'waiting',
  'completed',
  'withdrawn',
] as const satisfies readonly Status[];
const everybody = ['alice', 'bob', 'carol', 'dave'] as const;
const admins: ReadonlySet<string> = new Set(['carol', 'dave']);

/** What a click asks for that is so already: it changes nothing, and there is nothing to say. */
function isSoAlready(does: Action, person: string, status: Status): boolean {
  if (does === 'claim') return person === 'carol' && ['claimed', 'in_progress', 'waiting'].includes(status);
  if (does === 'start') return person === 'carol' && status === 'in_progress';
  return does === 'withdraw' && person === 'alice' && status === 'withdrawn';
}

/** A ticket of Alice's in such a state; Carol has it, or had. */
function documentIn(status: Status, number: number, now: Date): Omit<TicketDocument, '_id'> {
  const hasEnded = status === 'completed' || status === 'withdrawn';
  return {
    teamId: 'T0PRACTICE',
    number,
    key: `seed ${number}`,
    requester: 'U0ALICE',
    title: 'Printer on fire',
    description: '',
    status,
    live: !hasEnded,
    audience: 'nobody',
    grams: [],
    createdAt: now,
    ...(status !== 'open' && { claimer: 'U0CAROL', claimedAt: now, claimerSince: now }),
    ...(hasEnded && { closedAt: now, returnUntil: new Date(now.getTime() + 60_000) }),
    ...(status === 'withdrawn' && { was: 'claimed' as const }),
    version: 1,
    comments: [],
    edits: [],
    history: [],
    entries: [],
    threads: [],
    tries: 0,
  };
}

test.each(statuses)(
  'every button and form of an old card, pressed by everybody on a ticket that is %s, does what the table names and tells everybody else why not',
  async (status) => {
    const desk = await startDesk({ http: true });
    answers = await startListening();
    const { heard, url } = answers;
    const door = signedTo(desk);
    const { teamId, people, calls } = desk.workspace;
    const cases = everybody.flatMap((person) =>
      [...presses, ...forms]
        .filter(({ does }) => !isSoAlready(does, person, status))
        .map((press) => ({ ...press, person, isAdmin: admins.has(person) })),
    );
    const documents = cases.map((_, index) => ({ ...documentIn(status, index + 1, desk.now()), teamId }));
    const ticketIds = await desk.inDatabase(async ({ tickets }) =>
      (await tickets.insertMany(documents)).map(({ _id }) => String(_id)),
    );
    const answered = await Promise.all(
      cases.map(async (one, index) => {
        const person = { teamId, userId: people[one.person] };
        const id = ticketIds[index] ?? '';
        if (one.kind === undefined) return (await door.interaction(formBy(person, one.id, id))).body;
        await door.interaction(clickBy(person, one.id, one.value?.(id) ?? id, `${url}${index}`, `1.${index}`));
        return undefined;
      }),
    );
    const histories = await until('all answers', async () => {
      const stored = await desk.stored();
      const lengths = stored.map(({ history }) => history.length);
      const isAnswered = (index: number): boolean =>
        answered[index] !== undefined || (lengths[index] ?? 0) > 0 || isHeard(index) || hasView(index);
      return cases.every((_, index) => isAnswered(index)) ? lengths : undefined;
    });

    const wrong = cases.flatMap((one, index): string[] => {
      const { does, as, person, isAdmin } = one;
      const ticket = toTicket({ ...(documents[index] as TicketDocument), _id: new Types.ObjectId(ticketIds[index]) });
      const mayDo = (action: Action): boolean =>
        (as === 'requester' || isAdmin) &&
        may(action, { teamId, userId: people[person], isAdmin: as === 'admin' }, ticket, { at: desk.now() });
      // Whoever has the ticket gives it back by that button, too.
      const isAllowed = mayDo(does) || (does === 'forceRelease' && mayDo('release'));
      const isChanged = (histories[index] ?? 0) > 0;
      const words = answered[index] ?? heard.find(({ path }) => path === `/${index}`)?.text ?? '';
      const name = `${person} ${one.id}: ${words}`;
      const reads = words.includes('Printer') && person !== 'alice' ? [`${name} (reads it)`] : [];
      if (one.kind === 'opens') {
        const opened = hasView(index);
        return [...reads, ...(opened === isAllowed && !isChanged ? [] : [`${name} (opened: ${opened})`])];
      }
      // An edit that began from other words is shown those that stand there now, and changes nothing yet.
      if (isAllowed && does === 'edit' && words.includes('"response_action":"update"')) return reads;
      const isTold = one.kind === 'click' ? /[.!]$/.test(words) : words.includes('"errors"');
      return [
        ...reads,
        ...(isChanged === isAllowed && (isAllowed || isTold) ? [] : [`${name} (changed: ${isChanged})`]),
      ];
    });
    expect(wrong).toEqual([]);

    function isHeard(index: number): boolean {
      return heard.some(({ path }) => path === `/${index}`);
    }

    /** A form, and not a modal that says why there is none. */
    function hasView(index: number): boolean {
      return calls.some(
        ({ args }) => args['trigger_id'] === `1.${index}` && !JSON.stringify(args['view']).includes('Deskbell'),
      );
    }
  },
);

function clickBy({ teamId, userId }: Person, actionId: string, value: string, responseUrl: string, triggerId: string) {
  return {
    type: 'block_actions',
    team: { id: teamId, domain: 'x' },
    user: { id: userId, name: 'x', team_id: teamId },
    api_app_id: 'A0',
    token: 'x',
    trigger_id: triggerId,
    container: { type: 'message', channel_id: 'C0TRIAGE', message_ts: '1.0' },
    channel: { id: 'C0TRIAGE', name: 'privategroup' },
    response_url: responseUrl,
    actions: [{ type: 'button', action_id: actionId, block_id: 'b', value, text: { type: 'plain_text', text: 'x' } }],
  };
}

let forged = 0;

function formBy({ teamId, userId }: Person, callbackId: string, ticket: string) {
  const metadata = callbackId === ids.ticket.editSubmit ? JSON.stringify({ ticket, begunFrom: 'x' }) : ticket;
  forged += 1;
  return {
    type: 'view_submission',
    team: { id: teamId, domain: 'x' },
    user: { id: userId, name: 'x', team_id: teamId },
    api_app_id: 'A0',
    token: 'x',
    trigger_id: '1.2',
    view: {
      id: `V0FORGED${forged}`,
      type: 'modal',
      callback_id: callbackId,
      private_metadata: metadata,
      blocks: [{ type: 'input', block_id: 'comment' }],
      state: {
        values: {
          title: { title: { type: 'plain_text_input', value: 'Other words' } },
          comment: { comment: { type: 'plain_text_input', value: 'Some words.' } },
          to: { to: { type: 'users_select', selected_user: 'U0DAVE' } },
        },
      },
    },
  };
}
