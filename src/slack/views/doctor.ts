import type { KnownBlock, ModalView } from '@slack/types';
import { countOf, type Drift, type Looked, type Reading, type Repaired, type SickTicket } from '../../domain/drift';
import { reopenDays } from '../../domain/ticket';
import { type Trouble, troubleWords } from '../../domain/troubles';
import { timeInWords } from '../../domain/waits';
import { ids } from '../ids';
import { actions, button, paragraph, plain, smallPrint } from './blocks';

/** More is for the machine, which has room for all of it. */
const findingsMost = 40;
/** As much as a paragraph holds. */
const findingsTogether = 20;

/** While Slack is read, or a repair is under way: how far it is, once that is known. */
export function readingView(reading: Reading | undefined, isRepair: boolean): ModalView {
  const what = isRepair
    ? ':hammer_and_wrench:  Deskbell repairs what it has found, and looks again…'
    : ':stethoscope:  Deskbell compares what stands in Slack with what should stand there…';
  return doctorModal([paragraph(what), smallPrint(`${readingWords(reading)}Nothing else waits for it.`)]);
}

function readingWords(reading: Reading | undefined): string {
  return reading === undefined ? '' : `${reading.done} of ${reading.total} conversations and threads are read. `;
}

/** What a look has found, and the button that repairs it. */
export function lookedView(looked: Looked, now: Date): ModalView {
  return doctorModal([
    paragraph(`${countOf(looked) === 0 ? ':white_check_mark:' : ':warning:'}  ${summaryOf(looked)}`),
    ...findingBlocks(looked, now),
    ...buttons(looked),
  ]);
}

/** What a repair has come to. */
export function repairedView(repaired: Repaired, now: Date): ModalView {
  const { left } = repaired;
  return doctorModal([
    paragraph(`${countOf(left) === 0 ? ':white_check_mark:' : ':warning:'}  ${repairedWords(repaired)}`),
    ...findingBlocks(left, now),
    ...buttons(left),
  ]);
}

function doctorModal(blocks: KnownBlock[]): ModalView {
  return { type: 'modal', title: plain('Doctor'), close: plain('Close'), blocks };
}

function findingBlocks(looked: Looked, now: Date): KnownBlock[] {
  const all = findingsOf(looked, now, (channel) => (channel.startsWith('D') ? dm : `<#${channel}>`));
  const shown = all.slice(0, findingsMost);
  const parts = Array.from({ length: Math.ceil(shown.length / findingsTogether) }, (_, index) =>
    shown.slice(index * findingsTogether, (index + 1) * findingsTogether),
  );
  const notes = [
    ...(all.length > shown.length
      ? [`${all.length - shown.length} more: \`npm run doctor\`, on the machine, shows all of it.`]
      : []),
    ...notesOf(looked),
  ];
  return [
    ...parts.map((lines) => paragraph(lines.map((line) => `•  ${line}`).join('\n'))),
    ...notes.map((note) => smallPrint(note)),
  ];
}

function buttons(looked: Looked): KnownBlock[] {
  const again = button('Look again', ids.doctor.look, 'look');
  return [actions(...(countOf(looked) === 0 ? [] : [button('Repair', ids.doctor.repair, 'repair', 'primary')]), again)];
}

/** How many tickets were compared, and how many things are not as they should be. */
export function summaryOf(looked: Looked): string {
  const { live, ended } = looked;
  const recently = `${ended === 1 ? '1 that has ended' : `${ended} that have ended`} in the last ${reopenDays} days`;
  const all = ended === 0 ? tickets(live) : `${tickets(live)}, and ${recently},`;
  const count = countOf(looked);
  if (count > 0) {
    const things = count === 1 ? '1 thing is' : `${count} things are`;
    return `${things} not as it should be. ${all} ${live + ended === 1 ? 'was' : 'were'} compared with what stands in Slack.`;
  }
  if (live + ended === 0) return 'There is no live ticket, and nothing stands in Slack that should not.';
  return `${live > 1 && ended === 0 ? 'All ' : ''}${all} ${live + ended === 1 ? 'stands' : 'stand'} in Slack as ${live + ended === 1 ? 'it' : 'they'} should.`;
}

function tickets(live: number): string {
  if (live === 0) return 'No live ticket';
  return live === 1 ? '1 live ticket' : `${live} live tickets`;
}

/** What a repair has done, and what it has not. */
export function repairedWords({ is, before, left }: Repaired): string {
  const count = countOf(left);
  const mended = Math.max(0, before - count);
  const of = `${mended} of ${before === 1 ? '1 thing' : `${before} things`}`;
  switch (is) {
    case 'not begun':
      return 'No Deskbell seems to run. What was found is marked, and is repaired as soon as one starts.';
    case 'goes on':
      return `The repair goes on: ${of} so far. Look again in a minute.`;
    case 'done':
      if (count > 0) return `Repaired: ${of}. The rest is as it was, and the log of Deskbell says why:`;
      return before === 1
        ? 'Repaired: what was found is as it should be.'
        : `Repaired: all ${before} things are as they should be.`;
  }
}

/** What is said beside what was found. */
export function notesOf({ moving, strays }: Looked): string[] {
  return [
    ...(moving === 0
      ? []
      : [
          `${moving === 1 ? '1 ticket was' : `${moving} tickets were`} changing in that moment, and nothing is said about ${moving === 1 ? 'it' : 'them'}: look again in a minute.`,
        ]),
    ...(strays.length === 0 ? [] : ['A repair deletes what belongs to no ticket.']),
  ];
}

const dm = 'somebody’s messages with Deskbell';

/** Each thing that is not as it should be, in a line; tickets by their numbers alone, as not every admin may read each of them. */
export function findingsOf(looked: Looked, now: Date, channelName: (channel: string) => string): string[] {
  const { strays, unread, troubles, backlog } = looked;
  const minutes = 'for more than 5 minutes';
  return [
    ...troubles.map(troubleLine),
    ...unread.map(({ channel, error }) => `Slack does not let Deskbell read ${channelName(channel)}: ${error}.`),
    ...looked.tickets.flatMap((ticket) => counted(ticketLines(ticket, now))),
    ...counted(strays.map(({ channel }) => `A message in ${channelName(channel)} belongs to no ticket that there is.`)),
    ...waits(backlog.events, 'event', 'of Slack’s', minutes),
    ...waits(backlog.news, 'admin', 'with news', minutes),
    ...waits(backlog.fetches, 'ticket', 'with files to fetch from Slack', minutes),
    ...waits(backlog.archive, 'ticket', 'with archive files to write', minutes),
  ];
}

function troubleLine(trouble: Trouble): string {
  const { what, todo } = troubleWords(trouble);
  return `${what} ${todo}`;
}

function ticketLines({ number, drifts, isBroken, givenUpAt, dueSince }: SickTicket, now: Date): string[] {
  return [
    ...(isBroken === true ? ['Deskbell fails to say what should stand in Slack of it. Its log has the reason.'] : []),
    ...(givenUpAt === undefined ? [] : ['it was given up, after several tries that did not come to their end.']),
    ...(dueSince === undefined
      ? []
      : [`it has waited for ${timeInWords(now.getTime() - dueSince.getTime())}, and no Deskbell shows it.`]),
    ...drifts.map(driftWords),
  ].map((line) => `#${number}: ${line}`);
}

function driftWords(drift: Drift): string {
  const it = whichOne(drift);
  switch (drift.what) {
    case 'missing':
      return `${it} is missing.`;
    case 'outdated':
      return `${it} shows something older.`;
    case 'unwanted':
      return `${it} is still there, and nobody should see it any more.`;
    case 'doubled':
      return `${it} stands there twice.`;
    case 'unknown':
      return `${it} stands in Slack, and Deskbell does not know of it.`;
    case 'refused':
      return `Slack refused ${it} (${drift.error}), and it is not tried again until the ticket changes.`;
  }
}

function whichOne({ card, isPost }: Drift): string {
  if (card === undefined) return 'a message';
  return isPost ? `a message under ${cardNames[card] ?? 'a card'}` : (cardNames[card] ?? 'a message');
}

/** Who reads along is nothing that every admin knows. */
const cardNames: Partial<Record<string, string>> = {
  triage: 'the card in the triage channel',
  requester: 'its requester’s card',
  claimer: 'an admin’s card',
  follower: 'another card',
  origin: 'the word under the message that it is about',
};

function waits(count: number, what: string, which: string, long: string): string[] {
  if (count === 0) return [];
  return [`${count === 1 ? `1 ${what} ${which} has` : `${count} ${what}s ${which} have`} waited ${long}.`];
}

/** Each line once, and how often it is meant. */
function counted(lines: readonly string[]): string[] {
  const all = [...new Set(lines)];
  return all.map((line) => {
    const times = lines.filter((one) => one === line).length;
    return times === 1 ? line : `${line} (${times} times)`;
  });
}
