import "server-only";
import type { Tx } from "@/db/client";
import type { Ctx } from "@/lib/tenancy";

/**
 * Lets one transaction at a time go on among those that change who belongs to the clinic, so that each decides on what the one
 * before it left. It waits for no reader and for no insert that refers to the clinic. To be taken before any other lock.
 */
export async function lockClinic(tx: Tx, ctx: Ctx): Promise<void> {
  await tx`SELECT FROM tenant WHERE tenant_id = ${ctx.tenant.id} FOR NO KEY UPDATE`;
}
