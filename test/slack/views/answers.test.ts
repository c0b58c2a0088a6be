import { ids } from '../../../src/slack/ids';
import { adminHelp, endedOffer, ticketHelp, wordsOffer } from '../../../src/slack/views/answers';
import { ticketThat } from '../../support/tickets';
import { buttonOf, buttons, isFine, typedIn } from './looks';

const place = '1795516260.000100:1795516200.000100';

test('the help says every command that there is, and each button of an admin', () => {
  for (const command of ['/ticket', '/ticket list', '/ticket 42', '/ticket help'])
    expect(ticketHelp().text).toContain(`\`${command}\``);
  const { text } = adminHelp('C0TRIAGE', '');
  for (const words of ['Claim', 'Start', 'Ask', 'Comment', 'Note', 'Hand over', 'Release', 'Close'])
    expect(text).toContain(`*${words}*`);
  for (const word of [
    'login',
    'logout',
    'password',
    'admins',
    'promote @name',
    'demote @name',
    'reset @name',
    'audit',
    'setup',
  ])
    expect(text).toContain(`\`/ticket-admin ${word}\` `);
  expect(text).toContain('A click that needs it asks for it by itself, and then goes on.');
  expect(text).toContain('<#C0TRIAGE>');
  expect(text).toContain('`note:`');
  expect(text).not.toContain('There is no');
  expect(adminHelp('C0TRIAGE', 'help').text).toBe(text);
});

test.each([
  ['lgoin', '/ticket-admin lgoin'],
  ['`x` *y* &lt;!channel&gt;', '/ticket-admin `x` *y* <!channel>'],
  ['<@U0DAVE|dave>', '/ticket-admin @dave'],
  ['x'.repeat(100), `/ticket-admin ${'x'.repeat(66)}…`],
])('who types /ticket-admin %s reads that it does not exist, and what does', (word, typed) => {
  const help = adminHelp('C0TRIAGE', word);
  isFine(help);
  expect(typedIn(help)).toEqual([`There is no ${typed}. This is what there is:`]);
  expect(help.text).toContain(adminHelp('C0TRIAGE', '').text);
});

describe('words outside a ticket’s thread', () => {
  const mine = [ticketThat('open'), ticketThat('open', { number: 43 })];

  test('can become a ticket', () => {
    const offer = wordsOffer([], place);
    expect(buttons(offer)).toEqual(['Make a ticket of it']);
    expect(buttonOf(offer, 'Make a ticket of it')).toMatchObject({ action_id: ids.ticket.fromWords, value: place });
    expect(offer.text).toBe('This belongs to no ticket yet, so nobody reads it. Make a ticket of it?');
  });

  test('can be added to the one ticket that a person has, or to one of several', () => {
    const one = wordsOffer(mine.slice(0, 1), place);
    expect(buttons(one)).toEqual(['Make a ticket of it', 'Add to #42']);
    expect(buttonOf(one, 'Add to #42')).toMatchObject({ action_id: ids.ticket.addWords, value: place });
    expect(one.text).toContain('or add it to *#42*?');
    const several = wordsOffer(mine, place);
    expect(buttons(several)).toEqual(['Make a ticket of it', 'Add to a ticket']);
    expect(several.text).toContain('or add it to one of yours?');
  });
});

test('words in the thread of a completed ticket can reopen it, or become a new one', () => {
  const { id } = ticketThat('completed');
  const offer = endedOffer(42, id, place);
  expect(buttons(offer)).toEqual(['Reopen #42', 'Make a ticket of it']);
  expect(buttonOf(offer, 'Reopen #42')).toMatchObject({ action_id: ids.ticket.reopen, value: `${id} ${place}` });
  expect(buttonOf(offer, 'Make a ticket of it')).toMatchObject({ action_id: ids.ticket.fromWords, value: place });
  expect(offer.text).toContain('Nobody has read what you wrote: ticket *#42* is completed.');
});

test('the answers, as they look', () => {
  expect([
    ticketHelp(),
    adminHelp('C0TRIAGE', ''),
    wordsOffer([ticketThat('open')], place),
    endedOffer(42, 'id', place),
  ]).toMatchSnapshot();
});
