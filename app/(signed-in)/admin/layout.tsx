import type { ReactNode } from "react";
import { orUnavailable, visitPage } from "@/app/page-entrance";
import { AdminTabs } from "@/components/admin/admin-tabs";
import { ClinicEvents } from "@/components/admin/clinic-events";

export default function AdminLayout({ children }: { children: ReactNode }) {
  return orUnavailable(() => administration(children));
}

async function administration(children: ReactNode) {
  const { ctx, isLocked } = await visitPage();
  if (isLocked) return null;
  if (!ctx.permissions.has("user:manage")) return children;
  return (
    <div className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)]">
      <ClinicEvents />
      <AdminTabs />
      {children}
    </div>
  );
}
