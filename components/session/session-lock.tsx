"use client";

import type { ReactNode } from "react";
import { IdleWarning } from "./idle-warning";
import { LockScreen } from "./lock-screen";
import { useIdle } from "./use-idle";
import { lockNow, useSessionPhase } from "./use-session-phase";

/**
 * Shows the page while somebody uses it. After 15 minutes without use, when the server says the session is locked, or by
 * hand, the page is unmounted and the lock stands in its place: there is nothing underneath to be uncovered.
 */
export function SessionLock({
  userName,
  userEmail,
  startsLocked,
  children,
}: {
  userName: string;
  userEmail: string;
  startsLocked: boolean;
  children: ReactNode;
}) {
  const session = useSessionPhase(startsLocked);
  const isOpen = session.phase === "open";
  const secondsLeft = useIdle(isOpen, lockNow);
  if (session.phase !== "open")
    return (
      <LockScreen userName={userName} userEmail={userEmail} session={{ ...session, phase: session.phase }} />
    );
  return (
    <>
      {children}
      {secondsLeft === null ? null : <IdleWarning secondsLeft={secondsLeft} />}
    </>
  );
}
