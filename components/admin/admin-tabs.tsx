"use client";

import { useClinic } from "@/components/shell/clinic";
import { TabBar } from "@/components/ui/tab-bar";

const TABS = [
  { href: "/admin", label: "People", needs: "user:manage" },
  { href: "/admin/sessions", label: "Sessions", needs: "session:read" },
  { href: "/admin/tokens", label: "API tokens", needs: "user:manage" },
  { href: "/admin/clinic", label: "Clinic", needs: "clinic:manage" },
  { href: "/admin/audit", label: "Audit trail", needs: "audit:read" },
] as const;

/** The parts of the administration that the role may open. */
export function AdminTabs() {
  const { permissions } = useClinic();
  const tabs = TABS.filter((tab) => permissions.includes(tab.needs));
  return <TabBar label="Administration" tabs={tabs} />;
}
