import "server-only";
import type { Tx } from "@/db/client";
import { LAST_ID } from "@/lib/paging";
import type { SearchTerms } from "../parse-search";
import { type Place, RANK, type Rank } from "./found";

/** The last hit of the page before; hits stand in the order rank, day last seen descending, id descending. */
export type Keyset = Place;

/** What a strategy is asked for. */
export type Ask = {
  /** A transaction of the tenant. */
  tx: Tx;
  tenantId: string;
  terms: SearchTerms;
  after: Keyset;
  /** Hits at most. */
  limit: number;
};

/** Before the first hit. */
export const FROM_START: Keyset = { rank: RANK.exact, day: "infinity", id: LAST_ID };

/** Before the first hit of a rank. */
export function startOfRank(rank: Rank): Keyset {
  return { ...FROM_START, rank };
}

/** Whether nothing was shown yet: only then is the whole counted. */
export function isFirstPage({ after }: Ask): boolean {
  return after.rank === FROM_START.rank && after.day === FROM_START.day;
}

/** The same question for the hits of one rank: they go on behind those shown, or begin when all shown are of an earlier rank. */
export function askOfRank(ask: Ask, rank: Rank, limit: number = ask.limit): Ask {
  const after = ask.after.rank === rank ? ask.after : startOfRank(rank);
  return { ...ask, after, limit };
}
