import type { Metadata } from "next";
import { page } from "@/app/page-entrance";
import { AuditTrail } from "@/components/admin/audit-trail";
import { listPeople } from "@/lib/people";

export const metadata: Metadata = { title: "Audit trail" };

const PEOPLE_MAX = 200;

// The rows are asked for by the browser, which knows the filters of the address and the clinic's days.
export default page(
  { name: "/admin/audit", permission: "audit:read", shows: "the audit trail" },
  async (ctx) => {
    const { items } = await listPeople(ctx, { limit: PEOPLE_MAX });
    return <AuditTrail people={items.map(({ id, name }) => ({ id, name }))} />;
  },
);
