import "server-only";
import { randomUUID } from "node:crypto";
import type { directoryVersion } from "@/db/schema/clinic";
import type { RowOf } from "@/db/schema/columns";
import { type Ctx, startTiming } from "./context";
import { type TenantRow, toTenant } from "./to-tenant";

export type SystemRow = TenantRow & { directoryVersion: RowOf<typeof directoryVersion>["version"] };

/** The context of work that nobody signed in for; `actor` names it in the trail. It holds no permission. */
export function toSystemContext(row: SystemRow, actor: string): Ctx {
  return {
    tenant: toTenant(row),
    actor: { kind: "system", id: null, name: actor, email: null, role: null },
    sessionId: null,
    permissions: new Set(),
    directoryVersion: row.directoryVersion,
    requestId: randomUUID(),
    ip: null,
    isPrefetch: false,
    timing: startTiming(),
  };
}
