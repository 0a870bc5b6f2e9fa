"use client";

import { useEffect } from "react";

/** Registers the service worker once the page is idle; without one everything works but the offline page. */
export function RegisterWorker() {
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    navigator.serviceWorker.register("/serwist/sw.js", { scope: "/" }).catch(() => {});
  }, []);
  return null;
}
