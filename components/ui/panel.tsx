import type { ReactNode } from "react";

type Props = { title: string; count?: number; aside?: ReactNode; children: ReactNode; className?: string };

/** A titled part of a page: a line and white space, no box in a box. */
export function Panel({ title, count, aside, children, className = "" }: Props) {
  return (
    <section className={`min-w-0 ${className}`} aria-label={title}>
      <header className="flex h-8 items-center justify-between gap-2 border-b border-line">
        <h2 className="text-small font-semibold">
          {title}
          {count === undefined ? null : <span className="figures ml-2 font-normal text-muted">{count}</span>}
        </h2>
        {aside}
      </header>
      <div className="pt-1">{children}</div>
    </section>
  );
}
