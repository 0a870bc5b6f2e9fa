import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GET as clinicEvents } from "@/app/api/clinic/events/route";
import { GET as patientEvents } from "@/app/api/patients/[patientId]/events/route";
import { createToken } from "@/lib/auth";
import { closeEvents } from "@/lib/events";
import { importPaths } from "@/lib/ingest";
import { type Ctx, systemContext } from "@/lib/tenancy";
import { aPatient, callRoute, givenContext, givenFiles } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { noteListening } from "./note-listening";
import { endStreams } from "./stream";

const database = testDatabase();
const MINUTE_MS = 60_000;
const NOON = Date.parse("2026-03-01T12:00:00Z");
let admin = "";
let nurse: Ctx;

beforeAll(async () => {
  const { owner } = database();
  admin = await createToken(owner, { tenant: "demo", email: "admin@demo.test", days: 1 });
  nurse = await givenContext(owner, "nurse");
});
beforeEach(() => database().owner`DELETE FROM audit_event`);
afterAll(async () => {
  endStreams();
  await closeEvents();
});

const trail = () => database().owner<{ action: string; patientId: string | null; actor: string }[]>`
  SELECT action, patient_id AS "patientId", actor FROM audit_event ORDER BY id`;

test("who opens a stream is in the trail, with the patient it is about", async () => {
  const patient = aPatient();
  const importer = await systemContext(database().owner, { tenant: "demo", actor: "import" });
  await importPaths(importer, [await givenFiles({ "patient.json": patient })]);
  await database().owner`DELETE FROM audit_event`;
  const answer = await callRoute(patientEvents, { token: admin, params: { patientId: patient.id } });
  expect(answer.status).toBe(200);
  expect((await callRoute(clinicEvents, { token: admin })).status).toBe(200);
  expect(await trail()).toEqual([
    { action: "patient.events.read", patientId: patient.id, actor: "admin@demo.test" },
    { action: "clinic.events.read", patientId: null, actor: "admin@demo.test" },
  ]);
});

test("a tab that reconnects every second leaves one event in fifteen minutes", async () => {
  const listening = { action: "patient.events.read", stream: `patient/${randomUUID()}` } as const;
  for (let second = 0; second < 3 * 15 * 60; second++)
    await noteListening(nurse, listening, NOON + second * 1_000);
  expect(await trail()).toHaveLength(3);
});

test("another session, address, person or stream is another listening", async () => {
  const listening = { action: "patient.events.read", stream: `patient/${randomUUID()}` } as const;
  const others: Ctx[] = [
    nurse,
    { ...nurse, ip: "192.0.2.7" },
    { ...nurse, apiTokenId: randomUUID() },
    await givenContext(database().owner, "clinician"),
  ];
  for (const ctx of others) await noteListening(ctx, listening, NOON);
  for (const ctx of others) await noteListening(ctx, listening, NOON + MINUTE_MS);
  await noteListening(nurse, { ...listening, stream: `patient/${randomUUID()}` }, NOON);
  expect(await trail()).toHaveLength(others.length + 1);
});

test("what could not be written is told to nobody, and tried again with the next opening", async () => {
  const listening = { action: "patient.events.read", stream: `patient/${randomUUID()}` } as const;
  const unwritable = { ...nurse, sessionId: "no uuid" as never };
  await expect(noteListening(unwritable, listening, NOON)).rejects.toThrow();
  await expect(noteListening(unwritable, listening, NOON)).rejects.toThrow();
  expect(await trail()).toEqual([]);
});
