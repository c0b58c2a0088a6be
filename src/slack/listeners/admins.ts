import type { Admin } from '../../domain/people';
import type { CommandVisit } from '../answering';
import type { MessageContent } from '../views/blocks';
import { adminHelp } from '../views/lists';

/** `/ticket-admin`: says how tickets are answered. */
export async function command({ desk }: CommandVisit<Admin>): Promise<MessageContent> {
  return adminHelp(desk.triageChannel);
}
