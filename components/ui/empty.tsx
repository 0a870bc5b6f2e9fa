import type { ReactNode } from "react";

/** What stands where nothing is: what belongs here, and the next thing to do. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="px-4 py-10 text-center">
      <p className="font-medium">{title}</p>
      {children ? <div className="mx-auto mt-1 max-w-[60ch] text-muted">{children}</div> : null}
    </div>
  );
}
