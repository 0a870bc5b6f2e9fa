import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { GET as summary } from "@/app/api/patients/[patientId]/summary/route";
import { GET as search } from "@/app/api/patients/route";
import { GET as users } from "@/app/api/users/route";
import { GET as health } from "@/app/health/route";
import { GET as ready } from "@/app/ready/route";
import { createPool, type Sql } from "@/db/client";
import { createToken } from "@/lib/auth";
import { resetEnv } from "@/lib/env";
import { renderMetrics } from "@/lib/observability";
import { closePools } from "@/lib/tenancy";
import { givenContext, givenPatient } from "../factories";
import { type OwnServer, startOwnServer } from "../harness/own-server";

// A server of its own, because it is stopped, killed and filled up here.
const CONNECTIONS_MAX = 24;
let server: OwnServer;
let owner: Sql;
let token: string;
let patientId: string;

beforeAll(async () => {
  server = await startOwnServer({ max_connections: String(CONNECTIONS_MAX), shared_buffers: "64MB" });
  owner = createPool(server.url, { max: 2, applicationName: "test" });
  token = await createToken(owner, { tenant: "demo", email: "clinician@demo.test", days: 1 });
  const { tenant } = await givenContext(owner);
  patientId = (await givenPatient(owner, tenant.id, { familyName: "Testperson" })).id;
  process.env.DATABASE_URL = server.url;
  resetEnv();
}, 120_000);

afterEach(async () => {
  server.resume();
  await isWell();
});

afterAll(async () => {
  await closePools();
  await owner.end({ timeout: 1 });
  await server.remove();
  delete process.env.DATABASE_URL;
  resetEnv();
});

type Asked = {
  status: number;
  ms: number;
  code: string | null;
  retryAfter: string | null;
  requestId: string;
};
type Route = (request: Request, segment: { params: Promise<Record<string, string>> }) => Promise<Response>;

// Time in which a busy machine did not let this process run: no deadline of ours can be kept in it.
const TICK_MS = 20;
let heldUpMs = 0;
let tickedAt = performance.now();
setInterval(() => {
  heldUpMs += Math.max(0, performance.now() - tickedAt - TICK_MS);
  tickedAt = performance.now();
}, TICK_MS).unref();

async function ask(route: Route, path: string, signal?: AbortSignal): Promise<Asked> {
  const requestId = randomUUID();
  const headers = { Authorization: `Bearer ${token}`, "X-Request-Id": requestId };
  const request = new Request(`http://localhost:3000${path}`, { headers, ...(signal ? { signal } : {}) });
  const [startedAt, heldUpBefore] = [performance.now(), heldUpMs];
  const response = await route(request, { params: Promise.resolve({ patientId }) });
  const ms = performance.now() - startedAt - (heldUpMs - heldUpBefore);
  const text = await response.text();
  const code = text.startsWith("{") ? (JSON.parse(text).code ?? null) : null;
  return { status: response.status, ms, code, retryAfter: response.headers.get("retry-after"), requestId };
}

let asked = 0;
// Another limit each time, so that no answer comes from the cache.
const askSearch = (signal?: AbortSignal) =>
  ask(search, `/api/patients?q=test&limit=${20 + (asked++ % 180)}`, signal);
const askSummary = () => ask(summary, `/api/patients/${patientId}/summary`);

function isUnavailable(answer: Asked): void {
  expect(answer).toMatchObject({
    status: 503,
    code: "unavailable",
    retryAfter: expect.stringMatching(/^\d+$/),
  });
  expect(answer.ms).toBeLessThan(3_000);
}

/** Answered at full speed again, within five seconds. */
async function isWell(): Promise<void> {
  await expect.poll(async () => (await askSearch()).status, { timeout: 5_000 }).toBe(200);
  const answers = await Promise.all(Array.from({ length: 16 }, () => askSearch()));
  for (const { status } of answers) expect(status).toBe(200);
}

const eventsOf = async (requestIds: readonly string[]): Promise<string[]> => {
  const rows = await owner<{ requestId: string }[]>`
    SELECT request_id AS "requestId" FROM audit_event WHERE request_id = ANY (${[...requestIds]}::text[]) AND outcome = 'success'`;
  return rows.map((row) => row.requestId);
};

describe("a table that is locked", () => {
  test("has every read answered 503 in 3 s, and what its callers left behind is not done", async () => {
    await isWell();
    const left = new AbortController();
    let leftBehind: Promise<Asked[]> | undefined;
    await owner.begin(async (tx) => {
      await tx`LOCK TABLE patient IN ACCESS EXCLUSIVE MODE`;
      leftBehind = Promise.all(Array.from({ length: 20 }, () => askSearch(left.signal)));
      left.abort();
      for (const answer of await Promise.all(Array.from({ length: 40 }, () => askSearch())))
        isUnavailable(answer);
    });
    const answers = (await leftBehind) ?? [];
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([499]));
    expect(await eventsOf(answers.map(({ requestId }) => requestId))).toEqual([]);
  });
});

describe("an audit trail that is locked", () => {
  const failures = async (): Promise<number> => {
    const line = /^swiftchart_audit_failures_total\{action="request"\} (\d+)$/m.exec(await renderMetrics());
    return Number(line?.[1] ?? 0);
  };

  test("has a refusal answered all the same, and its event once there is room for it", async () => {
    await isWell();
    const before = await failures();
    const answers: Asked[] = [];
    await owner.begin(async (tx) => {
      await tx`LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE`;
      answers.push(await ask(users, "/api/users"), await askSearch());
    });
    const [refused, givenUp] = answers as [Asked, Asked];
    expect(refused).toMatchObject({ status: 403, code: "forbidden" });
    isUnavailable(givenUp);
    // The read that was given up is a failure, whose event had to wait too.
    const outcomes = () => {
      const ids = answers.map(({ requestId }) => requestId);
      return owner`SELECT outcome FROM audit_event WHERE request_id = ANY (${ids}::text[]) ORDER BY outcome`;
    };
    const wanted = [{ outcome: "failure" }, { outcome: "refused" }];
    await expect.poll(outcomes, { timeout: 10_000 }).toEqual(wanted);
    expect(await failures()).toBe(before);
  });
});

describe("a server that hangs", () => {
  test("has every read answered 503 in 3 s; health is not asked of it, and readiness says so", async () => {
    await isWell();
    server.hang();
    const [reads, charts, readiness] = await Promise.all([
      Promise.all(Array.from({ length: 40 }, () => askSearch())),
      Promise.all(Array.from({ length: 20 }, () => askSummary())),
      ask(ready, "/ready"),
    ]);
    for (const answer of [...reads, ...charts]) isUnavailable(answer);
    expect(readiness.status).toBe(503);
    const alive = await ask(health, "/health");
    expect(alive.status).toBe(200);
    expect(alive.ms).toBeLessThan(500);
  });
});

describe("a server that is full", () => {
  // PostgreSQL keeps three for superusers.
  const CLIENTS_MAX = CONNECTIONS_MAX - 3;

  /** Takes every connection there is: one that somebody has just given up is free only when its process has ended. */
  async function whileFull(act: () => Promise<void>): Promise<void> {
    const others = createPool(server.url, { max: CONNECTIONS_MAX, applicationName: "others" });
    const fill = async (): Promise<number> => {
      const { length } = await owner`SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend'`;
      for (let taken = length; taken < CLIENTS_MAX; taken++) others`SELECT pg_sleep(60)`.catch(() => {});
      return length;
    };
    await expect.poll(fill, { timeout: 10_000, interval: 100 }).toBe(CLIENTS_MAX);
    await act();
    await owner`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'others'`;
    await others.end({ timeout: 1 });
  }

  test("refuses a process that has no connection yet, which answers 503 at once", async () => {
    await closePools();
    await whileFull(async () => {
      for (const answer of await Promise.all(Array.from({ length: 30 }, () => askSearch()))) {
        isUnavailable(answer);
        expect(answer.ms).toBeLessThan(1_000);
      }
    });
  });

  test("is no matter for a process that has one: all go through it", async () => {
    await closePools();
    expect((await askSearch()).status).toBe(200);
    await whileFull(async () => {
      for (const { status } of await Promise.all(Array.from({ length: 30 }, () => askSearch())))
        expect(status).toBe(200);
    });
  });
});

describe("a server that is killed", () => {
  test("has forgotten no event of an answer that was given, and is used again once it is back", async () => {
    const answers: Asked[] = [];
    const reading = Array.from({ length: 8 }, async () => {
      for (;;) {
        const answer = await askSearch();
        if (answer.status !== 200) return answer;
        answers.push(answer);
      }
    });
    await expect.poll(() => answers.length, { timeout: 10_000 }).toBeGreaterThan(200);
    await server.kill();
    for (const last of await Promise.all(reading)) isUnavailable(last);
    const gone = await askSearch();
    isUnavailable(gone);
    expect(gone.ms).toBeLessThan(1_000);
    await server.restart();
    await isWell();
    const given = answers.map(({ requestId }) => requestId).sort();
    expect((await eventsOf(given)).sort()).toEqual(given);
  });
});
