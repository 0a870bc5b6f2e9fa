import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Sql } from "@/db/client";
import { type AuditAction, audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { appendEvent } from "@/lib/events";
import { assertVersion, Reply, write } from "@/lib/http";
import { sendJob } from "@/lib/jobs";

/** The least a write can be: a counter with a version. Every step of the protocol is in it, and nothing of a feature. */
export async function makeCounters(owner: Sql): Promise<void> {
  await owner.unsafe(`
    CREATE TABLE test_counter (tenant_id uuid NOT NULL, id uuid NOT NULL, n int NOT NULL, version int NOT NULL DEFAULT 1, PRIMARY KEY (tenant_id, id));
    ALTER TABLE test_counter ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant_only ON test_counter USING (tenant_id = app_tenant());
    GRANT SELECT, INSERT, UPDATE ON test_counter TO swiftchart_app;`);
}

type Row = { n: number; version: number };

/** `PATCH /test/:id {add}` with If-Match. */
export const addToCounter = write(
  {
    name: "PATCH /test/:id",
    permission: "patient:write",
    body: z.strictObject({ add: z.int() }),
    ifMatch: true,
  },
  async (ctx, tx, { body, params, version }) => {
    const [row] = await tx<Row[]>`
      SELECT n, version FROM test_counter WHERE tenant_id = ${ctx.tenant.id} AND id = ${params.id ?? ""}::text::uuid FOR UPDATE`;
    if (!row) throw new AppError("not_found", "There is no such counter.");
    assertVersion(row, version, row);
    if (row.n + body.add > 1_000_000) throw new AppError("invalid_input", "Too much.");
    const [changed] = await tx<Row[]>`
      UPDATE test_counter SET n = n + ${body.add}, version = version + 1 WHERE tenant_id = ${ctx.tenant.id} AND id = ${params.id ?? ""}::text::uuid
      RETURNING n, version`;
    await audit(tx, ctx, { action: "test.added" as string as AuditAction });
    await appendEvent(tx, ctx, { stream: "test", kind: "test.added", payload: { id: params.id ?? "" } });
    await sendJob(tx, "judge-vitals", { tenantId: ctx.tenant.id, patientId: params.id ?? "" });
    return new Reply(changed, { etag: String(changed?.version) });
  },
);

/** `POST /test`: makes a counter at 0. */
export const makeCounter = write(
  { name: "POST /test", permission: "patient:write", body: z.strictObject({ n: z.int() }) },
  async (ctx, tx, { body }) => {
    const id = randomUUID();
    await tx`INSERT INTO test_counter (tenant_id, id, n) VALUES (${ctx.tenant.id}, ${id}, ${body.n})`;
    await audit(tx, ctx, { action: "test.made" as string as AuditAction });
    await appendEvent(tx, ctx, { stream: "test", kind: "test.made", payload: { id } });
    return new Reply({ id, n: body.n, version: 1 }, { status: 201, etag: "1", location: `/test/${id}` });
  },
);

type Sent = { token: string; key?: string; ifMatch?: string; body: unknown };

export function post({ token, key, body }: Sent): Promise<Response> {
  return makeCounter(toRequest("POST", "/test", { token, key, body }), { params: Promise.resolve({}) });
}

export function patch(id: string, sent: Sent): Promise<Response> {
  return addToCounter(toRequest("PATCH", `/test/${id}`, sent), { params: Promise.resolve({ id }) });
}

function toRequest(method: string, path: string, { token, key, ifMatch, body }: Sent): Request {
  const headers = new Headers({ Authorization: `Bearer ${token}`, "Content-Type": "application/json" });
  if (key !== undefined) headers.set("Idempotency-Key", key);
  if (ifMatch !== undefined) headers.set("If-Match", ifMatch);
  return new Request(`http://localhost${path}`, { method, headers, body: JSON.stringify(body) });
}
