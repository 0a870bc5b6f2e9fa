"use client";

import { useSyncExternalStore } from "react";

const noChange = () => () => {};

/** Whether the scripts run: on the server's page a click is lost, and what is typed into a field without a name. */
export function useIsAlive(): boolean {
  return useSyncExternalStore(
    noChange,
    () => true,
    () => false,
  );
}
