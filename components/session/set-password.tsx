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

/**
 * Sets the password of whoever was given the link. The secret is read from behind #, taken out of the address at once, so that no
 * history keeps it, and sent in a body alone. A second link that is opened in the same tab takes the place of the first.
 */
export function SetPassword() {
  const [token, setToken] = useState<string | null>(null);
  useEffect(() => {
    const read = () => {
      const given = window.location.hash.slice(1);
      setToken((now) => given || (now ?? ""));
      if (given) window.history.replaceState(null, "", window.location.pathname);
    };
    read();
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, []);
  if (token === null) return <Looking />;
  if (token === "") return <Useless message={NO_LINK} />;
  return <OneLink key={token} token={token} />;
}

/** From looking at one link to its password being set: the person shown is the person whose password is set. */
function OneLink({ token }: { token: string }) {
  const [state, setState] = useState<State>({ is: "looking" });
  useEffect(() => {
    if (state.is !== "looking") return;
    let isHere = true;
    sendApi<LinkFacts>("POST", "/api/links", { token }).then(
      ({ value }) => isHere && setState({ is: "open", facts: value }),
      (error: unknown) => isHere && setState(toUseless(error)),
    );
    return () => {
      isHere = false;
    };
  }, [token, state.is]);
  if (state.is === "looking") return <Looking />;
  if (state.is === "useless")
    return (
      <Useless
        message={state.message}
        onAgain={state.isForNow ? () => setState({ is: "looking" }) : undefined}
      />
    );
  if (state.is === "done") return <Done email={state.email} />;
  const { facts } = state;
  return (
    <PasswordForm
      token={token}
      facts={facts}
      onDone={() => setState({ is: "done", email: facts.email })}
      onUseless={(error) => setState(toUseless(error))}
    />
  );
}

function Looking() {
  return <p className="late mt-6 text-muted">Looking at your link…</p>;
}

function Useless({ message, onAgain }: { message: string; onAgain?: () => void }) {
  return (
    <div role="alert">
      <h1 className="mt-6 mb-1 text-title font-semibold">
        {onAgain ? "Not at the moment" : "This link cannot be used"}
      </h1>
      <p className="mb-4 text-muted">{message}</p>
      {onAgain ? (
        <Button look="primary" onClick={onAgain}>
          Try again
        </Button>
      ) : (
        <a href="/sign-in" className="text-accent underline underline-offset-2">
          Go to the sign-in page
        </a>
      )}
    </div>
  );
}

function toUseless(error: unknown): State {
  const isForNow = !(error instanceof ApiError && (error.status === 410 || error.status === 422));
  const message = error instanceof ApiError && error.status !== 422 ? error.message : NO_LINK;
  return { is: "useless", message, isForNow };
}

function Done({ email }: { email: string }) {
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

type FormProps = {
  token: string;
  facts: LinkFacts;
  onDone: () => void;
  /** The link was used meanwhile: perhaps by an attempt whose answer was lost. */
  onUseless: (error: ApiError) => void;
};

function PasswordForm({ token, facts, onDone, onUseless }: FormProps) {
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<{ field: string | null; text: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    sendApi("POST", "/api/links/use", { token, password }).then(onDone, (error: unknown) => {
      if (error instanceof ApiError && error.status === 410) return onUseless(error);
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
        <NewPassword
          name="password"
          value={password}
          error={failure?.field ?? null}
          isBusy={isBusy}
          onChange={setPassword}
        />
        <Button look="primary" type="submit" isBusy={isBusy}>
          {isBusy ? "Setting…" : "Set password"}
        </Button>
        {failure?.text ? (
          <p role="alert" className="text-danger">
            {failure.text}
          </p>
        ) : null}
      </form>
    </>
  );
}
