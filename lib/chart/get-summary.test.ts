import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { clearFirstLevel, closeRedis } from "@/lib/cache";
import { resetEnv } from "@/lib/env";
import type { Ctx } from "@/lib/tenancy";
import { givenContext, givenPatient, givenRecord } from "@/tests/factories";
import { testDatabase, testRedisUrl } from "@/tests/harness/database";
import { getSummary } from "./get-summary";
import { listRecords } from "./list-records";

const database = testDatabase();
let ctx: Ctx;

beforeAll(async () => {
  ctx = await givenContext(database().owner, "clinician");
});

type Fact = Parameters<typeof givenRecord>[2];

function givenFact(patientId: string, fact: Fact): Promise<string> {
  return givenRecord(database().owner, { tenantId: ctx.tenant.id, patientId }, fact);
}

async function givenChart(): Promise<string> {
  const patient = await givenPatient(database().owner, ctx.tenant.id);
  await givenFact(patient.id, { type: "allergy", title: "Penicillin", isCurrent: true });
  await givenFact(patient.id, { type: "condition", title: "Asthma", isCurrent: true });
  await givenFact(patient.id, {
    type: "observation",
    title: "Body weight",
    code: "29463-7",
    value: "70.10",
    unit: "kg",
    at: "2026-01-01T08:00:00Z",
  });
  await givenFact(patient.id, {
    type: "observation",
    title: "Body weight",
    code: "29463-7",
    value: "71.5000",
    unit: "kg",
    at: "2026-02-01T08:00:00Z",
  });
  await givenFact(patient.id, {
    type: "observation",
    title: "Blood pressure",
    code: "85354-9",
    components: [
      { code: "8480-6", title: "Systolic", value: "142", unit: "mm[Hg]", abnormal: "high" },
      { code: "8462-4", title: "Diastolic", value: "91", unit: "mm[Hg]" },
    ],
  });
  return patient.id;
}

describe("a summary", () => {
  test("shows what is current, the latest vitals with digits as recorded, counts and an exact zero balance", async () => {
    const id = await givenChart();
    const { summary } = await getSummary(ctx, id);
    expect(summary.allergies.map((a) => a.title)).toEqual(["Penicillin"]);
    expect(summary.conditions.map((c) => c.title)).toEqual(["Asthma"]);
    expect(summary.vitals["29463-7"]).toMatchObject({
      value: 71.5,
      text: "71.5000",
      unit: "kg",
      previous: { value: 70.1 },
    });
    expect(summary.vitals["8480-6"]).toMatchObject({ value: 142, unit: "mm[Hg]", abnormal: "high" });
    expect(summary.vitals["8462-4"]).toMatchObject({ value: 91, abnormal: null });
    expect(summary.counts).toEqual({ allergy: 1, condition: 1, observation: 3 });
    expect(summary.balance).toEqual({ amount: "0.000000", currency: "USD" });
  });

  test("tells the next appointment by the clock, without a write", async () => {
    const id = await givenChart();
    const soon = new Date(Date.now() + 60_000);
    const later = new Date(Date.now() + 3_600_000);
    for (const at of [soon, later]) {
      await database().owner`
        INSERT INTO appointment (tenant_id, id, patient_id, provider_id, provider_name, type, during)
        VALUES (${ctx.tenant.id}, ${randomUUID()}, ${id}, ${randomUUID()}, 'Dr. Kaur', 'Follow-up', tstzrange(${at.toISOString()}, ${new Date(at.getTime() + 600_000).toISOString()}))`;
    }
    const before = await getSummary(ctx, id);
    const after = await getSummary(ctx, id, new Date(soon.getTime() + 1_000));
    expect(Math.abs(Date.parse(before.summary.nextAppointment?.at ?? "") - soon.getTime())).toBeLessThan(
      1_001,
    );
    expect(Math.abs(Date.parse(after.summary.nextAppointment?.at ?? "") - later.getTime())).toBeLessThan(
      1_001,
    );
    expect(after.etag).not.toBe(before.etag);
  });

  test.each([
    ["currency", "EUR"],
    ["timeZone", "Asia/Tokyo"],
    ["locale", "de-DE"],
  ])(
    "has another tag after the clinic's %s has become %s, because it is shown by it",
    async (setting, value) => {
      const id = await givenChart();
      const before = await getSummary(ctx, id);
      const after = await getSummary({ ...ctx, tenant: { ...ctx.tenant, [setting]: value } }, id);
      expect(after.summary.chartVersion).toBe(before.summary.chartVersion);
      expect(after.etag).not.toBe(before.etag);
      expect((await getSummary(ctx, id)).etag).toBe(before.etag);
    },
  );

  test("of another tenant's patient is not found", async () => {
    const other = await givenContext(database().owner, "clinician", "other");
    await expect(getSummary(other, await givenChart())).rejects.toMatchObject({ code: "not_found" });
    await expect(getSummary(ctx, "not-a-uuid")).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the cache", () => {
  afterEach(async () => {
    delete process.env.REDIS_URL;
    resetEnv();
    await closeRedis();
  });

  const asked = async (id: string) => {
    const asking = { ...ctx, timing: { dbMs: 0, cache: "none" as Ctx["timing"]["cache"] } };
    const { summary, etag } = await getSummary(asking, id);
    return { allergies: summary.allergies.map((a) => a.title), etag, cache: asking.timing.cache };
  };

  test("answers from memory until the chart changes, and never an old allergy after that", async () => {
    const id = await givenChart();
    expect(await asked(id)).toMatchObject({ cache: "miss" });
    expect(await asked(id)).toMatchObject({ cache: "hit", allergies: ["Penicillin"] });
    await givenFact(id, { type: "allergy", title: "Latex", isCurrent: true });
    expect(await asked(id)).toMatchObject({
      cache: "miss",
      allergies: expect.arrayContaining(["Latex", "Penicillin"]),
    });
    await database()
      .owner`UPDATE record SET is_current = false, is_retracted = true WHERE patient_id = ${id} AND title = 'Penicillin'`;
    expect(await asked(id)).toMatchObject({ cache: "miss", allergies: ["Latex"] });
  });

  test("under fifty interleaved writes and reads shows every reader at least what was committed before it asked", async () => {
    const id = await givenChart();
    for (let i = 0; i < 50; i++) {
      const readers = [asked(id), asked(id)];
      await givenFact(id, { type: "allergy", title: `Allergy ${i}`, isCurrent: true });
      expect((await asked(id)).allergies).toContain(`Allergy ${i}`);
      await Promise.all(readers);
    }
  });

  test("loads once for identical requests at once", async () => {
    const id = await givenChart();
    const answers = await Promise.all(Array.from({ length: 12 }, () => asked(id)));
    expect(answers.filter((answer) => answer.cache === "miss")).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.etag)).size).toBe(1);
  });

  test("shares through Redis what is encrypted under keys that say nothing", async () => {
    process.env.REDIS_URL = testRedisUrl();
    resetEnv();
    const { Redis } = await import("ioredis");
    const plain = new Redis(testRedisUrl());
    await plain.flushdb();
    const id = await givenChart();
    // The first call opens the connection; from then on it is ready.
    await asked(id);
    await expect.poll(async () => (await import("@/lib/cache")).redisStatus()).toBe("ok");
    await givenFact(id, { type: "allergy", title: "Latex", isCurrent: true });
    await asked(id);
    await expect.poll(async () => (await plain.keys("*")).length).toBeGreaterThan(0);
    for (const key of await plain.keys("*")) {
      const value = (await plain.getBuffer(key))?.toString("latin1") ?? "";
      expect(key).not.toContain(id);
      expect(value).not.toMatch(/Latex|Penicillin|Testperson/);
    }
    clearFirstLevel();
    expect(await asked(id)).toMatchObject({ cache: "hit", allergies: expect.arrayContaining(["Latex"]) });
    // A value that was tampered with or moved to another key is a miss, not an error and not a wrong chart.
    for (const key of await plain.keys("*")) await plain.set(key, "garbage");
    clearFirstLevel();
    expect(await asked(id)).toMatchObject({ cache: "miss", allergies: expect.arrayContaining(["Latex"]) });
    await plain.quit();
  });

  test("answers without Redis when it is not there", async () => {
    process.env.REDIS_URL = "redis://127.0.0.1:1";
    resetEnv();
    const id = await givenChart();
    expect(await asked(id)).toMatchObject({ cache: "miss", allergies: ["Penicillin"] });
    clearFirstLevel();
    expect(await asked(id)).toMatchObject({ cache: "miss", allergies: ["Penicillin"] });
  });
});

describe("the timeline", () => {
  test("goes page by page through everything once, newest first, undated last", async () => {
    const id = await givenChart();
    for (let i = 0; i < 7; i++)
      await givenFact(id, { type: "encounter", title: `Visit ${i}`, at: "2026-03-01T10:00:00Z" });
    await givenFact(id, { type: "document", title: "Undated", at: null });
    const whole = (await listRecords(ctx, id, { limit: 200 })).items;
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listRecords(ctx, id, { limit: 2, cursor });
      paged.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(paged).toEqual(whole.map((item) => item.id));
    expect(whole).toHaveLength(13);
    expect(whole.at(-1)?.title).toBe("Undated");
  });

  test("filters by type, day and words", async () => {
    const id = await givenChart();
    await givenFact(id, {
      type: "document",
      title: "Letter from cardiology",
      search: "letter from cardiology uber herz",
    });
    const titles = async (input: object) =>
      (await listRecords(ctx, id, { limit: 20, ...input })).items.map((item) => item.title);
    expect(await titles({ type: "condition" })).toEqual(["Asthma"]);
    expect(await titles({ q: "cardio LETT" })).toEqual(["Letter from cardiology"]);
    expect(await titles({ q: "Über" })).toEqual(["Letter from cardiology"]);
    expect(await titles({ q: "nothing" })).toEqual([]);
    expect(await titles({ q: "' | & ! :*" })).not.toEqual([]);
    expect(await titles({ from: "2026-01-01", to: "2026-01-01" })).toEqual(["Body weight"]);
  });

  test("gives a panel's values joined, and a number as a number", async () => {
    const { items } = await listRecords(ctx, await givenChart(), { limit: 20, type: "observation" });
    expect(items.map((item) => item.value)).toEqual(["142/91", 71.5, 70.1]);
  });
});
