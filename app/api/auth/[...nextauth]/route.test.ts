import { beforeEach, describe, expect, test } from "vitest";
import { givenTenant } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { TEST_PASSWORD } from "@/tests/harness/template-database";
import { GET as GET_PATIENTS } from "../../patients/route";
import { GET, POST } from "./route";

const database = testDatabase();
const FORM = "application/x-www-form-urlencoded";
let email = "";

beforeEach(async () => {
  email = `nurse@${(await givenTenant(database().owner)).slug}.test`;
});

type Sent = { body?: BodyInit; type?: string; cookie?: string; headers?: Record<string, string> };

function call(method: "GET" | "POST", path: string, sent: Sent = {}): Promise<Response> {
  const headers = new Headers(sent.headers);
  if (sent.type) headers.set("Content-Type", sent.type);
  if (sent.cookie) headers.set("Cookie", sent.cookie);
  const request = new Request(`http://localhost:3000/api/auth/${path}`, { method, headers, body: sent.body });
  const nextauth = path.split("?", 1)[0]?.split("/") ?? [];
  return (method === "GET" ? GET : POST)(request, { params: Promise.resolve({ nextauth }) });
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

async function startForm(): Promise<{ csrfToken: string; cookie: string }> {
  const response = await call("GET", "csrf");
  return { ...(await response.json()), cookie: cookiesOf(response) };
}

async function signIn(
  over: Record<string, string> = {},
  path = "callback/credentials",
  before = "",
): Promise<Response> {
  const { csrfToken, cookie } = await startForm();
  const fields = { csrfToken, email, password: TEST_PASSWORD, json: "true", ...over };
  return call("POST", path, {
    body: new URLSearchParams(fields),
    type: FORM,
    cookie: `${before}; ${cookie}`,
  });
}

async function searchStatus(cookie: string): Promise<number> {
  const request = new Request("http://localhost:3000/api/patients", { headers: { cookie } });
  return (await GET_PATIENTS(request, { params: Promise.resolve({}) })).status;
}

async function codeOf(response: Response): Promise<[number, string]> {
  return [response.status, (await response.json()).code];
}

describe("signing in", () => {
  test("with a form sets the session's cookie and the device's", async () => {
    const response = await signIn();
    expect([response.status, await response.json()]).toEqual([200, { url: "/patients" }]);
    expect(await searchStatus(cookiesOf(response))).toBe(200);
    expect(cookiesOf(response)).toMatch(/swiftchart\.device=[\w-]{22}\.[\w-]{16}/);
  });

  test("with JSON does the same, and without json=true leads to the patients", async () => {
    const { csrfToken, cookie } = await startForm();
    const body = JSON.stringify({ csrfToken, email, password: TEST_PASSWORD });
    const response = await call("POST", "callback/credentials", { body, type: "application/json", cookie });
    expect([response.status, response.headers.get("location")]).toEqual([302, "/patients"]);
    expect(await searchStatus(cookiesOf(response))).toBe(200);
  });

  test.each(["foo", "https://evil.test/", "//evil.test", "\0"])(
    "leads nowhere that the caller names (%j)",
    async (to) => {
      const answers = [
        await signIn({ callbackUrl: to }),
        await signIn({}, `callback/credentials?callbackUrl=${encodeURIComponent(to)}`),
      ];
      for (const response of answers) {
        expect([response.status, await response.json()]).toEqual([200, { url: "/patients" }]);
        expect(response.headers.getSetCookie().join()).not.toContain("callback-url");
      }
      const { csrfToken, cookie } = await startForm();
      const body = new URLSearchParams({ csrfToken, email, password: TEST_PASSWORD });
      const dirty = `${cookie}; next-auth.callback-url=${encodeURIComponent(to)}`;
      expect((await call("POST", "callback/credentials", { body, type: FORM, cookie: dirty })).status).toBe(
        302,
      );
    },
  );

  test.each([
    ["another address", { email: "\0nurse@demo.test" }],
    ["a lone surrogate", { email: "\ud800@demo.test" }],
    ["nothing", { email: "", password: "" }],
    ["a password of ten thousand characters", { password: "x".repeat(10_000) }],
    ["the password and more than 200 characters", { password: TEST_PASSWORD + " ".repeat(300) }],
  ])("with %s fails in the one way", async (_, over) => {
    expect(await codeOf(await signIn(over))).toEqual([401, "wrong_credentials"]);
  });

  test("without the form's own token is refused before the password is looked at", async () => {
    const { cookie } = await startForm();
    const body = new URLSearchParams({ csrfToken: "x", email, password: TEST_PASSWORD });
    const response = await call("POST", "callback/credentials", { body, type: FORM, cookie });
    expect(await codeOf(response)).toEqual([403, "cross_origin"]);
    expect(
      await database().owner`SELECT 1 FROM session JOIN app_user u ON u.id = user_id WHERE email = ${email}`,
    ).toEqual([]);
  });

  test("from another site's page is refused, whatever it puts into Authorization", async () => {
    const headers = { Origin: "https://evil.test", Authorization: "Bearer swc_x" };
    const response = await call("POST", "callback/credentials", { body: "email=a", type: FORM, headers });
    expect(await codeOf(response)).toEqual([403, "cross_origin"]);
  });
});

describe("the body of a sign-in", () => {
  const post = (body: BodyInit, type: string) => call("POST", "callback/credentials", { body, type });

  test("of more than 16 KiB is refused without being read, however it is written", async () => {
    const nested = JSON.stringify({ email: Array.from({ length: 20_000 }, () => ({})) });
    expect(await codeOf(await post(nested, "application/json"))).toEqual([413, "payload_too_large"]);
    expect(await codeOf(await post(`email=${"x".repeat(20_000)}`, FORM))).toEqual([413, "payload_too_large"]);
  });

  test.each([
    ['{"email":[{},{}]}', "application/json"],
    ['{"email":{"toString":1},"password":"x"}', "application/json"],
    ['{"email":null,"password":"x"}', "application/json"],
    ['["email"]', "application/json"],
    ['{"__proto__":"x"}', "application/json"],
    ["{", "application/json"],
    ["", "application/json"],
    ["email=a&email=b&password=x", FORM],
    ["email=a&admin=true", FORM],
    [Buffer.from([0x65, 0x3d, 0xff]), FORM],
  ])("that is no form (%s) is refused with 400", async (body, type) => {
    expect(await codeOf(await post(body, type))).toEqual([400, "malformed_request"]);
  });

  test.each(["text/plain", "multipart/form-data; boundary=x", "application/xml", "application/jsonp"])(
    "of the type %s is refused with 415",
    async (type) => {
      expect(await codeOf(await post("email=a", type))).toEqual([415, "unsupported_media_type"]);
    },
  );
});

describe("signing in where somebody is signed in", () => {
  test("ends their session, which nobody could end any more", async () => {
    const theirs = cookiesOf(await signIn());
    const mine = cookiesOf(await signIn({ email: email.replace("nurse", "billing") }, undefined, theirs));
    expect([await searchStatus(theirs), await searchStatus(mine)]).toEqual([401, 200]);
  });

  test("with a wrong password leaves it as it is", async () => {
    const theirs = cookiesOf(await signIn());
    expect((await signIn({ password: "wrong" }, undefined, theirs)).status).toBe(401);
    expect(await searchStatus(theirs)).toBe(200);
  });
});

describe("signing out by next-auth's own address", () => {
  test("ends the session in the database too", async () => {
    const session = cookiesOf(await signIn());
    const { csrfToken, cookie } = await startForm();
    const body = new URLSearchParams({ csrfToken, json: "true" });
    const response = await call("POST", "signout", { body, type: FORM, cookie: `${session}; ${cookie}` });
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie().join("\n")).toContain(
      "next-auth.session-token=; Path=/; Max-Age=0",
    );
    expect(await searchStatus(session)).toBe(401);
  });

  test("without the form's token leaves it as it is", async () => {
    const session = cookiesOf(await signIn());
    const response = await call("POST", "signout", { body: "csrfToken=x", type: FORM, cookie: session });
    expect(await codeOf(response)).toEqual([403, "cross_origin"]);
    expect(await searchStatus(session)).toBe(200);
  });
});

describe("next-auth's other addresses", () => {
  test.each([
    ["POST", "_log"],
    ["GET", "signin"],
    ["GET", "signin/credentials"],
    ["POST", "signin/credentials"],
    ["GET", "signout"],
    ["GET", "error"],
    ["GET", "error?error=Configuration"],
    ["GET", "verify-request"],
    ["GET", "providers"],
    ["GET", "session"],
    ["POST", "session"],
    ["GET", "callback/credentials"],
    ["POST", "callback/email"],
    ["POST", "csrf"],
    ["GET", "csrf/x"],
  ] as const)("do not exist: %s %s", async (method, path) => {
    const response = await call(
      method,
      path,
      method === "POST" ? { body: "level=error&code=x", type: FORM } : {},
    );
    expect(await codeOf(response)).toEqual([404, "not_found"]);
  });
});
