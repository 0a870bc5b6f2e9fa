"use client";

import { usePathname } from "next/navigation";
import { PageLink } from "@/components/ui/page-link";

/** The parts of a chart that the role may open. */
export function PatientTabs({
  patientId,
  permissions,
}: {
  patientId: string;
  permissions: readonly string[];
}) {
  const pathname = usePathname();
  const tabs = [
    { href: `/patients/${patientId}`, label: "Summary", needs: "patient:read" },
    { href: `/patients/${patientId}/records`, label: "Records", needs: "chart:read" },
    { href: `/patients/${patientId}/billing`, label: "Billing", needs: "billing:read" },
    { href: `/patients/${patientId}/details`, label: "Details", needs: "patient:write" },
  ].filter((tab) => permissions.includes(tab.needs));
  return (
    <nav aria-label="Chart" className="flex gap-1 border-b border-line bg-surface px-3">
      {tabs.map(({ href, label }) => (
        <PageLink
          key={href}
          href={href}
          aria-current={pathname === href ? "page" : undefined}
          className="border-b-2 border-transparent px-2 py-2 text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-ink pointer-coarse:py-3"
        >
          {label}
        </PageLink>
      ))}
    </nav>
  );
}
