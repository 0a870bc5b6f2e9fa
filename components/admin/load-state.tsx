"use client";

import { Button } from "@/components/ui/button";

/** What failed while reading, and the way to try again; what was read before stays under it. */
export function LoadState({ error, retry }: { error: Error | null; retry: () => void }) {
  if (!error) return null;
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2 text-danger"
    >
      {error.message}
      <Button onClick={retry}>Try again</Button>
    </div>
  );
}
