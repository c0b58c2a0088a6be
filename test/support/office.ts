import type { Actor } from '@deskbell/sandbox';
import { isLive } from '../../src/domain/ticket';
import type { TicketDocument } from '../../src/storage/models';
import { standing } from './delivery';
import { password, submits, type TestDesk, until } from './desk';
import { movesOf, nameOf, presses } from './moves';
import { asks, logsIn, logsOut, opens, setsPassword } from './sessions';

/** People at work: what they do, one thing after the other, by the numbers of a generator. */
export interface Office {
  /** Tickets that were sent. */
  readonly filed: number;
  /** Changes that people made, filing among them. */
  readonly changes: number;
  /** Somebody sends a ticket, now and then with a file. */
  files(): Promise<void>;
  /** Something happens to one of the tickets of these days. */
  goesOn(): Promise<void>;
  /** Somebody writes in a thread. */
  writes(): Promise<void>;
  /** Somebody takes a ticket back, and it back again. */
  takesBack(): Promise<void>;
  /** Somebody says what they think of an answer. */
  rates(): Promise<void>;
  /** The owner of the workspace deletes a message of Deskbell's. */
  deletesMessage(): void;
  /** Admins who are logged out log in. */
  logIn(): Promise<void>;
  /** Lists, the Home, a report, a list as a file. */
  looksAround(): Promise<void>;
  /** Carol takes an admin's rights from Dave. */
  demotes(): Promise<void>;
  /** And gives them back. */
  promotes(): Promise<void>;
}

/** Of these days: what lies further back is left alone. */
const recent = 40;

export function officeOf(desk: TestDesk, random: () => number): Office {
  const { alice, bob, carol, dave, workspace } = desk;
  const passwords = new Map([carol, dave].map(({ id }) => [id, password]));
  const oneOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  let filed = 0;
  let changes = 0;

  return {
    get filed() {
      return filed;
    },
    get changes() {
      return changes;
    },
    files,
    goesOn,
    writes,
    takesBack,
    rates,
    deletesMessage,
    logIn,
    looksAround,
    demotes,
    promotes,
  };

  async function files(): Promise<void> {
    filed += 1;
    changes += 1;
    const person = oneOf([alice, bob]) ?? alice;
    if (random() < 0.9) return await submits(person, nameOf(filed));
    await person.types('/ticket', { in: 'general' });
    const form = await person.modal('New ticket');
    form.fills({ Title: nameOf(filed), Files: [{ name: `log-${filed}.txt`, content: 'out of paper '.repeat(5_000) }] });
    await form.submits();
    await person.noModal();
  }

  async function goesOn(): Promise<void> {
    const ticket = oneOf(await latest());
    if (ticket === undefined) return;
    const moves = movesOf(ticket, desk, random).map((move) => ({ move, at: random() }));
    for (const { move } of moves.toSorted((one, next) => one.at - next.at)) {
      if (!(await move())) continue;
      await isChanged(ticket);
      return;
    }
  }

  async function writes(): Promise<void> {
    const ticket = oneOf((await latest()).filter(({ status }) => isLive(status)));
    const card = ticket?.entries.find(({ surface, ts, gone }) => surface === 'requester' && ts !== undefined && !gone);
    if (ticket === undefined || card?.ts === undefined) return;
    await requesterOf(ticket).types(`Written on ${nameOf(ticket.number)}`, { thread: card.ts });
    await isChanged(ticket);
  }

  async function takesBack(): Promise<void> {
    const ticket = oneOf((await latest()).filter(({ status }) => isLive(status)));
    if (ticket === undefined || !(await presses(requesterOf(ticket), 'Withdraw', ticket.number))) return;
    const withdrawn = await isChanged(ticket);
    const person = requesterOf(ticket);
    const card = await person
      .waitsFor('Undo', () => (hasUndo(person, ticket.number) ? true : undefined), { limitMs: 2_000 })
      .catch(() => undefined);
    if (card && (await presses(person, 'Undo', ticket.number))) await isChanged(withdrawn);
  }

  async function rates(): Promise<void> {
    const ticket = oneOf(
      (await latest()).filter(({ status, rating }) => status === 'completed' && rating === undefined),
    );
    if (ticket === undefined || !(await presses(requesterOf(ticket), 'It helped', ticket.number))) return;
    await isChanged(ticket);
  }

  function deletesMessage(): void {
    const cards = [standing(carol, 'triage'), ...[alice, bob, carol, dave].map((person) => standing(person))].flat();
    const card = oneOf(
      cards.filter(({ broadcast, user }) => !broadcast && user === workspace.botUserId).slice(-recent),
    );
    if (card !== undefined) workspace.faults.deleteMessage(card.channel, card.ts);
  }

  async function logIn(): Promise<void> {
    for (const admin of [carol, dave]) {
      const { active, session } = (await adminOf(admin)) ?? {};
      const isLoggedIn = session !== undefined && session.until > desk.now();
      if (!active || isLoggedIn) continue;
      await opens(admin, '/ticket-admin login', 'Log in');
      await logsIn(admin, passwords.get(admin.id));
      await (await admin.modal('Logged in')).closes();
    }
  }

  async function looksAround(): Promise<void> {
    for (const person of [alice, carol]) {
      await person.opensHome();
      await person.home();
    }
    await asks(carol, '/ticket-admin report');
    const list = await opens(carol, '/ticket-admin export', 'Tickets');
    const before = exports();
    await list.presses('Export CSV');
    await carol.waitsFor('the file', () => (exports() > before ? true : undefined));
    await list.closes();
    await logsOut(carol);
    await logIn();
  }

  function exports(): number {
    return carol.messages().filter((message) => message.files.some(({ name }) => name.startsWith('deskbell-'))).length;
  }

  async function demotes(): Promise<void> {
    await asks(carol, '/ticket-admin demote @dave');
    await until('Dave to be no admin', async () => ((await adminOf(dave))?.active === false ? true : undefined));
  }

  async function promotes(): Promise<void> {
    const before = dave.messages().length;
    await asks(carol, '/ticket-admin promote @dave');
    const letter = await dave.waitsFor('a letter', () =>
      dave
        .messages()
        .slice(before)
        .find(({ text }) => text.includes('made you an admin')),
    );
    const words = 'correct horse of the week';
    passwords.set(dave.id, words);
    await setsPassword(dave, letter, words);
    await logsIn(dave, words);
    await (await dave.modal('Logged in')).closes();
  }

  async function adminOf({ id }: Actor) {
    return await desk.inDatabase(({ admins }) => admins.findOne({ userId: id }).lean());
  }

  async function latest(): Promise<TicketDocument[]> {
    return await desk.inDatabase(({ tickets }) => tickets.find().sort({ number: -1 }).limit(recent).lean());
  }

  function requesterOf({ requester }: TicketDocument): Actor {
    return requester === alice.id ? alice : bob;
  }

  /** What comes next begins from what is stored then, and not from what may have come between. */
  async function isChanged({ number, history }: TicketDocument): Promise<TicketDocument> {
    changes += 1;
    return await until(`the change of #${number} to be stored`, async () => {
      const now = await desk.inDatabase(({ tickets }) => tickets.findOne({ number }).lean());
      return now !== null && now.history.length > history.length ? now : undefined;
    });
  }
}

function hasUndo(person: Actor, number: number): boolean {
  return standing(person).some(
    ({ text, blocks }) => text.includes(`#${number} `) && JSON.stringify(blocks).includes('"Undo"'),
  );
}
