import { wordsOf } from '@deskbell/sandbox';
import { titleMost } from '../../src/domain/words';
import { bellReaction } from '../../src/slack/ids';
import { comesToGeneral, formAbout, saidUnder, writes } from '../support/anywhere';
import { callsOf, lands } from '../support/delivery';
import { startDesk, stopDesks, type TestDesk, until, whisper } from '../support/desk';
import { logsIn } from '../support/sessions';

afterEach(stopDesks);

const general = { in: 'general' };

/** Deskbell in #general, where Alice has written something. */
async function startInGeneral(words = 'The printer is on fire', options: Parameters<typeof startDesk>[0] = {}) {
  const desk = await startDesk(options);
  comesToGeneral(desk);
  // That it has come is an event, too.
  await workedOff(desk, 1);
  await desk.inDatabase((models) => models.events.deleteMany());
  return { desk, message: await writes(desk.alice, words, general) };
}

async function events(desk: TestDesk) {
  return await desk.inDatabase((models) => models.events.find().lean());
}

/** Resolves once every event that was kept is worked off. */
async function workedOff(desk: TestDesk, count: number): Promise<void> {
  await until(`${count} events to be worked off`, async () => {
    const all = await events(desk);
    return all.length === count && all.every(({ doneAt }) => doneAt) ? true : undefined;
  });
}

describe('the bell of an admin on a message in a channel', () => {
  test('makes a ticket of it at once, for its author, who is told in the thread and in their messages', async () => {
    const { desk, message } = await startInGeneral('The printer is on fire\nThird floor.');
    await desk.carol.reacts(bellReaction, message);
    const under = await desk.alice.sees('this message is ticket *#1* now', { ...general, thread: message.ts });
    expect(under.text).toContain('<@U0ALICE>');
    const card = await desk.alice.sees('from your message');
    expect(wordsOf(card)).toContain('sent by <@U0CAROL> from your message');
    expect(wordsOf(card)).toContain('The printer is on fire\nThird floor.');
    expect(await desk.stored()).toMatchObject([
      {
        title: 'The printer is on fire',
        description: '',
        requester: 'U0ALICE',
        by: 'U0CAROL',
        history: [{ who: 'U0CAROL' }],
      },
    ]);
    await workedOff(desk, 1);
    expect(desk.carol.ephemerals('general')).toEqual([]);
    await desk.settled();
    expect(desk.logged).toEqual([]);
  });

  test('works in a private channel, and on a reply, which is told in its thread', async () => {
    const desk = await startDesk();
    const root = await writes(desk.dave, 'Anything new?', { in: 'triage' });
    const reply = await writes(desk.dave, 'The rack hums', { in: 'triage', thread: root.ts });
    await desk.carol.reacts(bellReaction, reply);
    await desk.dave.sees('this message is ticket', { in: 'triage', thread: root.ts });
    expect(await desk.stored()).toMatchObject([
      { title: 'The rack hums', requester: 'U0DAVE', source: { threadTs: root.ts } },
    ]);
  });

  test('on what somebody wrote who has left: the ticket is the admin’s own', async () => {
    const desk = await startDesk();
    comesToGeneral(desk);
    const message = await writes(desk.alice, 'Disk is full', general);
    desk.workspace.owner.deactivates('alice');
    await desk.carol.reacts(bellReaction, message);
    await desk.carol.sees('Your ticket #1, Disk is full');
    expect((await desk.stored())[0]).toMatchObject({ requester: 'U0CAROL', source: { author: 'U0ALICE' } });
  });

  test('on a very long message, and on one of a single letter: the title has room', async () => {
    const { desk, message } = await startInGeneral('y'.repeat(40_000));
    await desk.carol.reacts(bellReaction, message);
    await desk.carol.reacts(bellReaction, await writes(desk.alice, '?', general));
    await until('both', async () => ((await desk.stored()).length === 2 ? true : undefined));
    const titles = (await desk.stored()).map(({ title }) => title).toSorted();
    expect(titles).toEqual(['?', `${'y'.repeat(titleMost - 1)}…`]);
  });

  test('Slack tells of it twice: one ticket, and nobody is told anything more', async () => {
    const { desk, message } = await startInGeneral();
    desk.workspace.faults.deliverTwice();
    await desk.carol.reacts(bellReaction, message);
    await desk.alice.sees('this message is ticket', { ...general, thread: message.ts });
    await workedOff(desk, 1);
    await desk.settled();
    expect(await desk.stored()).toHaveLength(1);
    expect(saidUnder(desk.alice, message)).toHaveLength(1);
    expect(desk.carol.ephemerals('general')).toEqual([]);
  });

  test('taken away and made once more: nothing more happens, also after the requester has changed the ticket', async () => {
    const { desk, message } = await startInGeneral();
    const { alice, carol } = desk;
    await carol.reacts(bellReaction, message);
    await alice.presses('Edit', await alice.sees('from your message'));
    const edit = await alice.modal('Edit #1');
    edit.fills({ Title: 'Curtain on fire' });
    await edit.submits();
    await carol.verbs.react({ channel: message.channel, ts: message.ts, name: bellReaction, on: false });
    await carol.reacts(bellReaction, message);
    await workedOff(desk, 2);
    await desk.settled();
    expect(await desk.stored()).toMatchObject([{ title: 'Curtain on fire' }]);
    expect(carol.ephemerals('general')).toEqual([]);
  });

  test('on a message that has a ticket: the admin alone is told which, where they rang', async () => {
    const { desk, message } = await startInGeneral();
    await (await formAbout(desk.alice, message)).submits();
    await desk.carol.reacts(bellReaction, message);
    await whisper(desk.carol, /^This message is ticket #1 already/, 'general');
    expect(desk.dave.ephemerals('general')).toEqual([]);
    expect(await desk.stored()).toHaveLength(1);
    await workedOff(desk, 1);
  });

  test('of two admins at once: one ticket', async () => {
    const { desk, message } = await startInGeneral();
    await Promise.all([desk.carol, desk.dave].map((admin) => admin.reacts(bellReaction, message)));
    await workedOff(desk, 2);
    await desk.settled();
    expect(await desk.stored()).toHaveLength(1);
    expect(saidUnder(desk.alice, message)).toHaveLength(1);
  });

  test('on a message that is deleted meanwhile: no ticket, and the admin is told', async () => {
    const { desk, message } = await startInGeneral();
    desk.workspace.faults.onCall(({ method }, moment) => {
      if (method !== 'conversations.replies' || moment !== 'before') return;
      desk.workspace.faults.onCall(undefined);
      desk.workspace.faults.deleteMessage(message.channel, message.ts);
    });
    await desk.carol.reacts(bellReaction, message);
    await whisper(desk.carol, /^The message that this is about is not there any more/, 'general');
    expect(await desk.stored()).toEqual([]);
    await workedOff(desk, 1);
  });

  test('Deskbell is gone from the channel when it looks: nothing happens, and nothing is tried again', async () => {
    const { desk, message } = await startInGeneral();
    desk.workspace.faults.onCall(({ method }, moment) => {
      if (method !== 'conversations.replies' || moment !== 'before') return;
      desk.workspace.owner.removes('app', 'C0GENERAL');
    });
    await desk.carol.reacts(bellReaction, message);
    await workedOff(desk, 1);
    expect(await desk.stored()).toEqual([]);
    expect(desk.logged).toEqual([]);
  });

  test('Slack does not answer: it is tried again, and makes one ticket', async () => {
    const { desk, message } = await startInGeneral();
    desk.workspace.faults.next('conversations.replies', { fails: 'internal_error' });
    await desk.carol.reacts(bellReaction, message);
    await until('it to fail', async () => desk.logged.find(({ msg }) => /tried again/.test(String(msg))));
    await desk.stopDeskbell();
    desk.passes(61_000);
    await desk.startDeskbell();
    await desk.alice.sees('this message is ticket', { ...general, thread: message.ts });
    expect(await desk.stored()).toHaveLength(1);
  });
});

describe('what is not the bell of an admin', () => {
  test('other emoji, other people, and what Deskbell wrote itself are never stored, and nothing is said', async () => {
    const { desk, message } = await startInGeneral();
    const { alice, bob, carol, dave } = desk;
    await lands(desk, 'chat.postMessage', { channel: 'C0GENERAL', text: 'I am Deskbell.' });
    await carol.reacts('fire', message);
    await bob.reacts(bellReaction, message);
    await alice.reacts(bellReaction, message);
    await carol.reacts(bellReaction, await carol.sees('I am Deskbell.', general));
    await carol.reacts(bellReaction, await writes(carol, 'To myself.', { in: 'app' }));
    const offer = await carol.sees('belongs to no ticket');
    await dave.opensHome();
    await dave.home();
    await workedOff(desk, 2);
    expect((await events(desk)).map(({ _id }) => _id.split(':')[0])).not.toContain('reaction_added');
    expect(await desk.stored()).toEqual([]);
    expect(carol.ephemerals().map(({ ts }) => ts)).toEqual([offer.ts]);
    for (const person of [alice, bob, carol]) expect(person.ephemerals('general')).toEqual([]);
    expect(callsOf(desk, 'conversations.replies')).toEqual([]);
  });
});

describe('the bell of an admin who is logged out', () => {
  test('gets them a login that nobody else sees, and the ticket is made after it', async () => {
    const { desk, message } = await startInGeneral('The printer is on fire', { loggedOut: true });
    await desk.carol.reacts(bellReaction, message);
    const offer = await whisper(
      desk.carol,
      /^You are logged out, so there is no ticket of this message yet/,
      'general',
    );
    expect(await desk.stored()).toEqual([]);
    expect(desk.dave.ephemerals('general')).toEqual([]);
    await desk.carol.presses('Log in', offer);
    expect(await logsIn(desk.carol)).toEqual({ became: 'changed' });
    expect((await desk.carol.modal()).words()).toContain('The message is ticket *#1* now.');
    await desk.alice.sees('this message is ticket', { ...general, thread: message.ts });
    expect(await desk.stored()).toMatchObject([{ requester: 'U0ALICE', by: 'U0CAROL' }]);
  });

  test('on a reply: the login stands in its thread', async () => {
    const { desk, message } = await startInGeneral('How is everybody?', { loggedOut: true });
    const reply = await writes(desk.bob, 'No coffee', { ...general, thread: message.ts });
    await desk.carol.reacts(bellReaction, reply);
    await desk.carol.sees('You are logged out', { ...general, thread: message.ts });
  });

  test('says it, where somebody else was quicker meanwhile', async () => {
    const { desk, message } = await startInGeneral('The printer is on fire', { loggedOut: true });
    await desk.carol.reacts(bellReaction, message);
    const offer = await whisper(desk.carol, /^You are logged out/, 'general');
    await (await formAbout(desk.alice, message)).submits();
    await desk.carol.presses('Log in', offer);
    await logsIn(desk.carol);
    expect((await desk.carol.modal('Deskbell')).words()).toContain('This message is ticket #1 already');
    expect(await desk.stored()).toHaveLength(1);
  });
});
