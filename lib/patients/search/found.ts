import "server-only";

/** A patient a strategy found: rank 0 exact, 1 prefix, 2 fuzzy. */
export type Found = { id: string; day: string; rank: number };

/** Where the page before ended; rows come in the order rank, day descending, id descending. */
export type Keyset = { rank: number; day: string; id: string };

/** Before the first row. */
export const FROM_START: Keyset = { rank: 0, day: "infinity", id: "ffffffff-ffff-ffff-ffff-ffffffffffff" };

/** The keyset for `rank` alone: where that rank goes on after `after`, or its start when `after` is in an earlier rank. */
export function within(rank: number, after: Keyset): Keyset {
  return after.rank === rank ? after : { ...FROM_START, rank };
}
