import { randomUUID } from "node:crypto";
import type { Sql } from "@/db/client";
import { toMrnKey, toPatientNames, toPhoneReversed } from "@/lib/patients";
import type { PatientId, TenantId } from "@/lib/tenancy";

export type GivenPatient = {
  id: PatientId;
  mrn: string;
  familyName: string;
  givenName: string;
  /** YYYY-MM-DD. */
  birthDate: string | null;
  sex: "male" | "female" | "other" | "unknown";
  phone: string | null;
  /** ISO instant; null: never seen. */
  lastSeenAt: string | null;
  otherNames: string[];
};

let count = 0;

function withDefaults(over: Partial<GivenPatient>): GivenPatient {
  const number = ++count;
  return {
    id: randomUUID() as PatientId,
    mrn: `T${process.pid}-${number}`,
    familyName: "Testperson",
    givenName: "Given",
    birthDate: "1980-05-17",
    sex: "female",
    phone: null,
    lastSeenAt: null,
    otherNames: [],
    ...over,
  };
}

/** A patient of a tenant; state only what the test is about. */
export async function givenPatient(
  owner: Sql,
  tenantId: TenantId,
  over: Partial<GivenPatient> = {},
): Promise<GivenPatient> {
  const patient = withDefaults(over);
  const { id, mrn, familyName, givenName, birthDate, sex, phone, lastSeenAt, otherNames } = patient;
  const names = toPatientNames({ family: familyName, given: givenName, others: otherNames });
  const resource = {
    resourceType: "Patient",
    id,
    name: [{ family: familyName, given: givenName.split(" ") }],
    gender: sex,
    ...(birthDate && { birthDate }),
    ...(phone && { telecom: [{ system: "phone", value: phone }] }),
  };
  await owner`
    INSERT INTO patient (tenant_id, id, mrn, family_name, given_name, birth_date, sex, phone, names, mrn_key, phone_reversed,
                         last_seen_at, last_seen_day, resource)
    VALUES (${tenantId}, ${id}, ${mrn}, ${familyName}, ${givenName}, ${birthDate}, ${sex}, ${phone}, ${names}, ${toMrnKey(mrn)},
            ${toPhoneReversed(phone)}, ${lastSeenAt}, ${lastSeenAt?.slice(0, 10) ?? "-infinity"}, ${JSON.stringify(resource)})`;
  return patient;
}
