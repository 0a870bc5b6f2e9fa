"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/** Reads anew what another administrator changed, as soon as it is committed. The browser comes back by itself after a cut line. */
export function ClinicEvents() {
  const queries = useQueryClient();
  useEffect(() => {
    const source = new EventSource("/api/clinic/events");
    const renew = (...keys: string[]) => {
      for (const key of keys) void queries.invalidateQueries({ queryKey: ["admin", key] });
    };
    source.addEventListener("user.changed", () => renew("people", "sessions", "tokens"));
    source.addEventListener("clinic.changed", () => renew("clinic"));
    source.addEventListener("reset", () => renew("people", "sessions", "tokens", "clinic"));
    return () => source.close();
  }, [queries]);
  return null;
}
