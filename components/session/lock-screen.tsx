"use client";

import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Doorway } from "./doorway";
import { type Phase, signOut } from "./use-session-phase";

type Session = {
  phase: Exclude<Phase, "open">;
  /** The server has not heard of the lock yet. */
  isUnheard: boolean;
  /** The password was right and the page is on its way. */
  isOpening: boolean;
  unlock: (password: string) => Promise<void>;
};
type Props = { userName: string; userEmail: string; session: Session };

const TITLES = { locked: "Locked", over: "Signed out", leaving: "Signing out…", stuck: "Still signed in" };

/** Stands where the page was. Nothing dismisses it: there is nothing behind it. */
export function LockScreen({ userName, userEmail, session }: Props) {
  const id = useId();
  return (
    <Doorway role="dialog" aria-modal="true" aria-labelledby={id}>
      <h1 id={id} className="mt-6 mb-1 text-title font-semibold">
        {TITLES[session.phase]}
      </h1>
      {session.phase === "locked" ? (
        <UnlockForm userName={userName} userEmail={userEmail} session={session} />
      ) : (
        <Words phase={session.phase} />
      )}
    </Doorway>
  );
}

function Words({ phase }: { phase: "over" | "leaving" | "stuck" }): ReactNode {
  if (phase === "leaving") return <p className="text-muted">One moment.</p>;
  const isOver = phase === "over";
  return (
    <div className="grid gap-4">
      <p role="alert" className={isOver ? "text-muted" : ""}>
        {isOver
          ? "Your session has ended. Sign in again to go on."
          : "The server could not be reached; you are still signed in on the server."}
      </p>
      <Button look="primary" autoFocus onClick={isOver ? toSignIn : signOut}>
        {isOver ? "Sign in" : "Try again"}
      </Button>
      {isOver ? null : <p className="text-small text-muted">Keep this page open: it goes on trying.</p>}
    </div>
  );
}

function toSignIn(): void {
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}

function UnlockForm({ userName, userEmail, session }: Props) {
  const [error, setError] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const isBusy = isAsking || session.isOpening;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password"));
    setAsking(true);
    setError(null);
    await session.unlock(password).catch((failure: Error) => setError(failure.message));
    setAsking(false);
  };
  return (
    <>
      <form onSubmit={submit} className="grid gap-2">
        <p className="mb-2 text-muted">{userName}, enter your password to go on where you were.</p>
        <input type="hidden" name="username" autoComplete="username" value={userEmail} readOnly />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          room={2}
          error={error}
        />
        <Button look="primary" type="submit" isBusy={isBusy}>
          {isBusy ? "Unlocking…" : "Unlock"}
        </Button>
      </form>
      <Button className="mt-3 w-full" isBusy={isBusy} onClick={signOut}>
        Sign in as someone else
      </Button>
      {session.isUnheard ? (
        <p role="status" className="mt-4 text-small text-warning">
          The server cannot be reached and does not know of the lock yet. This browser stays locked and goes
          on trying.
        </p>
      ) : null}
    </>
  );
}
