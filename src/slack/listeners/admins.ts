import type { Admin } from '../../domain/people';
import type { CommandVisit } from '../answering';
import { adminHelp } from '../views/answers';
import type { MessageContent } from '../views/blocks';

/** `/ticket-admin`, `/ticket-admin help`: says how tickets are answered. */
export async function command({ desk, command: { text } }: CommandVisit<Admin>): Promise<MessageContent> {
  return adminHelp(desk.triageChannel, text.trim().toLowerCase());
}
