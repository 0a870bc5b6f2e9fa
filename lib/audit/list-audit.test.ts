import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { audit } from "./audit";
import { type AuditInput, listAudit } from "./list-audit";

const database = testDatabase();
let ctx: Ctx;

beforeAll(async () => {
  ctx = await givenContext(database().owner, "admin");
});

describe("the trail", () => {
  test("is listed newest first, by patient, actor and time, page by page and without another tenant's events", async () => {
    const patientId = randomUUID();
    const other = await givenContext(database().owner, "admin", "other");
    const done = ["patient.read", "patient.change", "patient.summary.read", "patient.records.read"] as const;
    for (const action of done) await withTenant(ctx, (tx) => audit(tx, ctx, { action, patientId }));
    await withTenant(other, (tx) => audit(tx, other, { action: "patient.ledger.read", patientId }));
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
    expect(actions).toEqual([...done].reverse());
    expect((await listAudit(ctx, { ...input, to: "2026-01-02" })).items).toEqual([]);
  });

  test("of a patient has the events that name several, in one order with their own", async () => {
    const [patientId, neighbour] = [randomUUID(), randomUUID()];
    const other = await givenContext(database().owner, "admin", "other");
    await withTenant(ctx, async (tx) => {
      await audit(tx, ctx, { action: "patient.read", patientId });
      await audit(tx, ctx, {
        action: "patient.search",
        targetIds: [neighbour, patientId],
        outcome: "refused",
      });
      await audit(tx, ctx, { action: "patient.summary.read", patientId, targetIds: [patientId] });
      await audit(tx, ctx, { action: "import.batch", targetIds: [patientId] });
      await audit(tx, ctx, { action: "patient.records.read", targetIds: [neighbour] });
    });
    await withTenant(other, (tx) => audit(tx, other, { action: "patient.search", targetIds: [patientId] }));
    const actionsOf = async (over: Partial<AuditInput> = {}): Promise<string[]> => {
      const { items, nextCursor } = await listAudit(ctx, { patient: patientId, limit: 2, ...over });
      const further = nextCursor ? await actionsOf({ ...over, cursor: nextCursor }) : [];
      return [...items.map(({ action }) => action), ...further].filter((action) => action !== "audit.read");
    };
    expect(await actionsOf()).toEqual([
      "import.batch",
      "patient.summary.read",
      "patient.search",
      "patient.read",
    ]);
    expect(await actionsOf({ outcome: "refused" })).toEqual(["patient.search"]);
    expect(await actionsOf({ actor: randomUUID() })).toEqual([]);
  });

  test("of a patient reads those that name several by their index", async () => {
    const { owner } = database();
    await owner`
      INSERT INTO audit_event (tenant_id, action, outcome, actor, target_ids)
      SELECT ${ctx.tenant.id}, 'test.many', 'success', 'x', ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 20) WHERE n > 0)
      FROM generate_series(1, 20000) AS n`;
    await owner`ANALYZE audit_event`;
    const [source] = await owner`SELECT prosrc FROM pg_proc WHERE proname = 'audit_events_naming'`;
    const body = source?.prosrc.replace(/\bwanted\b/g, `'${randomUUID()}'::uuid`);
    const plan = await owner.begin(async (tx) => {
      await tx`SELECT set_config('app.tenant_id', ${ctx.tenant.id}, true)`;
      return tx.unsafe(`EXPLAIN ${body}`);
    });
    expect(plan.map((line) => line["QUERY PLAN"]).join("\n")).toContain("audit_event_targets");
  });

  test("of a day is the clinic's day, first and last instant included", async () => {
    const { owner } = database();
    const instants = ["05:59:59", "06:00:00"].flatMap((time) => [
      `2024-12-31T${time}Z`,
      `2025-01-01T${time}Z`,
    ]);
    for (const at of instants)
      await owner`INSERT INTO audit_event (tenant_id, at, action, outcome, actor) VALUES (${ctx.tenant.id}, ${at}, 'test.day', 'success', 'x')`;
    const chicago = { ...ctx, tenant: { ...ctx.tenant, timeZone: "America/Chicago" } };
    const listed = async (by: Ctx) =>
      (await listAudit(by, { action: "test.day", from: "2024-12-31", to: "2024-12-31", limit: 9 })).items.map(
        ({ at }) => at,
      );
    expect(await listed(chicago)).toEqual(["2025-01-01T05:59:59.000Z", "2024-12-31T06:00:00.000Z"]);
    expect(await listed(ctx)).toEqual(["2024-12-31T06:00:00.000Z", "2024-12-31T05:59:59.000Z"]);
  });

  test("is narrowed to an action and an outcome", async () => {
    await withTenant(ctx, async (tx) => {
      await audit(tx, ctx, { action: "token.revoke", outcome: "refused" });
      await audit(tx, ctx, { action: "token.revoke" });
    });
    const listed = (over: Partial<Parameters<typeof listAudit>[1]>) =>
      listAudit(ctx, { limit: 10, action: "token.revoke", ...over }).then(({ items }) =>
        items.map((item) => item.outcome),
      );
    expect(await listed({})).toEqual(["success", "refused"]);
    expect(await listed({ outcome: "refused" })).toEqual(["refused"]);
  });

  test("refuses a cursor it did not write", async () => {
    await expect(listAudit(ctx, { limit: 2, cursor: "x" })).rejects.toMatchObject({ code: "invalid_cursor" });
  });
});
