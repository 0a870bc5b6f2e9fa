"use client";

import { Button } from "@/components/ui/button";
import type { Save } from "./use-save";

type Props = {
  save: Save;
  /** "Save", "Invite". */
  label: string;
  isChanged: boolean;
  /** `10:42` in the clinic's words. */
  timeOf: (instant: string) => string;
  onDiscard: () => void;
};

/** The end of every form: the button, and in words where what was typed is. */
export function SaveBar({ save, label, isChanged, timeOf, onDiscard }: Props) {
  const { state, draft } = save;
  const isBusy = state.is === "saving" || state.is === "retrying";
  return (
    <div className="sticky bottom-0 -mx-1 flex flex-wrap items-center gap-3 border-t border-line bg-canvas px-1 py-3 in-[dialog]:static in-[dialog]:bg-surface in-[dialog]:pb-0">
      <Button look="primary" type="submit" disabled={isBusy} aria-keyshortcuts="Control+Enter Meta+Enter">
        {isBusy ? "Saving…" : label}
      </Button>
      {state.is === "retrying" ? (
        <Button onClick={save.stop}>Stop trying</Button>
      ) : isChanged && !isBusy ? (
        <Button look="quiet" onClick={onDiscard}>
          Discard changes
        </Button>
      ) : null}
      <p
        role="status"
        className="min-w-0 basis-full text-small text-muted empty:hidden sm:flex-1 sm:basis-0 in-[dialog]:basis-full"
      >
        {state.is === "retrying"
          ? "No answer from the server. It is asked again until it comes; nothing is saved twice."
          : isChanged && draft.keptAt
            ? `Kept on this device ${timeOf(draft.keptAt)}; not saved yet.`
            : null}
      </p>
      {state.is === "refused" ? (
        <p role="alert" className="w-full text-danger">
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
