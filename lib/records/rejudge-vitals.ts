import "server-only";
import type { Resource } from "@medplum/fhirtypes";
import type { Tx } from "@/db/client";
import { parseExactJson } from "@/lib/fhir";
import type { Ctx } from "@/lib/tenancy";
import { judgeVitals } from "./from-fhir/judge-vitals";
import { mapRecord } from "./from-fhir/map-record";
import { BLOOD_PRESSURE_PANELS, VITAL_SIGNS } from "./rules";

const CODES = [...VITAL_SIGNS.map(({ code }) => code), ...BLOOD_PRESSURE_PANELS];

type Row = { id: string; resource: string; abnormal: string | null };

/**
 * Judges a patient's vital signs anew, because what is usual depends on the age: after a corrected birth date. Flags that the
 * source gave stay. Returns how many changed. Doing it twice changes nothing more. The transaction holds lockImports, so that
 * none comes in meanwhile that was judged by the former date.
 */
export async function rejudgeVitals(
  tx: Tx,
  ctx: Ctx,
  { patientId, birthDate }: { patientId: string; birthDate: string | null },
): Promise<number> {
  const rows = await tx<Row[]>`
    SELECT id, resource, abnormal FROM record
    WHERE tenant_id = ${ctx.tenant.id} AND patient_id = ${patientId}::text::uuid AND type = 'observation' AND resource_type = 'Observation' AND code = ANY (${CODES})
    ORDER BY id FOR UPDATE`;
  const changed = rows.flatMap((row) => toChange(ctx, row, birthDate));
  if (changed.length === 0) return 0;
  await tx`
    UPDATE record r SET abnormal = v.abnormal, components = v.components
    FROM json_to_recordset(${JSON.stringify(changed)}::text::json) AS v(id uuid, abnormal text, components json)
    WHERE r.tenant_id = ${ctx.tenant.id} AND r.patient_id = ${patientId}::text::uuid AND r.resource_type = 'Observation' AND r.id = v.id`;
  return changed.length;
}

function toChange(ctx: Ctx, { id, resource, abnormal }: Row, birthDate: string | null) {
  const { value, digits } = parseExactJson(resource);
  const draft = mapRecord(value as Resource, {
    digits: (holder: object, key: string) => digits.of(holder, key),
    resourceAt: () => undefined,
    timeZone: ctx.tenant.timeZone,
  });
  const judged = draft && judgeVitals(draft, birthDate);
  if (!judged || (judged.abnormal ?? null) === abnormal) return [];
  return [{ id, abnormal: judged.abnormal ?? null, components: judged.components ?? null }];
}
