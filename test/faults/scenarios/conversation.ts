import { bellReaction, ids } from '../../../src/slack/ids';
import { writes } from '../../support/anywhere';
import { standing } from '../../support/delivery';
import { type TestDesk, until } from '../../support/desk';
import type { Patience } from '../patience';
import { claimed, general, open, type Scenario, said, ticketThat } from '../scenario';

const { ticket } = ids;
const written = 'event message, anyMember';

/** A form of Carol's on her card, with these words in this field. */
function form(name: string, title: string, field: string, kind: string, opensId: string, submitId: string): Scenario {
  return {
    name,
    goes: [`opens ${opensId}`, `submission ${submitId}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { carol } = desk;
      const { mine } = await claimed(desk, patience);
      return {
        async act() {
          const modal = await opens(carol, title, () => carol.presses(name, mine));
          modal.fills({ [field]: 'Which one?' });
          await sends(modal);
        },
        holds: async () => expect(await said(desk)).toEqual([`${kind}: Which one?`]),
      };
    },
  };
}

/** Alice has written into the thread of her card. */
async function replied(desk: TestDesk, patience: Patience): Promise<{ channel: string; ts: string }> {
  const { hers } = await claimed(desk, patience);
  const ts = await desk.alice.types('Hurry up.', { thread: hers.ts });
  await ticketHas(desk, 'Hurry up.');
  await patience.calm();
  return { channel: hers.channel, ts };
}

async function ticketHas(desk: TestDesk, words: string): Promise<void> {
  await until(words, async () => ((await said(desk)).join().includes(words) ? true : undefined));
}

/** What people say: by forms, by words in a thread, by a reaction. */
export const conversation: readonly Scenario[] = [
  form('Comment', 'Comment on #1', 'Comment', 'comment', ticket.comment, ticket.commentSubmit),
  form('Ask', 'Ask about #1', 'Question', 'question', ticket.ask, ticket.askSubmit),
  form('Note', 'Note on #1', 'Internal note', 'note', ticket.note, ticket.noteSubmit),
  {
    name: 'a reply in the thread',
    goes: [written],
    async prepare(desk, patience) {
      const { says } = patience;
      const { alice } = desk;
      const { hers } = await claimed(desk, patience);
      return {
        act: async () =>
          await says(
            'the reply to be heard',
            () => alice.types('Hurry up.', { thread: hers.ts }),
            () => ticketThat(desk, ({ comments }) => comments.length > 0),
          ),
        holds: async () => expect(await said(desk)).toEqual(['comment: Hurry up.']),
      };
    },
  },
  {
    name: 'two replies and a file in the thread',
    goes: [written],
    async prepare(desk, patience) {
      const { says } = patience;
      const { alice } = desk;
      const { hers } = await claimed(desk, patience);
      return {
        act: async () =>
          await says(
            'both to be heard',
            async () => {
              await alice.types('One.', { thread: hers.ts });
              await alice.types('Two.', { thread: hers.ts, files: [{ name: 'photo.png', content: 'Fire.' }] });
            },
            () => ticketThat(desk, ({ comments }) => comments.length > 1),
          ),
        async holds() {
          expect((await said(desk)).toSorted()).toEqual(['comment: One.', 'comment: Two.']);
          expect(await desk.stored()).toMatchObject([{ files: [{ name: 'photo.png', state: 'kept' }] }]);
        },
      };
    },
  },
  {
    name: 'a note in the thread',
    goes: [written],
    async prepare(desk, patience) {
      const { says } = patience;
      const { carol } = desk;
      const { mine } = await claimed(desk, patience);
      return {
        act: async () =>
          await says(
            'the note to be heard',
            () => carol.types('note: Secret', { thread: mine.ts }),
            () => ticketThat(desk, ({ comments }) => comments.length > 0),
          ),
        holds: async () => expect(await said(desk)).toEqual(['note: Secret']),
      };
    },
  },
  {
    name: 'a reply, changed',
    goes: [written],
    async prepare(desk, patience) {
      const { says } = patience;
      const reply = await replied(desk, patience);
      return {
        act: async () =>
          await says(
            'the change to be heard',
            () => desk.alice.edits(reply, 'Please hurry up.'),
            () => ticketThat(desk, ({ comments }) => comments[0]?.text === 'Please hurry up.'),
          ),
        holds: async () => expect(await said(desk)).toEqual(['comment: Please hurry up.']),
      };
    },
  },
  {
    name: 'a reply, deleted',
    goes: [written],
    async prepare(desk, patience) {
      const { says } = patience;
      const reply = await replied(desk, patience);
      return {
        act: async () =>
          await says(
            'the deletion to be heard',
            () => desk.alice.deletes(reply),
            () => ticketThat(desk, ({ comments }) => comments.length === 0),
          ),
      };
    },
  },
  {
    name: 'a card that somebody deletes',
    goes: ['event message, slackItself'],
    async prepare(desk, patience) {
      const { says } = patience;
      const { channel, ts } = await open(desk, patience);
      return {
        act: async () =>
          await says(
            'the card to come again',
            async () => desk.workspace.faults.deleteMessage(channel, ts),
            () => (standing(desk.alice).some((message) => message.ts !== ts) ? true : undefined),
          ),
        holds: () => expect(standing(desk.alice)).toHaveLength(1),
      };
    },
  },
  {
    name: 'the bell',
    goes: ['event reaction_added, admin'],
    async prepare(desk, { says }) {
      const { alice, carol, workspace } = desk;
      workspace.owner.invites('app', workspace.channels.general);
      const message = await writes(alice, 'Printer on fire', general);
      return {
        act: async () =>
          await says(
            'the bell to be heard',
            () => carol.reacts(bellReaction, message),
            () => ticketThat(desk, () => true),
          ),
        holds: async () =>
          expect(await desk.stored()).toMatchObject([{ title: 'Printer on fire', requester: alice.id }]),
      };
    },
  },
];
