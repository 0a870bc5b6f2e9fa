import { randomUUID } from "node:crypto";
import { createToken } from "@/lib/auth";
import type { BenchSite } from "./bench-site";

export type Writer = { email: string; token: string };

/** So many clinicians of the measured tenant, each with a token: one account may send 100 changes a second, a bench sends more. */
export async function makeWriters(
  { database, tenantId, tenant }: BenchSite,
  count: number,
): Promise<Writer[]> {
  const emails = Array.from(
    { length: count },
    (_, i) => `writer-${String(i + 1).padStart(2, "0")}@${tenant}.test`,
  );
  for (const email of emails) {
    await database.owner`
      INSERT INTO app_user (tenant_id, id, email, name, role, password_hash)
      SELECT tenant_id, ${randomUUID()}, ${email}, 'Bench Writer', role, password_hash FROM app_user
      WHERE tenant_id = ${tenantId} AND email = ${`clinician@${tenant}.test`} ON CONFLICT DO NOTHING`;
  }
  const writers: Writer[] = [];
  for (const email of emails)
    writers.push({ email, token: await createToken(database.owner, { tenant, email, days: 1 }) });
  return writers;
}
