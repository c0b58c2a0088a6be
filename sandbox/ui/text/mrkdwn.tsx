import type { PlainTextElement, TextObject } from '@slack/types';
import { createElement, Fragment, type ReactNode, useMemo } from 'react';
import { type Command, type Node, NodeType, parse } from 'slack-message-parser';
import { emojiOf, withEmoji } from './emoji';
import { BroadcastMention, ChannelMention, DateWords, isSafe, Link, UserMention } from './pieces';

/** The parser calls itself for each quoted line, so a longer text (Slack posts none) is shown as written. */
const longestParsed = 12_000;

/**
 * Slack's wire text. Without `verbatim`, bare addresses are links too.
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function Mrkdwn({ text, verbatim = false }: { text: string; verbatim?: boolean }): ReactNode {
  const nodes = useMemo(() => (text.length > longestParsed ? undefined : parse(text).children), [text]);
  return (
    <div className="mrkdwn" dir="auto">
      {nodes ? <Nodes nodes={nodes} verbatim={verbatim} /> : decoded(text)}
    </div>
  );
}

/** A text object of Block Kit. */
export function Words({ text }: { text: TextObject }): ReactNode {
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} verbatim={text.verbatim ?? false} />;
  return (
    <div className="mrkdwn" dir="auto">
      {plainWords(text)}
    </div>
  );
}

/** A plain text object as a string, for names and labels. */
export function plainWords(text: PlainTextElement): string {
  return text.emoji === false ? text.text : withEmoji(text.text);
}

function Nodes({ nodes, verbatim }: { nodes: Node[]; verbatim: boolean }): ReactNode {
  return inOrder(tidied(nodes), (node) => draw(node, verbatim));
}

/** Draws pieces that never change places, and so need no keys. */
export function inOrder<T>(pieces: T[], drawn: (piece: T, index: number) => ReactNode): ReactNode {
  return createElement(Fragment, null, ...pieces.map(drawn));
}

function draw(node: Node, verbatim: boolean): ReactNode {
  const inside = (children: Node[]) => <Nodes nodes={children} verbatim={verbatim} />;
  const label = 'label' in node && node.label ? inside(node.label) : undefined;
  switch (node.type) {
    case NodeType.Text:
      return verbatim ? decoded(node.text) : linked(decoded(node.text));
    case NodeType.Emoji:
      return emojiNamed(node.name, node.variation);
    case NodeType.UserLink:
      return <UserMention id={node.userID} label={label} />;
    case NodeType.ChannelLink:
      return <ChannelMention id={node.channelID} label={label} />;
    case NodeType.Command:
      return command(node, label);
    case NodeType.URL: {
      const url = decoded(node.url);
      return isSafe(url) ? <Link url={url}>{label ?? url.replace(/^mailto:/i, '')}</Link> : decoded(node.source);
    }
    case NodeType.Bold:
      return <strong>{inside(node.children)}</strong>;
    case NodeType.Italic:
      return <em>{inside(node.children)}</em>;
    case NodeType.Strike:
      return <s>{inside(node.children)}</s>;
    case NodeType.Code:
      return <code>{decoded(node.text)}</code>;
    case NodeType.PreText:
      return <pre dir="auto">{decoded(node.text.replace(/^\n|\n$/g, ''))}</pre>;
    case NodeType.Quote:
      return <blockquote dir="auto">{inside(unindented(node.children))}</blockquote>;
    case NodeType.Root:
      return inside(node.children);
    default:
      return node satisfies never;
  }
}

function command(node: Command, label: ReactNode): ReactNode {
  const [first = '', format = '', url] = node.arguments;
  switch (node.name) {
    case 'here':
    case 'channel':
    case 'everyone':
      return <BroadcastMention range={node.name} />;
    case 'date':
      return (
        <DateWords
          timestamp={Number(first || Number.NaN)}
          format={decoded(format)}
          {...(url === undefined ? {} : { url: decoded(url) })}
          fallback={label ?? decoded(node.source)}
        />
      );
    case 'subteam':
      return <bdi className="mention">{label ?? `@${first}`}</bdi>;
    default:
      return label ?? decoded(node.source);
  }
}

/** Joins what the parser split in vain (`http` `://localhost:` `3000`), and drops the line ends that a block already makes. */
function tidied(nodes: Node[]): Node[] {
  const joined: Node[] = [];
  for (const node of nodes) {
    const previous = joined.at(-1);
    const text = node.type === NodeType.Text || isUnknown(node) ? node.source : undefined;
    if (text === undefined) joined.push(node);
    else if (previous?.type === NodeType.Text) joined[joined.length - 1] = textNode(previous.text + text);
    else joined.push(textNode(text));
  }
  return joined.map((node, index) => {
    if (node.type !== NodeType.Text) return node;
    const before = isBlock(joined[index - 1]) ? node.text.replace(/^\n/, '') : node.text;
    return textNode(isBlock(joined[index + 1]) ? before.replace(/\n$/, '') : before);
  });
}

/** A quote's lines without the space after their `>`, and without its last line end. */
function unindented(nodes: Node[]): Node[] {
  const joined = tidied(nodes);
  return joined.map((node, index) => {
    if (node.type !== NodeType.Text) return node;
    const lines = (index === 0 ? node.text.replace(/^ /, '') : node.text).replaceAll('\n ', '\n');
    return textNode(index === joined.length - 1 ? lines.replace(/\n$/, '') : lines);
  });
}

function textNode(text: string): Node {
  return { type: NodeType.Text, text, source: text };
}

function isUnknown(node: Node): boolean {
  return node.type === NodeType.Emoji && emojiNamed(node.name, node.variation) === undefined;
}

function isBlock(node: Node | undefined): boolean {
  return node?.type === NodeType.Quote || node?.type === NodeType.PreText;
}

function emojiNamed(name: string, variation: string | undefined): string | undefined {
  return emojiOf(variation === undefined ? name : `${name}::${variation}`);
}

function linked(text: string): ReactNode {
  // An address ends before the punctuation of its sentence.
  const pieces = text.split(/(\bhttps?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]])/);
  return inOrder(pieces, (piece, index) => (index % 2 === 0 ? piece : <Link url={piece}>{piece}</Link>));
}

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

function decoded(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);
}
