import "server-only";
import { hkdfSync } from "node:crypto";
import { env } from "@/lib/env";
import type { Ctx } from "@/lib/tenancy";

const KEY_BYTES = 32;

/**
 * The key that this person's browser seals drafts with: the same in every session of theirs, so that what was typed survives
 * an expired one, and nobody else's. Base64. Never stored; made from AUTH_SECRET.
 */
export function draftKey(ctx: Ctx): string {
  const who = `${ctx.tenant.id}/${ctx.actor.id}`;
  const key = hkdfSync("sha256", env().AUTH_SECRET ?? "", who, "swiftchart drafts", KEY_BYTES);
  return Buffer.from(key).toString("base64");
}
