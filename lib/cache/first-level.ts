import "server-only";
import { LRUCache } from "lru-cache";
import { once } from "@/lib/process";

const BYTES_MAX = 32 * 1024 * 1024;
const BYTES_PER_CHARACTER = 2;

const entries = once(
  "first cache level",
  () =>
    new LRUCache<string, string>({
      maxSize: BYTES_MAX,
      maxEntrySize: BYTES_MAX / 16,
      sizeCalculation: (value, key) => (value.length + key.length) * BYTES_PER_CHARACTER + 128,
      ttl: 10 * 60 * 1000,
    }),
);

export function readFirstLevel(key: string): string | undefined {
  return entries.get(key);
}

export function writeFirstLevel(key: string, text: string): void {
  entries.set(key, text);
}

/** Bytes held, for the metrics. */
export function firstLevelBytes(): number {
  return entries.calculatedSize;
}

/** Forgets everything in this process (tests, benches). */
export function clearFirstLevel(): void {
  entries.clear();
}
