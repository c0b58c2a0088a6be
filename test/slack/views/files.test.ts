import type { TicketFile } from '../../../src/domain/ticket';
import { textMost, titleMost } from '../../../src/domain/words';
import { claimerCard, requesterCard, triageCard } from '../../../src/slack/views/cards';
import { filesPart } from '../../../src/slack/views/files';
import { transcriptPost } from '../../../src/slack/views/posts';
import { ticketAnswer, ticketView } from '../../../src/slack/views/ticket';
import { filledTo } from '../../support/hostile';
import { commentThat, ticketThat } from '../../support/tickets';
import { isFine, isFineView, statuses } from './looks';

const at = new Date('2026-11-24T10:00:00Z');

function filesThat(count: number, changed: Partial<TicketFile> & { name: string }): TicketFile[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `F${changed.comment ?? ''}${index}`,
    by: 'U0ALICE',
    at,
    size: 9_900_000,
    state: 'lost' as const,
    ...changed,
  }));
}

/** As long as a safe name may be. */
const name = `${'n'.repeat(96)}.pdf`;

const longest = {
  title: filledTo(titleMost),
  description: filledTo(textMost),
  by: 'U0DAVE',
  source: {
    channel: 'C0GENERAL',
    ts: '1.1',
    link: 'https://a-company-with-a-long-name.slack.com/archives/C0GENERAL/p1795547752238000',
    author: 'U0ALICE',
    text: filledTo(textMost),
    leftOut: 37_000,
  },
  followers: Array.from({ length: 20 }, (_, index) => ({ userId: `U0FOLLOWER${index}`, by: 'U0ALICE', at })),
};

test.each(statuses)('Slack takes what shows a ticket with the longest words and the most files: %s', (status) => {
  const last = commentThat(filledTo(textMost), 'V3', { kind: 'question' });
  const many = Array.from({ length: 24 }, (_, index) => commentThat(filledTo(100), `K${index}`));
  const files = filesThat(20, { name });
  const one = { ...longest, comments: [last], files: [...files, ...filesThat(10, { name, comment: 'V3' })] };
  const spread = many.slice(-10).flatMap(({ key: comment }) => filesThat(8, { name, comment }));
  for (const words of [one, { ...longest, comments: many, files: [...files, ...spread] }]) {
    const ticket = ticketThat(status, words);
    for (const card of [requesterCard, claimerCard, triageCard]) isFine(card(ticket), { cutNames: true });
    for (const sight of ['own', 'full', 'followed'] as const) {
      isFine(ticketAnswer(ticket, sight), { cutNames: true });
      isFineView(ticketView(ticket, sight));
    }
    isFine(transcriptPost(ticket, ticket.comments, 'U0DAVE'), { cutNames: true });
  }
});

test('a line of files says how many it does not name', () => {
  const lines = (count: number, named: string) =>
    filesPart(filesThat(count, { name: named, state: 'kept' }), undefined).lines;
  expect(lines(2, 'a.txt')).toEqual(['Files: a.txt (9.9 MB), a.txt (9.9 MB)']);
  expect(lines(10, name)[0]).toMatch(/^Files: n+\.pdf \(9\.9 MB\),.* 3 more$/);
});
