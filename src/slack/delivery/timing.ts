/** How patient the delivery is, in milliseconds. */
export interface Timing {
  /** A call to Slack that takes longer may still succeed: doubt. */
  readonly callTimeoutMs: number;
  /** As long a ticket belongs to one delivery. */
  readonly leaseMs: number;
  /** Time-out, late landing and lag of Slack's history together: before that an empty search proves nothing. */
  readonly doubtMs: number;
  /** Between two looks for what is due that no signal told of. */
  readonly pollMs: number;
}

export const timing: Timing = { callTimeoutMs: 10_000, leaseMs: 60_000, doubtMs: 90_000, pollMs: 1_000 };

/** A search starts that much before what it looks for can have been posted: clocks and histories lag. */
export const searchBeforeMs = 10 * 60_000;
