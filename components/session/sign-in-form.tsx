"use client";

import { type FormEvent, useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { tellTabs } from "./tab-channel";

/** Signs in through next-auth's credentials endpoint; a refusal comes as problem+json. */
async function signIn(email: string, password: string): Promise<void> {
  const asked = await fetch("/api/auth/csrf", { cache: "no-store" });
  const { csrfToken } = await asked.json().catch(() => ({}));
  if (!asked.ok || !csrfToken) throw new Error("The server has a problem at the moment. Try again.");
  const response = await fetch("/api/auth/callback/credentials", {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  if (response.ok) return;
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail ?? "Signing in failed. Try again.");
}

const noChange = () => () => {};

/** Address and password; leads to `next`, a path of this site. What was typed stays when it fails. */
export function SignInForm({ next }: { next: string }) {
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  // Until the scripts run, Enter must not send the form on its own.
  const isReady = useSyncExternalStore(
    noChange,
    () => true,
    () => false,
  );
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await signIn(String(form.get("email")), String(form.get("password")));
      tellTabs("signed-in");
      window.location.assign(next);
    } catch (failure) {
      const isOffline = failure instanceof TypeError;
      setError(
        isOffline
          ? "The server cannot be reached. Check the network and try again."
          : (failure as Error).message,
      );
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} method="post" className="grid gap-4">
      <Field
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus
        spellCheck={false}
      />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <div aria-live="assertive" className="min-h-5 text-danger empty:hidden">
        {error}
      </div>
      <Button look="primary" type="submit" isBusy={isBusy} disabled={!isReady}>
        {isBusy ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}
