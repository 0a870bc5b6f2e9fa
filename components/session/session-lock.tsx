"use client";

import { type ReactNode, useEffect } from "react";
import { lazily } from "@/components/ui/lazily";
import { clearToasts } from "@/components/ui/toast";
import { FocusKeeper } from "./focus-keeper";
import { useIdle } from "./use-idle";
import { lockNow, useSessionPhase } from "./use-session-phase";

// Not for the first sight of a page, but fetched as soon as that is there: a lock must stand without a network too. Until its code
// has come the screen is empty all the same.
const LockScreen = lazily(
  () => import("./lock-screen").then((m) => m.LockScreen),
  () => <main className="min-h-dvh bg-canvas" aria-busy />,
);
const IdleWarning = lazily(() => import("./idle-warning").then((m) => m.IdleWarning));

type Props = { userName: string; userEmail: string; startsLocked: boolean; children: ReactNode };

/**
 * Shows the page while somebody uses it. After 15 minutes without use, when the server says the session is locked, or by
 * hand, the page is unmounted and the lock stands in its place: there is nothing underneath to be uncovered.
 */
export function SessionLock({ userName, userEmail, startsLocked, children }: Props) {
  const session = useSessionPhase(startsLocked);
  const isOpen = session.phase === "open";
  useEffect(() => {
    LockScreen.fetchAtFirstSign();
    IdleWarning.fetchAtFirstSign();
  }, []);
  useEffect(() => {
    if (!isOpen) clearToasts();
  }, [isOpen]);
  const secondsLeft = useIdle(isOpen, lockNow);
  if (session.phase !== "open")
    return (
      <LockScreen userName={userName} userEmail={userEmail} session={{ ...session, phase: session.phase }} />
    );
  return (
    <>
      <FocusKeeper />
      {children}
      {secondsLeft === null ? null : <IdleWarning secondsLeft={secondsLeft} />}
    </>
  );
}
