import type { Message } from '@deskbell/sandbox';
import { claims, closes, comments, isStone, replies, standing } from '../support/delivery';
import { says, startDesk, stopDesks, submits, type TestDesk, until, whisper } from '../support/desk';

afterEach(stopDesks);

/** Alice's card. */
async function hers({ alice }: TestDesk, title = 'Printer on fire'): Promise<Message> {
  return await alice.sees(
    ({ text, threadTs, ts }) => text.includes(title) && (threadTs === undefined || threadTs === ts),
  );
}

/** What happened to a ticket, the first or that one, step by step. */
async function story(desk: TestDesk, number = 1): Promise<string[]> {
  const ticket = (await desk.stored()).find((one) => one.number === number);
  return (ticket?.history ?? []).map(({ who, what, from, to, whom }) =>
    [
      who.replace('U0', '').toLowerCase(),
      what,
      ...(to ? [`${from ?? '-'} to ${to}`] : []),
      ...(whom ? [whom] : []),
    ].join(' '),
  );
}

/** A message in a thread, and not the card above it, which shows the last comment too. */
function repliesWith(words: string): (message: Message) => boolean {
  return (message) => message.ts !== message.threadTs && message.text.includes(words);
}

/** Which of the numbered lines stand there, in their order. */
function order(messages: readonly Message[]): string[] {
  return messages.flatMap(({ text }) => /(one|two|three|four), from/.exec(text)?.[1] ?? []);
}

describe('from the question to the end', () => {
  test('claimed, started, asked, answered, completed: each sees it where they are, and the history has each step', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire', 'Third floor.');
    const card = await claims(desk);
    await carol.presses('Start', card);
    await alice.sees(/works on it|working on it/);
    await says(carol, 'Ask', card, 'Which printer?');
    const question = await alice.sees((message) => message.broadcast && message.text.includes('Which printer?'));
    expect(question.threadTs).toBe((await hers(desk)).ts);
    await alice.sees('has asked you something');
    await alice.types('The big one.', { thread: question.threadTs ?? '' });
    await carol.sees('The big one.', { thread: card.ts });
    await carol.sees(/in progress|working/);
    await closes(desk, card);
    await alice.sees((message) => message.broadcast && message.text.includes('completed'));
    await desk.settled();
    expect(await story(desk)).toEqual([
      'alice submit - to open',
      'carol claim open to claimed',
      'carol start claimed to in_progress',
      'carol ask in_progress to waiting',
      'alice reply waiting to in_progress',
      'carol close in_progress to completed',
    ]);
    expect(desk.logged).toEqual([]);
  });

  test('a quick close claims first', async () => {
    const desk = await startDesk();
    await submits(desk.alice, 'Printer on fire');
    await desk.carol.presses('Close', await desk.carol.sees('Printer on fire', { in: 'triage' }));
    await (await desk.carol.modal()).submits();
    await desk.alice.sees((message) => message.broadcast && message.text.includes('completed'));
    expect(await story(desk)).toEqual([
      'alice submit - to open',
      'carol claim open to claimed',
      'carol close claimed to completed',
    ]);
  });
});

describe('the conversation', () => {
  test('stands in both threads, once and in order, whichever way each one writes', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    const her = await hers(desk);
    await carol.types('one, from my thread', { thread: card.ts });
    await alice.sees(repliesWith('one, from'), { thread: her.ts });
    await alice.types('two, from my thread', { thread: her.ts });
    await carol.sees(repliesWith('two, from'), { thread: card.ts });
    await comments(desk, card, 'three, from the form');
    await alice.sees(repliesWith('three, from'), { thread: her.ts });
    await says(alice, 'Reply', her, 'four, from the form');
    await carol.sees(repliesWith('four, from'), { thread: card.ts });
    await desk.settled();
    expect(order(replies(alice, her))).toEqual(['one', 'two', 'three', 'four']);
    expect(order(replies(carol, card))).toEqual(['one', 'two', 'three', 'four']);
  });

  test('what begins with note: is for admins alone, and so is the note from the form', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    await carol.types('Note: she is always like that', { thread: card.ts });
    await until('the note', async () => (await desk.stored())[0]?.comments[0]);
    await says(carol, 'Note', card, 'a second secret');
    await carol.sees('a second secret', { thread: card.ts });
    await carol.types('a word for all', { thread: card.ts });
    const her = await hers(desk);
    await alice.sees('a word for all', { thread: her.ts });
    await alice.types('/ticket 1', { in: 'general' });
    await alice.sees((message) => message.ephemeral && message.text.includes('Printer on fire'), { in: 'general' });
    await desk.settled();
    const all = JSON.stringify([alice.messages(), alice.messages('general'), replies(alice, her)]);
    expect(all).not.toContain('always like that');
    expect(all).not.toContain('second secret');
    expect((await desk.stored())[0]?.comments.map(({ kind, text }) => [kind, text])).toEqual([
      ['note', 'she is always like that'],
      ['note', 'a second secret'],
      ['comment', 'a word for all'],
    ]);
  });
});

describe('in other hands', () => {
  test('released: it is announced anew, and nothing of it stays with the one who had it', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire', 'Third floor.');
    const card = await claims(desk);
    await comments(desk, card, 'I am on my way.');
    await alice.types('Hurry up.', { thread: (await hers(desk)).ts });
    await carol.sees('Hurry up.', { thread: card.ts });
    await carol.presses('Release', card);
    const again = await dave.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    expect([...standing(carol), ...replies(carol, card)]).toEqual([]);
    expect(standing(dave, 'triage').filter(({ text }) => text.includes('Printer'))).toHaveLength(1);
    await dave.presses('Claim', again);
    const his = await dave.sees('Printer on fire');
    await dave.sees('Hurry up.', { thread: his.ts });
    await dave.sees('I am on my way.', { thread: his.ts });
    expect((await story(desk)).slice(-2)).toEqual(['carol release claimed to open', 'dave claim open to claimed']);
  });

  test('its claimer is no admin any more: it is announced anew, and nothing of it stays with them, nor of what they completed', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'No coffee');
    const done = await claims(desk, 'No coffee');
    await comments(desk, done, 'There is tea.');
    await closes(desk, done);
    await submits(alice, 'Printer on fire', 'Third floor.');
    const card = await claims(desk);
    await comments(desk, card, 'I am on my way.');
    await alice.types('Hurry up.', { thread: (await hers(desk)).ts });
    await carol.sees('Hurry up.', { thread: card.ts });
    await carol.types('Which floor?', { thread: card.ts });
    await alice.sees('Which floor?', { thread: (await hers(desk)).ts });
    await desk.settled();
    await dave.types('/ticket-admin demote @carol', { in: 'general' });
    const again = await dave.sees('Printer on fire', { in: 'triage' });
    const letter = await carol.sees('has ended your time');
    await alice.sees('is back in the queue', { thread: (await hers(desk)).ts });
    await carol.waitsFor('the cards to go', () => (standing(carol).length === 1 ? true : undefined));
    await desk.settled();
    expect(standing(carol).map(({ ts }) => ts)).toEqual([letter.ts]);
    // What she typed there herself is hers.
    expect(replies(carol, card).map(({ text }) => text)).toEqual(['Which floor?']);
    expect(await desk.stored()).toMatchObject([{ status: 'completed' }, { status: 'open', live: true }]);
    expect((await story(desk, 2)).at(-1)).toBe('deskbell vacate claimed to open U0CAROL');

    await dave.presses('Claim', again);
    const his = await dave.sees('Printer on fire');
    await dave.sees('I am on my way.', { thread: his.ts });
    await carol.types('is it done?', { thread: card.ts });
    await carol.sees(({ ephemeral, text }) => ephemeral && text.includes('There is no such ticket'), {
      thread: card.ts,
    });
    expect(desk.logged).toEqual([]);
  });

  test('taken away: another admin does it unseen, its claimer is told, and it is on record', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    await dave.presses('Release', await dave.sees('claimed by', { in: 'triage' }), { confirm: false });
    await dave.presses('Release', await dave.sees('claimed by', { in: 'triage' }));
    await dave.sees('Printer on fire', { in: 'triage' });
    const told = await carol.sees((message) => message.threadTs === card.ts && message.text.includes('<@U0DAVE>'));
    await desk.settled();
    expect(standing(carol).map(({ ts }) => ts)).toEqual([card.ts, told.ts]);
    expect(JSON.stringify(standing(carol))).not.toContain('Printer');
    expect((await story(desk)).at(-1)).toBe('dave forceRelease claimed to open U0CAROL');
  });

  test('handed over: the other one has all of it, and the first one nothing', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    await comments(desk, card, 'Dave knows printers.');
    await carol.presses('Hand over', card);
    const form = await carol.modal();
    form.fills({ To: 'bob' });
    await form.submits();
    expect(Object.values(form.errors)).toEqual([expect.stringContaining('no admin')]);
    form.fills({ To: 'dave' });
    expect(await form.submits()).toEqual({ became: 'closed' });
    const his = await dave.sees('Printer on fire');
    await dave.sees('Dave knows printers.', { thread: his.ts });
    await alice.sees('<@U0DAVE>');
    await desk.settled();
    const left = JSON.stringify([standing(carol), replies(carol, card).filter((reply) => !isStone(reply))]);
    for (const word of ['Printer', 'knows printers']) expect(left).not.toContain(word);
    expect(standing(carol).map(({ text }) => text)).toEqual([expect.stringContaining('is not yours any more')]);
    await carol.types('is it done?', { thread: card.ts });
    await carol.sees((message) => message.ephemeral && message.text.includes('is with <@U0DAVE>'), { thread: card.ts });
    expect((await story(desk)).at(-1)).toBe('carol handOver U0DAVE');
  });
});

describe('changed by its requester', () => {
  test('while somebody has it: they are told what changed, old and new', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire', 'Third floor.');
    const card = await claims(desk);
    await alice.presses('Edit', await hers(desk));
    const form = await alice.modal();
    form.fills({ Title: 'Printer and curtain on fire' });
    expect(await form.submits()).toEqual({ became: 'closed' });
    const told = await carol.sees(/Printer on fire[\s\S]*Printer and curtain on fire/, { thread: card.ts });
    expect(told.text).not.toContain('Third floor');
    await carol.sees((message) => message.ts === card.ts && message.text.includes('curtain'));
    await alice.sees('curtain');
    expect((await story(desk)).at(-1)).toBe('alice edit');
  });

  test('in two windows at once: the second is shown what changed, and can still send', async () => {
    const desk = await startDesk();
    const { alice } = desk;
    await submits(alice, 'Printer on fire', 'Third floor.');
    await alice.presses('Edit', await hers(desk));
    const first = await alice.modal();
    // The practice workspace has one stack of modals a person: the other window's form has been stored meanwhile.
    await desk.inDatabase(({ tickets }) => tickets.updateOne({}, { $set: { title: 'Printer and curtain on fire' } }));
    first.fills({ Description: 'Fourth floor.' });
    expect(await first.submits()).toMatchObject({ became: 'changed' });
    expect(first.words()).toContain('Printer and curtain on fire');
    expect(await first.submits()).toEqual({ became: 'closed' });
    await desk.settled();
    expect(await desk.stored()).toMatchObject([{ title: 'Printer on fire', description: 'Fourth floor.' }]);
  });

  test('withdrawn: undone within a minute it is as before; after that its words are nowhere', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire', 'Third floor.');
    const card = await claims(desk);
    await comments(desk, card, 'I am on my way.');
    const her = await hers(desk);
    await alice.types('Hurry up.', { thread: her.ts });
    await carol.sees('Hurry up.', { thread: card.ts });
    await alice.presses('Withdraw', her, { confirm: false });
    await alice.presses('Withdraw', her);
    await carol.sees((message) => message.broadcast && message.text.includes('withdrawn'));
    await alice.sees('Undo');
    await alice.presses('Undo', her);
    await carol.sees((message) => message.broadcast && /back|undone/.test(message.text));
    await desk.settled();
    expect(await desk.stored()).toMatchObject([{ status: 'claimed', claimer: 'U0CAROL', live: true }]);

    await alice.presses('Withdraw', her);
    await alice.sees('Undo');
    await desk.settled();
    desk.passes(61_000);
    await alice.waitsFor('the words to go', () => (alice.seesNot('Printer on fire') ? true : undefined));
    await desk.settled();
    const words = ['Printer', 'Third floor', 'Hurry up', 'on my way'];
    const carols = JSON.stringify([
      standing(carol),
      replies(carol, card).filter((reply) => !isStone(reply)),
      standing(carol, 'triage'),
    ]);
    const document = JSON.stringify(await desk.stored());
    for (const word of words) {
      expect(carols).not.toContain(word);
      expect(document).not.toContain(word);
    }
    const alices = JSON.stringify([standing(alice), replies(alice, her).filter(({ user }) => user !== alice.id)]);
    for (const word of words) expect(alices).not.toContain(word);
    await alice.types('/ticket 1', { in: 'general' });
    await whisper(alice, /#1/, 'general');
  });
});

describe('after the end', () => {
  test('its requester says that it helped, and reopens it within a week', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    await closes(desk, card);
    const her = await alice.sees((message) => message.ts === message.threadTs && message.text.includes('completed'));
    await alice.presses('It helped', her);
    await carol.sees(/helped/);
    await desk.settled();
    expect(await desk.stored()).toMatchObject([{ rating: 'good' }]);
    await says(alice, 'Reopen', her, 'It burns again.');
    const again = await carol.sees('Printer on fire', { in: 'triage' });
    await carol.presses('Claim', again);
    const mine = await carol.sees(
      (message) => message.ts > card.ts && message.text.includes('Printer on fire') && message.threadTs !== card.ts,
    );
    await carol.sees('It burns again.', { thread: mine.ts });
    expect((await story(desk)).slice(-3)).toEqual([
      'alice rate',
      'alice reopen completed to open',
      'carol claim open to claimed',
    ]);
  });

  test('after a week its requester is told to send a new one, and an admin can still take it up again', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    await closes(desk, card);
    const her = await alice.sees((message) => message.ts === message.threadTs && message.text.includes('completed'));
    await desk.settled();
    desk.passes(7 * 24 * 60 * 60_000 + 1_000);
    await alice.presses('Reopen', her);
    const refusal = await alice.modal('Deskbell');
    expect(refusal.words()).toContain('more than 7 days ago');
    await refusal.closes();
    await carol.presses(
      'Reopen',
      await carol.sees((message) => message.ts === card.ts && message.text.includes('completed')),
    );
    await (await carol.modal()).submits();
    await carol.sees((message) => message.text.includes('Printer on fire') && message.blocks !== undefined, {
      in: 'triage',
    });
    await alice.sees((message) => message.broadcast && message.text.includes('open'));
    expect((await story(desk)).at(-1)).toBe('carol reopen completed to open');
  });

  test('after a quick close any admin can take it up again, from the answer to /ticket', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    await carol.presses('Close', await carol.sees('Printer on fire', { in: 'triage' }));
    await (await carol.modal()).submits();
    await desk.settled();
    await dave.types('/ticket 1', { in: 'general' });
    await dave.presses('Reopen', await whisper(dave, /Printer on fire/, 'general'));
    await (await dave.modal()).submits();
    await dave.sees('back in the queue', { in: 'triage' });
    expect((await story(desk)).at(-1)).toBe('dave reopen completed to open');
  });

  test('released, and then closed at once by the one who had it: their old card stays deleted', async () => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    await submits(alice, 'Printer on fire');
    const card = await claims(desk);
    await carol.presses('Release', card);
    await carol.presses('Close', await carol.sees('back in the queue', { in: 'triage' }));
    await (await carol.modal()).submits();
    await alice.sees((message) => message.broadcast && message.text.includes('completed'));
    await desk.settled();
    expect([...standing(carol), ...replies(carol, card)]).toEqual([]);
  });

  test('what its requester writes under it is not lost: they can reopen it with these words, or make a new one of them', async () => {
    const desk = await startDesk();
    const { alice } = desk;
    await submits(alice, 'Printer on fire');
    await closes(desk, await claims(desk));
    const her = await alice.sees((message) => message.ts === message.threadTs && message.text.includes('completed'));
    await alice.types('It burns again.', { thread: her.ts });
    const offer = await alice.sees((message) => message.ephemeral, { thread: her.ts });
    await alice.presses('Reopen #1', offer);
    const form = await alice.modal();
    await form.submits();
    await desk.settled();
    expect((await desk.stored())[0]?.comments.map(({ text }) => text)).toEqual(['It burns again.']);
    await alice.sees('It burns again.', { thread: her.ts });
  });
});
