import { wordsOf } from '@deskbell/sandbox';
import { asMember, readyFor } from '../../src/services/change';
import { reply } from '../../src/services/conversation';
import { withdraw } from '../../src/services/tickets';
import { ids } from '../../src/slack/ids';
import {
  callsOf,
  claims,
  closes,
  comments,
  doubtEnds,
  holds,
  isStone,
  makeDue,
  matches,
  quiet,
  replies,
  standing,
} from '../support/delivery';
import { claimedTicket, says, startDesk, stopDesks, submits, type TestDesk, until, whisper } from '../support/desk';
import {
  followerCard,
  followerCardOf,
  followersIn,
  newsOf,
  pressesInAnswer,
  readBy,
  shares,
} from '../support/following';
import { asks } from '../support/sessions';
import { signedTo } from '../support/signed';

afterEach(stopDesks);

/** Alice's ticket, to which she has added people; gives her card of it. */
async function sharedTicket(desk: TestDesk, ...people: string[]) {
  await submits(desk.alice, 'Printer on fire', 'Third floor.');
  const hers = await desk.alice.sees('Printer on fire');
  expect(await shares(desk.alice, hers, people)).toBeUndefined();
  await desk.settled();
  return hers;
}

describe('a requester adds people to their ticket', () => {
  test('from its card: each gets a card of their own, and the requester and the claimer read who follows', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, dave } = desk;
    await sharedTicket(desk, 'bob', 'dave');
    for (const person of [bob, dave]) {
      const card = await followerCard(person);
      expect(card.text).toContain('You follow ticket #1 of <@U0ALICE>, Printer on fire: in the queue');
      expect(card.text).toContain('<@U0ALICE> has added you');
      expect(wordsOf(card)).toContain('Stop following');
    }
    await alice.sees('<@U0BOB> and <@U0DAVE> follow this ticket.');
    const mine = await claims(desk);
    expect(mine.text).toContain('<@U0BOB> and <@U0DAVE> follow this ticket.');
    expect(JSON.stringify(carol.messages('triage'))).not.toContain('follow');
    expect(await followersIn(desk)).toEqual(['U0BOB by U0ALICE', 'U0DAVE by U0ALICE']);
    expect(
      await bob.waitsFor(
        'the card to say so',
        () => followerCardOf(bob)?.text.includes('claimed by <@U0CAROL>') || undefined,
      ),
    ).toBe(true);
  });

  test('and gets them shown in the form the next time; whom she takes out reads nothing any more', async () => {
    const desk = await startDesk();
    const { alice, bob, dave } = desk;
    const hers = await sharedTicket(desk, 'bob');
    const mine = await claims(desk);
    await comments(desk, mine, 'On my way.');
    await bob.waitsFor('the comment', () => (newsOf(bob).length === 2 ? true : undefined));
    await alice.presses('Followers', hers);
    const form = await alice.modal('Followers #1');
    expect(JSON.stringify(form.view())).toContain('"initial_users":["U0BOB"]');
    form.fills({ 'Who reads along': ['dave'] });
    await form.submits();
    await desk.settled();
    await followerCard(dave);
    expect(readBy(bob)).not.toMatch(/Printer|Third|On my way|U0CAROL/);
    await bob.types('/ticket 1', { in: 'general' });
    await whisper(bob, /There is no such ticket/, 'general');
    expect(newsOf(dave)).toEqual([]);
  });

  test('and empties the form: nobody follows any more', async () => {
    const desk = await startDesk();
    const hers = await sharedTicket(desk, 'bob', 'dave');
    expect(await shares(desk.alice, hers, [])).toBeUndefined();
    await desk.settled();
    expect(await followersIn(desk)).toEqual([]);
    for (const person of [desk.bob, desk.dave]) expect(standing(person)).toEqual([]);
    await desk.alice.waitsFor('her card without them', () =>
      standing(desk.alice).every(({ text }) => !text.includes('follow')) ? true : undefined,
    );
  });

  test('from the modal, which shows them at once', async () => {
    const desk = await startDesk();
    const { alice } = desk;
    await submits(alice, 'Printer on fire');
    await alice.sees('Printer on fire');
    await alice.opensHome();
    await alice.home('Printer on fire');
    await alice.presses('Open', 'home');
    await alice.modal('Ticket #1');
    expect(await shares(alice, 'modal', ['bob'])).toBeUndefined();
    await until('the modal to name him', async () =>
      (await alice.modal('Ticket #1')).words().includes('<@U0BOB> follows this ticket.') ? true : undefined,
    );
  });

  test('who cannot: each is named under the field with the reason, and nobody is added', async () => {
    const desk = await startDesk();
    const { alice, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const hers = await alice.sees('Printer on fire');
    workspace.owner.deactivates('bob');
    workspace.owner.lends('dave');
    const wrong = await shares(alice, hers, ['bob', 'dave', 'alice', 'U0DESKBELL', 'U0NOBODY']);
    for (const words of [
      'Bob Okafor is deactivated in Slack.',
      'belongs to another workspace.',
      'This is your own ticket: you get all its news without following it.',
      'Deskbell is an app, and reads nothing.',
      'Slack does not know one of them.',
      'Take them out, and send it again.',
    ])
      expect(wrong).toContain(words);
    expect(await followersIn(desk)).toEqual([]);
  });

  test('who has it already: that is said, too; and a guest can follow', async () => {
    const desk = await startDesk();
    const { alice, bob, workspace } = desk;
    await claimedTicket(desk);
    const hers = await alice.sees('Printer on fire');
    workspace.owner.makesGuest('bob');
    expect(await shares(alice, hers, ['carol', 'bob'])).toContain('has this ticket, and reads all of it.');
    expect(await shares(alice, hers, ['bob'])).toBeUndefined();
    await followerCard(bob);
  });

  test('more than twenty: the field says so, and nobody is added', async () => {
    const desk = await startDesk({ http: true });
    const { alice } = desk;
    await submits(alice, 'Printer on fire');
    const id = String((await desk.stored())[0]?._id);
    const many = Array.from({ length: 21 }, (_, index) => `U0MANY${index}`);
    const { answered } = await forged(desk, id, many);
    expect(answered).toContain('A ticket has at most 20 followers. Take out 1 of the people whom you chose.');
    expect(await followersIn(desk)).toEqual([]);
  });

  test('somebody who left Slack since does not keep her from saving', async () => {
    const desk = await startDesk();
    const { alice, dave, workspace } = desk;
    const hers = await sharedTicket(desk, 'bob');
    workspace.owner.deactivates('bob');
    expect(await shares(alice, hers, ['bob', 'dave'])).toBeUndefined();
    await followerCard(dave);
  });

  test('by a form that Slack delivers twice: that is one change', async () => {
    const desk = await startDesk();
    const { alice, bob, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const hers = await alice.sees('Printer on fire');
    await desk.settled();
    workspace.faults.deliverTwice();
    await shares(alice, hers, ['bob']);
    await followerCard(bob);
    await desk.settled();
    expect(standing(bob)).toHaveLength(1);
    const { history = [] } = (await desk.stored())[0] ?? {};
    expect(history.filter(({ what }) => what === 'follow')).toMatchObject([{ who: 'U0ALICE', whom: 'U0BOB' }]);
  });
});

/** The form that says who follows, as Slack sends it, with whatever ids a test likes; gives what Deskbell answered. */
async function forged(desk: TestDesk, id: string, people: unknown): Promise<{ answered: string }> {
  const before = desk.workspace.calls.length;
  const { status, body } = await signedTo(desk).interaction({
    type: 'view_submission',
    team: { id: desk.workspace.teamId, domain: 'x' },
    user: { id: 'U0ALICE', name: 'x', team_id: desk.workspace.teamId },
    api_app_id: 'A0',
    token: 'x',
    trigger_id: '1.2',
    view: {
      id: `V${before}`,
      type: 'modal',
      callback_id: ids.ticket.followersSubmit,
      private_metadata: id,
      blocks: [{ type: 'input', block_id: 'people' }],
      state: { values: { people: { people: { type: 'multi_users_select', selected_users: people } } } },
    },
  });
  expect(status).toBe(200);
  return { answered: body };
}

/** What stands in a follower's thread of Alice's ticket by now. */
async function told(desk: TestDesk, person: TestDesk['bob'], count: number): Promise<string[]> {
  await person.waitsFor(`${count} posts in the thread`, () => (newsOf(person).length >= count ? true : undefined));
  await desk.settled();
  return newsOf(person);
}

describe('whom the requester has added', () => {
  test('gets the public news in the thread of their card, in their order, and never a note', async () => {
    const desk = await startDesk();
    const { alice, bob, carol } = desk;
    const hers = await sharedTicket(desk, 'bob');
    await says(alice, 'Reply', hers, 'It smells.');
    const mine = await claims(desk);
    await says(carol, 'Note', mine, 'Somebody has to calm her down.');
    await says(carol, 'Ask', mine, 'Which one is it?');
    await alice.types('The small one.', { thread: hers.ts });
    await carol.sees((message) => message.threadTs === mine.ts && message.text.includes('The small one.'));
    await carol.presses('Close', mine);
    const form = await carol.modal('Close #1');
    form.fills({ 'Last comment': 'Put out.' });
    await form.submits();
    await says(alice, 'Reopen', await alice.sees('has completed your ticket'), 'It burns again.');
    expect(await told(desk, bob, 7)).toEqual([
      '<@U0ALICE> wrote: It smells.',
      ':large_blue_circle:  <@U0CAROL> has picked up *#1*.',
      '<@U0CAROL> asked: Which one is it?',
      '<@U0ALICE> wrote: The small one.',
      ':white_check_mark:  <@U0CAROL> has completed *#1*.\nPut out.',
      ':arrows_counterclockwise:  <@U0ALICE> has reopened *#1*: it is back in the queue.',
      '<@U0ALICE> wrote: It burns again.',
    ]);
    expect(readBy(bob)).not.toContain('calm her down');
    expect(standing(bob).filter(({ broadcast }) => broadcast)).toHaveLength(2);
  });

  test('hears of nothing that came before, and finds it behind Open; what is reworded or taken back is so for them too', async () => {
    const desk = await startDesk();
    const { alice, bob, carol } = desk;
    await submits(alice, 'Printer on fire', 'Third floor.');
    const hers = await alice.sees('Printer on fire');
    await says(alice, 'Reply', hers, 'It smells.');
    const mine = await claims(desk);
    await says(carol, 'Note', mine, 'Somebody has to calm her down.');
    await shares(alice, hers, ['bob']);
    const card = await followerCard(bob);
    const ts = await carol.types('On my wey.', { thread: mine.ts });
    await told(desk, bob, 1);
    await carol.edits({ channel: mine.channel, ts }, 'On my way.');
    await bob.waitsFor('the new words', () => (newsOf(bob)[0]?.includes('On my way.') ? true : undefined));
    expect(newsOf(bob)).toEqual(['<@U0CAROL> wrote: On my way.']);
    await bob.presses('Open', card);
    const modal = await bob.modal('Ticket #1');
    for (const words of ['Printer on fire', 'Third floor.', 'It smells.', 'On my way.', 'Stop following'])
      expect(modal.words()).toContain(words);
    expect(modal.words()).not.toMatch(/calm her down|Claim|Reply|Comment/);
    await carol.deletes({ channel: mine.channel, ts });
    await bob.waitsFor('no words', () => (newsOf(bob).every((text) => !text.includes('way')) ? true : undefined));
    await desk.settled();
    expect(readBy(bob)).not.toContain('On my way.');
  });

  test('reads it by its number, whoever has it, and has it in their list and their Home', async () => {
    const desk = await startDesk();
    const { bob, carol, dave } = desk;
    await sharedTicket(desk, 'bob', 'dave');
    await says(carol, 'Note', await claims(desk), 'Somebody has to calm her down.');
    for (const person of [bob, dave]) {
      await person.types('/ticket 1', { in: 'general' });
      const answer = await whisper(person, /Printer on fire/, 'general');
      expect(wordsOf(answer)).toContain('Third floor.');
      expect(wordsOf(answer)).not.toMatch(/calm her down|U0BOB|U0DAVE/);
    }
    await bob.types('/ticket list', { in: 'general' });
    const list = await whisper(bob, /You follow:/, 'general');
    expect(list.text).toContain('#1 Printer on fire: :large_blue_circle:  from <@U0ALICE>  ·  claimed by <@U0CAROL>');
    await bob.opensHome();
    await bob.home('You follow');
    await bob.presses('Open #1', 'home');
    expect((await bob.modal('Ticket #1')).words()).toContain('Printer on fire');
  });

  test('stops by themselves, from the card: nothing is left of it, and added again they begin anew', async () => {
    const desk = await startDesk();
    const { alice, bob } = desk;
    const hers = await sharedTicket(desk, 'bob');
    await says(alice, 'Reply', hers, 'It smells.');
    await told(desk, bob, 1);
    const card = await followerCard(bob);
    await bob.presses('Stop following', card);
    await bob.waitsFor('the card to be gone', () => (standing(bob).length === 0 ? true : undefined));
    await desk.settled();
    expect(readBy(bob)).not.toMatch(/Printer|smells/);
    expect(await followersIn(desk)).toEqual([]);
    await shares(alice, hers, ['bob']);
    const anew = await followerCard(bob);
    expect(anew.ts).not.toBe(card.ts);
    await says(alice, 'Reply', hers, 'It burns.');
    expect(await told(desk, bob, 1)).toEqual(['<@U0ALICE> wrote: It burns.']);
  });

  test('stops from the modal, which says so in its place', async () => {
    const desk = await startDesk();
    const { bob } = desk;
    await sharedTicket(desk, 'bob');
    await bob.presses('Open', await followerCard(bob));
    await bob.modal('Ticket #1');
    await bob.presses('Stop following', 'modal');
    expect((await bob.modal('Deskbell')).words()).toContain('You do not follow this ticket any more.');
    expect(desk.logged).toEqual([]);
  });

  test('is told who can be told, where they write in its thread: nothing is added, and they can make a ticket of it', async () => {
    const desk = await startDesk();
    const { bob } = desk;
    await sharedTicket(desk, 'bob');
    await claims(desk);
    const card = await followerCard(bob);
    const ts = await bob.types('Mine burns too.', { thread: card.ts });
    const answer = await bob.sees((message) => message.ephemeral, { thread: card.ts });
    expect(answer.text).toBe(
      'Nobody has read what you wrote: you only follow ticket *#1*. Tell <@U0ALICE>, or make a ticket of your own of it.',
    );
    await bob.edits({ channel: card.channel, ts }, 'Mine burns as well.');
    await bob.presses('Make a ticket of it', answer);
    expect(JSON.stringify((await bob.modal('New ticket')).view())).toContain('Mine burns as well.');
    await bob.deletes({ channel: card.channel, ts });
    await quiet(desk);
    expect((await desk.stored()).flatMap((ticket) => ticket.comments)).toEqual([]);
    expect(desk.logged).toEqual([]);
  });

  test('reads that it was withdrawn; a minute later no word of it is left with them', async () => {
    const desk = await startDesk();
    const { alice, bob } = desk;
    const hers = await sharedTicket(desk, 'bob');
    await says(alice, 'Reply', hers, 'It smells.');
    await alice.presses('Withdraw', hers);
    await told(desk, bob, 2);
    expect(newsOf(bob).at(-1)).toBe(':wastebasket:  <@U0ALICE> has withdrawn *#1*.');
    expect((await followerCard(bob)).text).not.toContain('Printer');
    await alice.presses('Undo', hers);
    await told(desk, bob, 3);
    expect(newsOf(bob)).toEqual([
      '<@U0ALICE> wrote: It smells.',
      ':wastebasket:  <@U0ALICE> has withdrawn *#1*.',
      ':leftwards_arrow_with_hook:  <@U0ALICE> has brought *#1* back, as it was.',
    ]);
    expect((await followerCard(bob)).text).toContain('Printer on fire');
    await alice.presses('Withdraw', hers);
    await told(desk, bob, 4);
    desk.passes(61_000);
    await until('the words to be erased', async () => ((await desk.stored())[0]?.title === '' ? true : undefined));
    await desk.settled();
    expect(readBy(bob)).not.toMatch(/Printer|Third|smells/);
    await bob.presses('Stop following', await followerCard(bob));
    await bob.waitsFor('the card to be gone', () =>
      standing(bob).every(({ text }) => !text.startsWith('You follow')) ? true : undefined,
    );
  });

  test('can do nothing with it but stop: whatever else is asked in their name says so, and changes nothing', async () => {
    const desk = await startDesk();
    await sharedTicket(desk, 'bob');
    const [ticket] = await desk.stored();
    const id = String(ticket?._id);
    const bob = asMember({ teamId: desk.workspace.teamId, userId: 'U0BOB' });
    const said = { key: 'k', text: 'Words.', patience: new AbortController().signal };
    const { desk: ports } = desk.deskbell();
    for (const trying of [
      readyFor('edit', bob, id, ports),
      readyFor('share', bob, id, ports),
      reply(bob, id, said, ports),
      withdraw(bob, id, ports),
    ])
      await expect(trying).rejects.toThrow('You follow ticket #1, and only read along: nothing was added');
    expect((await desk.stored())[0]?.version).toBe(ticket?.version);
  });
});

describe('an admin', () => {
  test('follows an open ticket from the answer to its number, and stops there', async () => {
    const desk = await startDesk();
    const { alice, dave } = desk;
    await submits(alice, 'Printer on fire');
    await dave.sees('Printer on fire', { in: 'triage' });
    await pressesInAnswer(dave, 'Follow');
    const card = await followerCard(dave);
    expect(card.text).toContain('You follow it by yourself.');
    await alice.sees('<@U0DAVE> follows this ticket.');
    await says(alice, 'Reply', await alice.sees('Printer on fire'), 'It smells.');
    expect(await told(desk, dave, 1)).toEqual(['<@U0ALICE> wrote: It smells.']);
    await pressesInAnswer(dave, 'Stop following');
    await dave.waitsFor('the card to be gone', () => (standing(dave).length === 0 ? true : undefined));
    expect(await followersIn(desk)).toEqual([]);
  });

  test('follows from the modal, which offers to stop then', async () => {
    const desk = await startDesk();
    const { alice, dave } = desk;
    await submits(alice, 'Printer on fire');
    await dave.sees('Printer on fire', { in: 'triage' });
    await dave.types('/ticket-admin', { in: 'general' });
    await dave.modal();
    await dave.presses('Open #1', 'modal');
    await dave.modal('Ticket #1');
    await dave.presses('Follow', 'modal');
    await until('the modal to offer to stop', async () =>
      (await dave.modal('Ticket #1')).words().includes('Stop following') ? true : undefined,
    );
    await dave.presses('Stop following', 'modal');
    await until('the modal to offer to follow', async () =>
      (await dave.modal('Ticket #1')).words().includes('Stop following') ? undefined : true,
    );
  });

  test('reads no word of it while another admin has it, not in the card, its thread, the list or by its number, and can stop then too', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire', 'Third floor.');
    const hers = await alice.sees('Printer on fire');
    await dave.sees('Printer on fire', { in: 'triage' });
    await pressesInAnswer(dave, 'Follow');
    await says(alice, 'Reply', hers, 'It smells.');
    await told(desk, dave, 1);
    const mine = await claims(desk);
    await says(carol, 'Comment', mine, 'On my way.');
    await dave.waitsFor('the news', () =>
      newsOf(dave).length === 1 && newsOf(dave)[0]?.includes('picked up') ? true : undefined,
    );
    await desk.settled();
    const secrets = /Printer|Third|smells|On my way|U0ALICE/;
    expect(JSON.stringify([standing(dave), newsOf(dave)])).not.toMatch(secrets);
    expect((await followerCard(dave)).text).toContain('Only <@U0CAROL> and the person whose ticket it is read it');
    await dave.types('/ticket list', { in: 'general' });
    const list = await whisper(dave, /You follow:/, 'general');
    expect(wordsOf(list)).not.toMatch(secrets);
    await pressesInAnswer(dave, 'Stop following');
    expect(wordsOf(dave.ephemerals('general').at(-1) ?? list)).not.toMatch(secrets);
    await dave.waitsFor('the card to be gone', () => (standing(dave).length === 0 ? true : undefined));
  });

  test('reads the card again when the ticket is completed, with the last words, and nothing of what was said meanwhile', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    await dave.sees('Printer on fire', { in: 'triage' });
    await pressesInAnswer(dave, 'Follow');
    await followerCard(dave);
    const mine = await claims(desk);
    await says(carol, 'Comment', mine, 'On my way.');
    await desk.settled();
    await says(carol, 'Close', mine, 'Put out.');
    expect(await told(desk, dave, 2)).toEqual([
      ':large_blue_circle:  <@U0CAROL> has picked up *#1*.',
      ':white_check_mark:  <@U0CAROL> has completed *#1*.\nPut out.',
    ]);
    expect((await followerCard(dave)).text).toContain('Printer on fire: completed by <@U0CAROL>');
  });

  test('cannot follow what is their own, nor what another one has by now', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(dave, 'No coffee');
    await submits(alice, 'Printer on fire');
    await carol.sees('Printer on fire', { in: 'triage' });
    for (const number of [1, 2]) await dave.types(`/ticket ${number}`, { in: 'general' });
    const answer = (words: string) =>
      dave.waitsFor(words, () => dave.ephemerals('general').find(({ text }) => text.includes(words)));
    const [own, open] = [await answer('No coffee'), await answer('Printer on fire')];
    expect(JSON.stringify(own)).not.toContain(`"${ids.ticket.follow}"`);
    expect(JSON.stringify(open)).toContain(`"${ids.ticket.follow}"`);
    await carol.presses('Claim', await carol.sees('Printer on fire', { in: 'triage' }));
    await carol.sees('Printer on fire');
    await dave.presses('Follow', open);
    await whisper(dave, /is with <@U0CAROL>, and only they and the person whose ticket it is read it/, 'general');
    expect(await followersIn(desk, 2)).toEqual([]);
  });

  test('who claims what they follow has it, and every news once; what they had as a follower is gone', async () => {
    const desk = await startDesk();
    const { alice, dave } = desk;
    const hers = await sharedTicket(desk, 'dave');
    await says(alice, 'Reply', hers, 'It smells.');
    await told(desk, dave, 1);
    await dave.presses('Claim', await dave.sees('Printer on fire', { in: 'triage' }));
    const mine = await dave.sees((message) => message.text.includes('yours'));
    await desk.settled();
    expect(await followersIn(desk)).toEqual([]);
    await says(alice, 'Reply', hers, 'It burns.');
    await dave.waitsFor('the reply', () =>
      replies(dave, mine).some(({ text }) => text.includes('It burns.')) ? true : undefined,
    );
    await desk.settled();
    const all = dave.messages().flatMap((one) => [one, ...dave.thread('app', one.ts).slice(1)]);
    expect(
      all.filter(({ text, ts, threadTs }) => ts !== mine.ts && threadTs !== undefined && text.includes('It burns.')),
    ).toHaveLength(1);
    expect(followerCardOf(dave)).toBeUndefined();
  });

  test('to whom it is handed over follows it no more, either', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    const mine = await claimedTicket(desk);
    await shares(alice, await alice.sees('Printer on fire'), ['dave']);
    await followerCard(dave);
    await carol.presses('Hand over', mine);
    const form = await carol.modal('Hand over #1');
    form.fills({ To: 'dave' });
    await form.submits();
    await dave.sees((message) => message.text.includes('yours'));
    await desk.settled();
    expect([await followersIn(desk), followerCardOf(dave)]).toEqual([[], undefined]);
  });

  test('whom the requester adds while they follow by themselves keeps the card, and reads along from then on; she cannot take out another', async () => {
    const desk = await startDesk();
    const { alice, carol, dave } = desk;
    await submits(alice, 'Printer on fire');
    const hers = await alice.sees('Printer on fire');
    await dave.sees('Printer on fire', { in: 'triage' });
    await pressesInAnswer(dave, 'Follow');
    const card = await followerCard(dave);
    await alice.sees('follows this ticket');
    await alice.presses('Followers', hers);
    const form = await alice.modal('Followers #1');
    expect(form.words()).toContain('<@U0DAVE> follows it as an admin');
    await form.submits();
    expect(await followersIn(desk)).toEqual(['U0DAVE by U0DAVE']);
    await shares(alice, hers, ['dave']);
    await until('him to be added', async () =>
      (await followersIn(desk))[0] === 'U0DAVE by U0ALICE' ? true : undefined,
    );
    await says(carol, 'Comment', await claims(desk), 'On my way.');
    expect((await told(desk, dave, 2)).at(-1)).toBe('<@U0CAROL> wrote: On my way.');
    expect((await followerCard(dave)).ts).toBe(card.ts);
  });

  test('whose time as one is over follows by themselves no more; what a requester has added them to stays', async () => {
    const desk = await startDesk();
    const { alice, bob, carol, dave } = desk;
    await submits(bob, 'No coffee', 'At all.');
    await submits(alice, 'Printer on fire');
    await shares(alice, await alice.sees('Printer on fire'), ['dave'], 2);
    await pressesInAnswer(dave, 'Follow', 1);
    await followerCard(dave, 1);
    await followerCard(dave, 2);
    await asks(carol, '/ticket-admin demote @dave');
    await dave.waitsFor('the card to be gone', () => (followerCardOf(dave, 1) === undefined ? true : undefined));
    await desk.settled();
    expect(await followersIn(desk, 1)).toEqual([]);
    expect(await followersIn(desk, 2)).toEqual(['U0DAVE by U0ALICE']);
    expect(readBy(dave)).not.toMatch(/coffee|At all/);
    expect((await followerCard(dave, 2)).text).toContain('Printer on fire');
  });

  test('who is logged out and was added reads along all the same, and needs the login for what they follow by themselves', async () => {
    const desk = await startDesk();
    const { alice, bob, dave } = desk;
    await submits(bob, 'No coffee');
    await submits(alice, 'Printer on fire');
    await shares(alice, await alice.sees('Printer on fire'), ['dave'], 2);
    await dave.sees('No coffee', { in: 'triage' });
    await pressesInAnswer(dave, 'Follow', 1);
    await followerCard(dave, 1);
    await desk.inDatabase(({ admins }) => admins.updateOne({ userId: dave.id }, { $unset: { session: '' } }));
    await dave.types('/ticket 2', { in: 'general' });
    await whisper(dave, /Printer on fire/, 'general');
    await dave.types('/ticket list', { in: 'general' });
    const list = await whisper(dave, /You follow:/, 'general');
    expect(wordsOf(list)).not.toContain('coffee');
    await dave.types('/ticket 1', { in: 'general' });
    await dave.modal('Log in');
  });
});

function toBob({ channel }: Record<string, unknown>): boolean {
  return channel === 'U0BOB' || channel === 'D0BOB';
}

describe('what goes wrong on the way to a follower', () => {
  test('the answer to the post of a card is lost: the card stands there once', async () => {
    const desk = await startDesk();
    const { alice, bob, dave, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const hers = await alice.sees('Printer on fire');
    await desk.settled();
    workspace.faults.next('chat.postMessage', { resets: 'after' }, { where: toBob });
    await shares(alice, hers, ['bob', 'dave']);
    await followerCard(dave);
    await doubtEnds(desk);
    expect([standing(bob).length, standing(dave).length]).toEqual([1, 1]);
    await says(alice, 'Reply', hers, 'It smells.');
    for (const person of [bob, dave]) expect(await told(desk, person, 1)).toEqual(['<@U0ALICE> wrote: It smells.']);
  });

  test('the answer to a post in the thread of one of them is lost: it stands there once, and the next one after it', async () => {
    const desk = await startDesk();
    const { alice, bob, dave, workspace } = desk;
    const hers = await sharedTicket(desk, 'bob', 'dave');
    workspace.faults.next('chat.postMessage', { resets: 'after' }, { where: toBob });
    await says(alice, 'Reply', hers, 'It smells.');
    await dave.waitsFor('the reply', () => (newsOf(dave).length === 1 ? true : undefined));
    await says(alice, 'Reply', hers, 'It burns.');
    await doubtEnds(desk);
    for (const person of [bob, dave])
      expect(newsOf(person)).toEqual(['<@U0ALICE> wrote: It smells.', '<@U0ALICE> wrote: It burns.']);
    expect(callsOf(desk, 'conversations.replies').some(({ args }) => matches(args, { channel: 'D0BOB' }))).toBe(true);
  });

  test('the post got lost with its answer: it is made again once a search can prove that', async () => {
    const desk = await startDesk();
    const { alice, bob, dave, workspace } = desk;
    const hers = await sharedTicket(desk, 'bob', 'dave');
    workspace.faults.next('chat.postMessage', { resets: 'before' }, { where: toBob });
    await says(alice, 'Reply', hers, 'It smells.');
    await dave.waitsFor('the reply', () => (newsOf(dave).length === 1 ? true : undefined));
    await quiet(desk);
    expect(newsOf(bob)).toEqual([]);
    await doubtEnds(desk);
    expect([newsOf(bob).length, newsOf(dave).length]).toEqual([1, 1]);
  });

  test('they are taken out while a post to them is under way: nothing of it stays', async () => {
    const desk = await startDesk();
    const { alice, bob, workspace } = desk;
    const hers = await sharedTicket(desk, 'bob');
    const gate = holds(desk, 'before', 'chat.postMessage', { channel: 'D0BOB' });
    await says(alice, 'Reply', hers, 'It smells.');
    await gate.reached;
    await shares(alice, hers, []);
    gate.open();
    await desk.settled();
    expect(standing(bob)).toEqual([]);
    expect(readBy(bob)).not.toMatch(/Printer|smells/);
    expect(workspace.calls.filter(({ method }) => method === 'chat.delete').length).toBeGreaterThan(0);
    expect(desk.logged).toEqual([]);
  });

  test('somebody deletes the card: it is posted anew, and what comes next stands under the new one', async () => {
    const desk = await startDesk();
    const { alice, bob, workspace } = desk;
    const hers = await sharedTicket(desk, 'bob');
    const old = await followerCard(bob);
    workspace.faults.deleteMessage(old.channel, old.ts);
    const anew = await bob.sees((message) => message.ts > old.ts && message.text.startsWith('You follow'));
    await desk.settled();
    await says(alice, 'Reply', hers, 'It smells.');
    await bob.waitsFor('the reply', () => replies(bob, anew)[0]);
    expect(bob.messages().filter((one) => !isStone(one) && one.text.startsWith('You follow'))).toHaveLength(1);
  });

  test('Slack refuses a card, as of somebody who left: the others get theirs, and what comes under them', async () => {
    const desk = await startDesk();
    const { alice, dave, workspace } = desk;
    await submits(alice, 'Printer on fire');
    const hers = await alice.sees('Printer on fire');
    await desk.settled();
    workspace.faults.next('chat.postMessage', { fails: 'user_disabled' }, { where: toBob });
    await shares(alice, hers, ['bob', 'dave']);
    await followerCard(dave);
    workspace.faults.next('chat.postMessage', { fails: 'user_disabled' }, { where: toBob });
    await says(alice, 'Reply', hers, 'It smells.');
    expect(await told(desk, dave, 1)).toEqual(['<@U0ALICE> wrote: It smells.']);
  });

  test('nothing has changed: a second look posts nothing', async () => {
    const desk = await startDesk();
    const { alice, bob, carol } = desk;
    const hers = await sharedTicket(desk, 'bob', 'dave');
    await says(alice, 'Reply', hers, 'It smells.');
    await says(carol, 'Note', await claims(desk), 'Calm her down.');
    await told(desk, bob, 2);
    const calls = (): number => callsOf(desk, 'chat.postMessage').length + callsOf(desk, 'chat.update').length;
    const before = calls();
    await makeDue(desk);
    await desk.settled();
    expect(calls()).toBe(before);
  });
});

test('whose ticket it is, and who has it, do not wait for those who read along', async () => {
  const desk = await startDesk();
  const { bob } = desk;
  await sharedTicket(desk, 'bob', 'dave');
  await claims(desk);
  await told(desk, bob, 1);
  const { calls } = desk.workspace;
  const at = (method: string, channel: string): number =>
    calls.findLastIndex(({ args, ...call }) => call.method === method && args['channel'] === channel);
  const first = calls.findIndex(({ method, args }) => method === 'chat.update' && args['channel'] === 'D0BOB');
  const toOthers = [
    at('chat.postMessage', 'D0ALICE'),
    at('chat.postMessage', 'U0CAROL'),
    at('chat.update', 'C0TRIAGE'),
  ];
  expect(toOthers.every((index) => index > -1 && index < first)).toBe(true);
});

test('what a change costs for each follower: a post for each, and an update of each card only where it looks another', async () => {
  const desk = await startDesk();
  const { alice, bob, carol } = desk;
  const hers = await sharedTicket(desk, 'bob', 'dave');
  const mine = await claims(desk);
  await told(desk, bob, 1);
  const count = (method: string, to: string): number =>
    callsOf(desk, method).filter(({ args }) => args['channel'] === to).length;
  const [posts, updates] = [count('chat.postMessage', 'D0BOB'), count('chat.update', 'D0BOB')];
  await comments(desk, mine, 'On my way.');
  await told(desk, bob, 2);
  expect([count('chat.postMessage', 'D0BOB') - posts, count('chat.update', 'D0BOB') - updates]).toEqual([1, 0]);
  await carol.presses('Start', mine);
  await bob.waitsFor('the card to say so', () =>
    followerCardOf(bob)?.text.includes('in progress') ? true : undefined,
  );
  await says(alice, 'Edit', hers, 'Printer burns');
  await bob.waitsFor('the title', () => (followerCardOf(bob)?.text.includes('Printer burns') ? true : undefined));
  await closes(desk, mine);
  await told(desk, bob, 3);
  expect([count('chat.postMessage', 'D0BOB') - posts, count('chat.update', 'D0BOB') - updates]).toEqual([2, 3]);
});
