import type { ActionsBlock, AnyBlock, ContextActionsBlock, InputBlock, KnownBlock, SectionBlock } from '@slack/types';
import type { FieldValue, FieldValues } from '../../src/protocol';

const drawn = [
  ...(['header', 'section', 'context', 'divider', 'actions', 'context_actions'] as const),
  ...(['input', 'rich_text', 'image', 'alert'] as const),
];

export type DrawnBlock = Extract<KnownBlock, { type: (typeof drawn)[number] }>;

/** True for a block that this workspace draws; Slack's types leave open what else may stand in a view. */
export function isDrawn(block: AnyBlock): block is DrawnBlock {
  return drawn.some((type) => type === block.type);
}

export type AnyElement =
  | ActionsBlock['elements'][number]
  | ContextActionsBlock['elements'][number]
  | InputBlock['element']
  | NonNullable<SectionBlock['accessory']>;

/** What an element shows before anybody touched it; undefined for one that holds no value. */
export function initialValue(element: AnyElement): FieldValue | undefined {
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: element.initial_value || null };
    case 'static_select':
    case 'radio_buttons':
      return { type: element.type, value: element.initial_option?.value ?? null };
    case 'checkboxes':
      return { type: element.type, values: (element.initial_options ?? []).map((option) => option.value ?? '') };
    case 'users_select':
      return { type: element.type, user: element.initial_user ?? null };
    case 'multi_users_select':
      return { type: element.type, users: element.initial_users ?? [] };
    case 'datepicker':
      return { type: element.type, date: element.initial_date ?? null };
    default:
      return undefined;
  }
}

/** The values of a view that nobody has touched: of each element that holds one, in an input block or not. */
export function initialValues(blocks: AnyBlock[]): FieldValues {
  const values: FieldValues = {};
  for (const block of blocks.filter(isDrawn)) {
    for (const element of elementsOf(block)) {
      const value = initialValue(element);
      if (value) (values[block.block_id ?? ''] ??= {})['action_id' in element ? (element.action_id ?? '') : ''] = value;
    }
  }
  return values;
}

function elementsOf(block: DrawnBlock): AnyElement[] {
  if (block.type === 'input') return [block.element];
  if (block.type === 'actions') return block.elements;
  return block.type === 'section' && block.accessory ? [block.accessory] : [];
}

/** The required inputs that are empty, with Slack's words for under each: block id to words. */
export function missingFields(blocks: AnyBlock[], values: FieldValues): Record<string, string> {
  const missing: Record<string, string> = {};
  for (const block of blocks.filter(isDrawn)) {
    if (block.type !== 'input' || block.optional) continue;
    const blockId = block.block_id ?? '';
    const value = values[blockId]?.[block.element.action_id ?? ''] ?? initialValue(block.element);
    if (value && isEmpty(value)) missing[blockId] = 'Please complete this required field.';
  }
  return missing;
}

function isEmpty(value: FieldValue): boolean {
  return Object.entries(value).every(
    ([key, held]: [string, string | string[] | null]) => key === 'type' || !held?.length,
  );
}
