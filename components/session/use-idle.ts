"use client";

import { useEffect } from "react";
import { sendApi } from "./api-client";

const IDLE_MS_MAX = 15 * 60 * 1000;
const REPORT_MS = 60 * 1000;
const CHECK_MS = 5 * 1000;
const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;
/** The time of the last sign of a person, shared by the tabs of one browser. */
const STORED = "swiftchart.lastActive";

/**
 * Calls `onIdle` when nobody touched any tab for 15 minutes. Somebody who types without asking anything of the server is
 * reported to it once a minute, so that the server does not lock first.
 */
export function useIdle(isWatching: boolean, onIdle: () => void): void {
  useEffect(() => {
    if (!isWatching) return;
    let reportedAt = Date.now();
    let hasMoved = false;
    localStorage.setItem(STORED, String(Date.now()));
    const note = () => {
      hasMoved = true;
    };
    const check = () => {
      const now = Date.now();
      if (hasMoved) localStorage.setItem(STORED, String(now));
      if (hasMoved && now - reportedAt > REPORT_MS) {
        reportedAt = now;
        void sendApi("POST", "/api/session/activity").catch(() => {});
      }
      hasMoved = false;
      if (now - Number(localStorage.getItem(STORED) ?? now) > IDLE_MS_MAX) onIdle();
    };
    for (const sign of SIGNS) window.addEventListener(sign, note, { passive: true });
    const timer = setInterval(check, CHECK_MS);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) window.removeEventListener(sign, note);
    };
  }, [isWatching, onIdle]);
}
