import { request as rawRequest } from "node:http";
import { expect, test } from "@playwright/test";
import { signIn } from "./sign-in";

const base = new URL(process.env.E2E_BASE_URL ?? "http://localhost");

/** A request with the path exactly as given: no client tidies it up. */
function raw(
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = rawRequest({ host: base.hostname, port: base.port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (part) => {
        body += part;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

test("health, readiness and metrics answer as the contract says", async ({ request }) => {
  expect(await (await request.get("/health")).json()).toEqual({ status: "ok" });
  const ready = await request.get("/ready");
  expect([ready.status(), await ready.json()]).toEqual([
    200,
    { status: "ok", checks: { database: "ok", storage: "ok", migrations: "ok", cache: "ok" } },
  ]);
  const metrics = await (await request.get("/metrics")).text();
  expect(metrics).toContain("swiftchart_cache_lookups_total");
  expect(metrics).toContain("swiftchart_request_seconds_bucket");
});

test("pages carry a policy with a nonce and without unsafe-inline scripts", async ({ page }) => {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (/Content.Security.Policy/i.test(message.text())) faults.push(message.text());
  });
  const response = await page.goto("/sign-in");
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/script-src [^;]*'nonce-[A-Za-z0-9+/=]+'/);
  expect(policy).not.toMatch(/script-src [^;]*unsafe-inline/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(response?.headers()["x-content-type-options"]).toBe("nosniff");
  expect(response?.headers()["strict-transport-security"]).toBeUndefined();
  await signIn(page);
  expect(faults).toEqual([]);
});

test("without TRUST_PROXY nobody can claim to be behind TLS, or to be this machine", async () => {
  const { headers } = await raw("/sign-in", { "X-Forwarded-Proto": "https" });
  expect(headers["strict-transport-security"]).toBeUndefined();
  for (const name of ["X-Forwarded-For", "Forwarded", "X-Real-IP"]) {
    expect([name, (await raw("/metrics", { [name]: "127.0.0.1" })).status]).toEqual([name, 403]);
  }
  expect((await raw("/metrics", { "X-Swiftchart-Peer": "203.0.113.9" })).status).toBe(200);
});

test("the session's cookie is out of reach of scripts and other sites", async ({ page, context }) => {
  await signIn(page);
  const cookie = (await context.cookies()).find((c) => c.name.endsWith("session-token"));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
});

test("a write from another site's page is refused", async ({ page }) => {
  await signIn(page);
  const foreign: Record<string, string>[] = [
    { Origin: "https://evil.test" },
    { "Sec-Fetch-Site": "cross-site" },
  ];
  for (const headers of foreign) {
    const response = await page.request.post("/api/session/lock", { headers });
    expect([response.status(), (await response.json()).code]).toEqual([403, "cross_origin"]);
  }
});

test("answers above 1 KB are compressed, reads have an ETag and 304, timings and a request id", async ({
  page,
}) => {
  await signIn(page);
  const path = "/api/patients?limit=50";
  const first = await page.request.get(path, { headers: { "X-Request-Id": "request-of-the-test" } });
  expect(first.headers()).toMatchObject({
    "content-encoding": "br",
    "x-request-id": "request-of-the-test",
    "cache-control": "private, no-cache",
  });
  expect(first.headers()["server-timing"]).toMatch(
    /^db;dur=[\d.]+, total;dur=[\d.]+, cache;desc=(hit|miss|none)$/,
  );
  const again = await page.request.get(path, { headers: { "If-None-Match": first.headers().etag ?? "" } });
  expect(again.status()).toBe(304);
});

test("whatever is asked gets an answer, never a 500", async ({ page, context }) => {
  await signIn(page);
  const cookie = (await context.cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
  const searches = [
    "%00",
    "smith%00",
    "%ED%A0%80",
    "%FF%FE",
    "%E2%80%AEhtims",
    "'%20OR%201=1--",
    "%25_%5C",
    "a".repeat(10_000),
    "%E2%80%AE".repeat(3_000),
    "%",
    "%zz",
  ];
  for (const q of searches) {
    const { status } = await raw(`/api/patients?q=${q}`, { cookie });
    expect([q.slice(0, 30), status]).toEqual([q.slice(0, 30), 200]);
  }
  const bad: [string, number][] = [
    ["/api/patients?limit=0", 400],
    ["/api/patients?limit=201", 400],
    ["/api/patients?limit=x", 400],
    ["/api/patients?cursor=nonsense", 400],
    ["/api/patients/not-a-uuid", 404],
    ["/api/patients/%00/summary", 404],
    ["/api/patients/00000000-0000-0000-0000-000000000000/summary", 404],
    ["/api/nowhere", 404],
    ["/patients/%zz", 400],
  ];
  for (const [path, wanted] of bad) {
    const { status, headers, body } = await raw(path, { cookie });
    expect([path, status]).toEqual([path, wanted]);
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(body)).toMatchObject({
      status: wanted,
      requestId: expect.any(String),
      code: expect.any(String),
    });
  }
});

test("a body that is no JSON, of another type or too large is refused with its own status", async ({
  page,
}) => {
  await signIn(page, "nurse");
  const unlock = (data: string, type: string) =>
    page.request.post("/api/session/unlock", { data: Buffer.from(data), headers: { "Content-Type": type } });
  expect((await unlock("{", "application/json")).status()).toBe(400);
  expect((await unlock("password=x", "text/plain")).status()).toBe(415);
  expect(
    (await unlock(JSON.stringify({ password: "x".repeat(1_100_000) }), "application/json")).status(),
  ).toBe(413);
  const invalid = await unlock("{}", "application/json");
  expect([invalid.status(), await invalid.json()]).toEqual([
    422,
    expect.objectContaining({ errors: [{ path: "password", message: expect.any(String) }] }),
  ]);
});
