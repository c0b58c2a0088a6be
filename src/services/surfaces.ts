import type { DeliveryStore } from './delivery-ports';
import type { Ports } from './ports';

/** Somebody deleted a message in Slack: where it showed a ticket, it is posted anew. */
export async function shownAgain(
  teamId: string,
  { channel, ts, threadTs }: { channel: string; ts: string; threadTs: string | undefined },
  { deliveries, clock, newKey, wake }: Pick<Ports, 'clock' | 'newKey' | 'wake'> & { deliveries: DeliveryStore },
): Promise<void> {
  const found = await deliveries.findEntry(teamId, channel, ts, threadTs);
  if (found === undefined) return;
  // What stands where nobody should look any more is not worth a new message, whoever has deleted it: Deskbell itself does, too.
  if (found.isPast) {
    await deliveries.forget(found.id, { key: found.key, ts });
    return;
  }
  await deliveries.renew(found.id, { key: found.key, ts, newKey: newKey() }, clock.now());
  wake(false);
}
