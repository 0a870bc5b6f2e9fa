import "server-only";
import { normaliseName } from "@/lib/patients";
import { loadTimeline, type TimelineInput, type TimelinePage, toTimelineKeyset } from "@/lib/records";
import type { Ctx } from "@/lib/tenancy";
import { readChart } from "./read-chart";

/**
 * One page of a patient's timeline, newest first; undated entries last, retracted ones marked.
 * At most `limit` (≤ 200). Permission: chart:read. Audited.
 * @throws AppError("not_found" | "invalid_cursor")
 */
export async function listRecords(ctx: Ctx, patientId: string, input: TimelineInput): Promise<TimelinePage> {
  const after = toTimelineKeyset(ctx.tenant.id, input.cursor);
  const keyParts = [
    input.type ?? "",
    normaliseName(input.q ?? ""),
    input.from ?? "",
    input.to ?? "",
    ctx.tenant.timeZone,
    String(input.limit),
    input.cursor ?? "",
  ];
  const asked = { patientId, action: "patient.records.read" as const, kind: "records", keyParts };
  const { value } = await readChart(ctx, asked, (tx) =>
    loadTimeline(tx, ctx.tenant, { patientId, input, after }),
  );
  return value;
}
