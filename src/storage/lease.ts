import mongoose, { type QueryFilter } from 'mongoose';

/** Documents that are due, and that nobody works on: a lease that is still there has run out. */
export function dueAndFree(now: Date): QueryFilter<{ dueAt?: Date; leaseUntil?: Date }> {
  return {
    dueAt: mongoose.trusted({ $lte: now }),
    $or: [{ leaseUntil: mongoose.trusted({ $exists: false }) }, { leaseUntil: mongoose.trusted({ $lte: now }) }],
  };
}
