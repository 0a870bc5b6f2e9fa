import { encode } from "next-auth/jwt";
import { beforeEach, describe, expect, test } from "vitest";
import { env } from "@/lib/env";
import { givenTenant } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { TEST_PASSWORD } from "@/tests/harness/template-database";
import { createToken } from "./create-token";
import { identify } from "./identify";
import { lockSession, revokeSession, unlockSession } from "./lock-session";
import { signIn } from "./sign-in";

const database = testDatabase();
const caller = { requestId: "request-1", ip: "127.0.0.1" };
let email = "";

beforeEach(async () => {
  const { slug } = await givenTenant(database().owner);
  email = `nurse@${slug}.test`;
});

async function cookieOf(sessionId: string): Promise<Headers> {
  const token = await encode({ token: { sid: sessionId }, secret: env().AUTH_SECRET ?? "" });
  return new Headers({ cookie: `theme=dark; next-auth.session-token=${token}` });
}

function attempt(password: string, ip = "203.0.113.7"): Promise<string> {
  return signIn({ email, password }, { requestId: "request-1", ip }).then(
    () => "signed in",
    (error) => error.code,
  );
}

async function idle(sessionId: string, minutes: number): Promise<void> {
  await database()
    .owner`UPDATE session SET last_active_at = now() - ${minutes} * interval '1 minute' WHERE id = ${sessionId}`;
}

describe("signing in", () => {
  test("opens a session with the role's permissions, whatever the case of the address", async () => {
    const { sessionId } = await signIn(
      { email: ` ${email.toUpperCase()} `, password: TEST_PASSWORD },
      caller,
    );
    const ctx = await identify(await cookieOf(sessionId), caller);
    expect(ctx.actor).toMatchObject({ email, role: "nurse" });
    expect(ctx.permissions.has("chart:read")).toBe(true);
    expect(ctx.permissions.has("billing:read")).toBe(false);
  });

  test("says the same of a wrong password and of an address that nobody has", async () => {
    const wrong = await signIn({ email, password: "wrong password" }, caller).catch((error) => error);
    const unknown = await signIn({ email: "nobody@nowhere.test", password: "wrong password" }, caller).catch(
      (error) => error,
    );
    expect([wrong.code, wrong.message]).toEqual([unknown.code, unknown.message]);
    expect(wrong.code).toBe("wrong_credentials");
  });

  test("makes an address wait after five failures, also with the right password, also when guessed in parallel", async () => {
    const guesses = await Promise.all(Array.from({ length: 8 }, () => attempt("wrong password")));
    expect(guesses).toContain("wrong_credentials");
    expect(await attempt(TEST_PASSWORD)).toBe("too_many_requests");
    const error = await signIn({ email, password: TEST_PASSWORD }, caller).catch((failure) => failure);
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
  });

  test("throttles an address that nobody has just the same", async () => {
    email = `nobody-${Date.now()}@nowhere.test`;
    for (let i = 0; i < 6; i++) await attempt("wrong password");
    expect(await attempt("wrong password")).toBe("too_many_requests");
  });

  test("does not count the right password against the clinic's network", async () => {
    for (let i = 0; i < 60; i++) expect(await attempt(TEST_PASSWORD, "198.51.100.9")).toBe("signed in");
  });

  test("is audited with its outcome, an unknown address without its text", async () => {
    await signIn({ email, password: TEST_PASSWORD }, { ...caller, requestId: "request-audited" });
    await signIn(
      { email: "secret-person@nowhere.test", password: "x" },
      { ...caller, requestId: "request-audited" },
    ).catch(() => {});
    const events = await database()
      .owner`SELECT actor, outcome, action FROM audit_event WHERE request_id = 'request-audited' ORDER BY at`;
    expect(events.map(({ actor, outcome }) => [actor, outcome])).toEqual([
      [email, "success"],
      ["unknown address", "refused"],
    ]);
  });
});

describe("a session", () => {
  test("that was revoked ends with the next request", async () => {
    const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, caller);
    const headers = await cookieOf(sessionId);
    await revokeSession(await identify(headers, caller));
    await expect(identify(headers, caller)).rejects.toMatchObject({ code: "not_signed_in" });
  });

  test("of a disabled user ends with the next request", async () => {
    const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, caller);
    await database().owner`UPDATE app_user SET disabled_at = now() WHERE email = ${email}`;
    await expect(identify(await cookieOf(sessionId), caller)).rejects.toMatchObject({
      code: "not_signed_in",
    });
  });

  test("locks after 15 minutes without activity and opens with the password only", async () => {
    const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, caller);
    const headers = await cookieOf(sessionId);
    await idle(sessionId, 14);
    const ctx = await identify(headers, caller);
    await idle(sessionId, 16);
    await expect(identify(headers, caller)).rejects.toMatchObject({ code: "session_locked" });
    await expect(unlockSession(ctx, "wrong password")).rejects.toMatchObject({ code: "wrong_credentials" });
    await expect(identify(headers, caller)).rejects.toMatchObject({ code: "session_locked" });
    await unlockSession(ctx, TEST_PASSWORD);
    expect((await identify(headers, caller)).actor.email).toBe(email);
  });

  test("locks by hand at once", async () => {
    const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, caller);
    const headers = await cookieOf(sessionId);
    await lockSession(await identify(headers, caller));
    await expect(identify(headers, caller)).rejects.toMatchObject({ code: "session_locked" });
  });

  test("is not opened by a cookie that somebody else made, nor by garbage", async () => {
    const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, caller);
    const forged = await encode({
      token: { sid: sessionId },
      secret: "another secret, also long enough to pass",
    });
    for (const cookie of [`next-auth.session-token=${forged}`, "next-auth.session-token=x", "", ";;;=;"]) {
      await expect(identify(new Headers({ cookie }), caller)).rejects.toMatchObject({
        code: "not_signed_in",
      });
    }
  });
});

describe("an API token", () => {
  test("acts as its user until it is revoked or expires", async () => {
    const { owner } = database();
    const token = await createToken(owner, { tenant: email.slice(6, -5), email, days: 1 });
    const headers = new Headers({ authorization: `Bearer ${token}` });
    expect((await identify(headers, caller)).actor.email).toBe(email);
    await owner`UPDATE api_token SET expires_at = now() - interval '1 second'`;
    await expect(identify(headers, caller)).rejects.toMatchObject({ code: "not_signed_in" });
  });

  test("is kept as a hash", async () => {
    const { owner } = database();
    const token = await createToken(owner, { tenant: email.slice(6, -5), email, days: 1 });
    expect(JSON.stringify(await owner`SELECT * FROM api_token`)).not.toContain(token);
  });

  test("is not made for a user of another tenant", async () => {
    await expect(createToken(database().owner, { tenant: "demo", email, days: 1 })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
