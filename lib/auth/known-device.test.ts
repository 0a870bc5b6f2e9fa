import { expect, test } from "vitest";
import { knownDeviceId, rememberDevice } from "./known-device";

const cookieOf = (line: string): string => line.split(";")[0] ?? "";

test("a device is known for everybody who signed in on it, and for nobody else", () => {
  const first = cookieOf(rememberDevice(null, "nurse@demo.test"));
  const both = cookieOf(rememberDevice(`theme=dark; ${first}`, "admin@demo.test"));
  const id = knownDeviceId(both, "nurse@demo.test");
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(knownDeviceId(both, "admin@demo.test")).toBe(id);
  expect(knownDeviceId(both, "billing@demo.test")).toBeNull();
  expect(knownDeviceId(null, "nurse@demo.test")).toBeNull();
});

test("a cookie that somebody put together makes no device known", () => {
  const mine = cookieOf(rememberDevice(null, "nurse@demo.test"));
  const [, tag] = mine.split(".");
  const otherId = "A".repeat(22);
  expect(knownDeviceId(`swiftchart.device=${otherId}.${tag}`, "nurse@demo.test")).toBeNull();
  for (const value of ["", ".", "x.y", `${otherId}.`, `${otherId}.${"A".repeat(16)}`])
    expect(knownDeviceId(`swiftchart.device=${value}`, "nurse@demo.test")).toBeNull();
});

test("the cookie stays small: of many people the latest are kept", () => {
  let cookie = "";
  for (let i = 0; i < 40; i++) cookie = cookieOf(rememberDevice(cookie, `user-${i}@demo.test`));
  expect(cookie.length).toBeLessThan(600);
  expect(knownDeviceId(cookie, "user-39@demo.test")).not.toBeNull();
  expect(knownDeviceId(cookie, "user-0@demo.test")).toBeNull();
});

test("scripts cannot read it and no other site's page can have it sent", () => {
  expect(rememberDevice(null, "nurse@demo.test")).toMatch(/; Path=\/api\/auth; .*SameSite=Strict; HttpOnly$/);
});
