import type { Admin, Person } from '../domain/people';
import type { Ports } from './ports';

/** Makes `person` an admin of their team; false where they are one already. */
export async function promote(
  person: Person,
  by: string,
  { admins, clock }: Pick<Ports, 'admins' | 'clock'>,
): Promise<boolean> {
  const admin: Admin = { ...person, promotedBy: by, promotedAt: clock.now() };
  return await admins.add(admin);
}
