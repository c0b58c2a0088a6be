import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Actor, type Message, wordsOf } from '@deskbell/sandbox';
import { WebClient } from '@slack/web-api';
import { mentions } from '../../sandbox/src/checks';
import { textMost, titleMost } from '../../src/domain/words';
import { commentsMost } from '../../src/services/ports';
import { refusedInModal, startDesk, stopDesks, submits, type TestDesk } from '../support/desk';
import { filledTo, hostile } from '../support/hostile';

afterEach(stopDesks);

const isCompleted = 'Ticket #1 is completed, and nothing was changed. Reopen it first, or send a new one with /ticket.';

/** The form behind `/ticket`, opened. */
async function newTicket(person: Actor) {
  await person.types('/ticket', { in: 'general' });
  return await person.modal('New ticket');
}

/** A ticket of Alice's that Carol has; gives Carol's card of it. */
async function claimed(desk: TestDesk, title = 'Printer on fire'): Promise<Message> {
  await submits(desk.alice, title);
  await desk.carol.presses('Claim', await desk.carol.sees(title, { in: 'triage' }));
  return await desk.carol.sees(title);
}

/** What people wrote, as it stands in a message's blocks: a heading or rich text, whose addresses are links without a label. */
function typedIn({ blocks = [] }: Message): string[] {
  return blocks.flatMap((block) => {
    if (block.type === 'header') return [block.text.text];
    if (block.type !== 'rich_text') return [];
    return block.elements.map(({ elements }) =>
      elements.map((element) => ('text' in element ? element.text : 'url' in element ? element.url : '')).join(''),
    );
  });
}

/** Whatever stands on Deskbell's messages, by it nobody is called but the two whose ticket it is. */
function pingsNobodyIn({ alice, carol, workspace }: TestDesk): void {
  const threads = [alice, carol].flatMap((person) => person.messages().flatMap(({ ts }) => person.thread('app', ts)));
  const all = [threads, carol.messages(), carol.messages('triage')].flat();
  const pinged = all.flatMap(({ text, blocks }) => [...mentions(text, blocks), ...mentions(text)]);
  const { alice: requester, carol: claimer } = workspace.people;
  expect(pinged.length).toBeGreaterThan(0);
  expect(pinged.filter((who) => who !== requester && who !== claimer)).toEqual([]);
}

async function seesWhisper(person: Actor, words: string | RegExp, where = 'triage'): Promise<Message> {
  return await person.sees(
    (message) =>
      message.ephemeral && (typeof words === 'string' ? message.text.includes(words) : words.test(message.text)),
    { in: where },
  );
}

describe('a form that cannot be taken', () => {
  test.each([
    ['blank', '\u200B\u3164', 'Say in a few words what is wrong.'],
    [
      'over-long',
      'x'.repeat(titleMost + 1),
      'A title has at most 150 characters, and this one has 151. Move the rest into the description.',
    ],
  ])('says under a %s title what is wrong with it, and keeps what was typed', async (_, title, words) => {
    const desk = await startDesk();
    const form = await newTicket(desk.alice);
    form.fills({ Title: title, Description: 'Third floor.' });
    expect(await form.submits()).toMatchObject({ became: 'errors' });
    expect(form.errors).toEqual({ Title: words });
    expect(await desk.stored()).toEqual([]);

    form.fills({ Title: 'Printer on fire' });
    expect(await form.submits()).toEqual({ became: 'closed' });
    expect(await desk.stored()).toMatchObject([{ number: 1, title: 'Printer on fire', description: 'Third floor.' }]);
  });

  test('an empty field is told by Slack itself, and a blank comment by Deskbell', async () => {
    const desk = await startDesk();
    const form = await newTicket(desk.alice);
    await form.submits();
    expect(form.errors).toEqual({ Title: 'Please complete this required field.' });
    await form.closes();

    await desk.carol.presses('Comment', await claimed(desk));
    const comment = await desk.carol.modal('Comment on #1');
    comment.fills({ Comment: ' \u200B\n' });
    await comment.submits();
    expect(comment.errors).toEqual({ Comment: 'Write a few words first.' });
  });
});

describe('what people write', () => {
  test.each([
    ['all that is hostile', Object.values(hostile).join('\n')],
    ['3,000 characters', filledTo(textMost)],
  ])('is shown as they typed it, wherever they typed it, and pings nobody: %s', async (_, words) => {
    const desk = await startDesk();
    const { alice, carol } = desk;
    const title = filledTo(titleMost, '<!here> *x* ');
    await submits(alice, title, words);
    const open = await carol.sees('New ticket #1', { in: 'triage' });
    expect(typedIn(open)).toEqual([title, words]);
    await carol.presses('Claim', open);
    const mine = await carol.sees('Ticket #1 of');
    expect(typedIn(mine)).toEqual([title, words]);

    await carol.presses('Comment', mine);
    const comment = await carol.modal('Comment on #1');
    comment.fills({ Comment: words });
    expect(await comment.submits()).toEqual({ became: 'closed' });
    await carol.presses('Close', mine);
    const close = await carol.modal('Close #1');
    close.fills({ 'Last comment': words });
    expect(await close.submits()).toEqual({ became: 'closed' });

    const done = await alice.sees(({ text, replyCount }) => text.startsWith('Your ticket #1, ') && replyCount === 4);
    expect(typedIn(done)).toEqual([title, words, words]);
    // Her card with its last words, the comment, and the last words in the news that it is completed.
    expect(alice.thread('app', done.ts).flatMap(typedIn)).toEqual([title, words, words, words, words]);
    await desk.settled();
    expect(carol.thread('app', mine.ts).slice(1).flatMap(typedIn)).toEqual([words, words]);
    pingsNobodyIn(desk);
    expect(desk.logged).toEqual([]);
  });

  test('is shown as they typed it in the title too', async () => {
    const desk = await startDesk();
    for (const words of Object.values(hostile)) {
      const title = words.replaceAll(/\s+/g, ' ');
      await submits(desk.alice, title);
      await desk.alice.sees((message) => typedIn(message)[0] === title);
      await desk.carol.sees((message) => typedIn(message)[0] === title, { in: 'triage' });
    }
    pingsNobodyIn(desk);
  });

  test('stands in the form as they typed it after /ticket', async () => {
    const desk = await startDesk();
    for (const words of [
      "@bob's laptop & <!channel> *x* :tada:",
      'http://a.example?b=1&c=2 #general',
      'ask help@example.com, see example.com/help',
      '<@U0BOB>',
    ]) {
      await desk.alice.types(`/ticket ${words}`, { in: 'general' });
      const form = await desk.alice.modal('New ticket');
      expect(form.view().blocks).toMatchObject([{ element: { initial_value: words } }, {}, {}]);
      await form.closes();
    }
  });

  test('4,000 characters after /ticket: the form opens, says what it left out, and can be sent', async () => {
    const desk = await startDesk();
    const words = filledTo(4000, 'the printer is on fire & <burning> ');
    await desk.alice.types(`/ticket ${words}`, { in: 'general' });
    const form = await desk.alice.modal('New ticket');
    expect(form.words()).toContain('the last 1000 of your text are left out');
    expect(await form.submits()).toEqual({ became: 'closed' });
    const [ticket] = await desk.stored();
    expect(ticket?.description).toBe(words.slice(0, textMost).trim());
    expect(words).toContain(ticket?.title.slice(0, -1));
  });
});

describe('the same thing sent twice', () => {
  test('a double click on Send makes one ticket', async () => {
    const desk = await startDesk();
    const form = await newTicket(desk.alice);
    form.fills({ Title: 'Printer on fire' });
    await Promise.all([form.submits(), form.submits()]);
    await desk.alice.sees('Printer on fire');
    await desk.settled();
    expect(await desk.stored()).toHaveLength(1);
    expect(desk.carol.messages('triage')).toHaveLength(1);
    expect(desk.alice.messages()).toHaveLength(1);
  });

  test('whatever Slack delivers twice happens once', async () => {
    const desk = await startDesk();
    const { alice, carol, workspace } = desk;
    const form = await newTicket(alice);
    form.fills({ Title: 'Printer on fire' });
    workspace.faults.deliverTwice();
    expect(await form.submits()).toEqual({ became: 'closed' });

    const open = await carol.sees('Printer on fire', { in: 'triage' });
    workspace.faults.deliverTwice();
    await carol.presses('Claim', open);
    const mine = await carol.sees('Printer on fire');

    await carol.presses('Comment', mine);
    const comment = await carol.modal('Comment on #1');
    comment.fills({ Comment: 'On my way.' });
    workspace.faults.deliverTwice();
    expect(await comment.submits()).toEqual({ became: 'closed' });

    await carol.presses('Close', mine);
    const close = await carol.modal('Close #1');
    close.fills({ 'Last comment': 'Put out.' });
    workspace.faults.deliverTwice();
    expect(await close.submits()).toEqual({ became: 'closed' });

    await alice.sees(/completed by/);
    await desk.settled();
    const [ticket, ...others] = await desk.stored();
    expect(others).toEqual([]);
    expect(ticket?.comments.map(({ text }) => text)).toEqual(['On my way.', 'Put out.']);
    expect(ticket?.history.map(({ what }) => what)).toEqual(['submit', 'claim', 'comment', 'close']);
    expect(carol.ephemerals('triage')).toEqual([]);
  });

  test('a claim pressed twice is one claim, and its claimer is told nothing of it', async () => {
    const desk = await startDesk();
    await submits(desk.alice, 'Printer on fire');
    const open = await desk.carol.sees('Printer on fire', { in: 'triage' });
    await Promise.all([desk.carol.presses('Claim', open), desk.carol.presses('Claim', open)]);
    await desk.carol.sees('Printer on fire');
    await desk.settled();
    expect((await desk.stored())[0]?.history.map(({ what }) => what)).toEqual(['submit', 'claim']);
    expect(desk.carol.ephemerals('triage')).toEqual([]);
  });

  test('a form whose answer was lost is sent again with other words: they are what counts', async () => {
    const desk = await startDesk({ slackPatienceMs: 400 });
    const { alice, carol, workspace } = desk;
    const form = await newTicket(alice);
    form.fills({ Title: 'Printer on fire' });
    workspace.faults.ignoreAcks();
    await expect(form.submits()).rejects.toThrow('We had some trouble connecting. Try again?');
    form.fills({ Title: 'Printer and curtain on fire', Description: 'Hurry.' });
    expect(await form.submits()).toEqual({ became: 'closed' });
    const open = await carol.sees('Printer and curtain on fire', { in: 'triage' });
    expect(typedIn(open)).toEqual(['Printer and curtain on fire', 'Hurry.']);
    expect(await desk.stored()).toMatchObject([{ number: 1, title: 'Printer and curtain on fire' }]);

    await carol.presses('Claim', open);
    await carol.presses('Comment', await carol.sees('curtain'));
    const comment = await carol.modal('Comment on #1');
    comment.fills({ Comment: 'On my way.' });
    workspace.faults.ignoreAcks();
    await expect(comment.submits()).rejects.toThrow('We had some trouble connecting. Try again?');
    await alice.sees('On my way.');
    comment.fills({ Comment: 'On my way, with a bucket.' });
    expect(await comment.submits()).toEqual({ became: 'closed' });
    const card = await alice.sees('On my way, with a bucket.');
    await desk.settled();
    const thread = alice.thread('app', card.ts).map(wordsOf).join('\n');
    expect(thread).toContain('On my way, with a bucket.');
    expect(thread).not.toContain('On my way.');
    expect((await desk.stored())[0]?.comments).toHaveLength(1);
  });

  test('last words that are sent again, as other ones, stand in the archive file too', async () => {
    const desk = await startDesk({ slackPatienceMs: 400 });
    const { alice, carol, workspace } = desk;
    await carol.presses('Close', await claimed(desk));
    const close = await carol.modal('Close #1');
    close.fills({ 'Last comment': 'Put out.' });
    workspace.faults.ignoreAcks();
    await expect(close.submits()).rejects.toThrow('trouble connecting');
    await alice.sees('Put out.');
    await desk.settled();
    close.fills({ 'Last comment': 'Put out, and a new one ordered.' });
    expect(await close.submits()).toEqual({ became: 'closed' });
    await alice.sees('a new one ordered');
    await desk.settled();
    const [ticket] = await desk.stored();
    const file = await readFile(join(desk.archiveDir, `${ticket?.archive?.path}.md`), 'utf8');
    expect(file).toContain('    Put out, and a new one ordered.');
  });

  test('last words that come only with the second sending find the ticket completed: they stay in the form', async () => {
    const desk = await startDesk({ slackPatienceMs: 400 });
    const { alice, carol, workspace } = desk;
    await carol.presses('Close', await claimed(desk));
    const close = await carol.modal('Close #1');
    workspace.faults.ignoreAcks();
    await expect(close.submits()).rejects.toThrow('trouble connecting');
    await alice.sees('completed by');
    close.fills({ 'Last comment': 'Put out.' });
    expect(await close.submits()).toMatchObject({ became: 'errors' });
    expect(close.errors).toEqual({ 'Last comment': isCompleted });
    close.fills({ 'Last comment': null });
    expect(await close.submits()).toEqual({ became: 'closed' });
  });

  test('last words that the second sending no longer has are stored: the form says so, and takes other ones', async () => {
    const desk = await startDesk({ slackPatienceMs: 400 });
    const { alice, carol, workspace } = desk;
    await carol.presses('Close', await claimed(desk));
    const close = await carol.modal('Close #1');
    close.fills({ 'Last comment': 'Put out.' });
    workspace.faults.ignoreAcks();
    await expect(close.submits()).rejects.toThrow('trouble connecting');
    await alice.sees('Put out.');
    close.fills({ 'Last comment': null });
    expect(await close.submits()).toMatchObject({ became: 'errors' });
    expect(close.errors['Last comment']).toContain('the comment that you sent first is stored');
    close.fills({ 'Last comment': 'All is well.' });
    expect(await close.submits()).toEqual({ became: 'closed' });
    expect((await desk.stored())[0]?.comments).toMatchObject([{ text: 'All is well.' }]);
  });

  test('a form that comes again after its ticket was completed is told so', async () => {
    const desk = await startDesk({ slackPatienceMs: 400 });
    const { alice, carol, workspace } = desk;
    const form = await newTicket(alice);
    form.fills({ Title: 'Printer on fire' });
    workspace.faults.ignoreAcks();
    await expect(form.submits()).rejects.toThrow('trouble connecting');
    await carol.presses('Close', await carol.sees('Printer on fire', { in: 'triage' }));
    await (await carol.modal('Close #1')).submits();
    form.fills({ Title: 'Printer and curtain on fire' });
    expect(await form.submits()).toMatchObject({ became: 'errors' });
    expect(form.errors).toEqual({ Title: isCompleted });
  });
});

describe('somebody was quicker', () => {
  test('two admins press Claim at once: one gets the ticket, the other is told who has it', async () => {
    const desk = await startDesk();
    const { carol, dave, workspace } = desk;
    await submits(desk.alice, 'Printer on fire');
    const open = await carol.sees('Printer on fire', { in: 'triage' });
    await Promise.all([carol.presses('Claim', open), dave.presses('Claim', open)]);
    const collapsed = await carol.sees('claimed by', { in: 'triage' });
    const [ticket] = await desk.stored();
    expect([workspace.people.carol, workspace.people.dave]).toContain(ticket?.claimer);
    const [loser, winner] = ticket?.claimer === workspace.people.carol ? [dave, carol] : [carol, dave];
    await seesWhisper(loser, `Ticket #1 is already claimed by <@${ticket?.claimer}>. Nothing was changed.`);
    expect(winner.ephemerals('triage')).toEqual([]);
    expect(wordsOf(collapsed)).toContain(`claimed by <@${ticket?.claimer}>`);
    expect(ticket?.history.map(({ what }) => what)).toEqual(['submit', 'claim']);
  });

  test('Claim, Comment and Close on a ticket that is gone say so', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    await submits(desk.alice, 'Printer on fire');
    const open = await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    await desk.inDatabase(({ tickets }) => tickets.deleteMany({}));
    const words = 'There is no such ticket, or it is not yours. `/ticket list` shows the ones you have.';
    await carol.presses('Claim', open);
    await seesWhisper(carol, words);
    await carol.presses('Close', open);
    await refusedInModal(carol, words);
    await carol.noModal();
    expect(carol.ephemerals('triage').map(({ text }) => text)).toEqual([words]);
  });

  test('a ticket that goes while somebody comments on it: they are told, and the text stays', async () => {
    const desk = await startDesk();
    await desk.carol.presses('Comment', await claimed(desk));
    const comment = await desk.carol.modal('Comment on #1');
    await desk.settled();
    await desk.inDatabase(({ tickets }) => tickets.deleteMany({}));
    comment.fills({ Comment: 'On my way.' });
    expect(await comment.submits()).toMatchObject({ became: 'errors' });
    expect(comment.errors['Comment']).toContain('There is no such ticket');
  });

  test('a ticket that is closed while its claimer comments on it: they are told, and the text stays', async () => {
    const desk = await startDesk();
    const { carol } = desk;
    await carol.presses('Comment', await claimed(desk));
    const comment = await carol.modal('Comment on #1');
    comment.fills({ Comment: 'On my way.' });
    await desk.inDatabase(({ tickets }) =>
      tickets.updateOne({ number: 1 }, { $set: { status: 'completed', live: false, closedAt: new Date() } }),
    );
    expect(await comment.submits()).toMatchObject({ became: 'errors' });
    expect(comment.errors).toEqual({ Comment: isCompleted });
    expect((await carol.modal()).id).toBe(comment.id);
    expect((await desk.stored())[0]?.comments).toEqual([]);
  });
});

describe('somebody who may not', () => {
  test('an admin who has not claimed it cannot comment on a ticket or close it', async () => {
    const desk = await startDesk();
    const { dave } = desk;
    await claimed(desk);
    const collapsed = await dave.sees('claimed by', { in: 'triage' });
    for (const button of ['Comment', 'Close']) {
      await dave.presses(button, collapsed);
      await refusedInModal(
        dave,
        'Ticket #1 is with <@U0CAROL>: only they can work on it. Ask them to hand it over if it should be yours.',
      );
    }
    await dave.noModal();
    expect(dave.ephemerals('triage')).toEqual([]);
    expect((await desk.stored())[0]).toMatchObject({ status: 'claimed', comments: [] });
  });

  test('who is no admin cannot press what stands in the triage channel, be it their own ticket', async () => {
    const desk = await startDesk();
    const { alice, bob, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const words = 'Only admins of Deskbell can do that. To ask for help, type `/ticket`.';
    for (const [person, handle] of [
      [alice, 'alice'],
      [bob, 'bob'],
    ] as const) {
      workspace.owner.invites(handle, workspace.channels.triage);
      const open = await person.sees('Printer on fire', { in: 'triage' });
      await person.presses('Claim', open);
      await seesWhisper(person, words);
      await person.presses('Close', open);
      await refusedInModal(person, words);
      await person.noModal();
      expect(person.ephemerals('triage').map(({ text }) => text)).toEqual([words]);
    }
    expect((await desk.stored())[0]).toMatchObject({ status: 'open', version: 1 });
  });

  test("an admin's own ticket is picked up by another admin", async () => {
    const desk = await startDesk();
    const { carol } = desk;
    await submits(carol, 'My screen is dark');
    const open = await carol.sees('My screen is dark', { in: 'triage' });
    const words = 'Ticket #1 is your own. Another admin has to pick it up, so that somebody else looks at it.';
    await carol.presses('Claim', open);
    await seesWhisper(carol, words);
    await carol.presses('Close', open);
    await refusedInModal(carol, words);
    expect(carol.ephemerals('triage')).toHaveLength(1);
    expect((await desk.stored())[0]).toMatchObject({ status: 'open' });
    await desk.dave.presses('Claim', open);
    await carol.sees('<@U0DAVE> is on it');
  });

  test('an admin who is alone may claim their own ticket, and close it at once', async () => {
    const desk = await startDesk({ admins: ['carol'] });
    const { carol } = desk;
    await submits(carol, 'My screen is dark');
    await carol.presses('Claim', await carol.sees('My screen is dark', { in: 'triage' }));
    await carol.sees('<@U0CAROL> is on it');
    await submits(carol, 'My mouse is gone');
    await carol.presses('Close', await carol.sees('My mouse is gone', { in: 'triage' }));
    expect(await (await carol.modal('Close #2')).submits()).toEqual({ became: 'closed' });
    await carol.sees('#2 is completed by', { in: 'triage' });
  });

  test('a button with a value that Deskbell never gave out does nothing, and says so', async () => {
    const desk = await startDesk();
    const { carol, workspace } = desk;
    await submits(desk.alice, 'Printer on fire');
    const open = await carol.sees('Printer on fire', { in: 'triage' });
    await desk.settled();
    const slack = new WebClient(workspace.tokens.bot, { slackApiUrl: workspace.apiUrl });
    const values = ['nonsense', '1', '{"$ne":null}', '../../etc/passwd', 'f'.repeat(24), 'F'.repeat(24), undefined];
    const told = new Set<string>();
    for (const [index, value] of values.entries()) {
      const button = (label: string, id: string) =>
        ({
          type: 'button',
          text: { type: 'plain_text', text: label },
          action_id: id,
          ...(value && { value }),
        }) as const;
      const elements = [button('Claim', 'ticket.claim'), button('Close', 'ticket.close')];
      await slack.chat.update({
        channel: open.channel,
        ts: open.ts,
        text: 'x',
        blocks: [{ type: 'actions', elements }],
      });
      await carol.presses('Claim', open);
      const whispers = await carol.waitsFor('one more answer', () => {
        const all = carol.ephemerals('triage');
        return all.length === index + 1 ? all : undefined;
      });
      const words = whispers.at(-1)?.text ?? '';
      await carol.presses('Close', open);
      await refusedInModal(carol, words);
      told.add(words);
    }
    await carol.noModal();
    expect(carol.ephemerals('triage')).toHaveLength(values.length);
    expect(told).toEqual(
      new Set([
        'Deskbell does not know this button or form any more. Open the ticket again and use what is there.',
        'There is no such ticket, or it is not yours. `/ticket list` shows the ones you have.',
      ]),
    );
    expect((await desk.stored())[0]).toMatchObject({ status: 'open', version: 1 });
    expect(desk.logged).toEqual([]);
  });

  test("a form that was made to name somebody else's ticket, or none, changes nothing", async () => {
    const desk = await startDesk();
    const { carol, dave, workspace } = desk;
    const mine = await claimed(desk);
    await submits(desk.bob, 'No coffee');
    await dave.presses('Claim', await dave.sees('No coffee', { in: 'triage' }));
    await dave.sees('No coffee');
    const daves = String((await desk.stored())[1]?._id);

    await carol.presses('Comment', mine);
    const comment = await carol.modal('Comment on #1');
    comment.fills({ Comment: 'Nonsense.' });
    const slack = new WebClient(workspace.tokens.bot, { slackApiUrl: workspace.apiUrl });
    const view = comment.view();
    for (const [metadata, words] of [
      [daves, 'Ticket #2 is with another admin: only they can work on it.'],
      ['nonsense', 'Deskbell does not know this button or form any more.'],
      ['', 'Deskbell does not know this button or form any more.'],
      ['{"$gt":""}', 'Deskbell does not know this button or form any more.'],
    ] as const) {
      await slack.views.update({ view_id: comment.id, view: { ...view, private_metadata: metadata } });
      await comment.submits();
      expect(comment.errors['Comment']).toContain(words);
    }
    expect((await desk.stored()).map(({ comments }) => comments)).toEqual([[], []]);
  });
});

test('a ticket holds 500 comments: the next one is refused with advice, and so are last words', async () => {
  const desk = await startDesk();
  const { carol } = desk;
  const mine = await claimed(desk);
  await desk.settled();
  const full = Array.from({ length: commentsMost - 1 }, (_, index) => ({
    key: `K${index}`,
    author: 'U0CAROL',
    kind: 'comment' as const,
    text: `Comment ${index}`,
    at: new Date(),
  }));
  await desk.inDatabase(({ tickets }) => tickets.updateOne({ number: 1 }, { $push: { comments: { $each: full } } }));

  await carol.presses('Comment', mine);
  const last = await carol.modal('Comment on #1');
  last.fills({ Comment: 'The 500th.' });
  expect(await last.submits()).toEqual({ became: 'closed' });
  await desk.alice.sees('The 500th.');

  await carol.presses('Comment', mine);
  const next = await carol.modal('Comment on #1');
  next.fills({ Comment: 'One too many.' });
  expect(await next.submits()).toMatchObject({ became: 'errors' });
  expect(next.errors).toEqual({
    Comment:
      'Ticket #1 has 500 comments, and that is the most a ticket holds. Go on in a new ticket that names this one.',
  });
  await next.closes();

  await carol.presses('Close', mine);
  const close = await carol.modal('Close #1');
  close.fills({ 'Last comment': 'One too many.' });
  await close.submits();
  expect(close.errors['Last comment']).toContain('500 comments');
  close.fills({ 'Last comment': null });
  expect(await close.submits()).toEqual({ became: 'closed' });
  await desk.alice.sees('completed by');
  expect((await desk.stored())[0]?.comments).toHaveLength(commentsMost);
});
