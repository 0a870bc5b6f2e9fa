"use client";

import { type FormEvent, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import type { LinkFacts } from "@/lib/people/schema";
import { ApiError, sendApi } from "./api-client";
import { NewPassword } from "./new-password";

type State =
  | { is: "looking" }
  | { is: "open"; facts: LinkFacts }
  | { is: "useless"; message: string; isForNow: boolean }
  | { is: "done"; email: string };

const NO_LINK = "This address has no link in it. Open the whole link that you were given.";

/** Sets the password of whoever was given the link; the secret is read from behind # and sent in a body alone. */
export function SetPassword() {
  const [state, setState] = useState<State>({ is: "looking" });
  useEffect(() => {
    let isHere = true;
    const token = window.location.hash.slice(1);
    if (token === "") {
      setState({ is: "useless", message: NO_LINK, isForNow: false });
      return;
    }
    sendApi<LinkFacts>("POST", "/api/links", { token }).then(
      ({ value }) => isHere && setState({ is: "open", facts: value }),
      (error: unknown) => isHere && setState(toUseless(error)),
    );
    return () => {
      isHere = false;
    };
  }, []);
  if (state.is === "looking") return <p className="late mt-6 text-muted">Looking at your link…</p>;
  if (state.is === "useless")
    return (
      <div role="alert">
        <h1 className="mt-6 mb-1 text-title font-semibold">
          {state.isForNow ? "Not at the moment" : "This link cannot be used"}
        </h1>
        <p className="mb-4 text-muted">{state.message}</p>
        {state.isForNow ? (
          <Button look="primary" onClick={() => window.location.reload()}>
            Try again
          </Button>
        ) : (
          <a href="/sign-in" className="text-accent underline underline-offset-2">
            Go to the sign-in page
          </a>
        )}
      </div>
    );
  if (state.is === "done") return <Done email={state.email} />;
  return (
    <PasswordForm facts={state.facts} onDone={() => setState({ is: "done", email: state.facts.email })} />
  );
}

function toUseless(error: unknown): State {
  const isForNow = !(error instanceof ApiError && (error.status === 410 || error.status === 422));
  const message = error instanceof ApiError && error.status !== 422 ? error.message : NO_LINK;
  return { is: "useless", message, isForNow };
}

function Done({ email }: { email: string }) {
  useEffect(() => {
    // The link is used up: it need not stay in this browser's history.
    window.history.replaceState(null, "", window.location.pathname);
  }, []);
  return (
    <div role="status">
      <h1 className="mt-6 mb-1 text-title font-semibold">Your password is set</h1>
      <p className="mb-4 text-muted">Sign in with {email} and your new password.</p>
      <a
        href="/sign-in"
        className="inline-flex h-9 items-center rounded-control bg-accent px-3 font-medium text-on-accent hover:bg-accent-strong pointer-coarse:h-11"
      >
        Sign in
      </a>
    </div>
  );
}

function PasswordForm({ facts, onDone }: { facts: LinkFacts; onDone: () => void }) {
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<{ field: string | null; text: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    const token = window.location.hash.slice(1);
    sendApi("POST", "/api/links/use", { token, password }).then(onDone, (error: unknown) => {
      const field =
        error instanceof ApiError ? error.more.errors?.find((one) => one.path === "password") : null;
      setFailure({
        field: field?.message ?? null,
        text: field ? "" : error instanceof Error ? error.message : "That failed. Try again.",
      });
      setBusy(false);
    });
  };
  return (
    <>
      <h1 className="mt-6 mb-1 text-title font-semibold">
        {facts.purpose === "invite" ? `Welcome to ${facts.clinic}` : "Choose a new password"}
      </h1>
      <p className="mb-4 text-muted">
        <bdi>{facts.name}</bdi>, you sign in to {facts.clinic} as {facts.email}.
      </p>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <input type="text" name="username" autoComplete="username" value={facts.email} readOnly hidden />
        <NewPassword name="password" value={password} error={failure?.field ?? null} onChange={setPassword} />
        {failure?.text ? (
          <p role="alert" className="text-danger">
            {failure.text}
          </p>
        ) : null}
        <Button look="primary" type="submit" disabled={isBusy}>
          {isBusy ? "Setting…" : "Set password"}
        </Button>
      </form>
    </>
  );
}
