"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, sendApi } from "@/components/session/api-client";
import { pause } from "./pause";
import { SavedEarlier, type SaveRequest, Saver, versionOf } from "./save-request";
import { type DraftState, useDraft } from "./use-draft";

export type Values = Record<string, string>;

export type SaveState =
  | { is: "idle" }
  | { is: "saving" }
  /** The answer was lost and is asked for again; what was typed is safe. */
  | { is: "retrying" }
  | { is: "refused"; message: string; errors: Record<string, string>; requestId: string | null }
  /** Somebody else saved meanwhile: `current` is the row as it is now. */
  | { is: "conflict"; current: unknown; version: string };

type Options<T> = {
  /** Names the form and what it is about: `patient/<id>`. Drafts are kept under it. */
  form: string;
  /** The version the form was opened with; null for a create. */
  version: string | null;
  toRequest: (values: Values) => Omit<SaveRequest, "version">;
  onSaved: (saved: T, version: string | null) => void;
};

export type Save = {
  state: SaveState;
  draft: DraftState;
  submit: (values: Values, version?: string) => void;
  /** Notes what is in the fields, for the draft. */
  note: (values: Values) => void;
  /** Stops asking for a lost answer; the form can be changed and sent again. */
  stop: () => void;
  dismiss: () => void;
};

/**
 * Saves one opened form: one key for all attempts, so that a save takes effect once; a lost answer is asked for again; what was
 * typed stays on 401, 412, 429 and without network, and is kept as a draft beside it.
 */
export function useSave<T>({ form, version, toRequest, onSaved }: Options<T>): Save {
  const [state, setState] = useState<SaveState>({ is: "idle" });
  const draft = useDraft(form);
  const running = useRef<AbortController | null>(null);
  const saver = useRef<Saver | null>(null);
  const open = useCallback((): Saver => {
    saver.current ??= new Saver({
      send: (request, headers) => sendApi(request.method, request.path, request.body, headers),
      newKey: () => crypto.randomUUID(),
      wait: pause,
      onWait: () => setState({ is: "retrying" }),
    });
    return saver.current;
  }, []);

  useEffect(() => () => running.current?.abort(), []);

  const submit = useCallback(
    (values: Values, newerVersion?: string) => {
      if (running.current) return;
      const stop = new AbortController();
      running.current = stop;
      setState({ is: "saving" });
      open()
        .save<T>({ ...toRequest(values), version: newerVersion ?? version }, stop.signal)
        .then(
          ({ value, etag }) => {
            setState({ is: "idle" });
            draft.discard();
            onSaved(value, etag === null ? null : versionOf(etag));
          },
          (error: unknown) => setState(toState(error)),
        )
        .finally(() => {
          running.current = null;
        });
    },
    [open, toRequest, version, onSaved, draft],
  );
  const { keep } = draft;
  const note = useCallback(
    (values: Values) => keep({ values, version, key: open().lastKey }),
    [keep, version, open],
  );
  const stop = useCallback(() => running.current?.abort(), []);
  const dismiss = useCallback(() => setState({ is: "idle" }), []);
  return { state, draft, submit, note, stop, dismiss };
}

function toState(error: unknown): SaveState {
  if (error instanceof ApiError && error.status === 412 && error.more.current !== undefined) {
    return { is: "conflict", current: error.more.current, version: versionOf(error.more.etag ?? "") };
  }
  const errors = error instanceof ApiError ? (error.more.errors ?? []) : [];
  return {
    is: "refused",
    message: error instanceof ApiError || error instanceof SavedEarlier ? error.message : "Saving failed.",
    errors: Object.fromEntries(errors.map(({ path, message }) => [path, message])),
    requestId: error instanceof ApiError ? error.requestId : null,
  };
}
