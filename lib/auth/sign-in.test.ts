import { encode } from "next-auth/jwt";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { writeRefusals } from "@/lib/audit";
import { env } from "@/lib/env";
import { givenTenant } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { TEST_PASSWORD } from "@/tests/harness/template-database";
import { createToken } from "./create-token";
import { identify } from "./identify";
import { rememberDevice } from "./known-device";
import { lockSession, revokeSession, unlockSession } from "./lock-session";
import { signIn } from "./sign-in";

const database = testDatabase();
const caller = { requestId: "request-1", ip: "127.0.0.1" };
let email = "";
let networks = 0;

/** Every wait is an hour longer here, so that none is over before a busy machine comes to look. */
const HELD_SECONDS = 3_600;

beforeAll(async () => {
  await database().owner.unsafe(`
    CREATE FUNCTION hold_wait() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.blocked_until := NEW.blocked_until + interval '${HELD_SECONDS} seconds'; RETURN NEW; END $$;
    CREATE TRIGGER hold_wait BEFORE UPDATE OF blocked_until ON sign_in_failure FOR EACH ROW EXECUTE FUNCTION hold_wait();`);
});

beforeEach(async () => {
  const { slug } = await givenTenant(database().owner);
  email = `nurse@${slug}.test`;
});

async function cookieOf(sessionId: string): Promise<Headers> {
  const token = await encode({ token: { sid: sessionId }, secret: env().AUTH_SECRET ?? "" });
  return new Headers({ cookie: `theme=dark; next-auth.session-token=${token}` });
}

function attempt(password: string, ip = "203.0.113.7", cookies: string | null = null): Promise<string> {
  return signIn({ email, password }, { requestId: "request-1", ip, cookies }).then(
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
    const guesses = await Promise.all(Array.from({ length: 60 }, () => attempt("wrong password")));
    expect(guesses.filter((code) => code === "wrong_credentials")).toHaveLength(5);
    expect(await attempt(TEST_PASSWORD)).toBe("too_many_requests");
    const error = await signIn({ email, password: TEST_PASSWORD }, { ...caller, ip: "203.0.113.7" }).catch(
      (failure) => failure,
    );
    expect(error.retryAfterSeconds).toBeGreaterThan(HELD_SECONDS - 60);
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
    await signIn({ email, password: "wrong" }, { ...caller, requestId: "request-audited" }).catch(() => {});
    await signIn({ email: "secret-person@nowhere.test", password: "x" }, caller).catch(() => {});
    await writeRefusals();
    const { owner } = database();
    const events =
      await owner`SELECT actor, outcome FROM audit_event WHERE request_id = 'request-audited' ORDER BY at`;
    expect(events.map(({ actor, outcome }) => [actor, outcome])).toEqual([
      [email, "success"],
      [email, "refused"],
    ]);
    const trail = JSON.stringify(await owner`SELECT * FROM audit_event WHERE request_id IS NULL`);
    expect(trail).toContain("unknown address");
    expect(trail).not.toContain("secret-person");
  });
});

describe("an address that is written otherwise", () => {
  // `\0` passed by throttle and audit and then broke the look-up; JavaScript lowers `İ` to two characters, PostgreSQL to one.
  test.each([
    ["NUL before it", (address: string) => `\0${address}`],
    ["a lone surrogate in it", (address: string) => `\ud800${address}`],
    ["a capital dotted I", (address: string) => address.replace("i", "İ").replace("n", "N")],
    ["a dotless i", (address: string) => address.replace("i", "ı")],
    ["a zero-width space in it", (address: string) => address.replace("@", "\u200b@")],
    ["a thousand characters before it", (address: string) => "x".repeat(1000) + address],
    ["a second host", (address: string) => `${address}@x`],
  ])("(%s) is a failed sign-in like any other, throttled and in the trail", async (_, write) => {
    const { slug } = await givenTenant(database().owner);
    email = write(`clinician@${slug}.test`);
    const ip = `198.51.100.${++networks}`;
    for (let i = 0; i < 5; i++) expect(await attempt(TEST_PASSWORD, ip)).toBe("wrong_credentials");
    expect(await attempt(TEST_PASSWORD, ip)).toBe("too_many_requests");
    await writeRefusals();
    const events = await database()
      .owner`SELECT detail->>'code' AS code, detail->'count' AS count, actor FROM audit_event WHERE ip = ${ip} ORDER BY 1 DESC`;
    expect(events).toEqual([
      { code: "wrong_credentials", count: 5, actor: "unknown address" },
      { code: "too_many_requests", count: 1, actor: "unknown address" },
    ]);
  });
});

describe("what follows a right password", () => {
  test("when it fails, leaves no session, and the answer is that of a failed sign-in", async () => {
    const broken = { requestId: "a request id\0that no column takes", ip: "127.0.0.1" };
    const error = await signIn({ email, password: TEST_PASSWORD }, broken).catch((failure) => failure);
    expect(error).toMatchObject({ code: "wrong_credentials" });
    expect(
      await database()
        .owner`SELECT 1 FROM session JOIN app_user u ON u.id = user_id WHERE u.email = ${email}`,
    ).toEqual([]);
  });
});

describe("strangers who guess", () => {
  const deviceOf = (): string => rememberDevice(null, email).split(";")[0] ?? "";

  test("from another network do not keep the owner of the address out", async () => {
    for (let i = 0; i < 7; i++) await attempt("wrong password", "203.0.113.80");
    expect(await attempt(TEST_PASSWORD, "203.0.113.80")).toBe("too_many_requests");
    expect(await attempt(TEST_PASSWORD, "203.0.113.81")).toBe("signed in");
  });

  test("count together when their IPv6 addresses are of one /64", async () => {
    const guesses: string[] = [];
    for (let i = 0; i < 7; i++) guesses.push(await attempt("wrong password", `2001:db8:7:7::${i + 1}`));
    expect(guesses.slice(5)).toEqual(["too_many_requests", "too_many_requests"]);
    expect(await attempt(TEST_PASSWORD, "2001:db8:7:8::1")).toBe("signed in");
  });

  test("from everywhere at once make the address wait, but not on a device that its owner used before", async () => {
    const owner = database().owner;
    for (let i = 0; i < 101; i++) {
      const outcome = await attempt("wrong password", `2001:db8:aaaa:${i.toString(16)}::1`);
      expect(outcome).toBe(i < 100 ? "wrong_credentials" : "too_many_requests");
    }
    expect(await attempt(TEST_PASSWORD, "192.0.2.1")).toBe("too_many_requests");
    expect(await attempt(TEST_PASSWORD, "192.0.2.1", deviceOf())).toBe("signed in");
    await owner`DELETE FROM sign_in_failure`;
  });

  test("from the clinic's own network slow only devices that nobody signed in on", async () => {
    const mine = email;
    const known = deviceOf();
    const outcomes = new Set<string>();
    for (let i = 0; i < 55; i++) {
      email = `nobody-${i}@nowhere.test`;
      outcomes.add(await attempt("wrong password", "192.0.2.9"));
    }
    expect(outcomes).toContain("too_many_requests");
    email = mine;
    expect(await attempt(TEST_PASSWORD, "192.0.2.9", known)).toBe("signed in");
    const error = await signIn({ email, password: TEST_PASSWORD }, { requestId: "r", ip: "192.0.2.9" }).catch(
      (failure) => failure,
    );
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(HELD_SECONDS + 15);
  });

  test("on a known device have that device's attempts and no more", async () => {
    const known = deviceOf();
    const guesses = await Promise.all(
      Array.from({ length: 30 }, () => attempt("wrong password", "192.0.2.20", known)),
    );
    expect(guesses.filter((code) => code === "wrong_credentials")).toHaveLength(10);
    expect(await attempt(TEST_PASSWORD, "192.0.2.21")).toBe("signed in");
  });

  test("do not keep a locked session from being unlocked", async () => {
    const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, caller);
    const ctx = await identify(await cookieOf(sessionId), caller);
    await lockSession(ctx);
    for (let i = 0; i < 7; i++) await attempt("wrong password", ctx.ip ?? "");
    expect(await attempt(TEST_PASSWORD, ctx.ip ?? "")).toBe("too_many_requests");
    await unlockSession(ctx, TEST_PASSWORD);
    expect((await identify(await cookieOf(sessionId), caller)).actor.email).toBe(email);
  });

  test("at the lock screen itself wait after five, also when they guess at once", async () => {
    const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, caller);
    const ctx = await identify(await cookieOf(sessionId), caller);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => unlockSession(ctx, "wrong").catch((error) => error.code)),
    );
    expect(outcomes.filter((code) => code === "wrong_credentials")).toHaveLength(5);
  });
});

describe("a session", () => {
  test("that was revoked ends with the next request", async () => {
    const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, caller);
    const headers = await cookieOf(sessionId);
    await revokeSession(await identify(headers, caller));
    await expect(identify(headers, caller)).rejects.toMatchObject({ code: "not_signed_in" });
  });

  test("has the rights of its user's role as of this request", async () => {
    const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, caller);
    const headers = await cookieOf(sessionId);
    expect((await identify(headers, caller)).permissions.has("chart:read")).toBe(true);
    await database().owner`UPDATE app_user SET role = 'billing' WHERE email = ${email}`;
    const ctx = await identify(headers, caller);
    expect([ctx.actor.role, ctx.permissions.has("chart:read"), ctx.permissions.has("billing:read")]).toEqual([
      "billing",
      false,
      true,
    ]);
  });

  test("is locked for a browser that marked itself locked, though the server has not heard of it", async () => {
    const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, caller);
    const headers = await cookieOf(sessionId);
    headers.set("cookie", `${headers.get("cookie")}; swiftchart.lock=1`);
    await expect(identify(headers, caller)).rejects.toMatchObject({ code: "session_locked" });
    expect((await identify(headers, caller, { allowLocked: true })).actor.email).toBe(email);
  });

  test("of a disabled user ends with the next request", async () => {
    const { sessionId } = await signIn({ email, password: TEST_PASSWORD }, caller);
    await database()
      .owner`UPDATE app_user SET status = 'deactivated', disabled_at = now() WHERE email = ${email}`;
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
