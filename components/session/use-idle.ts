"use client";

import { useEffect, useState } from "react";
import { IDLE_MINUTES } from "@/lib/auth/rules";
import { sendApi } from "./api-client";

const IDLE_MS_MAX = IDLE_MINUTES * 60 * 1000;
const WARNING_MS = 60 * 1000;
const REPORT_MS = 60 * 1000;
const CHECK_MS = 5 * 1000;
const SECOND_MS = 1000;
const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;
/** The time of the last sign of a person, shared by the tabs of one browser. */
const STORED = "swiftchart.lastActive";

function lastActive(now: number): number {
  const stored = Number(localStorage.getItem(STORED) ?? Number.NaN);
  // What is not a time of the past is no sign of anybody; the next check measures from now.
  if (stored <= now) return stored;
  localStorage.setItem(STORED, String(now));
  return now;
}

/**
 * Calls `onIdle` when nobody touched any tab for 15 minutes; the seconds left during the last minute, else `null`.
 * Somebody who types without asking anything of the server is reported to it once a minute, so that the server does not
 * lock first.
 */
export function useIdle(isWatching: boolean, onIdle: () => void): number | null {
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  useEffect(() => {
    if (!isWatching) return;
    let reportedAt = Date.now();
    let hasMoved = false;
    let isWarning = false;
    let timer: ReturnType<typeof setTimeout>;
    localStorage.setItem(STORED, String(Date.now()));
    const check = () => {
      clearTimeout(timer);
      const now = Date.now();
      // First the clock, then the hand: whoever wakes a computer after an hour finds it locked.
      if (now - lastActive(now) >= IDLE_MS_MAX) return onIdle();
      if (hasMoved) {
        localStorage.setItem(STORED, String(now));
        if (now - reportedAt > REPORT_MS) {
          reportedAt = now;
          void sendApi("POST", "/api/session/activity").catch(() => {});
        }
      }
      hasMoved = false;
      const leftMs = IDLE_MS_MAX - (now - lastActive(now));
      isWarning = leftMs <= WARNING_MS;
      setSecondsLeft(isWarning ? Math.ceil(leftMs / SECOND_MS) : null);
      timer = setTimeout(check, isWarning ? SECOND_MS : Math.min(CHECK_MS, leftMs - WARNING_MS));
    };
    const note = () => {
      hasMoved = true;
      if (isWarning) check();
    };
    for (const sign of SIGNS) window.addEventListener(sign, note, { passive: true });
    document.addEventListener("visibilitychange", check);
    check();
    return () => {
      clearTimeout(timer);
      setSecondsLeft(null);
      document.removeEventListener("visibilitychange", check);
      for (const sign of SIGNS) window.removeEventListener(sign, note);
    };
  }, [isWatching, onIdle]);
  return secondsLeft;
}
