import { wordsOf } from '@deskbell/sandbox';
import { textMost, titleMost } from '../../src/domain/words';
import { ids } from '../../src/slack/ids';
import { comesToGeneral, formAbout, makeATicket, saidUnder, writes } from '../support/anywhere';
import { callsOf, closes, lands } from '../support/delivery';
import { refusedInModal, startDesk, stopDesks, submits, type TestDesk, until } from '../support/desk';
import { logsIn, opens } from '../support/sessions';
import { filledIn, formBy, signedTo } from '../support/signed';

afterEach(stopDesks);

const general = { in: 'general' };
const sent = 'This is ticket *#1* now.';

/** Bob makes a ticket of what Alice wrote in #general. */
async function bobMakesOne(desk: TestDesk, words = 'The printer is on fire', title = 'Fire'): Promise<void> {
  const form = await formAbout(desk.bob, await writes(desk.alice, words, general));
  form.fills({ Title: title });
  expect(await form.submits()).toEqual({ became: 'changed' });
  await (await desk.bob.modal('Sent')).closes();
}

describe('the shortcut on a message', () => {
  test("of one's own: the form shows the message, its first line is the title, and the ticket quotes it and leads to it", async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    const message = await writes(alice, 'The printer is on fire\nThird floor.', general);
    const form = await formAbout(alice, message);
    const link = `${workspace.url}/archives/C0GENERAL/p${message.ts.replace('.', '')}`;
    expect(form.words()).toContain(`About <${link}|a message> of yours in <#C0GENERAL>`);
    expect(form.words()).toContain('The printer is on fire\nThird floor.');
    expect(form.words()).not.toContain('gets this ticket');
    form.fills({ Description: 'It began at nine.' });
    expect(await form.submits()).toEqual({ became: 'closed' });

    const mine = await alice.sees('The printer is on fire');
    expect(wordsOf(mine)).toContain(`About <${link}|a message> of yours in <#C0GENERAL>`);
    const card = await carol.sees('The printer is on fire', { in: 'triage' });
    expect(wordsOf(card)).toContain(`About <${link}|a message> of <@U0ALICE> in <#C0GENERAL>`);
    expect(await desk.stored()).toMatchObject([
      {
        key: `message:C0GENERAL:${message.ts}`,
        title: 'The printer is on fire',
        description: 'It began at nine.',
        requester: 'U0ALICE',
        source: {
          channel: 'C0GENERAL',
          ts: message.ts,
          link,
          author: 'U0ALICE',
          text: 'The printer is on fire\nThird floor.',
        },
        history: [{ what: 'submit', who: 'U0ALICE', key: `${form.id}:${ids.ticket.fromMessageSubmit}` }],
      },
    ]);
    expect((await desk.stored())[0]?.by).toBeUndefined();
  });

  test('of somebody else: they get the ticket, and the one who made it is told so before and after', async () => {
    const desk = await startDesk();
    const { alice, bob, carol } = desk;
    const form = await formAbout(bob, await writes(alice, 'The printer is on fire', general));
    expect(form.words()).toContain('<@U0ALICE> gets this ticket, because it is their message.');
    expect(form.words()).not.toContain('On behalf of');
    expect(await form.submits()).toEqual({ became: 'changed' });
    expect((await bob.modal('Sent')).words()).toContain(`${sent} <@U0ALICE> gets it`);

    expect(wordsOf(await alice.sees('from your message'))).toContain('sent by <@U0BOB> from your message');
    await carol.sees('from <@U0ALICE>  ·  sent by <@U0BOB>', { in: 'triage' });
    const told = await alice.sees('has made ticket', { thread: (await alice.sees('from your message')).ts });
    expect(told.text).toMatch(/<@U0BOB> has made ticket \*#1\* of <http.*\|your message>\. It is in the queue\./);
    await desk.settled();
    expect(bob.messages()).toEqual([]);
    expect(await desk.stored()).toMatchObject([{ requester: 'U0ALICE', by: 'U0BOB', history: [{ who: 'U0BOB' }] }]);
  });

  test('the ticket is the requester’s with all rights, and the one who made it has none', async () => {
    const desk = await startDesk();
    const { alice, bob } = desk;
    await bobMakesOne(desk);
    await bob.types('/ticket 1', general);
    await bob.sees('There is no such ticket, or it is not yours.', general);
    await alice.presses('Withdraw', await alice.sees('Fire'));
    await alice.sees('withdrawn by you');
  });

  test('in a channel that Deskbell is not in: nothing is read or posted there', async () => {
    const desk = await startDesk();
    await bobMakesOne(desk);
    await desk.alice.sees('from your message');
    await desk.settled();
    const asked = desk.workspace.calls.filter(({ args }) => args['channel'] === 'C0GENERAL');
    expect(asked.map(({ method, outcome }) => [method, outcome])).toEqual([['chat.postMessage', 'not_in_channel']]);
    expect(desk.logged).toEqual([]);
    expect(desk.alice.messages('general')).toHaveLength(1);
  });

  test('where Deskbell is: the author is told in the thread, once, and no word of the ticket stands there', async () => {
    const desk = await startDesk();
    comesToGeneral(desk);
    const message = await writes(desk.alice, 'The printer is on fire', general);
    const form = await formAbout(desk.bob, message);
    form.fills({ Title: 'Secret title' });
    await form.submits();
    const under = await desk.alice.sees('this message is ticket', { ...general, thread: message.ts });
    expect(under.text).toBe(
      ':bellhop_bell:  <@U0ALICE>, this message is ticket *#1* now. You read the answer in your messages with Deskbell.',
    );
    await desk.carol.presses('Close', await desk.carol.sees('Secret title', { in: 'triage' }));
    await (await desk.carol.modal()).submits();
    await desk.alice.sees('completed by');
    await desk.settled();
    expect(saidUnder(desk.bob, message)).toEqual([under.text]);
    expect(callsOf(desk, 'chat.update', { channel: 'C0GENERAL' })).toEqual([]);
  });

  test('on a reply: the thread is told, and the link leads into it', async () => {
    const desk = await startDesk();
    comesToGeneral(desk);
    const root = await writes(desk.bob, 'How is everybody?', general);
    const reply = await writes(desk.alice, 'My printer burns', { ...general, thread: root.ts });
    await (await formAbout(desk.alice, reply)).submits();
    await desk.alice.sees('this message is ticket', { ...general, thread: root.ts });
    const [ticket] = await desk.stored();
    expect(ticket?.source).toMatchObject({ ts: reply.ts, threadTs: root.ts });
    expect(ticket?.source?.link).toMatch(
      new RegExp(`/p${reply.ts.replace('.', '')}\\?thread_ts=${root.ts}&cid=C0GENERAL$`),
    );
    await desk.settled();
    expect((await desk.stored())[0]?.threads.filter((thread) => thread.startsWith('C0GENERAL'))).toEqual([]);
  });

  test('what people write under it in the channel is nobody’s business', async () => {
    const desk = await startDesk();
    comesToGeneral(desk);
    const message = await writes(desk.alice, 'The printer is on fire', general);
    await (await formAbout(desk.alice, message)).submits();
    await desk.alice.sees('this message is ticket', { ...general, thread: message.ts });
    await desk.settled();
    await desk.alice.types('Nobody helps.', { ...general, thread: message.ts });
    await desk.bob.types('/ticket list', general);
    await desk.bob.sees('You have no tickets yet', general);
    expect((await desk.stored())[0]?.comments).toEqual([]);
  });

  test('in one’s own messages with Deskbell: the ticket is made, and nothing is said below', async () => {
    const desk = await startDesk();
    const message = await writes(desk.alice, 'The lamp flickers', { in: 'app' });
    await (await formAbout(desk.alice, message)).submits();
    await desk.alice.sees(({ text, ephemeral }) => !ephemeral && text.includes('Your ticket #1, The lamp flickers'));
    await desk.settled();
    expect(desk.alice.thread('app', message.ts)).toHaveLength(1);
    expect((await desk.stored())[0]?.source?.channel).toBe('D0ALICE');
  });

  test('by signed HTTP it goes the same way', async () => {
    const desk = await startDesk({ http: true });
    await bobMakesOne(desk);
    await desk.alice.sees('from your message');
  });
});

describe('whose ticket it becomes', () => {
  test.each([
    ['deactivated', (desk: TestDesk) => desk.workspace.owner.deactivates('alice')],
    ['of another workspace', (desk: TestDesk) => desk.workspace.owner.lends('alice')],
  ])('where the author is %s: whoever makes it', async (_, changes) => {
    const desk = await startDesk();
    const message = await writes(desk.alice, 'The printer is on fire', general);
    changes(desk);
    const form = await formAbout(desk.bob, message);
    expect(form.words()).toContain('a message> of <@U0ALICE>');
    expect(form.words()).not.toContain('gets this ticket');
    expect(await form.submits()).toEqual({ became: 'closed' });
    await desk.bob.sees('The printer is on fire');
    expect(await desk.stored()).toMatchObject([{ requester: 'U0BOB', source: { author: 'U0ALICE' } }]);
  });

  test('where an app has written it: whoever makes it, and the thread is told no name', async () => {
    const desk = await startDesk();
    comesToGeneral(desk);
    await lands(desk, 'chat.postMessage', { channel: 'C0GENERAL', text: 'Disk is full on db-3' });
    const message = await desk.bob.sees('Disk is full', general);
    const form = await formAbout(desk.bob, message);
    expect(form.words()).toContain('a message> of an app');
    await form.submits();
    await desk.bob.sees('Your ticket #1');
    await desk.bob.sees('This message is ticket *#1* now.', { ...general, thread: message.ts });
    expect((await desk.stored())[0]?.source?.author).toBeUndefined();
  });

  test('where the author is a guest: theirs', async () => {
    const desk = await startDesk();
    desk.workspace.owner.makesGuest('alice');
    await bobMakesOne(desk);
    await desk.alice.sees('from your message');
  });

  test('where an admin chooses somebody else: theirs, and it says who sent it', async () => {
    const desk = await startDesk();
    const form = await formAbout(desk.carol, await writes(desk.alice, 'Bob has no badge', general));
    expect(form.view().blocks.at(-1)).toMatchObject({ element: { initial_user: 'U0ALICE' } });
    form.fills({ 'On behalf of': 'bob' });
    expect(await form.submits()).toEqual({ became: 'changed' });
    expect(wordsOf(await desk.bob.sees('sent for you by <@U0CAROL>'))).toContain('a message> of <@U0ALICE>');
    expect(await desk.stored()).toMatchObject([{ requester: 'U0BOB', by: 'U0CAROL', source: { author: 'U0ALICE' } }]);
  });

  test('where an admin leaves the author: theirs, without a login; where they take that away, their own', async () => {
    const desk = await startDesk({ loggedOut: true });
    const first = await formAbout(desk.carol, await writes(desk.alice, 'No coffee', general));
    expect(await first.submits()).toEqual({ became: 'changed' });
    await (await desk.carol.modal('Sent')).closes();
    const second = await formAbout(desk.carol, await writes(desk.alice, 'No milk', general));
    second.fills({ 'On behalf of': null });
    expect(await second.submits()).toEqual({ became: 'closed' });
    const stored = await desk.stored();
    expect(stored.map(({ requester, by }) => [requester, by])).toEqual([
      ['U0ALICE', 'U0CAROL'],
      ['U0CAROL', undefined],
    ]);
  });

  test('a requester who forges that choice is refused', async () => {
    const desk = await startDesk({ http: true });
    const form = await formAbout(desk.bob, await writes(desk.alice, 'No coffee', general));
    const by = { userId: 'U0BOB', teamId: desk.workspace.teamId };
    const fields = {
      [ids.field.title]: filledIn.text('x'),
      [ids.field.description]: filledIn.text(''),
      [ids.field.requester]: filledIn.person('U0DAVE'),
    };
    const metadata = form.view().private_metadata;
    const forged = formBy(
      by,
      ids.ticket.fromMessageSubmit,
      { metadata, fields },
      { triggerId: '1', responseUrl: '', viewId: form.id },
    );
    expect((await signedTo(desk).send(forged)).body).toContain('Only admins of Deskbell can do that.');
    expect(await desk.stored()).toEqual([]);
  });
});

describe('the same message twice', () => {
  test('opens the ticket for whom it concerns, and tells others its number alone', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, dave } = desk;
    const message = await writes(alice, 'The printer is on fire', general);
    const form = await formAbout(bob, message);
    form.fills({ Title: 'Secret title' });
    await form.submits();
    await (await bob.modal('Sent')).closes();
    for (const person of [alice, carol]) {
      await person.shortcut(makeATicket, message);
      const opened = await person.modal('Ticket #1');
      expect(opened.words()).toContain('Secret title');
      await opened.closes();
    }
    await bob.shortcut(makeATicket, message);
    await refusedInModal(
      bob,
      'This message is ticket #1 already, so no second one is made of it. The person whose ticket it is can add to it.',
    );
    await carol.presses('Claim', await carol.sees('Secret title', { in: 'triage' }));
    await carol.sees('yours');
    await dave.shortcut(makeATicket, message);
    const outline = await dave.modal('Ticket #1');
    expect(outline.words()).not.toContain('Secret');
    expect(outline.words()).not.toContain('printer');
    expect(await desk.stored()).toHaveLength(1);
  });

  test('an admin who is logged out logs in first, and sees it then', async () => {
    const desk = await startDesk({ loggedOut: true });
    const message = await writes(desk.alice, 'The printer is on fire', general);
    await (await formAbout(desk.alice, message)).submits();
    await desk.carol.shortcut(makeATicket, message);
    await logsIn(desk.carol);
    expect((await desk.carol.modal('Ticket #1')).words()).toContain('The printer is on fire');
  });

  test('two people at once: one ticket, and the other keeps their words and is told its number', async () => {
    const desk = await startDesk();
    const message = await writes(desk.alice, 'The printer is on fire', general);
    const [first, second] = [await formAbout(desk.bob, message), await formAbout(desk.dave, message)];
    first.fills({ Title: 'Fire' });
    second.fills({ Title: 'Smoke' });
    const became = await Promise.all([first.submits(), second.submits()]);
    expect(became.map((one) => one.became).toSorted()).toEqual(['changed', 'errors']);
    const loser = became[0]?.became === 'errors' ? first : second;
    expect(loser.errors['Title']).toContain('This message is ticket #1 already');
    expect(await desk.stored()).toHaveLength(1);
    await desk.settled();
  });

  test('the same person in two forms: the first counts, also where it is their own', async () => {
    const desk = await startDesk();
    const message = await writes(desk.alice, 'The printer is on fire', general);
    const one = await formAbout(desk.alice, message);
    await one.submits();
    await desk.settled();
    await desk.alice.shortcut(makeATicket, message);
    await (await desk.alice.modal('Ticket #1')).closes();
    expect(await desk.stored()).toHaveLength(1);
  });

  test('Slack delivers it all twice: one ticket, and one word under the message', async () => {
    const desk = await startDesk();
    comesToGeneral(desk);
    const message = await writes(desk.alice, 'The printer is on fire', general);
    desk.workspace.faults.deliverTwice();
    const form = await formAbout(desk.bob, message);
    desk.workspace.faults.deliverTwice();
    await form.submits();
    await desk.alice.sees('this message is ticket', { ...general, thread: message.ts });
    await desk.settled();
    expect(await desk.stored()).toHaveLength(1);
    expect(saidUnder(desk.alice, message)).toHaveLength(1);
    expect(desk.logged).toEqual([]);
  });

  test('the same form, sent again after a slow answer: one’s own takes the newer words, somebody else’s keeps the first', async () => {
    const desk = await startDesk();
    const { alice, bob, workspace } = desk;
    const message = await writes(alice, 'The printer is on fire', general);
    const mine = await formAbout(alice, message);
    workspace.faults.ignoreAcks();
    await expect(mine.submits()).rejects.toThrow('trouble connecting');
    mine.fills({ Title: 'Printer and curtain on fire' });
    expect(await mine.submits()).toEqual({ became: 'closed' });

    const theirs = await formAbout(bob, await writes(alice, 'No coffee', general));
    workspace.faults.ignoreAcks();
    await expect(theirs.submits()).rejects.toThrow('trouble connecting');
    theirs.fills({ Title: 'No milk' });
    await theirs.submits();
    expect(theirs.errors['Title']).toBe(
      'Ticket #2 is made already, with what you sent first, and only the person whose ticket it is can change that. Close this form.',
    );
    theirs.fills({ Title: 'No coffee' });
    expect(await theirs.submits()).toEqual({ became: 'changed' });
    await desk.settled();
    expect((await desk.stored()).map(({ title }) => title)).toEqual(['Printer and curtain on fire', 'No coffee']);
  });
});

describe('messages of all kinds', () => {
  test('as long as Slack takes them: the quote is cut, and says how much is left out', async () => {
    const desk = await startDesk();
    const words = `${'Long story. '.repeat(20)}\n${'x'.repeat(39_000)}`;
    const form = await formAbout(desk.bob, await writes(desk.alice, words, general));
    expect(form.words()).toContain(`its last ${words.length - textMost} characters are left out here`);
    expect(await form.submits()).toEqual({ became: 'changed' });
    const [ticket] = await desk.stored();
    expect(ticket?.title).toMatch(/^(Long story\. )+Long…$/);
    expect(ticket?.title.length).toBeLessThanOrEqual(titleMost);
    expect(ticket?.source).toMatchObject({ text: words.slice(0, textMost), leftOut: words.length - textMost });
    await desk.alice.sees('from your message');
    await desk.settled();
    expect(desk.logged).toEqual([]);
  });

  test('without words: it says so, and the title is to be typed', async () => {
    const desk = await startDesk();
    comesToGeneral(desk);
    const blocks = [{ type: 'divider' }];
    await lands(desk, 'chat.postMessage', { channel: 'C0GENERAL', text: ' ', blocks });
    const message = await desk.bob.sees(({ user }) => user === 'U0DESKBELL', general);
    const form = await formAbout(desk.bob, message);
    expect(form.words()).toContain('|a message without words> of an app');
    expect(await form.submits()).toMatchObject({ became: 'errors' });
    form.fills({ Title: 'What is this line?' });
    expect(await form.submits()).toEqual({ became: 'closed' });
    await desk.bob.sees('a message without words');
  });

  test('with markup, emoji and pings: it is quoted as it was read, and pings nobody', async () => {
    const desk = await startDesk();
    const words = '*Fire* & <smoke> :fire: 🔥 @carol @channel https://a.example/?b=1&c=2, see #general';
    await (await formAbout(desk.alice, await writes(desk.alice, words, general))).submits();
    const card = await desk.carol.sees('Fire', { in: 'triage' });
    const read = '*Fire* & <smoke> :fire: 🔥 @Carol Lindqvist @channel https://a.example/?b=1&c=2, see #general';
    expect(await desk.stored()).toMatchObject([{ title: read, source: { text: read } }]);
    expect(JSON.stringify(card.blocks)).not.toMatch(/<@U0CAROL>|"type":"(user|broadcast)"/);
    expect(card.text).not.toMatch(/<@U0CAROL>|<!channel>/);
  });

  test('deleted meanwhile: the ticket is made of what it said', async () => {
    const desk = await startDesk();
    comesToGeneral(desk);
    const message = await writes(desk.alice, 'The printer is on fire', general);
    const form = await formAbout(desk.bob, message);
    await desk.alice.deletes(message);
    expect(await form.submits()).toEqual({ became: 'changed' });
    await desk.alice.sees('from your message');
    await desk.settled();
    expect(desk.logged).toEqual([]);
    expect(desk.alice.messages('general').filter(({ text }) => text.includes('ticket'))).toEqual([]);
  });
});

describe('what the form is about', () => {
  test('is kept for an hour: after that the form stays open, and says what to do', async () => {
    const desk = await startDesk();
    const form = await formAbout(desk.alice, await writes(desk.alice, 'The printer is on fire', general));
    form.fills({ Title: 'My own words' });
    desk.passes(61 * 60_000);
    expect(await form.submits()).toMatchObject({ became: 'errors' });
    expect(form.errors['Title']).toContain('This form has been open for more than an hour');
    expect(form.errors['Title']).toContain('“Make a ticket of it”');
    expect(await desk.stored()).toEqual([]);
  });

  test('is bound to the one who opened it', async () => {
    const desk = await startDesk({ http: true });
    const form = await formAbout(desk.alice, await writes(desk.alice, 'Secret', general));
    const by = { userId: 'U0BOB', teamId: desk.workspace.teamId };
    const fields = { [ids.field.title]: filledIn.text('x'), [ids.field.description]: filledIn.text('') };
    for (const metadata of [form.view().private_metadata ?? '', '', 'x', '{"$ne":1}']) {
      const moment = { triggerId: '1', responseUrl: '', viewId: 'V0FORGED' };
      const { body } = await signedTo(desk).send(
        formBy(by, ids.ticket.fromMessageSubmit, { metadata, fields }, moment),
      );
      expect(body).toContain('does not know any more which message it is about');
      expect(body).not.toContain('Secret');
    }
    expect(await desk.stored()).toEqual([]);
  });

  test('is gone with the words of a withdrawn ticket', async () => {
    const desk = await startDesk();
    await (await formAbout(desk.alice, await writes(desk.alice, 'Secret printer', general))).submits();
    await desk.alice.presses('Withdraw', await desk.alice.sees('Secret printer'));
    await desk.alice.sees('withdrawn by you');
    await desk.settled();
    desk.passes(2 * 60_000);
    await until('it to be erased', async () => ((await desk.stored())[0]?.title === '' ? true : undefined));
    await desk.settled();
    expect(JSON.stringify(await desk.stored())).not.toContain('Secret');
    for (const [person, place] of [
      [desk.alice, 'app'],
      [desk.carol, 'triage'],
    ] as const)
      expect(person.messages(place).map(wordsOf).join('\n')).not.toContain('Secret');
  });

  test('is found by its words, also after its requester has changed the title, and stands in the archive file', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await (await formAbout(alice, await writes(alice, 'The flux capacitor is leaking', general))).submits();
    await alice.presses('Edit', await alice.sees('flux'));
    const edit = await alice.modal('Edit #1');
    edit.fills({ Title: 'Something leaks' });
    await edit.submits();
    const found = await opens(carol, '/ticket-admin search capacitor', 'Tickets');
    expect(found.words()).toContain('Something leaks');
    await found.closes();
    await carol.presses('Claim', await carol.sees('Something leaks', { in: 'triage' }));
    await closes(desk, await carol.sees('yours'));
    await desk.settled();
    expect((await desk.stored())[0]?.source?.text).toBe('The flux capacitor is leaking');
  });
});

test('the global shortcut New ticket opens the form that /ticket opens', async () => {
  const desk = await startDesk();
  await desk.bob.shortcut('New ticket');
  const form = await desk.bob.modal('New ticket');
  expect(form.words()).not.toContain('On behalf of');
  form.fills({ Title: 'Printer on fire', Description: 'Third floor.' });
  expect(await form.submits()).toEqual({ became: 'closed' });
  await desk.bob.sees('Printer on fire');
  await desk.carol.shortcut('New ticket');
  expect((await desk.carol.modal('New ticket')).words()).toContain('On behalf of');
  await submits(desk.alice, 'No coffee');
  expect(await desk.stored()).toMatchObject([
    { requester: 'U0BOB', description: 'Third floor.' },
    { requester: 'U0ALICE' },
  ]);
});
