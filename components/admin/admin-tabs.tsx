"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useClinic } from "@/components/shell/clinic";
import { PageLink } from "@/components/ui/page-link";

const TABS = [
  { href: "/admin", label: "People", needs: "user:manage" },
  { href: "/admin/sessions", label: "Sessions", needs: "session:read" },
  { href: "/admin/tokens", label: "API tokens", needs: "user:manage" },
  { href: "/admin/clinic", label: "Clinic", needs: "clinic:manage" },
  { href: "/admin/audit", label: "Audit trail", needs: "audit:read" },
] as const;

/** The parts of the administration that the role may open. */
export function AdminTabs() {
  const pathname = usePathname();
  const { permissions } = useClinic();
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the open part may be off its edge.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for anew on every page.
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [pathname]);
  return (
    <nav
      ref={nav}
      aria-label="Administration"
      className="flex gap-1 overflow-x-auto border-b border-line bg-surface px-3"
    >
      {TABS.filter((tab) => permissions.includes(tab.needs)).map(({ href, label }) => (
        <PageLink
          key={href}
          href={href}
          aria-current={pathname === href ? "page" : undefined}
          className="shrink-0 border-b-2 border-transparent px-2 py-2 text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-ink pointer-coarse:py-3"
        >
          {label}
        </PageLink>
      ))}
    </nav>
  );
}
