"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { followEvents } from "@/components/session/follow-events";

/** Reads anew what another administrator changed, as soon as it is committed. */
export function ClinicEvents() {
  const queries = useQueryClient();
  const router = useRouter();
  useEffect(() => {
    const renew = (...keys: string[]) => {
      for (const key of keys) void queries.invalidateQueries({ queryKey: ["admin", key] });
    };
    return followEvents("/api/clinic/events", {
      on: {
        "user.changed": () => renew("people", "sessions", "tokens"),
        // Name, zone and language stand on the whole screen.
        "clinic.changed": () => router.refresh(),
      },
      onMissed: () => {
        renew("people", "sessions", "tokens");
        router.refresh();
      },
    });
  }, [queries, router]);
  return null;
}
