/** Rich text as Slack accepts it: docs.slack.dev/reference/block-kit/blocks/rich-text-block. */
import type {
  RichTextBlockElement,
  RichTextBroadcastMention,
  RichTextChannelMention,
  RichTextDate,
  RichTextElement,
  RichTextEmoji,
  RichTextLink,
  RichTextQuote,
  RichTextSection,
  RichTextText,
  RichTextUserMention,
} from '@slack/types';
import { address, id } from './elements';
import { boolean, integer, list, object, oneOf, type Rule, record, required, string, typed, undrawn } from './schema';

const style = record<NonNullable<RichTextText['style']>>({
  bold: boolean,
  code: boolean,
  italic: boolean,
  strike: boolean,
  underline: boolean,
});
const richTextElement = typed({
  text: object<RichTextText>({ text: required(string(1)), style }),
  link: object<RichTextLink>({ url: required(address()), text: string(1), unsafe: boolean, style }),
  user: object<RichTextUserMention>({ user_id: required(id), style }),
  channel: object<RichTextChannelMention>({ channel_id: required(id), style }),
  broadcast: object<RichTextBroadcastMention>({ range: required(oneOf('here', 'channel', 'everyone')), style }),
  emoji: object<RichTextEmoji>({ name: required(string(1)), unicode: string(1), url: string(1), style }),
  date: object<RichTextDate>({
    timestamp: required(integer(0)),
    format: required(string(1)),
    url: address(),
    fallback: string(1),
    style,
  }),
  usergroup: undrawn,
  team: undrawn,
  color: undrawn,
} satisfies Record<RichTextElement['type'], Rule>);
/** What may stand in a rich text block. */
export const richTextPart = typed({
  rich_text_section: object<RichTextSection>({ elements: required(list(richTextElement, 0)) }),
  rich_text_list: undrawn,
  rich_text_quote: object<RichTextQuote>({ elements: required(list(richTextElement, 0)), border: oneOf(0, 1) }),
  rich_text_preformatted: undrawn,
} satisfies Record<RichTextBlockElement['type'], Rule>);
