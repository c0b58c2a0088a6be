/** What people type, and what Slack makes of it: docs.slack.dev/messaging/formatting-message-text. */
import { isObject } from './schema';

export interface World {
  people: readonly { id: string; handle: string }[];
  channels: readonly { id: string; name: string }[];
}

const broadcasts = ['here', 'channel', 'everyone'];

const pieces = new RegExp(
  [
    /(?<code>```[\s\S]*?```|`[^`\n]+`)/u,
    /(?<![\p{L}\p{N}_])(?<link>https?:\/\/[^\s<>|"`]+)/u,
    // A mail address or a domain, with its path. Slack knows every ending that there is; these are for practice.
    /(?<![\p{L}\p{N}_.+@#/-])(?<bare>(?:[a-z0-9_][a-z0-9_.+-]{0,63}@)?(?:[a-z0-9][a-z0-9-]{0,62}\.){1,8}(?:com|org|net|io|dev|example)(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}])(?:\/[^\s<>|"`]*)?)/u,
    /(?<![\p{L}\p{N}@#])(?<mention>[@#][\p{L}\p{N}_][\p{L}\p{N}_.-]{0,79})/u,
    /[&<>]/u, // to be escaped
  ]
    .map(({ source }) => source)
    .join('|'),
  'giu',
);

/** The wire text of what a person typed into the composer: escaped, with mentions and links outside code. */
export function typedText(text: string, world: World): string {
  return marked(text, world, (name) => broadcasts.find((one) => one === name.toLowerCase()), false);
}

/**
 * The text of a slash command as its app gets it. With `shouldEscape` (the manifest's `should_escape`) people, channels
 * and links come marked, with their names: docs.slack.dev/interactivity/implementing-slash-commands.
 */
export function commandText(text: string, world: World, shouldEscape: boolean): string {
  return shouldEscape ? marked(text, world, () => undefined, true) : escaped(text);
}

function marked(text: string, world: World, broadcast: (name: string) => string | undefined, named: boolean): string {
  let wire = '';
  let from = 0;
  for (const match of text.matchAll(pieces)) {
    const { code, link, bare, mention } = match.groups ?? {};
    wire += text.slice(from, match.index);
    if (link !== undefined) wire += linked(link);
    else if (bare !== undefined) wire += linked(bare, /^[^/]*@/.test(bare) ? 'mailto:' : 'http://');
    else if (mention !== undefined) wire += mentioned(mention, world, broadcast, named);
    else wire += escaped(code ?? match[0]);
    from = match.index + match[0].length;
  }
  return wire + text.slice(from);
}

/** An address, without what ends the sentence, the bracket or the bold words around it; one that lacks its `scheme` has what was typed as its label. */
function linked(link: string, scheme = ''): string {
  const tail = link.includes('(') ? ".,;:!?'*_~" : ".,;:!?'*_~)]}";
  let end = link.length;
  while (tail.includes(link.charAt(end - 1)) && end > 0) end -= 1;
  const address = link.slice(0, end);
  if (!/^(?:https?:\/\/|mailto:)[^/]/i.test(scheme + address)) return escaped(link);
  const label = scheme === '' ? '' : `|${escaped(address)}`;
  return `<${scheme}${escaped(address)}${label}>${escaped(link.slice(end))}`;
}

function mentioned(
  mention: string,
  { people, channels }: World,
  broadcast: (name: string) => string | undefined,
  named: boolean,
): string {
  const sign = mention[0];
  // A name may hold dots, dashes and underscores, and a sentence or its markup may end in one: the longest name that somebody has.
  for (let end = mention.length; end > 1; end = mention.slice(0, end).search(/[._-]+[^._-]*$/u)) {
    const name = mention.slice(1, end);
    const rest = mention.slice(end);
    const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
    const person = sign === '@' ? people.find(({ handle }) => same(handle)) : undefined;
    if (person) return `<@${person.id}${named ? `|${person.handle}` : ''}>${rest}`;
    const all = sign === '@' ? broadcast(name) : undefined;
    if (all) return `<!${all}>${rest}`;
    const channel = sign === '#' ? channels.find((one) => same(one.name)) : undefined;
    if (channel) return `<#${channel.id}|${channel.name}>${rest}`;
  }
  return mention;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

const codePieces = /```[\s\S]*?```|`[^`\n]+`/g;
const wireMention = /<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>|<!(here|channel|everyone)(?:\|[^<>]*)?>/g;

/**
 * Whom a message would notify: user ids, and `here`, `channel` or `everyone`, each once. Slack shows a message's blocks
 * where it has some, and then only they count.
 */
export function mentions(text: string, blocks?: unknown): string[] {
  const found = Array.isArray(blocks) && blocks.length > 0 ? blocks.flatMap(inBlock) : inMarkdown(text);
  return [...new Set(found)];
}

function inMarkdown(text: string): string[] {
  return [...text.replace(codePieces, ' ').matchAll(wireMention)].map(([, user, range]) => user ?? range ?? '');
}

function inBlock(block: unknown): string[] {
  if (!isObject(block)) return [];
  if (block['type'] === 'rich_text') return inRichText(block);
  const elements = block['type'] === 'context' ? block['elements'] : [];
  return [block['text'], block['fields'], elements].flat().flatMap((one) => {
    return isObject(one) && one['type'] === 'mrkdwn' && typeof one['text'] === 'string' ? inMarkdown(one['text']) : [];
  });
}

function inRichText(part: Record<string, unknown>): string[] {
  if (isObject(part['style']) && part['style']['code'] === true) return [];
  if (part['type'] === 'user') return [String(part['user_id'])];
  if (part['type'] === 'broadcast') return [String(part['range'])];
  return Array.isArray(part['elements']) ? part['elements'].filter(isObject).flatMap(inRichText) : [];
}
