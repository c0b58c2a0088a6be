import { ids } from '../../../src/slack/ids';
import { formAbout, makeATicket, writes } from '../../support/anywhere';
import { standing } from '../../support/delivery';
import type { TestDesk } from '../../support/desk';
import { cardOf, claimed, completed, general, open, type Scenario, said, ticketThat } from '../scenario';

const { ticket } = ids;

/** Alice has one ticket, and it is in the queue. */
function hasSent({ alice, stored }: TestDesk): () => Promise<void> {
  return async () => {
    expect(await stored()).toMatchObject([{ title: 'Printer on fire', requester: alice.id, status: 'open' }]);
    expect(standing(alice)).toHaveLength(1);
  };
}

/** What somebody does about a ticket of theirs, and about those of others. */
export const requesters: readonly Scenario[] = [
  {
    name: '/ticket',
    goes: [`command ${ids.command.ticket}`, `submission ${ticket.submit}`],
    async prepare(desk, { opens, sends }) {
      const { alice } = desk;
      return {
        async act() {
          const form = await opens(alice, 'New ticket', () => alice.types('/ticket', general));
          form.fills({ Title: 'Printer on fire', Description: 'Third floor.' });
          await sends(form);
        },
        holds: hasSent(desk),
      };
    },
  },
  {
    name: 'the shortcut for a new ticket',
    goes: [`shortcut ${ticket.new}`, `submission ${ticket.submit}`],
    async prepare(desk, { opens, sends }) {
      const { alice } = desk;
      return {
        async act() {
          const form = await opens(alice, 'New ticket', () => alice.shortcut('New ticket'));
          form.fills({ Title: 'Printer on fire' });
          await sends(form);
        },
        holds: hasSent(desk),
      };
    },
  },
  {
    name: 'a new ticket from the Home, with a file',
    goes: [`opens ${ticket.new}`, `submission ${ticket.submit}`, 'event app_home_opened, anyMember'],
    async prepare(desk, { until, opens, sends }) {
      const { alice } = desk;
      return {
        async act() {
          await until(
            'the Home',
            () => alice.opensHome(),
            async () => await alice.home('New ticket', { limitMs: 0 }).catch(() => undefined),
          );
          const form = await opens(alice, 'New ticket', () => alice.presses('New ticket', 'home'));
          form.fills({ Title: 'Printer on fire', Files: [{ name: 'report.pdf', content: 'What it says.' }] });
          await sends(form);
        },
        async holds() {
          await hasSent(desk)();
          expect(await desk.stored()).toMatchObject([{ files: [{ name: 'report.pdf', state: 'kept' }] }]);
        },
      };
    },
  },
  {
    name: 'a ticket on behalf of somebody',
    goes: [`command ${ids.command.ticket}`, `submission ${ticket.submit}`],
    async prepare(desk, { opens, sends }) {
      const { carol } = desk;
      return {
        async act() {
          // Where it is not known who she is, she gets the form that everybody gets.
          const form = await opens(carol, 'New ticket', () => carol.types('/ticket', general), 'On behalf of');
          form.fills({ Title: 'Printer on fire', 'On behalf of': 'alice' });
          await sends(form);
        },
        holds: hasSent(desk),
      };
    },
  },
  {
    name: 'a ticket of a message',
    goes: [`shortcut ${ticket.fromMessage}`, `submission ${ticket.fromMessageSubmit}`],
    async prepare(desk, { opens, sends }) {
      const { alice, bob, workspace } = desk;
      workspace.owner.invites('app', workspace.channels.general);
      const message = await writes(alice, 'Printer on fire', general);
      return {
        act: async () => await sends(await opens(bob, 'New ticket', () => bob.shortcut(makeATicket, message))),
        holds: hasSent(desk),
      };
    },
  },
  {
    name: 'the same message, once more',
    goes: [`shortcut ${ticket.fromMessage}`],
    async prepare(desk, { until }) {
      const { alice } = desk;
      const message = await writes(alice, 'Printer on fire', general);
      await (await formAbout(alice, message)).submits();
      await alice.noModal();
      return {
        act: async () =>
          await until(
            'the answer',
            () => alice.shortcut(makeATicket, message),
            async () => await alice.modal(undefined, { limitMs: 0 }).catch(() => undefined),
          ),
        holds: hasSent(desk),
      };
    },
  },
  {
    name: 'a ticket of words to Deskbell',
    goes: [`opens ${ticket.fromWords}`, `submission ${ticket.submit}`],
    async prepare(desk, { opens, sends }) {
      const { alice } = desk;
      await alice.types('Printer on fire');
      const offer = await alice.sees('belongs to no ticket yet');
      return {
        async act() {
          const form = await opens(alice, 'New ticket', () => alice.presses('Make a ticket of it', offer));
          form.fills({ Title: 'Printer on fire' });
          await sends(form);
        },
        async holds() {
          expect(await desk.stored()).toMatchObject([{ title: 'Printer on fire', requester: alice.id }]);
        },
      };
    },
  },
  {
    name: 'words to Deskbell, added to a ticket',
    goes: [`opens ${ticket.addWords}`, `submission ${ticket.addWordsSubmit}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { alice } = desk;
      await open(desk, patience);
      await alice.types('It still burns.');
      const offer = await alice.sees(({ ephemeral }) => ephemeral);
      return {
        act: async () => await sends(await opens(alice, 'Add to a ticket', () => alice.presses('Add to #1', offer))),
        holds: async () => expect(await said(desk)).toEqual(['comment: It still burns.']),
      };
    },
  },
  {
    name: 'Edit',
    goes: [`opens ${ticket.edit}`, `submission ${ticket.editSubmit}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { alice } = desk;
      const { hers } = await claimed(desk, patience);
      return {
        async act() {
          const form = await opens(alice, 'Edit #1', () => alice.presses('Edit', hers));
          form.fills({ Title: 'Printer on fire again' });
          await sends(form);
        },
        holds: async () => expect(await desk.stored()).toMatchObject([{ title: 'Printer on fire again', edits: [{}] }]),
      };
    },
  },
  {
    name: 'Reply',
    goes: [`opens ${ticket.reply}`, `submission ${ticket.replySubmit}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { alice } = desk;
      const { hers } = await claimed(desk, patience);
      return {
        async act() {
          const form = await opens(alice, 'Reply to #1', () => alice.presses('Reply', hers));
          form.fills({ Reply: 'Hurry up.' });
          await sends(form);
        },
        holds: async () => expect(await said(desk)).toEqual(['comment: Hurry up.']),
      };
    },
  },
  {
    name: 'Withdraw',
    goes: [`click ${ticket.withdraw}`],
    async prepare(desk, patience) {
      const { until } = patience;
      const { alice } = desk;
      const { hers } = await claimed(desk, patience);
      return {
        act: async () =>
          await until(
            'the end of the ticket',
            () => alice.presses('Withdraw', hers),
            () => ticketThat(desk, ({ status }) => status === 'withdrawn'),
          ),
        holds: async () => expect(await desk.stored()).toMatchObject([{ status: 'withdrawn', title: '' }]),
      };
    },
  },
  {
    name: 'Undo',
    goes: [`click ${ticket.undo}`],
    async prepare(desk, patience) {
      const { until, presses } = patience;
      const { alice } = desk;
      const { hers } = await claimed(desk, patience);
      return {
        async act() {
          await presses(alice, 'Withdraw', hers, () => ticketThat(desk, ({ status }) => status === 'withdrawn'));
          await until(
            'the ticket to be back, or the minute for it to be over',
            () => alice.presses('Undo', hers),
            () => ticketThat(desk, ({ history, title }) => history.at(-1)?.what === 'undo' || title === ''),
          );
        },
      };
    },
  },
  {
    name: 'Reopen',
    goes: [`opens ${ticket.reopen}`, `submission ${ticket.reopenSubmit}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { alice } = desk;
      const { hers } = await completed(desk, patience);
      return {
        async act() {
          const form = await opens(alice, 'Reopen #1', () => alice.presses('Reopen', hers));
          form.fills({ 'What is still wrong?': 'It burns again.' });
          await sends(form);
        },
        async holds() {
          expect(await desk.stored()).toMatchObject([{ status: 'open' }]);
          expect(await said(desk)).toEqual(['comment: It burns again.']);
        },
      };
    },
  },
  {
    name: 'a thumb',
    goes: [`click ${ticket.rate}`],
    async prepare(desk, patience) {
      const { until } = patience;
      const { alice } = desk;
      const { hers } = await completed(desk, patience);
      return {
        act: async () =>
          await until(
            'the thumb',
            () => alice.presses('It helped', hers),
            () => ticketThat(desk, ({ rating }) => rating === 'good'),
          ),
      };
    },
  },
  {
    name: 'Followers',
    goes: [`opens ${ticket.followers}`, `submission ${ticket.followersSubmit}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { alice } = desk;
      const { hers } = await claimed(desk, patience);
      return {
        async act() {
          const form = await opens(alice, 'Followers #1', () => alice.presses('Followers', hers));
          form.fills({ 'Who reads along': ['bob'] });
          await sends(form);
        },
        holds: async () => expect(await desk.stored()).toMatchObject([{ followers: [{ userId: 'U0BOB' }] }]),
      };
    },
  },
  {
    name: 'Stop following',
    goes: [`click ${ticket.unfollow}`],
    async prepare(desk, patience) {
      const { until } = patience;
      const { alice, bob } = desk;
      await alice.presses('Followers', await open(desk, patience));
      const form = await alice.modal('Followers #1');
      form.fills({ 'Who reads along': ['bob'] });
      await form.submits();
      const his = await cardOf(bob);
      return {
        act: async () =>
          await until(
            'the end of following',
            () => bob.presses('Stop following', his),
            () => ticketThat(desk, ({ followers = [] }) => followers.length === 0),
          ),
      };
    },
  },
  {
    name: 'a ticket of the Home, withdrawn there',
    goes: [`opens ${ticket.show}`, `click ${ticket.withdraw}`],
    async prepare(desk, patience) {
      const { opens, until } = patience;
      const { alice } = desk;
      await open(desk, patience);
      await alice.opensHome();
      await alice.home('Printer on fire');
      return {
        async act() {
          const modal = await opens(alice, 'Ticket #1', () => alice.presses('Open #1', 'home'));
          await until(
            'the end of the ticket',
            () => modal.presses('Withdraw'),
            () => ticketThat(desk, ({ status }) => status === 'withdrawn'),
          );
        },
      };
    },
  },
];
