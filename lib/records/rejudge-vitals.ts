import "server-only";
import type { Resource } from "@medplum/fhirtypes";
import { parseExactJson } from "@/lib/fhir";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { judgeVitals } from "./from-fhir/judge-vitals";
import { mapRecord } from "./from-fhir/map-record";
import { BLOOD_PRESSURE_PANELS, VITAL_SIGNS } from "./rules";

const CODES = [...VITAL_SIGNS.map(({ code }) => code), ...BLOOD_PRESSURE_PANELS];

type Row = { id: string; resource: string; abnormal: string | null };

/**
 * Judges a patient's vital signs anew, because what is usual depends on the age: after a corrected birth date. Flags that the
 * source gave stay. Returns how many changed. Doing it twice changes nothing more.
 */
export function rejudgeVitals(ctx: Ctx, patientId: string, birthDate: string | null): Promise<number> {
  return withTransaction(ctx, async (tx) => {
    const rows = await tx<Row[]>`
      SELECT id, resource, abnormal FROM record
      WHERE tenant_id = ${ctx.tenant.id} AND patient_id = ${patientId}::text::uuid AND type = 'observation' AND resource_type = 'Observation' AND code = ANY (${CODES})
      ORDER BY id FOR UPDATE`;
    const changed = rows.flatMap(({ id, resource, abnormal }) => {
      const { value, digits } = parseExactJson(resource);
      const context = {
        digits: (holder: object, key: string) => digits.of(holder, key),
        resourceAt: () => undefined,
        timeZone: ctx.tenant.timeZone,
      };
      const draft = mapRecord(value as Resource, context);
      const judged = draft && judgeVitals(draft, birthDate);
      if (!judged || (judged.abnormal ?? null) === abnormal) return [];
      return [{ id, abnormal: judged.abnormal ?? null, components: judged.components ?? null }];
    });
    if (changed.length === 0) return 0;
    await tx`
      UPDATE record r SET abnormal = v.abnormal, components = v.components
      FROM json_to_recordset(${JSON.stringify(changed)}::text::json) AS v(id uuid, abnormal text, components json)
      WHERE r.tenant_id = ${ctx.tenant.id} AND r.patient_id = ${patientId}::text::uuid AND r.resource_type = 'Observation' AND r.id = v.id`;
    return changed.length;
  });
}
