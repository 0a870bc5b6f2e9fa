import { expect, test } from "vitest";
import { ROLES } from "@/lib/auth";
import { deviceOf, passwordFault } from "./rules";
import { ROLE_NAMES } from "./schema";

test("the roles that are offered are those of the permission table", () => {
  expect([...ROLE_NAMES].sort()).toEqual([...ROLES].sort());
});

test.each([
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    "Chrome on Windows",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0",
    "Edge on Windows",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
    "Safari on iPhone",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Linux"],
  ["curl/8.5.0", "curl"],
  [null, "Unknown device"],
])("%s is %s", (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device);
});

test("a password is measured in characters as people count them", () => {
  expect(passwordFault("short")).toBe("Use at least 12 characters: 7 more.");
  expect(passwordFault("é".normalize("NFD").repeat(11))).toBe("Use at least 12 characters: 1 more.");
  expect(passwordFault("😀".repeat(12))).toBeNull();
  expect(passwordFault("x".repeat(200))).toBeNull();
  expect(passwordFault("x".repeat(201))).toBe("Use at most 200 characters.");
});
