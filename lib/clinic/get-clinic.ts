import "server-only";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { readClinic } from "./clinic-row";
import type { ClinicSettings } from "./schema";

/** The settings of the caller's clinic. Permission: signed-in, because every screen writes dates by them. */
export function getClinic(ctx: Ctx): Promise<ClinicSettings> {
  return withTenant(ctx, (tx) => readClinic(tx, ctx));
}
