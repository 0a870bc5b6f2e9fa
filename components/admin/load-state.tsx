"use client";

import { Button } from "@/components/ui/button";

/**
 * What failed while reading, and the way to try again. It comes last on its page and lies over the end of what was read before, which
 * stays where it is.
 */
export function LoadState({ error, retry }: { error: Error | null; retry: () => void }) {
  if (!error) return null;
  return (
    <div
      role="alert"
      className="sticky bottom-0 z-10 flex flex-wrap items-center gap-3 border-t border-line bg-danger-soft px-4 py-2 text-danger"
    >
      {error.message}
      <Button onClick={retry}>Try again</Button>
    </div>
  );
}
