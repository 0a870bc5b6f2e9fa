import "server-only";
import type { Tx } from "@/db/client";
import type { Ctx } from "@/lib/tenancy";

/** A patient's birth date as it is now, for a job; null when there is no such patient any more. */
export async function findBirthDate(
  tx: Tx,
  ctx: Ctx,
  patientId: string,
): Promise<{ birthDate: string | null } | null> {
  const rows = await tx<{ birthDate: string | null }[]>`
    SELECT birth_date AS "birthDate" FROM patient WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid`;
  return rows[0] ?? null;
}
