import "server-only";
import { z } from "zod";
import { decodeCursor, INSTANT_PARTS, type InstantKeyset, toInstantKeyset } from "@/lib/paging";

/** The last entry of a page of the timeline. Two types may share an instant and an id. */
export type TimelineKeyset = InstantKeyset & { resourceType: string };

const shape = z.tuple([...INSTANT_PARTS, z.string().regex(/^[A-Za-z]{1,64}$/)]);

/**
 * Where the timeline goes on, or before its first entry when there is no cursor. Its cursors have the parts `[at, id, resourceType]`.
 * @throws AppError("invalid_cursor")
 */
export function toTimelineKeyset(tenantId: string, cursor: string | undefined): TimelineKeyset {
  if (!cursor) return { ...toInstantKeyset(tenantId, undefined), resourceType: "" };
  const [at, id, resourceType] = decodeCursor(tenantId, shape, cursor);
  return { at, id, resourceType };
}
