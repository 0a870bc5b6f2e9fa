import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { listComingAppointments } from "./list-coming-appointments";

const database = testDatabase();
let ctx: Ctx;
beforeAll(async () => {
  ctx = await givenContext(database().owner, "reception");
});

async function givenAppointment(
  patientId: string,
  over: { inHours: number; status?: string },
): Promise<string> {
  const id = randomUUID();
  const start = new Date(Date.now() + over.inHours * 3_600_000);
  const end = new Date(start.getTime() + 1_200_000);
  await database().owner`
    INSERT INTO appointment (tenant_id, id, patient_id, provider_id, provider_name, type, during, status)
    VALUES (${ctx.tenant.id}, ${id}, ${patientId}, ${randomUUID()}, 'Dr. Kaur', 'Follow-up',
            tstzrange(${start.toISOString()}, ${end.toISOString()}), ${over.status ?? "booked"})`;
  return id;
}

const comingOf = (patientId: string, by = ctx) =>
  withTenant(by, (tx) => listComingAppointments(tx, by.tenant.id, patientId));

test("booked appointments ahead come soonest first; past, cancelled and other patients' do not", async () => {
  const [patient, other] = [
    await givenPatient(database().owner, ctx.tenant.id),
    await givenPatient(database().owner, ctx.tenant.id),
  ];
  const later = await givenAppointment(patient.id, { inHours: 48 });
  const soon = await givenAppointment(patient.id, { inHours: 1 });
  await givenAppointment(patient.id, { inHours: -2 });
  await givenAppointment(patient.id, { inHours: 3, status: "cancelled" });
  await givenAppointment(other.id, { inHours: 2 });
  const coming = await comingOf(patient.id);
  expect(coming.map(({ id }) => id)).toEqual([soon, later]);
  expect(coming[0]).toMatchObject({ type: "Follow-up", providerName: "Dr. Kaur" });
  expect(Date.parse(coming[0]?.until ?? "") - Date.parse(coming[0]?.at ?? "")).toBe(1_200_000);
});

test("another tenant's patient has none", async () => {
  const patient = await givenPatient(database().owner, ctx.tenant.id);
  await givenAppointment(patient.id, { inHours: 1 });
  const other = await givenContext(database().owner, "reception", "other");
  expect(await comingOf(patient.id, other)).toEqual([]);
});
