import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Tx } from "@/db/client";
import { audit, auditAnonymous } from "@/lib/audit";
import { type Ctx, withTransaction } from "@/lib/tenancy";
import { givenContext } from "../factories";
import { testDatabase } from "../harness/database";

// What somebody could try who runs SQL as the application's role, with a tenant set as the application sets it.

const database = testDatabase();
let ctx: Ctx;
let other: Ctx;

beforeAll(async () => {
  ctx = await givenContext(database().owner, "billing", "demo");
  other = await givenContext(database().owner, "billing", "other");
});

const asApp = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => withTransaction(ctx, fn);

describe("the audit trail", () => {
  const forged = (values: Record<string, string>) =>
    asApp((tx) => {
      const columns = { tenant_id: ctx.tenant.id, action: "test.forged", outcome: "success", ...values };
      const names = Object.keys(columns);
      const marks = names.map((_, i) => `$${i + 1}`).join(", ");
      return tx.unsafe(
        `INSERT INTO audit_event (${names.join(", ")}) VALUES (${marks})`,
        Object.values(columns),
      );
    });
  const me = () => ({ actor_id: ctx.actor.id ?? "", actor: ctx.actor.email ?? "" });

  test("takes an event of the person whom the transaction was opened for", async () => {
    await forged(me());
    await asApp((tx) => audit(tx, ctx, { action: "clinic.change" }));
  });

  test("refuses another actor, by id, by name, or none", async () => {
    await expect(forged({ ...me(), actor_id: other.actor.id ?? "" })).rejects.toThrow("row-level security");
    await expect(forged({ ...me(), actor: "somebody@demo.test" })).rejects.toThrow("row-level security");
    await expect(forged({ actor: me().actor })).rejects.toThrow("row-level security");
    await expect(
      asApp((tx) => audit(tx, { ...ctx, actor: other.actor }, { action: "clinic.change" })),
    ).rejects.toThrow("row-level security");
  });

  test("refuses another tenant, another time and an id of the writer's choice", async () => {
    await expect(forged({ ...me(), tenant_id: other.tenant.id })).rejects.toThrow("row-level security");
    await expect(forged({ ...me(), at: "2020-01-01T00:00:00Z" })).rejects.toThrow("permission denied");
    await expect(forged({ ...me(), id: randomUUID() })).rejects.toThrow("permission denied");
  });

  test("takes nothing in a transaction that names nobody", async () => {
    const unnamed = asApp(async (tx) => {
      await tx`SELECT set_config('app.actor', '', true), set_config('app.actor_id', '', true)`;
      await tx`INSERT INTO audit_event (tenant_id, action, outcome, actor) VALUES (${ctx.tenant.id}, 'test.forged', 'success', '')`;
    });
    await expect(unnamed).rejects.toThrow("row-level security");
  });

  test.each(["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"])(
    "refuses: %s",
    async (statement) => {
      await expect(asApp((tx) => tx.unsafe(statement))).rejects.toThrow("permission denied");
    },
  );

  test("takes a command's event by its name and a caller's without a session by the address tried", async () => {
    const command: Ctx = {
      ...ctx,
      actor: { kind: "system", id: null, name: "import", email: null, role: null },
    };
    await withTransaction(command, (tx) => audit(tx, command, { action: "import.batch" }));
    const requestId = randomUUID();
    const tried = { action: "session.sign-in", outcome: "refused", requestId, ip: null } as const;
    await auditAnonymous({ ...tried, tenantId: null, actor: "nobody@nowhere.test" });
    await auditAnonymous({ ...tried, tenantId: ctx.tenant.id, actor: "a@demo.test", actorId: ctx.actor.id });
    const rows = await database().owner`
      SELECT actor, actor_id AS "actorId" FROM audit_event WHERE actor = 'import' OR request_id = ${requestId} ORDER BY at, id`;
    expect([...rows]).toEqual([
      { actor: "import", actorId: null },
      { actor: "nobody@nowhere.test", actorId: null },
      { actor: "a@demo.test", actorId: ctx.actor.id },
    ]);
  });
});

describe("what has ended", () => {
  test.each([
    ["session", "revoked_at"],
    ["api_token", "revoked_at"],
    ["one_time_link", "voided_at"],
  ])("stays ended: %s.%s", async (table, column) => {
    const id = randomUUID();
    const { owner } = database();
    const rest: Record<string, [columns: string, values: string]> = {
      session: ["expires_at", "now() + interval '1 hour'"],
      api_token: ["token_hash, expires_at", `'${id}', now() + interval '1 hour'`],
      one_time_link: ["purpose, secret_hash, expires_at", `'reset', '${id}', now() + interval '1 hour'`],
    };
    const [columns = "", values = ""] = rest[table] ?? [];
    await owner.unsafe(`INSERT INTO ${table} (tenant_id, id, user_id, ${column}, ${columns})
      VALUES ('${ctx.tenant.id}', '${id}', '${ctx.actor.id}', now(), ${values})`);
    for (const value of ["NULL", "now() + interval '1 year'"]) {
      const revived = asApp((tx) => tx.unsafe(`UPDATE ${table} SET ${column} = ${value} WHERE id = '${id}'`));
      await expect(revived).rejects.toThrow("stays ended");
    }
  });

  test("and the hashes of tokens cannot be read", async () => {
    await expect(asApp((tx) => tx.unsafe("SELECT token_hash FROM api_token"))).rejects.toThrow(
      "permission denied",
    );
  });
});

describe("the history of people and of the clinic", () => {
  const VERSION = 1_000;
  const noted = (over: Record<string, string> = {}) => {
    const { id, name } = ctx.actor;
    const row = { made_at: "now()", made_by: `'${id}'`, made_by_name: `'${name}'`, ...over };
    return [Object.keys(row).join(", "), Object.values(row).join(", ")];
  };
  const person = (over?: Record<string, string>) => {
    const [columns, values] = noted(over);
    return `INSERT INTO person_history (tenant_id, user_id, version, before, after, ${columns})
            VALUES (app_tenant(), '${ctx.actor.id}', ${VERSION}, '{"name":"Before"}', '{}', ${values})`;
  };
  const clinic = (over?: Record<string, string>) => {
    const [columns, values] = noted(over);
    return `INSERT INTO clinic_history (tenant_id, version, before, after, ${columns})
            VALUES (app_tenant(), ${VERSION}, '{}', '{}', ${values})`;
  };
  const undone = new Error("undone");
  const takes = (statement: string) =>
    asApp(async (tx) => {
      await tx.unsafe(statement);
      throw undone;
    });

  test.each([
    ["person", person],
    ["clinic", clinic],
  ])("%s: is of now and of whoever the transaction was opened for", async (_, insert) => {
    await expect(takes(insert())).rejects.toBe(undone);
    const forgeries: Record<string, string>[] = [
      { made_at: "'2001-01-01'" },
      { made_by: `'${other.actor.id}'` },
      { made_by: "NULL" },
      { made_by_name: "'somebody else'" },
    ];
    for (const forged of forgeries) await expect(takes(insert(forged))).rejects.toThrow("row-level security");
  });

  test("names somebody who changes their own name as they were called", async () => {
    await expect(takes(person({ made_by_name: "'Before'" }))).rejects.toBe(undone);
  });
});

describe("the numbers of events", () => {
  test.each([
    "INSERT INTO event (tenant_id, stream, seq, kind, payload) VALUES (app_tenant(), 'clinic', 999999, 'x', '{}')",
    "INSERT INTO event_stream (tenant_id, stream, last_seq) VALUES (app_tenant(), 'mine', 7)",
    "UPDATE event_stream SET last_seq = 1",
    "UPDATE event SET at = '2001-01-01'",
    "DELETE FROM event",
  ])("are given by the database alone: %s", async (statement) => {
    await expect(asApp((tx) => tx.unsafe(statement))).rejects.toThrow("permission denied");
  });
});

describe("the tables of jobs", () => {
  // What the owner runs or puts into its SQL when it migrates next must not come from the application.
  test.each([
    "INSERT INTO pgboss.bam (name, version, table_name, command) VALUES ('x', 1, 'job', 'ALTER ROLE swiftchart_app CREATEROLE')",
    "UPDATE pgboss.bam SET command = 'DROP TABLE audit_event'",
    "DELETE FROM pgboss.queue",
    "UPDATE pgboss.queue SET table_name = 'job; DROP TABLE audit_event'",
    "INSERT INTO pgboss.schedule (name, cron) VALUES ('prune', '* * * * *')",
    "UPDATE pgboss.version SET version = 1",
    "CREATE TABLE pgboss.mine (n int)",
  ])("refuse: %s", async (statement) => {
    await expect(asApp((tx) => tx.unsafe(statement))).rejects.toThrow("permission denied");
  });
});
