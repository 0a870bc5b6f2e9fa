"use client";

import { type ReactNode, useEffect } from "react";
import { clearToasts } from "@/components/ui/toast";
import { FocusKeeper } from "./focus-keeper";
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
