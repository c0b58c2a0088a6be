import { InvalidWords, TicketChanged } from '../../src/domain/errors';
import { followersMost } from '../../src/domain/following';
import type { Profile } from '../../src/domain/people';
import type { Follower, Ticket } from '../../src/domain/ticket';
import { asMember, readyFor } from '../../src/services/change';
import { follow, followed, share, unfollow } from '../../src/services/following';
import { alice, bob, carol, dave, erin, now, raced } from '../support/raced';
import { ticketThat } from '../support/tickets';

const patience = new AbortController().signal;
const added = (userId: string): Follower => ({ userId, by: 'U0ALICE', at: now });
const byThemselves = (userId: string): Follower => ({ userId, by: userId, at: now });
const many = (count: number): Follower[] => Array.from({ length: count }, (_, index) => added(`U${index}`));

/** What an admin or a requester is told. */
async function told(trying: Promise<unknown>): Promise<string> {
  const error: unknown = await trying.catch((one: unknown) => one);
  if (!(error instanceof Error)) throw new Error('Nobody was told anything.');
  return `${error.name}: ${error.message}`;
}

async function tries(ticket: Ticket | undefined, who = dave): Promise<string> {
  return await told(follow(who, 'id', raced([ticket]).ports));
}

describe('an admin who wants to follow', () => {
  test('is told why they cannot, in words that tell no more than they may know', async () => {
    expect(await tries(undefined)).toMatch(/^TicketGone/);
    expect(await tries(ticketThat('claimed'))).toMatch(/^CannotFollow: .* is with <@U0CAROL>, and only they/);
    expect(await tries(ticketThat('claimed'), carol)).toMatch(/^CannotFollow: .* is with you/);
    expect(await tries(ticketThat('open', { requester: 'U0ERIN' }), erin)).toMatch(/^CannotFollow: .* is your own/);
    expect(await tries(ticketThat('completed'))).toMatch(/^TicketCompleted/);
    expect(await tries(ticketThat('withdrawn'))).toMatch(/^TicketWithdrawn/);
    expect(await tries(ticketThat('open', { followers: many(followersMost) }))).toMatch(
      /^FollowersFull: .* has 20 followers/,
    );
  });

  test('and does already, has nothing left to do, whatever became of the ticket since', async () => {
    for (const status of ['open', 'claimed', 'completed'] as const) {
      const ticket = ticketThat(status, { followers: [byThemselves('U0DAVE')] });
      expect(await follow(dave, 'id', raced([ticket]).ports)).toBe(ticket);
    }
  });

  test('is not told that their own ticket is theirs to follow, be they the only admin', async () => {
    const { ports, tried } = raced([ticketThat('open', { requester: 'U0ERIN' })], { hasOther: false });
    expect(await told(follow(erin, 'id', ports))).toMatch(/^CannotFollow/);
    expect(tried).toHaveLength(1);
  });
});

describe('whoever stops following', () => {
  test('and does not follow, is told so where they may see the ticket, and else that there is none', async () => {
    expect(await told(unfollow(dave, 'id', raced([ticketThat('claimed')]).ports))).toMatch(/^NotFollowing: .* #42/);
    expect(await told(unfollow(alice, 'id', raced([ticketThat('claimed')]).ports))).toMatch(/^NotFollowing/);
    expect(await told(unfollow(bob, 'id', raced([ticketThat('claimed')]).ports))).toMatch(/^TicketGone/);
  });

  test('and is logged out as an admin, is told of no ticket', async () => {
    const { ports } = raced([ticketThat('claimed')]);
    const admins = { ...ports.admins, find: async () => ({ ...dave, session: undefined }) };
    expect(await told(unfollow(dave, 'id', { ...ports, admins }))).toMatch(/^TicketGone/);
  });
});

async function ready(who: typeof bob, ticket: Ticket): Promise<string> {
  return await told(readyFor('share', asMember(who), 'id', raced([ticket]).ports));
}

function shares(people: readonly string[], ticket = ticketThat('open')) {
  const { ports, tried } = raced([ticket]);
  return { tried, trying: share(alice, 'id', { people, patience }, ports) };
}

describe('a requester who says who follows', () => {
  test('changes nothing by what is so already, and asks Slack for nobody', async () => {
    const { ports, tried } = raced([ticketThat('open', { followers: [added('U0BOB'), byThemselves('U0DAVE')] })]);
    const people = {
      ...ports.people,
      find: async (): Promise<Profile> => {
        throw new Error('Nobody is asked for.');
      },
    };
    await share(alice, 'id', { people: ['U0BOB', 'U0BOB'], patience }, { ...ports, people });
    expect(tried).toEqual([]);
  });

  test('finds out that the ticket changes under her hands, five times', async () => {
    const { tried, trying } = shares(['U0BOB']);
    await expect(trying).rejects.toThrow(TicketChanged);
    expect(tried).toHaveLength(5);
  });

  test('sends it again after she was told that it is late: the first does not replace what she sent since', async () => {
    const { ports, tried } = raced([ticketThat('open')]);
    const late = AbortSignal.abort(new Error('late'));
    await expect(share(alice, 'id', { people: ['U0BOB'], patience: late }, ports)).rejects.toThrow('late');
    expect(tried).toEqual([]);
  });

  test('sees who has it by now, also where that changed between two tries', async () => {
    const { ports } = raced([ticketThat('open'), ticketThat('claimed', { claimer: 'U0DAVE' })]);
    await expect(share(alice, 'id', { people: ['U0DAVE'], patience }, ports)).rejects.toThrow(
      'Somebody has this ticket, and reads all of it.',
    );
  });

  test.each<[string, readonly Follower[], number, string]>([
    ['beside nobody', [], 21, 'at most 20 followers. Take out 1 of'],
    [
      'beside an admin who follows by themselves',
      [byThemselves('U0DAVE')],
      20,
      'One admin follows this one by themselves. Take out 1 of',
    ],
    [
      'beside several',
      [byThemselves('U0DAVE'), byThemselves('U0ERIN')],
      22,
      '2 admins follow this one by themselves. Take out 4 of',
    ],
  ])('names too many, %s', async (_, followers, count, words) => {
    const people = many(count).map(({ userId }) => userId);
    await expect(shares(people, ticketThat('open', { followers })).trying).rejects.toThrow(words);
  });

  test('may take some out of too many', async () => {
    const followers = [...many(20), byThemselves('U0DAVE'), byThemselves('U0ERIN')];
    const { tried, trying } = shares(['U1'], ticketThat('open', { followers }));
    await trying.catch(() => undefined);
    expect(tried[0]?.shared?.followers).toHaveLength(3);
  });

  test('is told under the field, where Slack knows nobody like that', async () => {
    const { ports } = raced([ticketThat('open')]);
    const people = { ...ports.people, find: async () => undefined };
    const error: unknown = await share(alice, 'id', { people: ['U0BOB'], patience }, { ...ports, people }).catch(
      (one: unknown) => one,
    );
    expect(error).toBeInstanceOf(InvalidWords);
    expect(error).toMatchObject({ fields: { people: expect.stringContaining('Slack does not know one of them.') } });
  });

  test('is nobody but the requester, and not after the end', async () => {
    expect(await ready(bob, ticketThat('open'))).toMatch(/^TicketGone/);
    expect(await ready(bob, ticketThat('open', { followers: [added('U0BOB')] }))).toMatch(/^OnlyFollowing/);
    expect(await ready(alice, ticketThat('completed'))).toMatch(/^TicketCompleted/);
  });
});

describe('what somebody follows', () => {
  test('is shown as far as they may see it, and what they may not see at all is not', async () => {
    const tickets = [
      ticketThat('claimed', { number: 1, followers: [added('U0DAVE')] }),
      ticketThat('claimed', { number: 2, followers: [byThemselves('U0DAVE')] }),
      ticketThat('open', { number: 3, followers: [byThemselves('U0DAVE')] }),
    ];
    const { ports } = raced([], { tickets: { followedBy: async () => tickets } });
    const seen = async (all: typeof ports) =>
      (await followed(dave, all)).map(({ ticket, sight }) => [ticket.number, sight, ticket.title]);
    expect(await seen(ports)).toEqual([
      [1, 'followed', 'Printer on fire'],
      [2, 'outline', ''],
      [3, 'full', 'Printer on fire'],
    ]);
    const loggedOut = { ...ports.admins, find: async () => ({ ...dave, session: undefined }) };
    expect(await seen({ ...ports, admins: loggedOut })).toEqual([[1, 'followed', 'Printer on fire']]);
  });
});
