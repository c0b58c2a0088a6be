import type { AnyBlock } from '@slack/types';
import { freshId } from './fresh';

export interface Option {
  text: { type: string; text: string };
  value: string;
  description?: { text: string };
}

/** One of the two thumbs of feedback buttons. */
export interface Thumb {
  text: { type: string; text: string };
  value: string;
  accessibility_label?: string;
}

/** An interactive element, whatever its kind: the fields that some kind has. */
export interface Element {
  type: string;
  /** There once `blocksWithIds` has seen it. */
  action_id: string;
  text?: { type: string; text: string };
  accessibility_label?: string;
  placeholder?: { text: string };
  value?: string;
  url?: string;
  style?: string;
  confirm?: object;
  options?: Option[];
  positive_button?: Thumb;
  negative_button?: Thumb;
  initial_value?: string;
  initial_option?: Option;
  initial_options?: Option[];
  initial_user?: string;
  initial_users?: string[];
  max_selected_items?: number;
  filetypes?: string[];
  max_files?: number;
  initial_date?: string;
  min_length?: number;
  max_length?: number;
}

/** A block, whatever its kind: the fields that some kind has. */
export interface AnyKindOfBlock {
  type: string;
  block_id: string;
  label?: { text: string };
  optional?: boolean;
  element?: Element;
  accessory?: Element;
  elements?: Element[];
}

/** An interactive element and where it stands. */
export interface Placed {
  blockId: string;
  element: Element;
  /** Set on the element of an `input` block. */
  input?: { label: string; optional: boolean };
}

/** The blocks whose `elements` can be pressed; those of others are only read. */
const holdsInteractive = new Set(['actions', 'context_actions']);

/** Gives every block a `block_id` and every interactive element an `action_id`, as Slack does where the app gave none. */
export function blocksWithIds<B extends AnyBlock>(blocks: readonly B[]): B[] {
  return blocks.map((block) => {
    const { element, accessory, elements, ...rest } = anyKind(block);
    const named = {
      ...rest,
      block_id: rest.block_id || shortId(),
      ...(element && { element: withActionId(element) }),
      ...(accessory && { accessory: withActionId(accessory) }),
      ...(elements && { elements: holdsInteractive.has(block.type) ? elements.map(withActionId) : elements }),
    };
    // Only ids were added: the kind of the block is what it was.
    return named as unknown as B;
  });
}

/** Every interactive element of the blocks, in reading order. */
export function elementsOf(blocks: readonly AnyBlock[]): Placed[] {
  return blocks.map(anyKind).flatMap(({ type, block_id: blockId, element, accessory, elements, label, optional }) => {
    if (type === 'input') {
      return element ? [{ blockId, element, input: { label: label?.text ?? '', optional: optional ?? false } }] : [];
    }
    const all = [...(accessory ? [accessory] : []), ...(holdsInteractive.has(type) ? (elements ?? []) : [])];
    return all.map((found) => ({ blockId, element: found }));
  });
}

function withActionId(element: Element): Element {
  return { ...element, action_id: element.action_id || shortId() };
}

function shortId(): string {
  return freshId('').slice(0, 5);
}

function anyKind(block: AnyBlock): AnyKindOfBlock {
  // The kinds of block share no type with all their fields; this one has each of them as optional.
  return block as unknown as AnyKindOfBlock;
}
