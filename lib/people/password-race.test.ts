import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { hashPassword, signIn } from "@/lib/auth";
import { inTurn } from "@/lib/auth/password-queue";
import { once } from "@/lib/process";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { givenContext, givenSession, givenUser } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { changeOwnPassword, preparePassword } from "./change-own-password";

// Between the look at a password and what it opens lies slow work; whoever changed it meanwhile must win.
const database = testDatabase();
const NEXT = "the password it became meanwhile";
let admin: Ctx;
let nextHash = "";

beforeAll(async () => {
  admin = await givenContext(database().owner, "admin");
  nextHash = await hashPassword(NEXT);
});

type Queue = { running: number; waiting: { known: unknown[]; stranger: unknown[] } };
const queue = once<Queue>("password queue", () => ({ running: 0, waiting: { known: [], stranger: [] } }));

/** Lets nobody's password be looked at until told. */
function holdPasswords(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  // One more than may run: when it waits, all places are taken.
  while (queue.waiting.known.length === 0) void inTurn("known", () => promise);
  return resolve;
}
let release = (): void => {};
afterAll(() => release());

async function replacePassword(userId: string): Promise<void> {
  await database().owner`UPDATE app_user SET password_hash = ${nextHash} WHERE id = ${userId}`;
}

test("a password that is changed while it is looked at opens no session", async () => {
  const { owner } = database();
  const { id, email, password } = await givenUser(owner, admin.tenant.id);
  release = holdPasswords();
  const outcome = signIn({ email, password }, { requestId: "r", ip: null }).then(
    () => "signed in",
    (error) => error.code,
  );
  await vi.waitFor(() => expect(queue.waiting.stranger).toHaveLength(1), { timeout: 10_000 });
  await replacePassword(id);
  release();
  expect(await outcome).toBe("wrong_credentials");
  expect(await owner`SELECT 1 FROM session WHERE user_id = ${id}`).toEqual([]);
});

test("nor does it choose the next one", async () => {
  const { owner } = database();
  const { id, email, password } = await givenUser(owner, admin.tenant.id, { role: "nurse" });
  const actor = { kind: "user", id, name: "A user", email, role: "nurse" } as const;
  const ctx = await givenSession(owner, { ...admin, actor });
  const prepared = await preparePassword(ctx, {
    currentPassword: password,
    newPassword: "a walk along the river Wye",
  });
  await replacePassword(id);
  await expect(withTransaction(ctx, (tx) => changeOwnPassword(ctx, tx, prepared))).rejects.toMatchObject({
    code: "wrong_credentials",
    errors: [{ path: "currentPassword" }],
  });
  const [row] = await owner`SELECT password_hash AS hash FROM app_user WHERE id = ${id}`;
  expect(row?.hash).toBe(nextHash);
});
