import { extname } from 'node:path';
import type { AnyBlock } from '@slack/types';
import type { Core } from './core';
import { type Element, elementsOf, type Placed } from './elements';
import type { FieldValue, FieldValues, SharedFile } from './protocol';
import { wireFile } from './wire';

/** One value in Slack's `view.state.values`. */
export type SlackValue = { type: string } & Record<string, unknown>;
export type SlackValues = Record<string, Record<string, SlackValue>>;

/** Slack's `state.values`: what was typed, and where nothing was, what the app filled in. */
export function slackValues(core: Core, blocks: readonly AnyBlock[], typed: FieldValues): SlackValues {
  const values: SlackValues = {};
  for (const { blockId, element } of elementsOf(blocks)) {
    const value = slackValue(core, element, heldValue(element, typed[blockId]?.[element.action_id]));
    if (value) values[blockId] = { ...values[blockId], [element.action_id]: value };
  }
  return values;
}

/** What was typed into a field, or what it began with: also where an update has made another kind of field of it. */
function heldValue(element: Element, typed: FieldValue | undefined): FieldValue | undefined {
  return typed?.type === element.type ? typed : initialValue(element);
}

/** What a field holds before anybody touches it; undefined for what holds nothing, as a button. */
function initialValue(element: Element): FieldValue | undefined {
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: element.initial_value ?? null };
    case 'static_select':
    case 'radio_buttons':
      return { type: element.type, value: element.initial_option?.value ?? null };
    case 'checkboxes':
      return { type: element.type, values: (element.initial_options ?? []).map(({ value }) => value) };
    case 'users_select':
      return { type: element.type, user: element.initial_user ?? null };
    case 'multi_users_select':
      return { type: element.type, users: element.initial_users ?? [] };
    case 'file_input':
      return { type: element.type, files: [] };
    case 'datepicker':
      return { type: element.type, date: element.initial_date ?? null };
    default:
      return undefined;
  }
}

/** A field's value in Slack's words; undefined where there is none, or it does not fit the element. */
export function slackValue(core: Core, element: Element, value: FieldValue | undefined): SlackValue | undefined {
  if (!value || value.type !== element.type) return undefined;
  const option = (wanted: string | null) => element.options?.find((known) => known.value === wanted) ?? null;
  switch (value.type) {
    case 'plain_text_input':
      return { type: value.type, value: value.value === '' ? null : value.value };
    case 'static_select':
    case 'radio_buttons':
      return { type: value.type, selected_option: option(value.value) };
    case 'checkboxes':
      return { type: value.type, selected_options: value.values.map(option).filter((found) => found !== null) };
    case 'users_select':
      return { type: value.type, selected_user: value.user };
    case 'multi_users_select':
      return { type: value.type, selected_users: value.users };
    case 'file_input':
      // Bolt's `UploadedFile`; the documentation shows no payload.
      return { type: value.type, files: value.files.map((file) => wireFile(core, file)) };
    case 'datepicker':
      return { type: value.type, selected_date: value.date };
    case 'feedback_buttons':
      // A thumb is pressed and not filled in: only its click tells the app.
      return undefined;
  }
}

/** What Slack itself says of fields before it asks the app: block id to words; empty when all may be sent. */
export function fieldErrors(blocks: readonly AnyBlock[], typed: FieldValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { blockId, element, input } of elementsOf(blocks)) {
    const error = input && fieldError(element, input, heldValue(element, typed[blockId]?.[element.action_id]));
    if (error) errors[blockId] = error;
  }
  return errors;
}

function fieldError(
  element: Element,
  input: NonNullable<Placed['input']>,
  value: FieldValue | undefined,
): string | undefined {
  if (!value || isEmpty(value)) return input.optional ? undefined : 'Please complete this required field.';
  if (value.type === 'file_input') return filesError(element, value.files);
  if (value.type !== 'plain_text_input') return undefined;
  const length = value.value?.length ?? 0;
  if (length < (element.min_length ?? 0)) return `Must be at least ${element.min_length} characters long.`;
  if (length > (element.max_length ?? 3000))
    return `Must be less than ${(element.max_length ?? 3000) + 1} characters long.`;
  return undefined;
}

/** Slack's words are not known; of its rules, block-elements/file-input-element. */
function filesError({ filetypes, max_files: most = 10 }: Element, files: SharedFile[]): string | undefined {
  if (files.length > most) return `Must be no more than ${most} ${most === 1 ? 'file' : 'files'}.`;
  const wrong = files.find(({ name }) => filetypes && !filetypes.includes(extname(name).slice(1).toLowerCase()));
  return wrong && `${wrong.name} is none of the allowed types: ${filetypes?.join(', ')}.`;
}

function isEmpty(value: FieldValue): boolean {
  if ('values' in value) return value.values.length === 0;
  if ('users' in value) return value.users.length === 0;
  if ('files' in value) return value.files.length === 0;
  if ('user' in value) return value.user === null;
  if ('date' in value) return value.date === null;
  return !value.value;
}
