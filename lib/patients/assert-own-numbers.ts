import "server-only";
import type { Tx } from "@/db/client";
import type { RowOf } from "@/db/schema/columns";
import type { patient } from "@/db/schema/patients";
import { AppError } from "@/lib/errors";
import { findByIdentifiers, type Identifier, identifierKey, lockIdentifiers } from "@/lib/resources";
import type { RegisteredPatient } from "./schema";

const TYPE = "Patient";
const MESSAGE = "is a medical record number of another patient";

/**
 * Refuses identifiers that a patient of the clinic is to be given and another one has, as far as they are medical record numbers: of
 * a system under which either of the two has theirs. Records that come in by such a number would have no patient. Numbers that
 * are no record numbers (a family's insurance) may be shared. Until the transaction ends nobody else is given one of them.
 * @throws AppError("conflict")
 */
export async function assertOwnNumbers(
  tx: Tx,
  tenantId: string,
  { id, mrn, identifiers }: RegisteredPatient,
  wanted: readonly Identifier[],
): Promise<void> {
  const keyOf = (one: Identifier): string => identifierKey(TYPE, one);
  const present = new Set(identifiers.map(keyOf));
  const added = wanted.filter((one) => !present.has(keyOf(one))).map((one) => ({ ...one, type: TYPE }));
  if (added.length === 0) return;
  await lockIdentifiers(tx, tenantId, added);
  const holders = await findByIdentifiers(tx, tenantId, added);
  const ids = new Set([...holders.values()].flat().filter((holder) => holder !== id));
  if (ids.size === 0) return;
  const others = await tx<Pick<RowOf<typeof patient>, "id" | "mrn">[]>`
    SELECT id, mrn FROM patient WHERE tenant_id = ${tenantId} AND id = ANY (${[...ids]}::text[]::uuid[])`;
  const owners = [{ id, mrn }, ...others];
  // Under which of the systems in question each of them has the record number.
  const numbers = added.flatMap(({ system }) =>
    owners.map(({ mrn: value }) => ({ type: TYPE, system, value })),
  );
  const named = await findByIdentifiers(tx, tenantId, numbers);
  const isRecordSystem = (system: string, ownerIds: readonly string[]): boolean =>
    owners.some(
      (owner) =>
        ownerIds.includes(owner.id) && named.get(keyOf({ system, value: owner.mrn }))?.includes(owner.id),
    );
  const isTaken = (one: Identifier): boolean => {
    const others = holders.get(keyOf(one))?.filter((holder) => holder !== id) ?? [];
    return others.some((other) => isRecordSystem(one.system, [id, other]));
  };
  const taken = new Set(added.filter(isTaken).map(keyOf));
  const errors = wanted.flatMap((one, at) =>
    taken.has(keyOf(one)) ? [{ path: `identifiers.${at}.value`, message: MESSAGE }] : [],
  );
  if (errors.length > 0) throw new AppError("conflict", `A number ${MESSAGE}.`, { errors });
}
