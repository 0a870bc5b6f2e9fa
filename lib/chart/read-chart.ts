import "server-only";
import type { Tx } from "@/db/client";
import type { patientChart } from "@/db/schema/chart";
import type { RowOf } from "@/db/schema/columns";
import { type AuditAction, audit } from "@/lib/audit";
import { type Cached, cached } from "@/lib/cache";
import { isPatient, patientNotFound } from "@/lib/patients";
import { type Ctx, isUuid, withSnapshot, withTenant } from "@/lib/tenancy";

type Load<T> = (tx: Tx, version: string) => Promise<T>;
type Asked = { patientId: string; action: AuditAction; kind: string; keyParts?: readonly string[] };

/** The chart's version in this transaction, or `null` when the tenant has no such patient. */
export async function findChartVersion(tx: Tx, tenantId: string, patientId: string): Promise<string | null> {
  const [row] = await tx<Pick<RowOf<typeof patientChart>, "version">[]>`
    SELECT version FROM patient_chart WHERE tenant_id = ${tenantId} AND patient_id = ${patientId}::text::uuid`;
  return row?.version ?? null;
}

/**
 * Reads part of a chart through the cache: one look at the chart's version on the primary (audited in the same
 * transaction), then the copy of exactly that version, or `load`: in a snapshot, whose version it is told, so that all its
 * statements see one moment. A replica that has not caught up is not asked.
 * @throws AppError("not_found")
 */
export async function readChart<T>(
  ctx: Ctx,
  asked: Asked,
  load: Load<T>,
): Promise<Cached<T> & { version: string }> {
  const { patientId, action, kind, keyParts = [] } = asked;
  if (!isUuid(patientId)) throw patientNotFound();
  const version = await withTenant(ctx, async (tx, commit) => {
    const [found] = await Promise.all([
      findChartVersion(tx, ctx.tenant.id, patientId),
      audit(tx, ctx, { action, patientId }, isPatient(tx, ctx.tenant.id, patientId)),
      commit(),
    ]);
    if (found === null) throw patientNotFound();
    return found;
  });
  const key = [kind, ctx.tenant.id, patientId.toLowerCase(), version, ...keyParts];
  const answer = await cached(ctx, key, () => loadAtLeast(ctx, patientId, version, load));
  return { ...answer, version };
}

async function loadAtLeast<T>(ctx: Ctx, patientId: string, version: string, load: Load<T>): Promise<T> {
  const loadIfThere = async (tx: Tx): Promise<{ value: T } | null> => {
    const there = await findChartVersion(tx, ctx.tenant.id, patientId);
    return there !== null && BigInt(there) >= BigInt(version) ? { value: await load(tx, there) } : null;
  };
  const found =
    (await withSnapshot(ctx, loadIfThere)) ?? (await withSnapshot(ctx, loadIfThere, { isPrimary: true }));
  if (!found) throw patientNotFound();
  return found.value;
}
