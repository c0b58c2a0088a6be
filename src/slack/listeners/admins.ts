import type { Admin } from '../../domain/people';
import type { CommandVisit } from '../answering';
import { adminHelp } from '../views/lists';

/** `/ticket-admin`: says how tickets are answered. */
export async function command({ respond, desk }: CommandVisit<Admin>): Promise<undefined> {
  await respond({ response_type: 'ephemeral', ...adminHelp(desk.triageChannel) });
}
