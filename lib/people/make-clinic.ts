import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Sql } from "@/db/client";
import type { AuditAction } from "@/lib/audit";
import { toEmailKey } from "@/lib/auth";
import { clinicName, currency, insertClinic, locale, timeZone } from "@/lib/clinic";
import { AppError } from "@/lib/errors";
import { emailAddress, personName } from "./bodies";
import { makeLink } from "./make-link";

/** What a clinic begins with; the rest is set on the screen. `adminName` is the first administrator's. */
export const NewClinic = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "needs lower-case letters, digits and hyphens, 63 at most"),
  name: clinicName,
  email: emailAddress,
  adminName: personName,
  timeZone,
  locale,
  currency,
});
export type NewClinic = z.infer<typeof NewClinic>;

/**
 * Makes a clinic with its first administrator, who is invited, and returns the link by which they set their password. Needs the
 * owner's connection. Audited.
 * @throws AppError("conflict") when the slug or the address is in use; nothing was made then
 */
export async function makeClinic(owner: Sql, clinic: NewClinic): Promise<string> {
  return owner.begin(async (tx) => {
    const units = clinic.locale === "en-US" ? ("us" as const) : ("metric" as const);
    const tenantId = await insertClinic(tx, { ...clinic, units });
    if (!tenantId) throw new AppError("conflict", `There is a clinic "${clinic.slug}" already.`);
    const userId = randomUUID();
    const made = await tx`
      INSERT INTO app_user (tenant_id, id, email, name, role, status, updated_by_name)
      VALUES (${tenantId}, ${userId}, ${clinic.email}, ${clinic.adminName}, 'admin', 'invited', 'command line') ON CONFLICT (email_key) DO NOTHING`;
    if (made.count === 0)
      throw new AppError("conflict", `The address ${clinic.email} has an account already.`);
    const after = { email: clinic.email, name: clinic.adminName, role: "admin", status: "invited" };
    await tx`
      INSERT INTO person_history (tenant_id, user_id, version, after, made_by_name)
      VALUES (${tenantId}, ${userId}, 1, ${JSON.stringify(after)}::text::json, 'command line')`;
    await noteByCommand(tx, { tenantId, action: "clinic.make", userId });
    return makeLink(tx, { tenantId, userId, purpose: "invite", createdBy: null });
  }) as Promise<string>;
}

/**
 * A new link for somebody of any clinic who cannot come in, for the operator at the machine. Needs the owner's connection. Audited.
 * @throws AppError("not_found") @throws AppError("conflict") when the person is deactivated
 */
export async function makeLinkByCommand(owner: Sql, email: string): Promise<string> {
  return owner.begin(async (tx) => {
    const [person] = await tx<{ tenantId: string; id: string; status: string }[]>`
      SELECT tenant_id AS "tenantId", id, status FROM app_user WHERE email_key = ${toEmailKey(email.trim())} FOR UPDATE`;
    if (!person) throw new AppError("not_found", `Nobody has the address ${email}.`);
    if (person.status === "deactivated")
      throw new AppError(
        "conflict",
        `${email} is deactivated. An administrator of the clinic can activate them.`,
      );
    const tenantId = person.tenantId as Parameters<typeof makeLink>[1]["tenantId"];
    await noteByCommand(tx, { tenantId, action: "user.reset-password", userId: person.id });
    const purpose = person.status === "invited" ? "invite" : "reset";
    return makeLink(tx, { tenantId, userId: person.id, purpose, createdBy: null });
  }) as Promise<string>;
}

async function noteByCommand(
  tx: Parameters<typeof makeLink>[0],
  event: { tenantId: string; action: AuditAction; userId: string },
): Promise<void> {
  await tx`
    INSERT INTO audit_event (tenant_id, action, outcome, actor, detail)
    VALUES (${event.tenantId}, ${event.action}, 'success', 'command line', ${JSON.stringify({ user: event.userId })}::text::jsonb)`;
}
