import "server-only";
import type { tenant } from "@/db/schema/clinic";
import type { RowOf } from "@/db/schema/columns";
import { dateOrderOf } from "@/lib/time";
import type { Tenant } from "./context";
import type { TenantId } from "./ids";

/** What of the row of a tenant every context holds; each way of finding out who asks selects exactly this. */
export type TenantRow = Pick<
  RowOf<typeof tenant>,
  "slug" | "name" | "locale" | "timeZone" | "currency" | "dateOrder"
> & { tenantId: TenantId };

/** A row as the context has it: dates are written in the clinic's own order, else in that of its locale. */
export function toTenant(row: TenantRow): Tenant {
  const { tenantId, slug, name, locale, timeZone, currency, dateOrder } = row;
  return {
    id: tenantId,
    slug,
    name,
    locale,
    dateOrder: dateOrder ?? dateOrderOf(locale),
    timeZone,
    currency,
  };
}
