import type { Actor, Message } from '@deskbell/sandbox';
import { reply, said, talking } from '../support/conversation';
import { claims, closes, holds, isStone, replies, standing } from '../support/delivery';
import { password, says, startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';

afterEach(stopDesks);

async function nothingSaid(desk: TestDesk): Promise<void> {
  await until('nothing to be said', async () => ((await said(desk)).length === 0 ? true : undefined));
  await desk.settled();
}

describe('a reply that its author', () => {
  test.each([false, true])(
    'changes is changed on the other side too, where it was also sent to the DM: %s',
    async (broadcast) => {
      const desk = await startDesk();
      const { alice, carol } = desk;
      const { hers, mine } = await talking(desk);
      const ts = await alice.types('It is the smal one.', { thread: hers.ts, broadcast });
      await carol.sees(reply('the smal one'), { thread: mine.ts });
      await alice.edits({ channel: hers.channel, ts }, 'It is the small one.');
      await carol.sees(reply('the small one'), { thread: mine.ts });
      await desk.settled();
      expect(await said(desk)).toEqual(['It is the small one.']);
      expect(replies(carol, mine).filter(({ text }) => text.includes('one.'))).toHaveLength(1);
    },
  );

  test.each([false, true])(
    'deletes is gone on the other side too, where it was also sent to the DM: %s',
    async (broadcast) => {
      const desk = await startDesk();
      const { alice, carol } = desk;
      const { hers, mine } = await talking(desk);
      const ts = await alice.types('My password is hunter2.', { thread: hers.ts, broadcast });
      await carol.sees(reply('hunter2'), { thread: mine.ts });
      await alice.deletes({ channel: hers.channel, ts });
      await nothingSaid(desk);
      expect(JSON.stringify([standing(carol), replies(carol, mine).filter((one) => !isStone(one))])).not.toContain(
        'hunter2',
      );
      expect(JSON.stringify(await desk.stored())).not.toContain('hunter2');
    },
  );

  test('changes and deletes in the thread of the one who has it: the requester sees it so', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const { hers, mine } = await talking(desk);
    const ts = await carol.types('Tomorow.', { thread: mine.ts });
    await alice.sees(reply('Tomorow.'), { thread: hers.ts });
    await carol.edits({ channel: mine.channel, ts }, 'Tomorrow.');
    await alice.sees(reply('Tomorrow.'), { thread: hers.ts });
    await carol.deletes({ channel: mine.channel, ts });
    await nothingSaid(desk);
    expect(JSON.stringify(replies(alice, hers))).not.toContain('Tomorrow.');
  });

  test('changes after the end of the ticket is changed in the archive, too', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const { hers, mine } = await talking(desk);
    const ts = await alice.types('It was me.', { thread: hers.ts });
    await carol.sees(reply('It was me.'), { thread: mine.ts });
    await closes(desk, mine);
    await alice.edits({ channel: hers.channel, ts }, 'It was not me.');
    await carol.sees(reply('It was not me.'), { thread: mine.ts });
    await desk.settled();
    expect(await said(desk)).toEqual(['It was not me.']);
  });
});

/** Their login has run out, or they have logged out. */
async function loggedOut(desk: TestDesk, { id: userId }: Actor): Promise<void> {
  await desk.inDatabase(({ admins }) => admins.updateOne({ userId }, { $unset: { session: '' } }));
}

/** What somebody who is logged out is told in the thread that they wrote in, the newest of it; it offers the login. */
async function offerIn(person: Actor, { ts }: Message, after = ''): Promise<Message> {
  return await person.sees(
    (message) => message.ephemeral && message.ts > after && message.text.startsWith('You are logged out'),
    { thread: ts },
  );
}

/** Presses **Log in** there and logs in. */
async function logsIn(person: Actor, offer: Message): Promise<void> {
  await person.presses('Log in', offer);
  const login = await person.modal('Log in');
  login.fills({ 'Your password for Deskbell': password });
  expect(await login.submits()).toEqual({ became: 'closed' });
  await person.noModal();
}

describe('an admin who is logged out', () => {
  test('writes in the thread of their card: the words are on the ticket once they have logged in, and once', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const { hers, mine } = await talking(desk);
    await loggedOut(desk, carol);
    await carol.types('Tomorrow.', { thread: mine.ts });
    const offer = await offerIn(carol, mine);
    expect(offer.text).toContain('the ticket does not know of this yet');
    await desk.settled();
    expect(await said(desk)).toEqual([]);
    expect(alice.thread('app', hers.ts).filter(reply('Tomorrow.'))).toEqual([]);

    await logsIn(carol, offer);
    await alice.sees(reply('Tomorrow.'), { thread: hers.ts });
    // The offer still stands there: pressed once more, it has nothing left to add.
    await carol.presses('Log in', offer);
    expect((await carol.modal('Deskbell')).words()).toContain('was done already');
    await desk.settled();
    expect(await said(desk)).toEqual(['Tomorrow.']);
    expect(alice.thread('app', hers.ts).filter(reply('Tomorrow.'))).toHaveLength(1);
    expect(desk.logged).toEqual([]);
  });

  test('writes a note there: it is one after the login, too, and its requester never reads it', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const { hers, mine } = await talking(desk);
    await loggedOut(desk, carol);
    await carol.types('note: she is always like that', { thread: mine.ts });
    await logsIn(carol, await offerIn(carol, mine));
    await until('the note', async () => (await desk.stored())[0]?.comments.find(({ kind }) => kind === 'note'));
    await desk.settled();
    expect(await said(desk)).toEqual(['she is always like that']);
    expect(JSON.stringify(alice.thread('app', hers.ts))).not.toContain('always like that');
  });

  test('changes what they wrote: the requester reads it once they have logged in', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const { hers, mine } = await talking(desk);
    const ts = await carol.types('Tomorow.', { thread: mine.ts });
    await alice.sees(reply('Tomorow.'), { thread: hers.ts });
    await loggedOut(desk, carol);
    await carol.edits({ channel: mine.channel, ts }, 'Tomorrow.');
    const offer = await offerIn(carol, mine);
    await desk.settled();
    expect(await said(desk)).toEqual(['Tomorow.']);

    await logsIn(carol, offer);
    await alice.sees(reply('Tomorrow.'), { thread: hers.ts });
    await desk.settled();
    expect(await said(desk)).toEqual(['Tomorrow.']);
    expect(alice.thread('app', hers.ts).filter(reply('Tomor'))).toHaveLength(1);
    expect(desk.logged).toEqual([]);
  });

  test('deletes what they wrote: it is taken back once they have logged in', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const { hers, mine } = await talking(desk);
    const ts = await carol.types('Tomorrow.', { thread: mine.ts });
    await alice.sees(reply('Tomorrow.'), { thread: hers.ts });
    await loggedOut(desk, carol);
    await carol.deletes({ channel: mine.channel, ts });
    const offer = await offerIn(carol, mine);
    await desk.settled();
    expect(await said(desk)).toEqual(['Tomorrow.']);

    await logsIn(carol, offer);
    await nothingSaid(desk);
    expect(JSON.stringify(alice.thread('app', hers.ts))).not.toContain('Tomorrow.');
    expect(desk.logged).toEqual([]);
  });

  test.each(['the first', 'the last'] as const)(
    'writes, and changes it: the newest words are on the ticket once, whichever offer they log in with: %s',
    async (which) => {
      const desk = await startDesk();
      const { alice, carol } = desk;
      const { hers, mine } = await talking(desk);
      await loggedOut(desk, carol);
      const ts = await carol.types('Tomorow.', { thread: mine.ts });
      const first = await offerIn(carol, mine);
      await carol.edits({ channel: mine.channel, ts }, 'Tomorrow.');
      const last = await offerIn(carol, mine, first.ts);
      const [one, other] = which === 'the first' ? [first, last] : [last, first];
      await logsIn(carol, one);
      // Once logged in, the other one goes on without asking.
      await carol.presses('Log in', other);
      await (await carol.modal('Logged in')).closes();
      await alice.sees(reply('Tomorrow.'), { thread: hers.ts });
      await desk.settled();
      expect(await said(desk)).toEqual(['Tomorrow.']);
      expect(alice.thread('app', hers.ts).filter(reply('Tomor'))).toHaveLength(1);
    },
  );

  test('writes, and deletes it before they log in: it is never on the ticket', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const { hers, mine } = await talking(desk);
    await loggedOut(desk, carol);
    const ts = await carol.types('My password is hunter2.', { thread: mine.ts });
    const offer = await offerIn(carol, mine);
    await carol.deletes({ channel: mine.channel, ts });
    await until('the deletion to be worked off', async () => {
      const news = await desk.inDatabase(({ events }) => events.find().lean());
      return (news.length === 2 && news.every(({ doneAt }) => doneAt)) || undefined;
    });
    await carol.presses('Log in', offer);
    const login = await carol.modal('Log in');
    login.fills({ 'Your password for Deskbell': password });
    await login.submits();
    await desk.settled();
    expect(await said(desk)).toEqual([]);
    expect(JSON.stringify(alice.thread('app', hers.ts))).not.toContain('hunter2');
  });

  test('loses the ticket before they log in: nothing is added, and they are told whose it is', async () => {
    const desk = await startDesk();
    const { carol, dave } = desk;
    const { mine } = await talking(desk);
    await loggedOut(desk, carol);
    await carol.types('Tomorrow.', { thread: mine.ts });
    const offer = await offerIn(carol, mine);
    await dave.presses('Release', await dave.sees('claimed by', { in: 'triage' }));
    await dave.presses('Claim', await dave.sees('Printer on fire', { in: 'triage' }));
    await dave.sees('Printer on fire');
    await desk.settled();
    await carol.presses('Log in', offer);
    const login = await carol.modal('Log in');
    login.fills({ 'Your password for Deskbell': password });
    await login.submits();
    expect((await carol.modal('Deskbell')).words()).toContain('is with <@U0DAVE>');
    await desk.settled();
    expect(await said(desk)).toEqual([]);
    expect(desk.logged).toEqual([]);
  });

  test('writes on a ticket of their own: that needs no login', async () => {
    const desk = await startDesk({ loggedOut: true });
    const { carol } = desk;
    await submits(carol, 'No coffee');
    const own = await carol.sees('No coffee');
    await desk.settled();
    const ts = await carol.types('It smels.', { thread: own.ts });
    await until('the reply', async () => (await said(desk))[0]);
    await carol.edits({ channel: own.channel, ts }, 'It smells.');
    await until('the change', async () => ((await said(desk))[0] === 'It smells.' ? true : undefined));
    await carol.deletes({ channel: own.channel, ts });
    await nothingSaid(desk);
    expect(carol.ephemerals()).toEqual([]);
  });
});

test('what is too long for a comment is told, and taken once it is shorter', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const { hers, mine } = await talking(desk);
  const ts = await alice.types('x'.repeat(3001), { thread: hers.ts });
  await alice.sees(({ ephemeral, text }) => ephemeral && text.includes('3001'), { thread: hers.ts });
  await alice.edits({ channel: hers.channel, ts }, 'Short enough.');
  await carol.sees(reply('Short enough.'), { thread: mine.ts });
  expect(await said(desk)).toEqual(['Short enough.']);
});

test('a comment of 3,000 characters stands whole in the other thread', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const { hers, mine } = await talking(desk);
  const words = '&<>"äöü 😀'.repeat(272).slice(0, 3000);
  await carol.types(words, { thread: mine.ts });
  await alice.waitsFor('all of it', () =>
    alice
      .thread('app', hers.ts)
      .find(({ blocks }) => JSON.stringify(blocks ?? []).includes(JSON.stringify(words).slice(1, -1))),
  );
});

test('a mention in a reply is a name for the other side, and pings nobody', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const { hers, mine } = await talking(desk);
  await alice.types('Ask @dave, and :tada: *him* only', { thread: hers.ts });
  const told = await carol.sees(reply('and :tada: *him* only'), { thread: mine.ts });
  expect(told.text).not.toContain('<@U0DAVE>');
  expect(told.text).toContain('@Dave');
});

test('the same reply that Slack tells of twice counts once', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  const { hers, mine } = await talking(desk);
  workspace.faults.deliverTwice(2);
  await alice.types('one', { thread: hers.ts });
  await alice.types('two', { thread: hers.ts });
  await carol.sees(reply('two'), { thread: mine.ts });
  await desk.settled();
  expect(await said(desk)).toEqual(['one', 'two']);
});

test('ten replies in a breath stand in the other thread in their order', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const { hers, mine } = await talking(desk);
  const words = Array.from({ length: 10 }, (_, index) => `line ${index}.`);
  for (const line of words) await alice.types(line, { thread: hers.ts });
  await carol.sees(reply('line 9.'), { thread: mine.ts });
  expect(await said(desk)).toEqual(words);
  expect(replies(carol, mine).flatMap(({ text }) => /line \d\./.exec(text) ?? [])).toEqual(words);
});

test('the one who asked before anybody had the ticket is read by the one who picks it up', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  await submits(alice, 'Printer on fire');
  const hers = await alice.sees('Printer on fire');
  await desk.settled();
  await alice.types('It is getting worse.', { thread: hers.ts });
  await until('the reply to be stored', async () => (await said(desk))[0]);
  const mine = await claims(desk);
  await carol.sees(reply('It is getting worse.'), { thread: mine.ts });
});

test('the card above a thread is deleted by its reader: the conversation goes on under the new one, and the old one is still heard', async () => {
  const desk = await startDesk();
  const { alice, carol, workspace } = desk;
  const { hers, mine } = await talking(desk);
  await alice.types('Under the old card.', { thread: hers.ts });
  await carol.sees(reply('Under the old card.'), { thread: mine.ts });
  await desk.settled();
  workspace.faults.deleteMessage(hers.channel, hers.ts);
  const fresh = await alice.sees(
    (message) => message.ts !== hers.ts && message.text.includes('Printer on fire') && message.threadTs !== hers.ts,
  );
  await desk.settled();
  await alice.types('Under the new card.', { thread: fresh.ts });
  await carol.sees(reply('Under the new card.'), { thread: mine.ts });
  await alice.types('Once more under the old one.', { thread: hers.ts });
  await carol.sees(reply('Once more under the old one.'), { thread: mine.ts });
  await says(carol, 'Comment', mine, 'An answer.');
  await alice.sees(reply('An answer.'), { thread: fresh.ts });
});

test('a comment that was read by the requester does not become a note, and the one who tries is told', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const { hers, mine } = await talking(desk);
  const ts = await carol.types('not: hm', { thread: mine.ts });
  await alice.sees(reply('not: hm'), { thread: hers.ts });
  await carol.edits({ channel: mine.channel, ts }, 'note: she is always like that');
  await carol.sees(({ ephemeral, text }) => ephemeral && text.includes('cannot become a note'), { thread: mine.ts });
  await desk.settled();
  expect(await said(desk)).toEqual(['not: hm']);
});

test('a message that its author deletes while it waits to be worked off again is not taken up', async () => {
  const desk = await startDesk();
  const { alice } = desk;
  const gate = holds(desk, 'after', 'chat.postMessage', { channel: alice.id });
  await submits(alice, 'Printer on fire');
  await gate.reached;
  const hers = await alice.sees('Printer on fire');
  const putOff = (count: number) =>
    until('it to be put off', async () =>
      desk.logged.filter(({ msg }) => /tried again/.test(String(msg))).length === count ? true : undefined,
    );
  const ts = await alice.types('My password is hunter2.', { thread: hers.ts });
  await putOff(1);
  await alice.types('Help!', { thread: hers.ts });
  await putOff(2);
  gate.open();
  await desk.settled();
  await alice.deletes({ channel: hers.channel, ts });
  const waiting = () => desk.inDatabase(({ events }) => events.countDocuments({ doneAt: null, _id: /^message:/ }));
  await until('the deletion to be known', async () => ((await waiting()) === 1 ? true : undefined));
  desk.passes(61_000);
  await desk.stopDeskbell();
  await desk.startDeskbell();
  await until('the other one', async () => ((await said(desk)).length > 0 ? true : undefined));
  expect(await said(desk)).toEqual(['Help!']);
});

test('words under a completed ticket that an admin has reopened meanwhile become a reply', async () => {
  const desk = await startDesk();
  const { alice, carol } = desk;
  const { hers, mine } = await talking(desk);
  await closes(desk, mine);
  await desk.settled();
  await alice.types('It burns again.', { thread: hers.ts });
  const offer = await alice.sees(({ ephemeral }) => ephemeral, { thread: hers.ts });
  await carol.presses('Reopen', mine);
  await (await carol.modal()).submits();
  await desk.settled();
  await alice.presses('Reopen #1', offer);
  expect(await (await alice.modal('Reply to #1')).submits()).toEqual({ became: 'closed' });
  expect(await said(desk)).toEqual(['It burns again.']);
});

test('a reply that comes before Deskbell knows where its card stands is taken up once it does', async () => {
  const desk = await startDesk();
  const { alice } = desk;
  const gate = holds(desk, 'after', 'chat.postMessage', { channel: alice.id });
  await submits(alice, 'Printer on fire');
  await gate.reached;
  const hers = await alice.sees('Printer on fire');
  await alice.types('Quick!', { thread: hers.ts });
  await until('the event to be put off', async () => desk.logged.find(({ msg }) => /tried again/.test(String(msg))));
  gate.open();
  await desk.settled();
  desk.passes(61_000);
  await desk.stopDeskbell();
  await desk.startDeskbell();
  await until('the reply', async () => ((await said(desk)).includes('Quick!') ? true : undefined));
  expect(alice.thread('app', hers.ts).filter(({ ephemeral }) => ephemeral)).toEqual([]);
});

describe('words in the DM that belong to no ticket', () => {
  test('become one, once, with the form filled in', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await alice.types('The *coffee* machine is <broken> & wet\nsince this morning');
    const offer = await alice.sees(({ ephemeral }) => ephemeral);
    for (const title of ['Coffee', 'Coffee machine']) {
      await alice.presses('Make a ticket of it', offer);
      const form = await alice.modal('New ticket');
      form.fills({ Title: title });
      expect(await form.submits()).toEqual({ became: 'closed' });
    }
    await carol.sees('Coffee machine', { in: 'triage' });
    expect(await desk.stored()).toMatchObject([
      { title: 'Coffee machine', description: 'The *coffee* machine is <broken> & wet\nsince this morning' },
    ]);
  });

  test('a single line of them is a title already', async () => {
    const desk = await startDesk();
    const { alice } = desk;
    await alice.types('My screen is black');
    await alice.presses('Make a ticket of it', await alice.sees(({ ephemeral }) => ephemeral));
    expect(await (await alice.modal('New ticket')).submits()).toEqual({ became: 'closed' });
    expect(await desk.stored()).toMatchObject([{ title: 'My screen is black', description: '' }]);
  });

  test('are added to the one ticket that they have, or to the one of several that they choose', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const { hers, mine } = await talking(desk);
    await alice.types('It smells, too.');
    await alice.presses('Add to #1', await alice.sees(({ ephemeral }) => ephemeral));
    expect(await (await alice.modal()).submits()).toEqual({ became: 'closed' });
    await carol.sees(reply('It smells, too.'), { thread: mine.ts });
    // It was written outside the thread: there it is told who said it.
    await alice.sees(reply('It smells, too.'), { thread: hers.ts });
    await submits(alice, 'No coffee');
    await desk.settled();
    await alice.types('And the second thing.');
    await alice.presses(
      'Add to a ticket',
      await alice.sees(({ ephemeral, blocks }) => ephemeral && JSON.stringify(blocks).includes('Add to a ticket')),
    );
    const form = await alice.modal();
    form.fills({ Ticket: '#1 Printer on fire' });
    expect(await form.submits()).toEqual({ became: 'closed' });
    await carol.sees(reply('And the second thing.'), { thread: mine.ts });
  });

  test('somebody without a live ticket is offered a new one only; words that are gone meanwhile are said to be', async () => {
    const desk = await startDesk();
    const { alice } = desk;
    const ts = await alice.types('Help!');
    const offer = await alice.sees(({ ephemeral }) => ephemeral);
    expect(JSON.stringify(offer.blocks)).not.toContain('Add to');
    await alice.deletes({ channel: offer.channel, ts });
    await alice.presses('Make a ticket of it', offer);
    const refusal = await alice.modal('Deskbell');
    expect(refusal.words()).toContain('not there any more');
    expect(desk.logged).toEqual([]);
  });
});
