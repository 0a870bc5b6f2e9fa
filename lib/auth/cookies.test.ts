import { encode } from "next-auth/jwt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { env, resetEnv } from "@/lib/env";
import { cookieName, readCookies, setCookie } from "./cookies";
import { readSessionId } from "./session-cookie";

const SESSION_ID = "0f8b6d1e-7c55-4a52-9a53-1b1f4a0c7a11";
let token = "";

beforeEach(async () => {
  token = await encode({ token: { sid: SESSION_ID }, secret: env().AUTH_SECRET ?? "" });
});
afterEach(() => {
  delete process.env.AUTH_URL;
  resetEnv();
});

function behindTls(): void {
  process.env.AUTH_URL = "https://clinic.example";
  resetEnv();
}

test("without TLS the plain session cookie is read and no other", async () => {
  expect(await readSessionId(`a=b; next-auth.session-token=${token}`)).toBe(SESSION_ID);
  expect(await readSessionId(`__Secure-next-auth.session-token=${token}`)).toBeNull();
});

test("behind TLS the one that only TLS can set is read and no other", async () => {
  behindTls();
  expect(await readSessionId(`__Secure-next-auth.session-token=${token}`)).toBe(SESSION_ID);
  expect(await readSessionId(`next-auth.session-token=${token}`)).toBeNull();
});

test("behind TLS cookies are sent by https only", () => {
  const attributes = { maxAgeSeconds: 60, sameSite: "Lax" } as const;
  expect(setCookie(cookieName("x"), "1", attributes)).toBe("x=1; Path=/; Max-Age=60; SameSite=Lax; HttpOnly");
  behindTls();
  expect(setCookie(cookieName("x"), "1", attributes)).toBe(
    "__Secure-x=1; Path=/; Max-Age=60; SameSite=Lax; HttpOnly; Secure",
  );
});

test("of two cookies with one name the first counts, and pieces that are none are passed over", () => {
  expect([...readCookies("a=1; ;b; =c; a=2; d==")]).toEqual([
    ["a", "1"],
    ["d", "="],
  ]);
});
