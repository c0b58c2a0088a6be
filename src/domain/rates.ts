/** So many calls in any stretch of that time, in milliseconds. */
export interface Rate {
  readonly most: number;
  readonly withinMs: number;
  /** A call may come that much later than the slot that it has. */
  readonly lateMs: number;
}

/** A slot that cannot be used any more is worth nothing, and one that lies ahead has to be waited for. */
export function isSlot(slot: Date, { lateMs }: Rate, now: Date): boolean {
  return slot <= now && now.getTime() - slot.getTime() <= lateMs;
}
