"use client";

import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <Empty title="This page could not be shown">
      <p className="mb-3">
        Nothing was changed. Try again; if it stays, tell your operator
        {error.digest ? ` the number ${error.digest}` : ""}.
      </p>
      <Button look="primary" onClick={reset}>
        Try again
      </Button>
    </Empty>
  );
}
