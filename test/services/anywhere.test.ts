import { LoginNeeded, MadeAlready, NotAnAdmin, TicketGone } from '../../src/domain/errors';
import type { Profile } from '../../src/domain/people';
import type { Source } from '../../src/domain/ticket';
import { react, requesterFor, submitFor } from '../../src/services/anywhere';
import type { NewTicket, Ports } from '../../src/services/ports';
import { alice, bob, carol, erin, raced } from '../support/raced';
import { ticketThat } from '../support/tickets';

const patience = new AbortController().signal;
const source: Source = { channel: 'C1', ts: '1.0', link: 'https://x.slack.com/', author: 'U0ALICE', text: 'It burns' };
const form = { title: 'Fire', description: '', key: 'V1', patience, chosen: undefined };

/** A store that takes every ticket, or finds this one; it tells what was asked for. */
function taking(
  found?: Partial<Parameters<typeof ticketThat>[1]>,
  { done = false, people }: { done?: boolean; people?: Ports['people'] } = {},
) {
  const made: NewTicket[] = [];
  const { ports, woken, tried } = raced([found && ticketThat('open', found)], {
    tickets: {
      async create(ticket) {
        made.push(ticket);
        return { ticket: ticketThat('open', found), fresh: found === undefined };
      },
      done: async () => ({ done }),
    },
  });
  return { ports: { ...ports, ...(people && { people }) }, made, woken, tried };
}

const slack = (profile: Profile | undefined): Ports['people'] => ({
  find: async () => profile,
  membersOf: async () => [],
});
const member: Profile = { name: 'Alice Meyer', handle: 'alice', standing: 'member' };

describe('whose ticket it is', () => {
  test('the sender’s, who sends it for nobody', async () => {
    const { ports, made, woken } = taking();
    await submitFor(bob, form, ports);
    expect(made).toMatchObject([{ requester: bob, by: undefined, key: 'V1', formKey: 'V1', source: undefined }]);
    expect(woken).toEqual([false]);
  });

  test('the one’s who wrote the message; the form says nothing else', async () => {
    const { ports, made } = taking();
    await submitFor(bob, { ...form, about: { source, requester: 'U0ALICE' } }, ports);
    expect(made).toMatchObject([{ requester: alice, by: 'U0BOB', key: 'message:C1:1.0', formKey: 'V1', source }]);
    expect(made[0]?.wanted.map(({ surface, to }) => [surface, to])).toEqual([
      ['triage', 'C0TRIAGE'],
      ['requester', 'U0ALICE'],
      ['notice', 'U0ALICE'],
      ['origin', 'C1'],
    ]);
  });

  test('the one’s whom a logged-in admin chooses, and nobody else may choose', async () => {
    const { ports, made } = taking(undefined, { people: slack(member) });
    await submitFor(carol, { ...form, chosen: 'U0ALICE' }, ports);
    expect(made).toMatchObject([{ requester: alice, by: 'U0CAROL' }]);
    await expect(submitFor(bob, { ...form, chosen: 'U0ALICE' }, ports)).rejects.toThrow(NotAnAdmin);
    const later = { ...ports, clock: { now: () => new Date('2200-01-01T00:00:00Z') } };
    await expect(submitFor(carol, { ...form, chosen: 'U0ALICE' }, later)).rejects.toThrow(LoginNeeded);
    const away = { ...ports, people: slack(undefined) };
    await expect(submitFor(carol, { ...form, chosen: 'U0ALICE' }, away)).rejects.toThrow(
      'Slack knows nobody like that',
    );
    expect(made).toHaveLength(1);
  });

  test.each([
    ['of an app', undefined, member, 'U0BOB'],
    ['of one’s own', 'U0BOB', undefined, 'U0BOB'],
    ['of a member', 'U0ALICE', member, 'U0ALICE'],
    ['of a guest', 'U0ALICE', { ...member, standing: 'guest' }, 'U0ALICE'],
    ['of somebody deactivated', 'U0ALICE', { ...member, standing: 'deactivated' }, 'U0BOB'],
    ['of a stranger', 'U0ALICE', { ...member, standing: 'stranger' }, 'U0BOB'],
    ['of nobody that is known', 'U0ALICE', undefined, 'U0BOB'],
  ] as [string, string | undefined, Profile | undefined, string][])(
    'a message %s',
    async (_, author, profile, whose) => {
      expect(await requesterFor(bob, { author }, { people: slack(profile) })).toBe(whose);
    },
  );
});

describe('where there is a ticket already', () => {
  const about = { source, requester: 'U0ALICE' };

  test('of the same message by another form: its number is told', async () => {
    const { ports } = taking({ by: 'U0BOB', source });
    await expect(submitFor(bob, { ...form, about }, ports)).rejects.toThrow(MadeAlready);
    await expect(submitFor(bob, { ...form, about }, ports)).rejects.toThrow('This message is ticket #42 already');
  });

  test('of the same form for somebody else: the same words are taken, others are not', async () => {
    const { ports, tried } = taking({ by: 'U0BOB', source }, { done: true });
    expect(
      await submitFor(
        bob,
        { ...form, title: 'Printer on fire', description: 'Third floor, by the window.', about },
        ports,
      ),
    ).toMatchObject({ number: 42 });
    await expect(submitFor(bob, { ...form, about }, ports)).rejects.toThrow('with what you sent first');
    expect(tried).toEqual([]);
  });

  test('of somebody else altogether, by a forged name: it is none of theirs', async () => {
    const { ports } = taking({});
    await expect(
      submitFor(bob, form, { ...ports, tickets: { ...ports.tickets, find: async () => ticketThat('open') } }),
    ).rejects.toThrow(TicketGone);
  });
});

describe('a reaction', () => {
  test('makes a ticket with the first line as title, and nothing else', async () => {
    const { ports, made } = taking(undefined, { people: slack(member) });
    await react(carol, { ...source, text: 'It burns\nreally' }, ports);
    expect(made).toMatchObject([
      { title: 'It burns', description: '', requester: alice, by: 'U0CAROL', formKey: 'reaction:C1:1.0:U0CAROL' },
    ]);
  });

  test.each([
    ['names who wrote it', member, 'A message of Alice Meyer'],
    ['where the name has no letters, says so', { ...member, name: ' \u200B' }, 'A message without words'],
    ['where nobody is known, says so', undefined, 'A message without words'],
  ] as [string, Profile | undefined, string][])(
    'to a message without words: the title %s',
    async (_, profile, title) => {
      const { ports, made } = taking(undefined, { people: slack(profile) });
      await react(carol, { ...source, text: '' }, ports);
      expect(made).toMatchObject([{ title }]);
    },
  );

  test('once more of the same admin is nothing new; of another, the number is told', async () => {
    const again = taking({ title: 'Other words by now' }, { done: true, people: slack(member) });
    expect(await react(carol, source, again.ports)).toMatchObject({ number: 42 });
    expect(again.tried).toEqual([]);
    await expect(react(erin, source, taking({}, { people: slack(member) }).ports)).rejects.toThrow(MadeAlready);
  });
});
