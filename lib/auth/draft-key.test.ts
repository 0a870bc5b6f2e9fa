import { expect, test } from "vitest";
import type { Ctx } from "@/lib/tenancy";
import { draftKey } from "./draft-key";

const person = (tenantId: string, id: string) => ({ tenant: { id: tenantId }, actor: { id } }) as Ctx;

test("a person has the same key in every session, 256 bits long", () => {
  const key = draftKey(person("t1", "u1"));
  expect(draftKey(person("t1", "u1"))).toBe(key);
  expect(Buffer.from(key, "base64")).toHaveLength(32);
});

test("nobody else has it, in the same clinic or another", () => {
  const keys = [person("t1", "u1"), person("t1", "u2"), person("t2", "u1")].map(draftKey);
  expect(new Set(keys).size).toBe(3);
});
