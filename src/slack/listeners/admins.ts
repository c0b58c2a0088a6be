import type { Admin } from '../../domain/people';
import type { CommandVisit } from '../answering';
import type { MessageContent } from '../views/blocks';
import { adminHelp } from '../views/lists';

/** `/ticket-admin`, `/ticket-admin help`: says how tickets are answered. */
export async function command({ desk, command: { text } }: CommandVisit<Admin>): Promise<MessageContent> {
  return adminHelp(desk.triageChannel, text.trim().toLowerCase());
}
