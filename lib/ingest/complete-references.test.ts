import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { changePatient } from "@/lib/patients";
import { systemContext, withTransaction } from "@/lib/tenancy";
import { aPatient, givenContext, givenFiles } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { untilSomebodyWaits } from "@/tests/harness/until-somebody-waits";
import { importPaths } from "./import-paths";

const database = testDatabase();

async function importResource(resource: object): Promise<void> {
  const ctx = await systemContext(database().owner, { tenant: "demo", actor: "import" });
  await importPaths(ctx, [await givenFiles({ "one.json": resource })]);
}

test("a registration changed while its references are completed keeps the change, and has the references", async () => {
  const organization = { resourceType: "Organization", id: randomUUID(), name: "Referrer" };
  const patient = aPatient({ managingOrganization: { reference: `urn:uuid:${organization.id}` } });
  await importResource(patient);
  const ctx = await givenContext(database().owner, "reception");
  const [row] = await database().owner`SELECT version FROM patient WHERE id = ${patient.id}`;
  let completing = Promise.resolve();
  await withTransaction(ctx, async (tx) => {
    const change = { familyName: "Married", phone: "555-0177" };
    await changePatient(ctx, tx, { patientId: patient.id, version: row?.version, change });
    completing = importResource(organization);
    await untilSomebodyWaits(database().owner);
  });
  await completing;
  const [stored] = await database()
    .owner`SELECT resource, family_name AS "familyName", phone, version, updated_by_name AS by FROM patient WHERE id = ${patient.id}`;
  expect(stored).toMatchObject({ familyName: "Married", phone: "555-0177", version: 2, by: ctx.actor.name });
  expect(JSON.parse(stored?.resource)).toMatchObject({
    name: [{ family: "Married" }],
    managingOrganization: { reference: `Organization/${organization.id}` },
  });
});
