"use client";

import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { useIsAlive } from "@/components/ui/use-is-alive";
import type { Form } from "./use-form";

type Props = {
  form: Pick<Form<unknown>, "state" | "isChanged" | "keptAt" | "restoredAt" | "stop" | "discard">;
  /** "Save", "Invite". */
  label: string;
  /** `10:42` in the clinic's words. */
  timeOf: (instant: string) => string;
};

/**
 * The end of every form: the button, and in words where what was typed is. The words come and go while somebody aims at the button, so
 * it stays where it is: on a page, which it ends at the bottom of, they stand above or beside it, in a dialog below it.
 */
export function SaveBar({ form, label, timeOf }: Props) {
  const { state, isChanged, keptAt, restoredAt } = form;
  const isBusy = state.is === "saving" || state.is === "retrying";
  // Before the scripts run the browser itself would send the form: what is typed as a part of the address, in the place of the page.
  const isAlive = useIsAlive();
  const bar = useRef<HTMLDivElement>(null);
  const discard = () => {
    form.discard();
    // The button that was pressed goes with the changes, and the focus would go with it.
    bar.current?.querySelector<HTMLElement>("[type=submit]")?.focus();
  };
  useEffect(() => {
    if (state.is !== "refused") return;
    const fields = bar.current?.closest("form");
    fields?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);
  return (
    <div
      ref={bar}
      className="sticky bottom-0 -mx-1 flex flex-wrap items-center gap-3 border-t border-line bg-canvas px-1 py-3 in-[dialog]:static in-[dialog]:bg-surface in-[dialog]:pb-0"
    >
      <Button
        look="primary"
        type="submit"
        disabled={!isAlive}
        isBusy={isBusy}
        aria-keyshortcuts="Control+Enter Meta+Enter"
      >
        {isBusy ? "Saving…" : label}
      </Button>
      {state.is === "retrying" ? (
        <Button onClick={form.stop}>Stop trying</Button>
      ) : isChanged && !isBusy ? (
        <Button look="quiet" onClick={discard}>
          Discard changes
        </Button>
      ) : null}
      <p
        role="status"
        className="min-w-0 basis-full text-small text-muted empty:hidden not-in-[dialog]:max-sm:order-first not-in-[dialog]:sm:flex-1 not-in-[dialog]:sm:basis-0"
      >
        {state.is === "retrying"
          ? state.message
          : keptAt
            ? `Kept on this device ${timeOf(keptAt)}; not saved yet.`
            : restoredAt
              ? `What you typed at ${timeOf(restoredAt)} and had not saved is back.`
              : null}
      </p>
      {state.is === "refused" ? (
        <p role="alert" className="w-full text-danger not-in-[dialog]:order-first">
          {Object.keys(state.errors).length > 0
            ? "Not saved yet: look at what is marked above."
            : state.message}
          {state.requestId ? (
            <span className="ml-2 text-note text-muted">Request {state.requestId.slice(0, 8)}</span>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}
