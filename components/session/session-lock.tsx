"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { ApiError, SESSION_EVENT, sendApi } from "./api-client";
import { useIdle } from "./use-idle";

const LOCK_EVENT = "swiftchart:lock";

/** Locks this screen and the session behind it at once. */
export function lockNow(): void {
  window.dispatchEvent(new Event(LOCK_EVENT));
}

/**
 * Covers the page when nobody used it for 15 minutes, when the server says the session is locked, or by hand.
 * The page stays mounted underneath with all that was typed, but nothing of it can be seen or reached.
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
  const [isLocked, setLocked] = useState(startsLocked);
  const [isOver, setOver] = useState(false);
  const router = useRouter();
  const queries = useQueryClient();

  useEffect(() => {
    const lock = () => {
      setLocked(true);
      void sendApi("POST", "/api/session/lock").catch(() => {});
    };
    const onSession = (event: Event) => {
      setLocked(true);
      if ((event as CustomEvent<string>).detail === "not_signed_in") setOver(true);
    };
    window.addEventListener(LOCK_EVENT, lock);
    window.addEventListener(SESSION_EVENT, onSession);
    return () => {
      window.removeEventListener(LOCK_EVENT, lock);
      window.removeEventListener(SESSION_EVENT, onSession);
    };
  }, []);
  useIdle(!isLocked, lockNow);

  const onUnlocked = () => {
    setLocked(false);
    void queries.invalidateQueries();
    router.refresh();
  };
  return (
    <>
      <div
        className={isLocked ? "invisible" : "contents"}
        inert={isLocked}
        aria-hidden={isLocked || undefined}
      >
        {children}
      </div>
      {isLocked ? (
        <LockDialog userName={userName} userEmail={userEmail} isOver={isOver} onUnlocked={onUnlocked} />
      ) : null}
    </>
  );
}

function LockDialog({
  userName,
  userEmail,
  isOver,
  onUnlocked,
}: {
  userName: string;
  userEmail: string;
  isOver: boolean;
  onUnlocked: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password"));
    setBusy(true);
    setError(null);
    try {
      await sendApi("POST", "/api/session/unlock", { password });
      onUnlocked();
    } catch (failure) {
      if (failure instanceof ApiError && failure.code === "not_signed_in") window.location.assign("/sign-in");
      setError(failure instanceof Error ? failure.message : "Unlocking failed. Try again.");
      setBusy(false);
    }
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="lock-title"
      onCancel={(event) => event.preventDefault()}
      className="m-auto w-[min(360px,calc(100vw-32px))] rounded-lg border border-line bg-surface p-5 text-ink shadow-xl backdrop:bg-canvas"
    >
      <h2 id="lock-title" className="text-title font-semibold">
        {isOver ? "Signed out" : "Locked"}
      </h2>
      {isOver ? (
        <>
          <p className="mt-1 mb-4 text-muted">Your session has ended. Sign in again to go on.</p>
          <Button look="primary" className="w-full" onClick={() => window.location.assign("/sign-in")}>
            Sign in
          </Button>
        </>
      ) : (
        <form onSubmit={submit} className="mt-1 grid gap-4">
          <p className="text-muted">
            {userName}, enter your password to go on where you were. Nothing you typed is lost.
          </p>
          <input type="hidden" name="username" autoComplete="username" value={userEmail} readOnly />
          <Field
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            autoFocus
            error={error}
          />
          <Button look="primary" type="submit" disabled={isBusy}>
            {isBusy ? "Unlocking…" : "Unlock"}
          </Button>
        </form>
      )}
    </dialog>
  );
}
