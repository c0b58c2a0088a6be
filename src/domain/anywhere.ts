import { InvalidWords } from './errors';
import type { Profile } from './people';
import type { Source } from './ticket';

/** The name under which there is one ticket of a message, whoever makes it, and however. */
export function messageKey({ channel, ts }: Pick<Source, 'channel' | 'ts'>): string {
  return `message:${channel}:${ts}`;
}

/** True for somebody whose ticket it can be: who reads what Deskbell sends them, here. */
export function canHaveTickets(profile: Profile | undefined): boolean {
  return profile?.standing === 'member' || profile?.standing === 'guest';
}

/** Throws InvalidWords, with a sentence that says why this person cannot have a ticket. */
export function mustHaveTickets(profile: Profile | undefined): void {
  const standing = profile?.standing ?? 'unknown';
  if (standing === 'member' || standing === 'guest') return;
  throw new InvalidWords({ requester: cannotHaveTickets[standing] });
}

const cannotHaveTickets = {
  bot: 'This is an app, and reads no answers. Choose a person.',
  deactivated: 'This person is deactivated in Slack, and could not read the answers. Choose somebody else.',
  stranger: 'This person belongs to another workspace, and could not read the answers. Choose somebody of this one.',
  unknown: 'Slack knows nobody like that here. Choose somebody of this workspace.',
};
