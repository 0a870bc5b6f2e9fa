"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { PageLink, useIsOpening } from "./page-link";

export type Tab = { href: string; label: string };

type Props = {
  label: string;
  tabs: readonly Tab[];
  /** What stands at the other end of the bar. */
  end?: ReactNode;
};

/** The parts of one thing, each a page of its own; the one that is on its way says so in its place, and the one before dims. */
export function TabBar({ label, tabs, end }: Props) {
  const pathname = usePathname();
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the open part may be off its edge.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for anew on every page.
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [pathname]);
  return (
    <div className="tab-bar flex min-w-0 border-b border-line bg-surface">
      <nav ref={nav} aria-label={label} className="flex min-w-0 flex-1 gap-1 overflow-x-auto px-3">
        {tabs.map((tab) => (
          <PageLink
            key={tab.href}
            href={tab.href}
            aria-current={pathname === tab.href ? "page" : undefined}
            className="shrink-0 border-b-2 border-transparent px-2 py-2 text-muted hover:text-ink has-data-pending:border-dashed has-data-pending:border-accent aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-ink pointer-coarse:py-3"
          >
            <TabWord label={tab.label} />
          </PageLink>
        ))}
      </nav>
      {end}
    </div>
  );
}

/** As wide as the widest it shows, so that no tab moves; the line under it comes at once, the word when people would notice. */
function TabWord({ label }: { label: string }) {
  const isOpening = useIsOpening();
  return (
    <span
      data-pending={isOpening || undefined}
      data-label={label}
      className="grid min-w-18 justify-items-center *:col-start-1 *:row-start-1 after:invisible after:h-0 after:overflow-hidden after:font-semibold after:content-[attr(data-label)]"
    >
      <span className={isOpening ? "leaves" : ""}>{label}</span>
      <span role="status" className={isOpening ? "late text-accent" : ""}>
        {isOpening ? "opening…" : ""}
      </span>
    </span>
  );
}
