import type { PlainTextElement, TextObject } from '@slack/types';
import { createElement, Fragment, type ReactNode, useMemo } from 'react';
import { type Command, type Node, NodeType, parse } from 'slack-message-parser';
import { emojiOf, withEmoji } from './emoji';
import { BroadcastMention, ChannelMention, DateWords, isSafe, Link, UserMention } from './pieces';

/** The parser calls itself for each quoted line, so a longer text (Slack posts none) is shown as written. */
const longestParsed = 12_000;

/** Code and what stands in angle brackets; the sign of a quote; a bare address, which ends before the punctuation of its sentence. */
const special =
  /```[\s\S]*?```|`[^`\n]+`|<[^<>]*>|^(?<quote>(?:>|&gt;){3}|>|&gt;) ?|(?<url>\bhttps?:\/\/(?:(?!&[lg]t;)[^\s<>|`])*(?!&[lg]t;)[^\s<>|`.,;:!?'")\]*_~])/gm;

/** The text as the parser knows it: with signs of quotes escaped, and bare addresses in brackets. */
function prepared(text: string, verbatim: boolean): string {
  return text.replace(special, (whole, quote?: string, url?: string) => {
    if (quote) return quote.replaceAll('>', '&gt;');
    return url && !verbatim ? `<${url}>` : whole;
  });
}

/**
 * Slack's wire text. Without `verbatim`, bare addresses are links too.
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function Mrkdwn({ text, verbatim = false }: { text: string; verbatim?: boolean }): ReactNode {
  const nodes = useMemo(() => {
    const wire = prepared(text, verbatim);
    return wire.length > longestParsed ? undefined : parse(wire).children;
  }, [text, verbatim]);
  return (
    <div className="mrkdwn" dir="auto">
      {nodes ? inOrder(nodes, draw) : decoded(text)}
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

/** Draws pieces that never change places, and so need no keys. */
export function inOrder<T>(pieces: T[], drawn: (piece: T, index: number, pieces: T[]) => ReactNode): ReactNode {
  return createElement(Fragment, null, ...pieces.map(drawn));
}

function draw(node: Node, index: number, siblings: Node[]): ReactNode {
  const inside = (children: Node[]) => inOrder(children, draw);
  const label = 'label' in node && node.label ? inside(node.label) : undefined;
  switch (node.type) {
    case NodeType.Text:
      // A block of code ends its line by itself.
      return decoded(siblings[index - 1]?.type === NodeType.PreText ? node.text.replace(/^\n/, '') : node.text);
    case NodeType.Emoji:
      return emojiOf([node.name, node.variation].filter(Boolean).join('::')) ?? node.source;
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
      return <blockquote dir="auto">{inside(node.children)}</blockquote>;
    case NodeType.Root:
      return inside(node.children);
    default:
      return node satisfies never;
  }
}

function command(node: Command, label: ReactNode): ReactNode {
  const [first = '', format = '', url = ''] = node.arguments;
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
          url={decoded(url)}
          fallback={label ?? decoded(node.source)}
        />
      );
    case 'subteam':
      return <bdi className="mention">{label ?? `@${first}`}</bdi>;
    default:
      return label ?? decoded(node.source);
  }
}

/** Slack's three entities as the signs that they stand for. */
export function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
