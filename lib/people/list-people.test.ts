import { beforeAll, expect, test } from "vitest";
import type { Ctx } from "@/lib/tenancy";
import { givenContext, givenTenant, givenUser } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { listPeople } from "./list-people";

const database = testDatabase();
let ctx: Ctx;

beforeAll(async () => {
  const { owner } = database();
  const { id, slug } = await givenTenant(owner);
  await givenUser(owner, id, { name: "100% Ready", email: "ready@clinic.test" });
  await givenUser(owner, id, { name: "Ann_Lee", email: "ann@clinic.test" });
  await givenUser(owner, id, { name: "Back\\slash", email: "back@clinic.test" });
  ctx = await givenContext(owner, "admin", slug);
});

const namesOf = async (q?: string): Promise<string[]> =>
  (await listPeople(ctx, { q, limit: 50 })).items.map(({ name }) => name);

test.each([
  ["%", ["100% Ready"]],
  ["_", ["Ann_Lee"]],
  ["\\", ["Back\\slash"]],
  ["n_l", ["Ann_Lee"]],
])("%s stands for itself and nothing else", async (q, expected) => {
  expect(await namesOf(q)).toEqual(expected);
});

test("people are found by any part of name or address, in any case, and all of them without one", async () => {
  expect(await namesOf("aDY")).toEqual(["100% Ready"]);
  expect(await namesOf("ann@CLINIC")).toEqual(["Ann_Lee"]);
  expect(await namesOf("nobody of that name")).toEqual([]);
  expect((await namesOf()).length).toBe(8);
});
