import "server-only";
import { z } from "zod";
import { audit } from "@/lib/audit";
import { decodeCursor, encodeCursor } from "@/lib/paging";
import { type FormerVersion, listHistory, type ResourceVersion } from "@/lib/resources";
import { type Ctx, isUuid, withTenant } from "@/lib/tenancy";
import { readPatientVersions } from "./find-stored-patients";
import { patientNotFound } from "./get-patient";
import { registrationChanges } from "./registration-changes";
import type { PatientVersion, PatientVersions } from "./schema";

const cursorShape = z.tuple([z.number().int().positive()]);

/**
 * The versions of a patient's registration, newest first, at most `limit` (≤ 200) a page, each with what it changed.
 * Permission: patient:read. Audited.
 * @throws AppError("not_found" | "invalid_cursor")
 */
export async function listPatientVersions(
  ctx: Ctx,
  patientId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<PatientVersions> {
  if (!isUuid(patientId)) throw patientNotFound();
  const before = cursor ? decodeCursor(ctx.tenant.id, cursorShape, cursor)[0] : undefined;
  const versions = await withTenant(ctx, async (tx) => {
    const [present, former] = await Promise.all([
      readPatientVersions(tx, ctx.tenant.id, [patientId]),
      // One more than a page, because a version is told by what it changed of the one before.
      listHistory(tx, ctx, { type: "Patient", id: patientId }, { limit: limit + 1, before }),
      audit(tx, ctx, { action: "patient.history.read", patientId }),
    ]);
    if (present.length === 0) throw patientNotFound();
    return before === undefined ? [...present, ...former] : former;
  });
  const items = versions.slice(0, limit).map((version, at) => toVersion(ctx, version, versions[at + 1]));
  const last = items.at(-1);
  const nextCursor = versions.length > limit && last ? encodeCursor(ctx.tenant.id, [last.version]) : null;
  return { items, nextCursor };
}

function toVersion(
  ctx: Ctx,
  version: ResourceVersion,
  before: ResourceVersion | FormerVersion | undefined,
): PatientVersion {
  const { madeAt: at, madeByName } = version;
  const moment = { timeZone: ctx.tenant.timeZone, made: at === null ? new Date() : new Date(at) };
  const changes = before ? registrationChanges(before.resource, version.resource, moment) : [];
  return { version: version.version, at, by: madeByName ?? "", changes };
}
