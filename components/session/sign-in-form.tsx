"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { useIsAlive } from "@/components/ui/use-is-alive";
import { tellTabs } from "./tab-channel";

const FAILED = "The server could not sign you in just now. Try again in a moment.";

/** Signs in through next-auth's credentials endpoint; a refusal comes as problem+json, but for what answers in the server's stead. */
async function signIn(email: string, password: string): Promise<void> {
  const started = await fetch("/api/auth/csrf", { cache: "no-store" });
  const { csrfToken, detail } = await started.json().catch(() => ({}));
  if (typeof csrfToken !== "string") throw new Error(detail ?? FAILED);
  const response = await fetch("/api/auth/callback/credentials", {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  if (response.ok) return;
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail ?? FAILED);
}

/** Address and password; leads to `next`, a path of this site. What was typed stays when it fails. */
export function SignInForm({ next }: { next: string }) {
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  // Until the scripts run, Enter must not send the form on its own.
  const isReady = useIsAlive();
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
      <Button look="primary" type="submit" disabled={!isReady} isBusy={isBusy}>
        {isBusy ? "Signing in…" : "Sign in"}
      </Button>
      <div aria-live="assertive" className="text-danger">
        {error}
      </div>
    </form>
  );
}
