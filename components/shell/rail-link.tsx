"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { PageLink } from "@/components/ui/page-link";

/** A place in the rail; the one that is open is marked by colour and for screen readers. */
export function RailLink({ href, label, children }: { href: string; label: string; children: ReactNode }) {
  const isOpen = usePathname().startsWith(href);
  return (
    <PageLink
      href={href}
      aria-current={isOpen ? "page" : undefined}
      className="grid h-12 w-14 place-items-center gap-0.5 rounded-control text-mini text-muted hover:bg-sunken hover:text-ink aria-[current=page]:font-semibold aria-[current=page]:text-accent max-[899px]:w-20"
    >
      <span className="grid place-items-center gap-1">
        {children}
        {label}
      </span>
    </PageLink>
  );
}
