import { encode } from "next-auth/jwt";
import { beforeAll, expect, test, vi } from "vitest";
import { env } from "@/lib/env";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { givenContext, givenSession } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { identify } from "./identify";
import { listOpenSessions } from "./list-sessions";
import { IDLE_MINUTES } from "./rules";

const database = testDatabase();
let nurse: Ctx;

beforeAll(async () => {
  nurse = await givenContext(database().owner, "nurse");
});

/** A session last used ten minutes ago, as the cookie of a browser. */
async function givenIdle(): Promise<{ id: string; headers: Headers }> {
  const { owner } = database();
  const id = (await givenSession(owner, nurse)).sessionId ?? "";
  await owner`UPDATE session SET last_active_at = now() - interval '10 minutes' WHERE id = ${id}`;
  const token = await encode({ token: { sid: id }, secret: env().AUTH_SECRET ?? "" });
  return { id, headers: new Headers({ cookie: `next-auth.session-token=${token}` }) };
}

async function idleMinutes(id: string): Promise<number> {
  const [row] = await database().owner`
    SELECT round(extract(epoch FROM now() - last_active_at) / 60)::int AS n FROM session WHERE id = ${id}`;
  return row?.n;
}

test("what a page asks for by itself keeps nobody's session awake; what a person does keeps it", async () => {
  const [background, used] = [await givenIdle(), await givenIdle()];
  const caller = { requestId: "r", ip: null };
  for (let i = 0; i < 5; i++) await identify(background.headers, { ...caller, isBackground: true });
  await identify(used.headers, { ...caller, isBackground: false });
  // Noted without holding up the request, one after the other: when the later one is there, so would be the earlier ones.
  await vi.waitFor(async () => expect(await idleMinutes(used.id)).toBe(0), { timeout: 10_000 });
  expect(await idleMinutes(background.id)).toBe(10);
});

test("a session that is locked is not woken by being asked who it is", async () => {
  const { owner } = database();
  const [locked, used] = [await givenIdle(), await givenIdle()];
  await owner`UPDATE session SET locked_at = now() WHERE id = ${locked.id}`;
  await identify(locked.headers, { requestId: "r", ip: null }, { allowLocked: true });
  await identify(used.headers, { requestId: "r", ip: null });
  await vi.waitFor(async () => expect(await idleMinutes(used.id)).toBe(0), { timeout: 10_000 });
  expect(await idleMinutes(locked.id)).toBe(10);
});

test.each([
  [10, false],
  [-10, true],
])(
  "%i seconds before its time, database and list agree that a session is locked: %s",
  async (before, isLocked) => {
    const { owner } = database();
    const { id, headers } = await givenIdle();
    const idleSeconds = IDLE_MINUTES * 60 - before;
    await owner`UPDATE session SET last_active_at = now() - ${idleSeconds} * interval '1 second' WHERE id = ${id}`;
    const [listed] = await withTenant(nurse, (tx) => listOpenSessions(tx, nurse)).then((all) =>
      all.filter((one) => one.id === id),
    );
    expect(listed?.isLocked).toBe(isLocked);
    const asked = await identify(headers, { requestId: "r", ip: null, isBackground: true }).then(
      () => "open",
      (error) => error.code,
    );
    expect(asked).toBe(isLocked ? "session_locked" : "open");
  },
);
