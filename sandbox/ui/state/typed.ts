import type { State } from '../../src/protocol';
import { decoded } from '../text/mrkdwn';

/** Slack's wire text as a person would type it, for editing. */
export function typedText(text: string, { people, conversations }: State): string {
  const typed = text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (entity, id: string) => {
      const person = people.find((each) => each.id === id);
      return person ? `@${person.handle}` : entity;
    })
    .replace(
      /<#(\w+)(?:\|([^>]*))?>/g,
      (_, id: string, name?: string) => `#${name || (conversations.find((each) => each.id === id)?.name ?? id)}`,
    )
    .replace(/<!(here|channel|everyone)(?:\|[^>]*)?>/g, '@$1')
    .replace(/<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>/g, (_, url: string, shown?: string) =>
      url === `mailto:${shown}` ? (shown ?? url) : url,
    );
  return decoded(typed);
}
