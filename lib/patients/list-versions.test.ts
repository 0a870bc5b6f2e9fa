import { afterAll, beforeAll, expect, test } from "vitest";
import { closeEvents } from "@/lib/events";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { givenContext, givenPatient } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { changePatient } from "./change-patient";
import { listPatientVersions } from "./list-versions";

const database = testDatabase();
let ctx: Ctx;
beforeAll(async () => {
  ctx = await givenContext(database().owner, "reception");
});
afterAll(closeEvents);

async function givenVersions(count: number): Promise<string> {
  const { id } = await givenPatient(database().owner, ctx.tenant.id, { phone: null });
  for (let version = 1; version < count; version++)
    await withTransaction(ctx, (tx) =>
      changePatient(ctx, tx, { patientId: id, version, change: { phone: `555-010${version}` } }),
    );
  return id;
}

test("versions come page by page, each with what it changed, the last of a page too", async () => {
  const id = await givenVersions(6);
  const pages: (readonly (readonly [number, string | null | undefined])[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await listPatientVersions(ctx, id, { limit: 2, cursor });
    pages.push(page.items.map(({ version, changes }) => [version, changes[0]?.after] as const));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(pages).toEqual([
    [
      [6, "555-0105"],
      [5, "555-0104"],
    ],
    [
      [4, "555-0103"],
      [3, "555-0102"],
    ],
    [
      [2, "555-0101"],
      [1, undefined],
    ],
  ]);
});

test("a page of another list's cursor is refused, and another clinic's patient has none", async () => {
  const id = await givenVersions(1);
  await expect(listPatientVersions(ctx, id, { limit: 2, cursor: "x" })).rejects.toMatchObject({
    code: "invalid_cursor",
  });
  const other = await givenContext(database().owner, "reception", "other");
  await expect(listPatientVersions(other, id, { limit: 2 })).rejects.toMatchObject({ code: "not_found" });
});
