import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { givenContext, givenTenant } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { jobContext } from "./job-context";
import { systemContext } from "./system-context";

const database = testDatabase();

test("a job sees the clinic as its people and its commands do", async () => {
  const { owner } = database();
  const { id, slug } = await givenTenant(owner, { name: "Strandpraxis" });
  await owner`
    UPDATE tenant SET locale = 'de-DE', time_zone = 'Europe/Berlin', currency = 'EUR', date_order = 'year-month-day' WHERE tenant_id = ${id}`;
  const job = await jobContext(id, "judge-vitals");
  expect(job?.tenant).toEqual({
    id,
    slug,
    name: "Strandpraxis",
    locale: "de-DE",
    dateOrder: "year-month-day",
    timeZone: "Europe/Berlin",
    currency: "EUR",
  });
  expect(job?.tenant).toEqual((await givenContext(owner, "nurse", slug)).tenant);
  expect(job?.tenant).toEqual((await systemContext(owner, { tenant: slug, actor: "import" })).tenant);
});

test("without an order of its own a clinic writes dates as its locale does", async () => {
  const { owner } = database();
  const { id } = await givenTenant(owner);
  await owner`UPDATE tenant SET locale = 'de-DE', date_order = NULL WHERE tenant_id = ${id}`;
  expect((await jobContext(id, "prune"))?.tenant.dateOrder).toBe("day-month-year");
});

test("a job may do nothing that a person may, and is named in the trail", async () => {
  const { id } = await givenTenant(database().owner);
  const job = await jobContext(id, "judge-vitals");
  expect([...(job?.permissions ?? [])]).toEqual([]);
  expect(job?.actor).toEqual({ kind: "system", id: null, name: "judge-vitals", email: null, role: null });
});

test("a tenant that is gone has no context", async () => {
  expect(await jobContext(randomUUID(), "judge-vitals")).toBeNull();
});

test("a command for a clinic that is not there is told which there are", async () => {
  const asked = systemContext(database().owner, { tenant: "nowhere", actor: "import" });
  await expect(asked).rejects.toMatchObject({ code: "not_found", message: expect.stringContaining("demo") });
});
