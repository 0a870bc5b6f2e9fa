import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { audit } from "./audit";
import { listAudit } from "./list-audit";

const database = testDatabase();
let ctx: Ctx;

beforeAll(async () => {
  ctx = await givenContext(database().owner, "admin");
});

describe("the trail", () => {
  test("is listed newest first, by patient, actor and time, page by page and without another tenant's events", async () => {
    const patientId = randomUUID();
    const other = await givenContext(database().owner, "admin", "other");
    for (let i = 0; i < 5; i++)
      await withTenant(ctx, (tx) => audit(tx, ctx, { action: `test.${i}`, patientId }));
    await withTenant(other, (tx) => audit(tx, other, { action: "test.elsewhere", patientId }));
    const actions: string[] = [];
    let cursor: string | undefined;
    const to = new Date(Date.now() + 60_000).toISOString();
    const input = { patient: patientId, actor: ctx.actor.id ?? "", from: "2026-01-01", to, limit: 2 };
    do {
      const page = await listAudit(ctx, { ...input, cursor });
      // Reading the trail of a patient is an event of that patient too.
      actions.push(...page.items.map((item) => item.action).filter((action) => action !== "audit.read"));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(actions).toEqual(["test.4", "test.3", "test.2", "test.1", "test.0"]);
    expect((await listAudit(ctx, { ...input, to: "2026-01-02" })).items).toEqual([]);
  });

  test("is narrowed to an action and an outcome", async () => {
    await withTenant(ctx, async (tx) => {
      await audit(tx, ctx, { action: "test.narrow", outcome: "refused" });
      await audit(tx, ctx, { action: "test.narrow" });
    });
    const listed = (over: Partial<Parameters<typeof listAudit>[1]>) =>
      listAudit(ctx, { limit: 10, action: "test.narrow", ...over }).then(({ items }) =>
        items.map((item) => item.outcome),
      );
    expect(await listed({})).toEqual(["success", "refused"]);
    expect(await listed({ outcome: "refused" })).toEqual(["refused"]);
  });

  test("refuses a cursor it did not write", async () => {
    await expect(listAudit(ctx, { limit: 2, cursor: "x" })).rejects.toMatchObject({ code: "invalid_cursor" });
  });
});
