import "server-only";

const SLOTS = 2 ** 20;
const FILLED_MAX = SLOTS / 2;

/**
 * Remembers the latest ids seen, at least half a million of them, in a fixed 16 MB: two tables of 52-bit fingerprints, of which
 * the older one is dropped when the newer is full. Ids are UUIDs, random enough for two to be mistaken once in 10^9 lookups.
 */
export class RecentIds {
  private newer = new Float64Array(SLOTS);
  private older = new Float64Array(SLOTS);
  private filled = 0;

  /** Notes a UUID as seen. */
  add(id: string): void {
    const print = fingerprint(id);
    const slot = slotOf(this.newer, print);
    if (this.newer[slot] === print) return;
    this.newer[slot] = print;
    if (++this.filled < FILLED_MAX) return;
    [this.newer, this.older] = [this.older.fill(0), this.newer];
    this.filled = 0;
  }

  /** Whether the UUID was seen lately. */
  has(id: string): boolean {
    const print = fingerprint(id);
    return [this.newer, this.older].some((table) => table[slotOf(table, print)] === print);
  }
}

function fingerprint(id: string): number {
  const digits = id.replaceAll("-", "");
  // Zero marks an empty slot. The version digit at 12 is left out.
  return Number.parseInt(digits.slice(0, 8) + digits.slice(27, 32), 16) + 1;
}

function slotOf(table: Float64Array, print: number): number {
  let slot = print % SLOTS;
  while (table[slot] !== 0 && table[slot] !== print) slot = (slot + 1) % SLOTS;
  return slot;
}
