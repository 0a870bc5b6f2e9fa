"use client";

import { ApiError } from "@/components/session/api-client";
import { useIsOnline } from "@/components/shell/connection-mark";
import { Button } from "@/components/ui/button";
import type { PatientHits } from "./use-patient-hits";

function countInWords(total: { value: number; capped: boolean }): string {
  const number = total.value.toLocaleString("en-US");
  return total.capped ? `${number}+ patients` : total.value === 1 ? "1 patient" : `${number} patients`;
}

/** One line over the results: how many and how fast, or what went wrong. Its height never changes. */
export function SearchStatus({ found, text }: { found: PatientHits; text: string }) {
  const isOnline = useIsOnline();
  const { error, total, serverMs, shownText } = found;
  if (error) {
    const requestId = error instanceof ApiError ? error.requestId : null;
    return (
      <div
        role="alert"
        className="flex items-center gap-3 border-b border-line bg-danger-soft px-4 text-small text-danger"
      >
        <span className="min-w-0 truncate">
          {isOnline ? error.message : "Offline: the search goes on when the network is back."}
          {requestId ? <span className="ml-2 text-muted">Request {requestId.slice(0, 8)}</span> : null}
        </span>
        <Button className="ml-auto h-7" onClick={found.retry}>
          Try again
        </Button>
      </div>
    );
  }
  const isNone = total !== null && total.value === 0 && shownText === text;
  return (
    <div className="flex items-center justify-between gap-4 border-b border-line px-4 text-small text-muted">
      <p role="status" className="min-w-0 truncate">
        {isNone && text ? (
          <span className="text-ink">
            No patient matches “<bdi>{text}</bdi>”. Try fewer letters, the MRN or the birth date.
          </span>
        ) : isNone ? (
          <span className="text-ink">No patients yet. Bring them in with npm run import.</span>
        ) : shownText ? (
          total && <span className="figures">{countInWords(total)}</span>
        ) : (
          "Seen last"
        )}
      </p>
      {serverMs !== null && shownText ? (
        <span className="figures shrink-0">{serverMs < 1 ? "<1" : Math.round(serverMs)} ms</span>
      ) : null}
    </div>
  );
}
