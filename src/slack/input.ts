import type { ViewOutput } from '@slack/bolt';
import { z } from 'zod';
import { ForgedInput } from '../domain/errors';

const ticketId = z.string().regex(/^[0-9a-f]{24}$/);
const typed = z.string().nullish();
const ticketNumber = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** The ticket's id that a button's value or a form's metadata carries. Throws ForgedInput. */
export function ticketIdOf(value: unknown): string {
  return parsed(ticketId, value);
}

/** A ticket's number that a button's value carries. Throws ForgedInput. */
export function ticketNumberOf(value: unknown): number {
  return parsed(ticketNumber, value);
}

/** What was typed into a text field of ours, whose block and action have the field's id; empty where nothing was. Throws ForgedInput. */
export function typedInto(field: string, view: ViewOutput): string {
  return parsed(typed, view.state.values[field]?.[field]?.value) ?? '';
}

/** The form's own name: the same one sent twice is one change. */
export function formKeyOf({ id, callback_id: callbackId }: ViewOutput): string {
  return `${id}:${callbackId}`;
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new ForgedInput();
  return result.data;
}
