import "server-only";
import { once } from "@/lib/process";

/** Ours alone: what a client sends under this name is overwritten by the server before Next sees it. */
export const VISIT_HEADER = "x-swiftchart-visit";

export type PageStatus = { status: number; retryAfterSeconds: number };

// Next lets a page say 404 and 307 and nothing else; what it says here the server in front of Next writes into the answer.
const held = once("page status", () => new Map<string, PageStatus | null>());

/** Begins a visit whose page may name the status of its answer; called by the server. */
export function openVisit(id: string): void {
  held.set(id, null);
}

/** Has the page that answers the request with these headers come with `status`; without effect where no server of ours asked for it. */
export function setPageStatus(headers: Headers, status: PageStatus): void {
  const id = headers.get(VISIT_HEADER);
  if (id !== null && held.has(id)) held.set(id, status);
}

/** What the page of a visit has named until now; null when nothing. */
export function pageStatus(id: string): PageStatus | null {
  return held.get(id) ?? null;
}

/** Ends a visit; called by the server. */
export function closeVisit(id: string): void {
  held.delete(id);
}
