import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import type { Tx } from "@/db/client";
import { parseExactJson } from "@/lib/fhir";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { DRAFT_SQL, toDraftRows } from "./draft-columns";
import { keepFormerNames, type Listed } from "./former-names";
import { patientFromFhir } from "./patient-from-fhir";

/** Patients a transaction: none is locked for longer than that takes, and a run that is cut short goes on where it was. */
const TOGETHER = 200;
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

/**
 * Writes the name, words and phone of patients anew of whom a period has begun or ended by `now`, so that search and banner show what
 * the registration does; `isZoneNew`: of all who have a period that will, because its days are now those of another time zone.
 * The resource, its version and who made it stay; what is kept under the chart's and the directory's versions does not. Returns how many rows
 * were written. Doing it again changes nothing.
 */
export async function renewPatients(
  ctx: Ctx,
  { isZoneNew = false, now = new Date() }: { isZoneNew?: boolean; now?: Date } = {},
): Promise<number> {
  const until = isZoneNew ? "infinity" : now.toISOString();
  let renewed = 0;
  for (let after: string | undefined = BEFORE_ALL; after; ) {
    const from: string = after;
    const rows = await withTransaction(ctx, async (tx) => {
      const due = await lockDue(tx, ctx, { until, from });
      await renew(tx, ctx, { due, now });
      return due;
    });
    renewed += rows.length;
    after = rows.at(-1)?.id;
  }
  return renewed;
}

type Due = Listed & { id: string; resource: string };

/** By id, as the import locks them, so that neither waits for the other in a ring. */
function lockDue(tx: Tx, ctx: Ctx, { until, from }: { until: string; from: string }) {
  return tx<Due[]>`
    SELECT id, resource, family_name AS "familyName", former_names AS "formerNames" FROM patient
    WHERE tenant_id = ${ctx.tenant.id} AND next_change_at <= ${until}::text::timestamptz AND id > ${from}::text::uuid
    ORDER BY id LIMIT ${TOGETHER} FOR UPDATE`;
}

async function renew(tx: Tx, ctx: Ctx, { due, now }: { due: readonly Due[]; now: Date }): Promise<void> {
  if (due.length === 0) return;
  const rows = due.map(({ id, resource, ...before }) => {
    const patient = parseExactJson(resource).value as Patient;
    const draft = keepFormerNames(patientFromFhir(patient, ctx.tenant.timeZone, now), before);
    return { draft, more: { columns: { id } } };
  });
  await tx`
    UPDATE patient p SET ${tx.unsafe(DRAFT_SQL.set)}
    FROM json_to_recordset(${toDraftRows(rows)}::text::json) AS v(${tx.unsafe(DRAFT_SQL.record)}, id uuid)
    WHERE p.tenant_id = ${ctx.tenant.id} AND p.id = v.id`;
}
