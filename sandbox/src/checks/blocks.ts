/** Blocks as Slack accepts them: docs.slack.dev/reference/block-kit/blocks, which `@slack/types` repeats beside each field. */
import type {
  ActionsBlock,
  ContextActionsBlock,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  InputBlock,
  KnownBlock,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import {
  accessory,
  actionsElement,
  contextActionsElement,
  contextElement,
  homeInputElement,
  id,
  modalInputElement,
  plain,
  plainOrMrkdwn,
} from './elements';
import { richTextPart } from './rich-text';
import { boolean, isObject, list, misplaced, object, problem, type Rule, required, typed, undrawn } from './schema';

export type Surface = 'message' | 'modal' | 'home';

const named = { block_id: id };

const section = object<SectionBlock>(
  { ...named, text: plainOrMrkdwn(3000), fields: list(plainOrMrkdwn(2000), 1, 10), accessory, expand: boolean },
  (value, at) =>
    isObject(value) && ('text' in value || 'fields' in value)
      ? []
      : [problem('must define either `text` or `fields`', `${at}/type`)],
);

function blocksOn(surface: Surface): Record<string, Rule> {
  return {
    header: object<HeaderBlock>({ ...named, text: required(plain(150)) }),
    section,
    context: object<ContextBlock>({ ...named, elements: required(list(contextElement, 1, 10)) }),
    divider: object<DividerBlock>(named),
    // In messages only (blocks/context-actions-block).
    context_actions:
      surface === 'message'
        ? object<ContextActionsBlock>({ ...named, elements: required(list(contextActionsElement, 1, 5)) })
        : misplaced,
    actions: object<ActionsBlock>({ ...named, elements: required(list(actionsElement, 1, 25)) }),
    // Slack allows inputs in messages too; the practice workspace draws them in views only.
    input: surface === 'message' ? undrawn : input(surface === 'modal' ? modalInputElement : homeInputElement),
    rich_text: object<RichTextBlock>({ ...named, elements: required(list(richTextPart, 1)) }),
    alert: undrawn,
    card: undrawn,
    carousel: undrawn,
    container: undrawn,
    data_table: undrawn,
    data_visualization: undrawn,
    file: undrawn,
    image: undrawn,
    markdown: undrawn,
    plan: undrawn,
    table: undrawn,
    task_card: undrawn,
    video: undrawn,
  } satisfies Record<KnownBlock['type'] | 'data_visualization', Rule>;
}

function input(element: Rule): Rule {
  return object<InputBlock>({
    ...named,
    label: required(plain(2000)),
    element: required(element),
    hint: plain(2000),
    optional: boolean,
    dispatch_action: boolean,
  });
}

const rules = {
  message: list(typed(blocksOn('message')), 0, 50),
  modal: list(typed(blocksOn('modal')), 0, 100),
  home: list(typed(blocksOn('home')), 0, 100),
};

/** A list of blocks for `surface`, each of them fine, and no two with one name. */
export function blocks(surface: Surface): Rule {
  return (value, at) => {
    const wrong = rules[surface](value, at);
    // Slack looks at names only once the shapes are right.
    return wrong.length > 0 || !Array.isArray(value) ? wrong : [...sameNames(value, at), ...manyFocuses(value, at)];
  };
}

/** `block_id` is unique in a message or view, `action_id` in its block. */
function sameNames(value: unknown[], at: string): string[] {
  return [
    ...repeated(value, 'block_id', at),
    ...value.flatMap((one, index) =>
      isObject(one) && Array.isArray(one['elements']) && one['type'] !== 'rich_text'
        ? repeated(one['elements'], 'action_id', `${at}/${index}/elements`)
        : [],
    ),
  ];
}

function repeated(items: unknown[], key: 'block_id' | 'action_id', at: string): string[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const name = isObject(item) ? item[key] : undefined;
    if (typeof name !== 'string') return [];
    if (seen.has(name)) return [problem(`\`${key}\` "${name}" already exists`, `${at}/${index}/${key}`)];
    seen.add(name);
    return [];
  });
}

function manyFocuses(value: unknown[], at: string): string[] {
  const focused = elementsOf(value, at).filter(({ element }) => element['focus_on_load'] === true);
  return focused.slice(1).map((one) => problem('only one element can have `focus_on_load`', `${one.at}/focus_on_load`));
}

function elementsOf(value: unknown[], at: string): { element: Record<string, unknown>; at: string }[] {
  return value.flatMap((one, index) => {
    if (!isObject(one)) return [];
    const here = `${at}/${index}`;
    const many = Array.isArray(one['elements'])
      ? one['elements'].map((element, n) => ({ element, at: `${here}/elements/${n}` }))
      : [];
    const single = ['element', 'accessory'].map((key) => ({ element: one[key], at: `${here}/${key}` }));
    return [...many, ...single].flatMap((found) =>
      isObject(found.element) ? [{ element: found.element, at: found.at }] : [],
    );
  });
}

/** What Slack would say to these blocks on `surface`, as in `response_metadata.messages`; empty when they are fine. */
export function checkBlocks(value: unknown, surface: Surface): string[] {
  return blocks(surface)(value, '/blocks');
}

/**
 * Whether Slack would answer `msg_blocks_too_long`. The limit is undocumented; people measured about 13,200 characters of
 * text, of which a header or divider takes about 100 and another block some 50 (bolt-js#2509, bolt-js#2867).
 */
export function messageTooLong(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const containers = value.map((one) =>
    isObject(one) && (one['type'] === 'header' || one['type'] === 'divider') ? 100 : 50,
  );
  return textLength(value) + containers.reduce((sum, size) => sum + size, 0) > 13_200;
}

/** The characters of every `text` in there. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + textLength(one), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) => sum + (key === 'text' && typeof one === 'string' ? one.length : textLength(one)),
    0,
  );
}
