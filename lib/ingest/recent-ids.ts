import "server-only";
import { createHash } from "node:crypto";

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

  /** Notes the UUID of a resource of the type as seen. */
  add(type: string, id: string): void {
    const print = fingerprint(type, id);
    const slot = slotOf(this.newer, print);
    if (this.newer[slot] === print) return;
    this.newer[slot] = print;
    if (++this.filled < FILLED_MAX) return;
    [this.newer, this.older] = [this.older.fill(0), this.newer];
    this.filled = 0;
  }

  /** Whether the UUID was seen lately for the type. */
  has(type: string, id: string): boolean {
    const print = fingerprint(type, id);
    return [this.newer, this.older].some((table) => table[slotOf(table, print)] === print);
  }
}

function fingerprint(type: string, id: string): number {
  const digits = id.replaceAll("-", "");
  // Zero marks an empty slot. The version digit at 12 is left out.
  const print = Number.parseInt(digits.slice(0, 8) + digits.slice(27, 32), 16);
  return ((print + offsetOf(type)) % 2 ** 52) + 1;
}

const offsets = new Map<string, number>();

/** A number of its own for each type, so that two types may share an id. */
function offsetOf(type: string): number {
  const known = offsets.get(type);
  if (known !== undefined) return known;
  const offset = createHash("sha256").update(type).digest().readUIntBE(0, 6);
  offsets.set(type, offset);
  return offset;
}

function slotOf(table: Float64Array, print: number): number {
  let slot = print % SLOTS;
  while (table[slot] !== 0 && table[slot] !== print) slot = (slot + 1) % SLOTS;
  return slot;
}
