import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { expect, test } from "@playwright/test";
import { createPool, type Sql } from "@/db/client";
import { signIn } from "./sign-in";
import { type SecondServer, startSecondServer } from "./start-second-server";

// A second web server on the same database as the one under test: what one process writes or answers, the other must know.
test.describe.configure({ mode: "serial" });

let owner: Sql;
let server: SecondServer;

test.beforeAll(async () => {
  server = await startSecondServer();
  owner = createPool(server.databaseUrl, { max: 2, applicationName: "swiftchart-e2e" });
});

test.afterAll(async () => {
  await owner?.end({ timeout: 5 });
  await server?.stop();
});

test("an allergy written through one process is in the next summary of every other", async ({ page }) => {
  await signIn(page);
  const { items } = await (await page.request.get("/api/patients?limit=1")).json();
  const path = `/api/patients/${items[0].id}/summary`;
  const both = async () =>
    Promise.all(["", server.url].map(async (base) => (await page.request.get(`${base}${path}`)).json()));
  await both();
  for (let i = 0; i < 10; i++) {
    const title = `Allergy ${randomUUID()}`;
    await owner`
      INSERT INTO record (tenant_id, patient_id, resource_type, id, type, at, title, is_current, resource)
      SELECT tenant_id, id, 'AllergyIntolerance', ${randomUUID()}, 'allergy', now(), ${title}, true, '{}'::json FROM patient WHERE id = ${items[0].id}`;
    for (const summary of await both())
      expect(summary.allergies.map((a: { title: string }) => a.title)).toContain(title);
  }
});

test("a session ended through one process is over in the other", async ({ page }) => {
  await signIn(page, "billing", "other");
  expect((await page.request.get(`${server.url}/api/patients`)).status()).toBe(200);
  await page.request.delete("/api/session/current");
  expect((await page.request.get(`${server.url}/api/patients`)).status()).toBe(401);
});

test("refusals that were only counted are in the trail once the web server was asked to stop", async ({
  request,
}) => {
  const stopping = await startSecondServer();
  const counted = async (): Promise<number> => {
    const [row] = await owner`
      SELECT coalesce(sum((detail->>'count')::int), 0)::int AS n FROM audit_event
      WHERE detail->>'route' = 'GET /api/audit' AND detail->>'code' = 'not_signed_in'`;
    return row?.n;
  };
  const before = await counted();
  for (let i = 0; i < 3; i++) expect((await request.get(`${stopping.url}/api/audit`)).status()).toBe(401);
  const exited = once(stopping.child, "exit");
  stopping.child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
  expect(await counted()).toBe(before + 3);
  await stopping.stop();
});

test("killing the web server loses no event of an answer that was given", async ({ page }) => {
  await signIn(page);
  const requestIds: string[] = [];
  for (let i = 0; i < 25; i++) {
    const requestId = `killed-${randomUUID()}`;
    const answer = await page.request.get(
      `${server.url}/api/patients?q=a${"bcdefghij"[i % 9]}&limit=${20 + i}`,
      { headers: { "X-Request-Id": requestId } },
    );
    expect(answer.status()).toBe(200);
    requestIds.push(requestId);
  }
  server.child.kill("SIGKILL");
  await once(server.child, "exit");
  const [row] = await owner<
    { n: string }[]
  >`SELECT count(*) AS n FROM audit_event WHERE request_id = ANY (${requestIds})`;
  expect(Number(row?.n)).toBe(requestIds.length);
});
