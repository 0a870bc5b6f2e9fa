import { expect, test } from "vitest";
import { assertSameOrigin } from "./assert-same-origin";

function check(headers: Record<string, string>, takesApiToken = true, method = "POST"): string {
  const request = new Request("http://localhost:3000/api/x", {
    method,
    headers: { host: "localhost:3000", ...headers },
  });
  try {
    assertSameOrigin(request, { takesApiToken });
    return "passes";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const foreign = { Origin: "https://evil.test", "Sec-Fetch-Site": "cross-site" };

test("a page of this site and a program without a browser's headers pass", () => {
  expect(check({ Origin: "http://localhost:3000", "Sec-Fetch-Site": "same-origin" })).toBe("passes");
  expect(check({})).toBe("passes");
});

test("another site's page is refused, a read of it not", () => {
  expect(check(foreign)).toBe("cross_origin");
  expect(check({ "Sec-Fetch-Site": "same-site" })).toBe("cross_origin");
  expect(check(foreign, true, "GET")).toBe("passes");
});

test("only an API token, from which the caller is taken, does without the check", () => {
  expect(check({ ...foreign, Authorization: "Bearer swc_token" })).toBe("passes");
  for (const value of ["Basic dXNlcjpwYXNz", "Bearer", "Bearer a b", "Digest x", "swc_token"])
    expect([value, check({ ...foreign, Authorization: value })]).toEqual([value, "cross_origin"]);
});

test("where the cookie decides, a token does not help", () => {
  expect(check({ ...foreign, Authorization: "Bearer swc_token" }, false)).toBe("cross_origin");
});
