import type { Status } from '../../../src/domain/ticket';
import { ids } from '../../../src/slack/ids';
import { lands, standing } from '../../support/delivery';
import type { TestDesk } from '../../support/desk';
import { logsOut } from '../../support/sessions';
import { claimed, completed, general, open, type Scenario, ticketThat, triage } from '../scenario';

const { ticket, queue } = ids;

const is = (desk: TestDesk, wanted: Status) => () => ticketThat(desk, ({ status }) => status === wanted);

/** What happened to the ticket last, and how often that did. */
function happenedOnce(desk: TestDesk, what: string): () => Promise<void> {
  return async () => {
    const done = (await desk.stored()).flatMap(({ history }) => history.map((step) => step.what));
    expect(done.filter((one) => one === what)).toEqual([what]);
  };
}

/** A button on Carol's card. */
function button(name: string, id: string, wanted: Status, what: string): Scenario {
  return {
    name,
    goes: [`click ${id}`],
    async prepare(desk, patience) {
      const { until } = patience;
      const { mine } = await claimed(desk, patience);
      return {
        act: async () => await until(name, () => desk.carol.presses(name, mine), is(desk, wanted)),
        holds: happenedOnce(desk, what),
      };
    },
  };
}

/** Carol's list of open tickets, in a modal. */
async function listOf({ carol }: TestDesk) {
  await carol.types('/ticket-admin', general);
  return await carol.modal('Tickets');
}

/** What an admin does with a ticket. */
export const admins: readonly Scenario[] = [
  {
    name: 'Claim',
    goes: [`click ${ticket.claim}`],
    async prepare(desk, patience) {
      const { until } = patience;
      const { carol } = desk;
      await open(desk, patience);
      const card = await carol.sees('Printer on fire', triage);
      return {
        act: async () => await until('Claim', () => carol.presses('Claim', card), is(desk, 'claimed')),
        async holds() {
          await happenedOnce(desk, 'claim')();
          expect(standing(carol)).toHaveLength(1);
        },
      };
    },
  },
  {
    name: 'Claim, with a login',
    goes: [`click ${ticket.claim}`, `login ${ids.admin.loginSubmit}`],
    async prepare(desk, patience) {
      const { opens, sends, until } = patience;
      const { carol } = desk;
      await open(desk, patience);
      await logsOut(carol);
      const card = await carol.sees('Printer on fire', triage);
      return {
        async act() {
          const login = await opens(carol, 'Log in', () => carol.presses('Claim', card));
          login.fills({ 'Your password for Deskbell': 'correct horse of a test' });
          await sends(login);
          // What waited may have been done, or not: Carol looks, and asks once more.
          await until('Claim', () => carol.presses('Claim', card), is(desk, 'claimed'));
        },
        holds: happenedOnce(desk, 'claim'),
      };
    },
  },
  {
    name: 'both press Claim',
    goes: [`click ${ticket.claim}`],
    async prepare(desk, patience) {
      const { until } = patience;
      const { carol, dave } = desk;
      await open(desk, patience);
      const card = await carol.sees('Printer on fire', triage);
      return {
        act: async () =>
          await until(
            'Claim',
            async () => await Promise.all([carol.presses('Claim', card), dave.presses('Claim', card)]),
            is(desk, 'claimed'),
          ),
        holds: happenedOnce(desk, 'claim'),
      };
    },
  },
  button('Start', ticket.start, 'in_progress', 'start'),
  button('Release', ticket.release, 'open', 'release'),
  {
    name: 'a ticket taken from Carol',
    goes: [`click ${ticket.forceRelease}`],
    async prepare(desk, patience) {
      const { until } = patience;
      const { dave } = desk;
      await claimed(desk, patience);
      const card = await dave.sees('claimed by', triage);
      return {
        act: async () => await until('Release', () => dave.presses('Release', card), is(desk, 'open')),
        async holds() {
          await happenedOnce(desk, 'forceRelease')();
          const records = await desk.inDatabase(({ audit }) => audit.find().lean());
          expect(records).toMatchObject([{ who: 'U0DAVE', whom: 'U0CAROL', ticket: 1 }]);
        },
      };
    },
  },
  {
    name: 'Close',
    goes: [`opens ${ticket.close}`, `submission ${ticket.closeSubmit}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { carol } = desk;
      const { mine } = await claimed(desk, patience);
      return {
        async act() {
          const form = await opens(carol, 'Close #1', () => carol.presses('Close', mine));
          form.fills({ 'Last comment': 'Put out.' });
          await sends(form);
        },
        holds: happenedOnce(desk, 'close'),
      };
    },
  },
  {
    name: 'Close, from the triage channel',
    goes: [`opens ${ticket.close}`, `submission ${ticket.closeSubmit}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { carol } = desk;
      await open(desk, patience);
      const card = await carol.sees('Printer on fire', triage);
      return {
        act: async () => await sends(await opens(carol, 'Close #1', () => carol.presses('Close', card))),
        holds: happenedOnce(desk, 'close'),
      };
    },
  },
  {
    name: 'Hand over',
    goes: [`opens ${ticket.handOver}`, `submission ${ticket.handOverSubmit}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { carol } = desk;
      const { mine } = await claimed(desk, patience);
      return {
        async act() {
          const form = await opens(carol, 'Hand over #1', () => carol.presses('Hand over', mine));
          form.fills({ To: 'dave' });
          await sends(form);
        },
        async holds() {
          await happenedOnce(desk, 'handOver')();
          expect(await desk.stored()).toMatchObject([{ claimer: 'U0DAVE' }]);
        },
      };
    },
  },
  {
    name: 'taken up again',
    goes: [`opens ${ticket.takeUpAgain}`, `submission ${ticket.takeUpAgainSubmit}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      const { carol } = desk;
      const { mine } = await completed(desk, patience);
      return {
        act: async () => await sends(await opens(carol, 'Reopen #1', () => carol.presses('Reopen', mine))),
        holds: happenedOnce(desk, 'reopen'),
      };
    },
  },
  {
    name: 'Follow',
    goes: [`click ${ticket.follow}`],
    async prepare(desk, patience) {
      const { until } = patience;
      const { carol } = desk;
      await open(desk, patience);
      await carol.types('/ticket 1', general);
      const answer = await carol.sees(({ ephemeral }) => ephemeral, general);
      return {
        act: async () =>
          await until(
            'Follow',
            () => carol.presses('Follow', answer),
            () => ticketThat(desk, ({ followers = [] }) => followers.length > 0),
          ),
        holds: happenedOnce(desk, 'follow'),
      };
    },
  },
  {
    name: 'Claim, in the list',
    goes: [`click ${queue.claim}`],
    async prepare(desk, patience) {
      const { until } = patience;
      await open(desk, patience);
      const list = await listOf(desk);
      return {
        act: async () => await until('Claim', () => list.presses('Claim #1'), is(desk, 'claimed')),
        holds: happenedOnce(desk, 'claim'),
      };
    },
  },
  {
    name: 'Close, in the list',
    goes: [`opens ${queue.close}`, `submission ${queue.closeSubmit}`],
    async prepare(desk, patience) {
      const { opens, sends } = patience;
      await open(desk, patience);
      const list = await listOf(desk);
      return {
        act: async () => await sends(await opens(desk.carol, 'Close #1', () => list.presses('Close #1'))),
        holds: happenedOnce(desk, 'close'),
      };
    },
  },
  {
    name: 'Repair, of a card that shows something older',
    goes: [`click ${ids.doctor.repair}`],
    async prepare(desk, patience) {
      const { until, opens } = patience;
      const { alice, carol } = desk;
      const { hers } = await claimed(desk, patience);
      const shown = standing(alice)[0]?.text;
      await lands(desk, 'chat.update', { channel: hers.channel, ts: hers.ts, text: 'Ticket #1: long ago' });
      // Where nothing comes of it, they ask the doctor once more.
      const repairs = async (): Promise<void> => {
        const modal = await opens(carol, 'Doctor', () => carol.types('/ticket-admin doctor', general));
        const found = () => (modal.words().includes('Look again') ? true : undefined);
        await carol.waitsFor('the finding', found, { limitMs: 5_000 }).catch(() => undefined);
        await modal.presses('Repair');
      };
      return {
        act: async () => await until('the card', repairs, async () => standing(alice)[0]?.text === shown || undefined),
      };
    },
  },
];
