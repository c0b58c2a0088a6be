import type { Actor } from '@deskbell/sandbox';
import { ids } from '../../../src/slack/ids';
import type { TestDesk } from '../../support/desk';
import { claimed, general, type Scenario } from '../scenario';

const { queue, home, report, audit, doctor } = ids;
const word = (name: string): string => `word ${ids.command.admin} ${name}`;

/** A command that is answered by something to read. */
function asked(command: string, goes: string, who: 'alice' | 'carol' = 'carol'): Scenario {
  return {
    name: command,
    goes: [goes],
    async prepare(desk, patience) {
      const { until } = patience;
      const person = desk[who];
      await claimed(desk, patience);
      const before = person.ephemerals('general').length;
      return {
        act: async () =>
          await until(
            'an answer',
            () => person.types(command, general),
            async () => person.ephemerals('general')[before] ?? (await openOf(person)),
          ),
        isReading: true,
      };
    },
  };
}

/** Whatever modal is open and says more than that it comes. */
async function openOf(person: Actor): Promise<true | undefined> {
  const modal = await person.modal(undefined, { limitMs: 0 }).catch(() => undefined);
  return modal === undefined || modal.words().includes('One moment') ? undefined : true;
}

/** A button in Carol's list of tickets, in the modal, after which it says this. */
function turned(id: string, name: string, words: string, before: readonly [string, string][] = []): Scenario {
  return {
    name: `${name}, in the list`,
    goes: [`turns ${id}`],
    async prepare(desk, patience) {
      const { until } = patience;
      const { carol } = desk;
      await claimed(desk, patience);
      await carol.types('/ticket-admin', general);
      const list = await carol.modal('Tickets');
      const says = (wanted: string) => (list.words().includes(wanted) ? true : undefined);
      for (const [button, then] of before) {
        await list.presses(button);
        await carol.waitsFor(then, () => says(then));
      }
      return {
        act: async () =>
          await until(
            name,
            () => list.presses(name),
            () => says(words),
          ),
        isReading: true,
      };
    },
  };
}

/** A file that comes to Carol's messages. */
function exported(
  name: string,
  goes: readonly string[],
  press: (desk: TestDesk) => Promise<() => Promise<unknown>>,
): Scenario {
  return {
    name,
    goes,
    async prepare(desk, patience) {
      const { until } = patience;
      const { carol } = desk;
      await claimed(desk, patience);
      const presses = await press(desk);
      const files = () => carol.messages().filter((message) => message.files.length > 0).length;
      return {
        act: async () => await until('the file', presses, () => files() > 0 || undefined),
        isReading: true,
      };
    },
  };
}

/** What people read, and ask for once more where it does not come. */
export const reading: readonly Scenario[] = [
  asked('/ticket list', `command ${ids.command.ticket}`, 'alice'),
  asked('/ticket 1', `command ${ids.command.ticket}`, 'alice'),
  asked('/ticket-admin', `command ${ids.command.admin}`),
  asked('/ticket-admin mine', word('mine')),
  asked('/ticket-admin archive', word('archive')),
  asked('/ticket-admin search printer', word('search')),
  asked('/ticket-admin help', word('help')),
  asked('/ticket-admin admins', word('admins')),
  asked('/ticket-admin audit', word('audit')),
  asked('/ticket-admin report', word('report')),
  asked('/ticket-admin doctor', word('doctor')),
  turned(queue.mine, 'Mine', 'Yours to answer'),
  turned(queue.archive, 'Archive', 'Nothing has been completed yet'),
  turned(queue.open, 'Open', 'Open tickets', [['Mine', 'Yours to answer']]),
  asked('/ticket-admin export mine', word('export')),
  exported('Export CSV', [`click ${queue.exportCsv}`], async ({ carol }) => {
    await carol.types('/ticket-admin mine', general);
    const list = await carol.modal('Tickets');
    return () => list.presses('Export CSV');
  }),
  exported('Export JSON', [`click ${queue.exportJson}`], async ({ carol }) => {
    await carol.types('/ticket-admin mine', general);
    const list = await carol.modal('Tickets');
    return () => list.presses('Export JSON');
  }),
];

/**
 * Those that only turn a page of what is read, as the others here do: what they could break has been broken there. And what Slack tells of
 * places, which begins or ends a trouble and changes no ticket: `troubles.test.ts` has it.
 */
export const leftOut: readonly string[] = [
  ...[queue.next, queue.first, queue.order, queue.clear].map((id) => `turns ${id}`),
  ...[home.newest, home.older, audit.newest, audit.older].map((id) => `turns ${id}`),
  ...[report.weeks4, report.weeks12, report.weeks26, report.weeks52].map((id) => `turns ${id}`),
  `opens ${queue.filter}`,
  `submission ${queue.filterSubmit}`,
  `submission ${audit.submit}`,
  `click ${audit.export}`,
  `click ${doctor.look}`,
  `opens ${queue.show}`,
  ...['member_joined_channel', 'channel_unarchive', 'group_unarchive', 'tokens_revoked', 'app_uninstalled'].map(
    (type) => `event ${type}, slackItself`,
  ),
];
