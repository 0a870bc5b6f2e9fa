import "server-only";
import { randomUUID } from "node:crypto";
import type { Tx } from "@/db/client";
import type { TenantId } from "@/lib/tenancy";

type ClinicStart = {
  slug: string;
  name: string;
  locale: string;
  timeZone: string;
  currency: string;
  units: "metric" | "us";
};

/** Makes a clinic without anybody in it; null when the slug is in use. Needs a transaction of the owner's connection. */
export async function insertClinic(tx: Tx, clinic: ClinicStart): Promise<TenantId | null> {
  const id = randomUUID();
  const { slug, name, locale, timeZone, currency, units } = clinic;
  const made = await tx`
    INSERT INTO tenant (tenant_id, slug, name, locale, time_zone, currency, units)
    VALUES (${id}, ${slug}, ${name}, ${locale}, ${timeZone}, ${currency}, ${units}) ON CONFLICT (slug) DO NOTHING`;
  if (made.count === 0) return null;
  await tx`INSERT INTO directory_version (tenant_id) VALUES (${id})`;
  return id as TenantId;
}
