"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { followEvents } from "@/components/session/follow-events";

/** Reads anew what another administrator changed, as soon as it is committed. */
export function ClinicEvents() {
  const queries = useQueryClient();
  useEffect(() => {
    const renew = (...keys: string[]) => {
      for (const key of keys) void queries.invalidateQueries({ queryKey: ["admin", key] });
    };
    return followEvents("/api/clinic/events", {
      on: {
        "user.changed": () => renew("people", "sessions", "tokens"),
        "clinic.changed": () => renew("clinic"),
      },
      onMissed: () => renew("people", "sessions", "tokens", "clinic"),
    });
  }, [queries]);
  return null;
}
