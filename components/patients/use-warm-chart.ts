"use client";

import { useEffect } from "react";
import { askApi } from "@/components/session/api-client";

/** Pointing at a row for this long means it may be opened. */
const POINTED_MS = 150;

/**
 * Has the server read the chart of the row that is pointed at, so that opening it is a cache hit. The answer is not kept:
 * a chart is always fetched anew when it is opened. Noted as a prefetch in the audit trail.
 */
export function useWarmChart(patientId: string | null): void {
  useEffect(() => {
    if (!patientId) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const headers = { Purpose: "prefetch", "X-Swiftchart-Background": "1" };
      askApi(`/api/patients/${patientId}/summary`, { headers, signal: stop.signal }).catch(() => {});
    }, POINTED_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [patientId]);
}
