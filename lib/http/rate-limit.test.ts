import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createToken, type Role } from "@/lib/auth";
import { renderMetrics } from "@/lib/observability";
import type { Ctx } from "@/lib/tenancy";
import { callRoute, givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { assertWithinRate, RATE_LIMITS } from "./rate-limit";
import { Reply } from "./reply";
import { write } from "./write";

const database = testDatabase();
const contexts = {} as Record<Role, Ctx>;

beforeAll(async () => {
  for (const role of ["nurse", "billing", "reception"] as const)
    contexts[role] = await givenContext(database().owner, role);
});

async function sendMany(ctx: Ctx, route: string, times: number): Promise<number> {
  let refused = 0;
  for (let i = 0; i < times; i++)
    await assertWithinRate(ctx, "write", route).catch((error) => {
      expect(error).toMatchObject({ code: "too_many_requests" });
      expect(error.retryAfterSeconds).toBeGreaterThan(0);
      refused++;
    });
  return refused;
}

describe("what has gone mad", () => {
  test("is stopped at its role's limit, and told when to come back", async () => {
    const { nurse, billing } = RATE_LIMITS.write.points;
    expect(billing).toBeGreaterThan(nurse);
    expect(await sendMany(contexts.nurse, "PATCH /one", nurse + 3)).toBe(3);
    expect(await sendMany(contexts.billing, "PATCH /one", billing + 3)).toBe(3);
    expect(await renderMetrics()).toMatch(/swiftchart_rate_limited_total\{kind="write"\} [1-9]/);
  });

  test("about one route keeps nobody from another, nor others from this one", async () => {
    const { points } = RATE_LIMITS.write;
    await sendMany(contexts.reception, "PATCH /two", points.reception);
    await expect(assertWithinRate(contexts.reception, "write", "PATCH /two")).rejects.toThrow();
    await assertWithinRate(contexts.reception, "write", "PATCH /three");
    await assertWithinRate(contexts.reception, "read", "GET /two");
    await assertWithinRate(contexts.nurse, "write", "PATCH /two");
  });
});

test("a command is not counted", async () => {
  const actor = { kind: "system", id: null, name: "import", email: null, role: null } as const;
  expect(await sendMany({ ...contexts.nurse, actor }, "PATCH /four", 1_500)).toBe(0);
});

test("every route counts: one too many is answered 429 with Retry-After, and nothing is done", async () => {
  let done = 0;
  const route = write(
    { name: "POST /counted", permission: "patient:write", body: z.strictObject({}) },
    async () => {
      done++;
      return new Reply(undefined);
    },
  );
  const token = await createToken(database().owner, { tenant: "demo", email: "nurse@demo.test", days: 1 });
  const send = () => callRoute(route, { method: "POST", token, body: {} });
  expect((await send()).status).toBe(204);
  await sendMany(contexts.nurse, "POST /counted", RATE_LIMITS.write.points.nurse - 1);
  const refused = await send();
  expect([refused.status, (await refused.json()).code, done]).toEqual([429, "too_many_requests", 1]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
});
