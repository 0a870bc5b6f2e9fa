import "server-only";
import { type PatientHit, SEARCH_TOTAL_CAP } from "../schema";

/** How well a patient matches, in the order of the list: every word as it was typed, begun, or with a typo. */
export const RANK = { exact: 0, prefix: 1, fuzzy: 2 } as const;
export type Rank = (typeof RANK)[keyof typeof RANK];

/** A patient's place in the list. `day`: the one last seen, `YYYY-MM-DD` or `-infinity`. */
export type Place = { id: string; day: string; rank: Rank };

/** A patient a strategy found, with what a row of the list shows. */
export type Found = Place & Omit<PatientHit, "match">;

/** How many match in all; at least so many when `capped`. Means something on the first page only. */
export type Total = { value: number; capped: boolean };

export type SearchResult = { found: Found[]; total: Total };

/** A count, up to the most that is told. */
export function toTotal(count: number): Total {
  return count > SEARCH_TOTAL_CAP
    ? { value: SEARCH_TOTAL_CAP, capped: true }
    : { value: count, capped: false };
}

/** The total of a page that does not count. */
export const UNCOUNTED: Total = { value: 0, capped: false };
