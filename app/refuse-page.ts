import "server-only";
import { audit } from "@/lib/audit";
import { type Ctx, withTenant } from "@/lib/tenancy";

/** Notes that a page was refused to the caller's role; the page itself says so in words. */
export function refusePage(ctx: Ctx, page: string, patientId: string): Promise<void> {
  return withTenant(ctx, (tx) =>
    audit(tx, ctx, {
      action: "request",
      outcome: "refused",
      patientId,
      detail: { route: page, code: "forbidden" },
    }),
  );
}
