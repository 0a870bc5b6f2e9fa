import "server-only";
import { type Ctx, withTransaction } from "@/lib/tenancy";

/** A patient's birth date as it is now, for a job; null when there is no such patient any more. */
export async function findBirthDate(
  ctx: Ctx,
  patientId: string,
): Promise<{ birthDate: string | null } | null> {
  const rows = await withTransaction(
    ctx,
    (tx) => tx<{ birthDate: string | null }[]>`
      SELECT birth_date AS "birthDate" FROM patient WHERE tenant_id = ${ctx.tenant.id} AND id = ${patientId}::text::uuid`,
  );
  return rows[0] ?? null;
}
