import type { RichTextBlock, RichTextBlockElement, RichTextElement } from '@slack/types';
import type { ReactNode } from 'react';
import { emojiOf } from '../text/emoji';
import { inOrder } from '../text/mrkdwn';
import { BroadcastMention, ChannelMention, DateWords, Link, UserMention } from '../text/pieces';
import { Unknown } from './element';

export function RichTextView({ block }: { block: RichTextBlock }): ReactNode {
  return <div className="mrkdwn">{inOrder(block.elements, part)}</div>;
}

function part(element: RichTextBlockElement): ReactNode {
  switch (element.type) {
    case 'rich_text_section':
      return <div dir="auto">{inline(element.elements)}</div>;
    case 'rich_text_quote':
      return <blockquote dir="auto">{inline(element.elements)}</blockquote>;
    default:
      return <Unknown what={element.type} />;
  }
}

function inline(elements: RichTextElement[]): ReactNode {
  return inOrder(elements, (element) => {
    const { bold, italic, strike, underline, code } = element.style ?? {};
    let words = wordsOf(element);
    if (code) words = <code>{words}</code>;
    if (underline) words = <u>{words}</u>;
    if (strike) words = <s>{words}</s>;
    if (italic) words = <em>{words}</em>;
    return bold ? <strong>{words}</strong> : words;
  });
}

function wordsOf(element: RichTextElement): ReactNode {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return <Link url={element.url}>{element.text || element.url}</Link>;
    case 'emoji':
      return emojiOf(element.name) ?? `:${element.name}:`;
    case 'user':
      return <UserMention id={element.user_id} />;
    case 'channel':
      return <ChannelMention id={element.channel_id} />;
    case 'broadcast':
      return <BroadcastMention range={element.range} />;
    case 'date':
      return <DateWords {...element} fallback={element.fallback ?? element.format} />;
    default:
      return <Unknown what={element.type} />;
  }
}
