import type { Sql } from "@/db/client";

export type Subject = { id: string; version: number; phone: string; givenName: string };

/** A change there and the one back: after both the patient is as before, and the next run measures the same. */
export type Change = {
  kind: string;
  there: (subject: Subject) => object;
  back: (subject: Subject) => object;
};

/** What a desk changes, from the cheapest for the indexes (none) to the dearest (every word of the name). */
export const CHANGES: readonly Change[] = [
  {
    kind: "address",
    there: ({ phone }) => ({ address: { line: `${phone.slice(-4)} Main Street`, city: "Springfield" } }),
    back: () => ({ address: null }),
  },
  {
    kind: "phone",
    there: ({ phone }) => ({ phone: otherPhone(phone) }),
    back: ({ phone }) => ({ phone }),
  },
  {
    kind: "given name",
    there: ({ givenName }) => ({ givenName: otherName(givenName) }),
    back: ({ givenName }) => ({ givenName }),
  },
];

/** The same number with its last four digits in reverse, and another last one. */
export function otherPhone(phone: string): string {
  const last = [...phone.slice(-4)].reverse().join("");
  return `${phone.slice(0, -4)}${last.slice(0, 3)}${(Number(last.slice(3)) + 1) % 10}`;
}

/** The same name and a second one, as long as names are. */
export function otherName(givenName: string): string {
  return `${givenName} ${givenName.startsWith("Mari") ? "Jean" : "Marie"}`;
}

/** Different patients of the tenant with a phone number, the same in every run; `salt` chooses which. */
export async function pickSubjects(
  owner: Sql,
  tenantId: string,
  { count, salt }: { count: number; salt: number },
): Promise<Subject[]> {
  const rows = await owner<Subject[]>`
    SELECT id, version, phone, given_name AS "givenName" FROM patient
    WHERE tenant_id = ${tenantId} AND phone ~ '[0-9]{4}$' AND given_name <> '' AND length(given_name) < 150
    ORDER BY hashint8extended(mrn::bigint, ${salt}), id LIMIT ${count}`;
  if (rows.length < count) throw new Error(`The tenant has ${rows.length} patients to change, not ${count}.`);
  return [...rows];
}
