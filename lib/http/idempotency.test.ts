import { beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "@/lib/tenancy";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { idempotencyKeyOf } from "./idempotency";

const database = testDatabase();
const KEY = "a-key-of-the-test";
let nurse: Ctx;

beforeAll(async () => {
  nurse = await givenContext(database().owner, "nurse");
});

function request(over: { method?: string; path?: string; key?: string | null } = {}): Request {
  const { method = "POST", path = "/api/users", key = KEY } = over;
  const headers = new Headers(key === null ? {} : { "Idempotency-Key": key });
  return new Request(`http://localhost${path}`, { method, headers });
}

const hashOf = (body: unknown, ctx = nurse, key = KEY): string =>
  idempotencyKeyOf(ctx, request({ key }), body)?.bodyHash.toString("hex") ?? "";

describe("the same request", () => {
  test("is one whose members come in another order, at any depth", () => {
    const one = { name: "A", address: { city: "Leeds", line: "1" }, tags: [{ a: 1, b: 2 }] };
    const other = { tags: [{ b: 2, a: 1 }], address: { line: "1", city: "Leeds" }, name: "A" };
    expect(Object.keys(one)).not.toEqual(Object.keys(other));
    expect(hashOf(other)).toBe(hashOf(one));
  });

  test.each([
    ["another value", { a: 1 }, { a: 2 }],
    ["a member more", { a: 1 }, { a: 1, b: null }],
    ["a list in another order", { a: [1, 2] }, { a: [2, 1] }],
    ["a text for a number", { a: 1 }, { a: "1" }],
    ["nothing for something", undefined, {}],
  ])("is not one with %s", (_, one, other) => {
    expect(hashOf(other)).not.toBe(hashOf(one));
  });
});

test("the route is the method and the path, not the query", () => {
  const routeOf = (method: string, path: string) =>
    idempotencyKeyOf(nurse, request({ method, path }), {})?.route;
  expect(routeOf("PATCH", "/api/patients/1?x=1")).toBe("PATCH /api/patients/1");
  expect(routeOf("PATCH", "/api/patients/2")).not.toBe(routeOf("PATCH", "/api/patients/1"));
});

test("a request without a key has none", () => {
  expect(idempotencyKeyOf(nurse, request({ key: null }), {})).toBeNull();
});

test("what is kept of a body cannot be compared with that of another person or key", async () => {
  const clinician = await givenContext(database().owner, "clinician");
  const body = { newPassword: "one that might be guessed" };
  expect(hashOf(body, clinician)).not.toBe(hashOf(body));
  expect(hashOf(body, nurse, "another-key-of-it")).not.toBe(hashOf(body));
});
