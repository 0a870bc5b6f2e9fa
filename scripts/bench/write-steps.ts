import { randomBytes, randomUUID } from "node:crypto";
import type { Patient } from "@medplum/fhirtypes";
import type { Sql, Tx } from "@/db/client";
import type { Pool } from "@/db/pool";
import { inTenant } from "@/db/transaction";
import { audit } from "@/lib/audit";
import { appendEvent } from "@/lib/events";
import { parseExactJson } from "@/lib/fhir";
import { changePatient, type PatientDraft, patientFromFhir } from "@/lib/patients";
import { keepVersions, type ResourceVersion } from "@/lib/resources";
import { actorOf, type Ctx, systemContext, type UserId } from "@/lib/tenancy";
import { otherName, type Subject } from "./write-subjects";

/** As long as the sealed answer that a change of a patient keeps. */
const REPLY_BYTES = 600;

/** A change of a given name, worked out: what it makes of the row. */
export type Prepared = { subject: Subject; former: ResourceVersion; draft: PatientDraft; text: string };
type Work = (tx: Tx, ctx: Ctx, prepared: Prepared) => Promise<unknown>;
/** `work` holds all that the steps before it hold; they are what one transaction grows by. */
export type Step = { step: string; work: Work };

/** What a change consists of, step by step, each in one durable transaction as the application's role. */
export const STEPS: readonly Step[] = [
  { step: "UPDATE of the row with its triggers", work: (tx, ctx, p) => update(tx, ctx, p) },
  { step: "+ the version it replaces into the history", work: (tx, ctx, p) => replace(tx, ctx, p) },
  {
    step: "+ audit event",
    work: (tx, ctx, p) => Promise.all([replace(tx, ctx, p), note(tx, ctx, p)]),
  },
  {
    step: "+ event for listeners, numbered",
    work: (tx, ctx, p) => Promise.all([replace(tx, ctx, p), note(tx, ctx, p), tell(tx, ctx, p)]),
  },
  {
    step: "+ the row read and locked first",
    work: async (tx, ctx, p) => {
      await lock(tx, ctx, p);
      await Promise.all([replace(tx, ctx, p), note(tx, ctx, p), tell(tx, ctx, p)]);
    },
  },
  {
    step: "+ idempotency key, answer kept",
    work: (tx, ctx, p) =>
      underKey(tx, ctx, async () => {
        await lock(tx, ctx, p);
        await Promise.all([replace(tx, ctx, p), note(tx, ctx, p), tell(tx, ctx, p)]);
      }),
  },
  {
    step: "the product's own use case under a key",
    work: (tx, ctx, p) =>
      underKey(tx, ctx, () =>
        changePatient(ctx, tx, {
          patientId: p.subject.id,
          version: p.subject.version,
          change: { givenName: p.draft.givenName },
        }),
      ),
  },
];

/** A person of the tenant as the steps' actor. */
export async function actingContext(owner: Sql, input: { tenant: string; email: string }): Promise<Ctx> {
  const ctx = await systemContext(owner, { tenant: input.tenant, actor: "bench" });
  const [user] = await owner<{ id: UserId; name: string }[]>`
    SELECT id, name FROM app_user WHERE tenant_id = ${ctx.tenant.id} AND email = ${input.email}`;
  if (!user) throw new Error(`There is no user ${input.email}.`);
  return { ...ctx, actor: { kind: "user", ...user, email: input.email, role: "clinician" } };
}

/** Works out the change to `givenName`, so that only the database is timed. */
export async function prepare(owner: Sql, ctx: Ctx, subject: Subject, givenName: string): Promise<Prepared> {
  const [row] = await owner<Omit<ResourceVersion, "type">[]>`
    SELECT id, version, resource, updated_at AS "madeAt", updated_by AS "madeBy", updated_by_name AS "madeByName", change_reason AS reason
    FROM patient WHERE tenant_id = ${ctx.tenant.id} AND id = ${subject.id}`;
  if (!row) throw new Error("A patient went away during the bench.");
  const { value, digits } = parseExactJson(row.resource);
  const resource = value as Patient;
  const name = resource.name?.[0];
  if (name) name.given = givenName.split(" ");
  return {
    subject: { ...subject, version: row.version },
    former: { ...row, type: "Patient" },
    draft: patientFromFhir(resource, ctx.tenant.timeZone),
    text: digits.stringify(resource),
  };
}

/** Runs one step's transaction. */
export function runStep(pool: Pool, ctx: Ctx, step: Step, prepared: Prepared): Promise<unknown> {
  return inTenant(pool, ctx.tenant.id, (tx) => step.work(tx, ctx, prepared), {
    kind: "write",
    actor: actorOf(ctx),
  });
}

/** The times of each step on each subject in turn, there and back, so that what disturbs one step disturbs them all. */
export async function timeSteps(
  { owner, pool, ctx }: { owner: Sql; pool: Pool; ctx: Ctx },
  subjects: readonly Subject[],
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(STEPS.map(({ step }) => [step, []]));
  for (const subject of subjects) {
    for (const step of STEPS) {
      for (const name of [otherName(subject.givenName), subject.givenName]) {
        const prepared = await prepare(owner, ctx, subject, name);
        const started = performance.now();
        await runStep(pool, ctx, step, prepared);
        times.get(step.step)?.push(performance.now() - started);
      }
    }
  }
  return times;
}

function update(tx: Tx, ctx: Ctx, { subject, draft, text }: Prepared) {
  return tx`
    UPDATE patient SET given_name = ${draft.givenName}, names = ${draft.names}, resource = ${text}::text::json, version = version + 1,
      updated_at = now(), updated_by = ${ctx.actor.id}, updated_by_name = ${ctx.actor.name}, change_reason = 'registration'
    WHERE tenant_id = ${ctx.tenant.id} AND id = ${subject.id}::text::uuid RETURNING version`;
}

function replace(tx: Tx, ctx: Ctx, prepared: Prepared) {
  return Promise.all([keepVersions(tx, ctx, [prepared.former]), update(tx, ctx, prepared)]);
}

function note(tx: Tx, ctx: Ctx, { subject }: Prepared) {
  return audit(tx, ctx, {
    action: "patient.change",
    patientId: subject.id,
    detail: { fields: ["givenName"] },
  });
}

function tell(tx: Tx, ctx: Ctx, { subject }: Prepared) {
  const payload = { id: subject.id, version: subject.version + 1 };
  return appendEvent(tx, ctx, { stream: `patient/${subject.id}`, kind: "patient.changed", payload });
}

function lock(tx: Tx, ctx: Ctx, { subject }: Prepared) {
  return tx`
    SELECT id, names, phone, version, resource FROM patient
    WHERE tenant_id = ${ctx.tenant.id} AND id = ${subject.id}::text::uuid FOR UPDATE`;
}

async function underKey(tx: Tx, ctx: Ctx, change: () => Promise<unknown>): Promise<void> {
  const key = randomUUID();
  await tx`
    INSERT INTO idempotency (tenant_id, actor_id, key, route, body_hash)
    VALUES (${ctx.tenant.id}, ${ctx.actor.id}, ${key}, 'PATCH /api/patients/bench', ${randomBytes(32)}) ON CONFLICT DO NOTHING`;
  await change();
  await tx`
    UPDATE idempotency SET status = 200, reply = ${randomBytes(REPLY_BYTES)}
    WHERE tenant_id = ${ctx.tenant.id} AND actor_id = ${ctx.actor.id} AND key = ${key}`;
}
