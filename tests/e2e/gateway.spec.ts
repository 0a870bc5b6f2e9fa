import { type IncomingHttpHeaders, request as nodeRequest } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { createPool } from "@/db/client";
import { createToken } from "@/lib/auth";
import { ROUTES, type RouteRow } from "../integration/route-table";
import { type SecondServer, startSecondServer } from "./start-second-server";

// The routes are answered ahead of Next; Next has the same ones. Whoever asks must not be able to tell which of the two it was.
test.describe.configure({ mode: "default" });

let second: SecondServer;
let tokens: Record<string, string>;
let patientId: string;

test.beforeAll(async () => {
  second = await startSecondServer(["--next-only"]);
  const owner = createPool(second.databaseUrl, { max: 1, applicationName: "swiftchart-e2e" });
  const token = (email: string) =>
    createToken(owner, { tenant: email.split(/[@.]/)[1] ?? "", email, days: 1 });
  tokens = {
    nobody: "",
    admin: await token("admin@demo.test"),
    billing: await token("billing@demo.test"),
    "another clinic's": await token("admin@other.test"),
  };
  const [patient] = await owner<{ id: string }[]>`
    SELECT p.id FROM patient p JOIN tenant t USING (tenant_id) WHERE t.slug = 'demo' ORDER BY p.id LIMIT 1`;
  patientId = patient?.id ?? "";
  await owner.end({ timeout: 5 });
});

test.afterAll(() => second?.stop());

type Asked = { method: string; path: string; headers?: Record<string, string>; body?: string };
type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

function ask(base: string, { method, path, headers, body }: Asked): Promise<Answer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const asked = nodeRequest({ hostname, port, path, method, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) {
        chunks.push(chunk as Buffer);
        // A stream of events does not end by itself.
        if (response.headers["content-type"]?.startsWith("text/event-stream")) break;
      }
      const bytes = Buffer.concat(chunks);
      const encoding = response.headers["content-encoding"];
      const body = encoding === "br" ? brotliDecompressSync(bytes) : encoding ? gunzipSync(bytes) : bytes;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: body.toString("utf8") });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

// What differs between any two answers, or says how the bytes travel and not what they are.
const OWN = [
  "date",
  "server-timing",
  "x-request-id",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
];
// Next tells of its own headers in Vary, and its compression of a header for every answer.
const VARY = [
  "rsc",
  "next-router-state-tree",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "accept-encoding",
];

/** An answer without what must differ: the request's own id is the same word in both. */
function comparable({ status, headers, body }: Answer) {
  const kept = Object.entries(headers).filter(([name]) => !OWN.includes(name) && name !== "vary");
  const vary = (headers.vary ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => !VARY.includes(name) && name !== "");
  return {
    status,
    headers: Object.fromEntries(kept),
    vary,
    body: body.replaceAll(String(headers["x-request-id"]), "ID"),
  };
}

/** What reading it changes: every read is an event of the audit trail. */
const SELF_CHANGING = /^\/api\/(audit|patients\/[^/]+\/access-log)/;

async function compare(asked: Asked): Promise<Answer> {
  const base = process.env.E2E_BASE_URL ?? "";
  const [ours, nexts] = [await ask(base, asked), await ask(second.url, asked)];
  const name = `${asked.method} ${asked.path.slice(0, 80)} ${JSON.stringify(asked.headers ?? {}).slice(0, 80)}`;
  const [one, other] = [comparable(ours), comparable(nexts)];
  if (SELF_CHANGING.test(asked.path) && ours.status === 200) {
    for (const answer of [one, other])
      Object.assign(answer, { body: "", headers: Object.keys(answer.headers).sort() });
  }
  expect({ name, ...one }).toEqual({ name, ...other });
  for (const { headers } of [ours, nexts]) {
    const isNexts = ours.status === 308 || asked.method === "OPTIONS";
    if (!isNexts) expect([name, headers["x-request-id"]]).toEqual([name, expect.any(String)]);
  }
  return ours;
}

function authorized(token: string): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

// A balance tells the moment it is of.
const queryOf = (row: RouteRow) => (row.file.endsWith("/balance") ? "?asOf=2026-01-01" : (row.query ?? ""));

// Metrics count, and a wrong password is throttled from the second on; each is tried on its own below.
const steady = ROUTES.filter(({ file, body }) => file !== "metrics" && body === undefined);

test("every route answers every caller alike on both ways", async () => {
  for (const row of steady) {
    const path = `/${row.file.replace("[patientId]", patientId).replace("[...missing]", "nowhere")}${queryOf(row)}`;
    for (const token of Object.values(tokens)) {
      await compare({ method: row.method, path, headers: authorized(token) });
    }
  }
});

test("HEAD, OPTIONS and methods that a route does not have are alike", async () => {
  for (const path of [
    "/health",
    "/ready",
    "/api/patients",
    "/api/session/lock",
    "/api/nowhere/at/all",
    "/api/auth/x",
  ]) {
    for (const method of ["HEAD", "OPTIONS", "PUT", "TRACE", "PROPFIND"]) {
      const { status, headers } = await compare({ method, path, headers: authorized(tokens.admin ?? "") });
      expect([method, path, status]).not.toEqual([method, path, 500]);
      if (status === 405)
        expect(headers).toMatchObject({
          allow: expect.any(String),
          "content-type": "application/problem+json",
        });
    }
  }
});

test("bodies, encodings, tags and odd addresses are alike", async () => {
  const headers = authorized(tokens.admin ?? "");
  const json = { ...headers, "Content-Type": "application/json" };
  const list = "/api/patients?limit=50";
  const { headers: first } = await compare({ method: "GET", path: list, headers });
  const asked: Asked[] = [
    { method: "GET", path: list, headers: { ...headers, "Accept-Encoding": "gzip" } },
    { method: "HEAD", path: list, headers: { ...headers, "Accept-Encoding": "gzip" } },
    { method: "GET", path: list, headers: { ...headers, "If-None-Match": String(first.etag) } },
    { method: "GET", path: list, headers: { ...headers, "X-Request-Id": "an-id-of-our-own" } },
    { method: "POST", path: "/api/session/unlock", headers: json, body: "{" },
    { method: "POST", path: "/api/session/unlock", headers: json, body: "{}" },
    {
      method: "POST",
      path: "/api/session/unlock",
      headers: { ...headers, "Content-Type": "text/plain" },
      body: "x",
    },
    { method: "POST", path: "/api/session/unlock", headers: json, body: `"${"x".repeat(20_000)}"` },
    {
      method: "POST",
      path: "/api/session/unlock",
      headers: { ...json, Origin: "https://evil.test" },
      body: "{}",
    },
  ];
  for (const one of asked) await compare(one);
  const paths = ["limit=0", "cursor=x", "q=%00", "q=%zz", "q=%ED%A0%80", `q=${"a".repeat(10_000)}`].map(
    (q) => `/api/patients?${q}`,
  );
  paths.push("/api/patients/", "/api//patients", "/api/%70atients", "/api/./patients", "/api/patients/%zz");
  paths.push(`/api/patients/${patientId}%20`, "/api/patients/..%2f..", "/api/patients?", "/health?x=1");
  for (const path of paths) await compare({ method: "GET", path, headers });
});
