import { expect, test } from "vitest";
import { once } from "@/lib/process";
import { givenContext, givenSession } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { TEST_PASSWORD } from "@/tests/harness/template-database";
import { confirmPassword } from "./confirm-password";
import { inTurn } from "./password-queue";

const database = testDatabase();
const FREE_ATTEMPTS = 5;

type Queue = { waiting: { known: unknown[] } };
const queue = once<Queue>("password queue", () => ({ waiting: { known: [] } }));

/** Fills the line of those who are known until the next one is turned away. */
function fillLine(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (let before = -1; before < queue.waiting.known.length || before === 0; ) {
    before = queue.waiting.known.length;
    inTurn("known", () => promise).catch(() => {});
  }
  return resolve;
}

test("a password that was never looked at, because too many waited, costs no attempt", async () => {
  const { owner } = database();
  const ctx = await givenSession(owner, await givenContext(owner, "nurse"));
  // The decoy and the pool are warm: what follows waits for its turn alone.
  expect(await confirmPassword(ctx, "wrong")).toMatchObject({ isRight: false });
  const empty = fillLine();
  for (let i = 0; i < FREE_ATTEMPTS * 2; i++)
    await expect(confirmPassword(ctx, TEST_PASSWORD)).rejects.toMatchObject({ code: "unavailable" });
  empty();
  const [counted] = await owner`SELECT max(failures) AS failures FROM sign_in_failure`;
  expect(counted?.failures).toBe(1);
});

test("one that is wrong costs one, and a right one takes them back when its work is done", async () => {
  const { owner } = database();
  await owner`DELETE FROM sign_in_failure`;
  const ctx = await givenSession(owner, await givenContext(owner, "nurse"));
  const failures = async () => (await owner`SELECT max(failures) AS n FROM sign_in_failure`)[0]?.n;
  await confirmPassword(ctx, "wrong");
  const confirmed = await confirmPassword(ctx, TEST_PASSWORD);
  expect([confirmed.isRight, await failures()]).toEqual([true, 2]);
  await owner.begin((tx) => confirmed.forget(tx as never));
  expect(await failures()).toBe(0);
});

test("of a session that is over no password is right", async () => {
  const { owner } = database();
  const ctx = await givenSession(owner, await givenContext(owner, "nurse"));
  await owner`UPDATE session SET revoked_at = now() WHERE id = ${ctx.sessionId}`;
  expect(await confirmPassword(ctx, TEST_PASSWORD)).toMatchObject({ isRight: false, passwordHash: null });
});
