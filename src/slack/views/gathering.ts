import type { Gathered } from '../../domain/gathering';
import { ids } from '../ids';
import { actions, button, type MessageContent, paragraph } from './blocks';

/** What stands in the triage channel in place of the cards of tickets that came all at once. */
export function gatheringPost({ came, wait }: Gathered): MessageContent {
  const many = came === 1 ? '1 has no card of its own here' : `${came} have no card of their own here`;
  const text = `:bellhop_bell:  Many tickets came at once: ${many}. ${waitWords(came, wait)}`;
  const blocks = wait === 0 ? [] : [actions(button('Open the queue', ids.queue.show, 'open', 'primary'))];
  return { text, blocks: [paragraph(text), ...blocks] };
}

function waitWords(came: number, wait: number): string {
  if (wait === 0) return 'None of them waits any more.';
  if (wait === came) return came === 1 ? 'It waits for somebody.' : 'All of them wait for somebody.';
  return wait === 1 ? '1 of them waits for somebody.' : `${wait} of them wait for somebody.`;
}
