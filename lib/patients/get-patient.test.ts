import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { Ctx } from "@/lib/tenancy";
import { type GivenPatient, givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { assertPatient } from "./assert-patient";
import { getPatient } from "./get-patient";

const database = testDatabase();
let ctx: Ctx;
let patient: GivenPatient;

beforeAll(async () => {
  ctx = await givenContext(database().owner, "clinician");
  patient = await givenPatient(database().owner, ctx.tenant.id, {
    familyName: "Smith",
    givenName: "Joanna",
    birthDate: "1984-03-12",
    phone: "+1 555 010 4471",
    lastSeenAt: "2026-11-20T09:00:00Z",
  });
});

test("a patient is read as registered, dates as text, by an id in either case", async () => {
  expect(await getPatient(ctx, patient.id.toUpperCase())).toMatchObject({
    id: patient.id,
    mrn: patient.mrn,
    familyName: "Smith",
    givenName: "Joanna",
    birthDate: "1984-03-12",
    birthDateText: null,
    sex: "female",
    phone: "+1 555 010 4471",
    deceased: false,
    lastSeenAt: "2026-11-20T09:00:00.000Z",
  });
  expect(await assertPatient(ctx, patient.id.toUpperCase())).toBe(patient.id);
});

test("the reading of a patient leaves one event with the patient, and one of nobody none", async () => {
  const requestId = `request-${randomUUID()}`;
  await getPatient({ ...ctx, requestId }, patient.id);
  await expect(getPatient({ ...ctx, requestId }, randomUUID())).rejects.toMatchObject({ code: "not_found" });
  const events = await database().owner`
    SELECT action, patient_id AS "patientId", outcome FROM audit_event WHERE request_id = ${requestId}`;
  expect(events).toEqual([{ action: "patient.read", patientId: patient.id, outcome: "success" }]);
});

test("nobody's id, another tenant's patient and no id at all are the same: not found", async () => {
  const other = await givenContext(database().owner, "clinician", "other");
  for (const read of [getPatient, assertPatient]) {
    for (const [asker, id] of [
      [ctx, randomUUID()],
      [other, patient.id],
      [ctx, "1"],
      [ctx, "'; DROP TABLE patient; --"],
      [ctx, ""],
    ] as const) {
      await expect(read(asker, id)).rejects.toMatchObject({
        code: "not_found",
        message: "There is no such patient here.",
      });
    }
  }
});
