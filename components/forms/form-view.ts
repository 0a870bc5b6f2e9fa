import { ApiError } from "@/components/session/api-client";
import type { DraftShelf } from "./draft-keeper";
import { type SaveRequest, type Send, versionOf } from "./save-request";
import { type Stored, type Typing, type Values, valuesOf } from "./typed-text";

/** What is stored with the row it was read from; `row` is null for what is yet to be made. */
export type StoredRow<T> = Stored & { row: T | null };

/** Somebody else saved meanwhile: `current` is the row as it is now. */
export type Conflict<T> = { is: "conflict"; current: T; version: string };
export type SaveState<T> =
  | { is: "idle" }
  | { is: "saving" }
  /** The answer was lost, or is not to be had yet, and is asked for again; what was typed is safe. */
  | { is: "retrying"; message: string }
  | { is: "refused"; message: string; errors: Record<string, string>; requestId: string | null }
  | Conflict<T>;

export type FormOptions<T> = {
  /** Names the form and what it is about: `patient/<id>`. Drafts are kept under it. */
  form: string;
  stored: StoredRow<T>;
  /** How a row is shown; of what was made, never asked. */
  toBase: (row: T) => Values;
  /** What is sent: `base` is what the values are typed on, so that a change names no more than was changed. */
  toRequest: (values: Values, base: Values) => Pick<SaveRequest, "method" | "path" | "body">;
  /** `isAll` is false when text is left that was typed after the save was sent. */
  onSaved: (saved: T, isAll: boolean) => void;
};

export type FormView<T> = {
  values: Values;
  /** What the values are typed on. */
  base: Values;
  isChanged: boolean;
  state: SaveState<T>;
  /** When the present text was last kept on this device; null while it is not. */
  keptAt: string | null;
  /** When the text was typed that an earlier visit had left; null when none is back. */
  restoredAt: string | null;
};

/** The world around a form, so that it can be tried without one. */
export type FormWorld = {
  openShelf: (form: string) => Promise<DraftShelf>;
  send: Send;
  newKey: () => string;
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  now: () => string;
  /** Says something apart from the form, which may no longer be on the screen. */
  tell: (text: string) => void;
};

/** What a form knows; the view is made of it. */
export type FormParts<T> = Pick<FormView<T>, "state" | "keptAt" | "restoredAt"> & {
  typing: Typing<StoredRow<T>> | null;
  stored: StoredRow<T>;
};

/** What the screen shows of a form. */
export function viewOf<T>({ typing, stored, state, keptAt, restoredAt }: FormParts<T>): FormView<T> {
  const { base } = typing?.on ?? stored;
  const values = typing ? valuesOf(typing) : base;
  return { values, base, isChanged: typing !== null, state, keptAt, restoredAt };
}

export function isNewer(a: Stored, b: Stored): boolean {
  return a.version !== null && Number(a.version) > Number(b.version);
}

/** What is said of a save that failed. */
export function toState<T>(error: unknown): SaveState<T> {
  if (error instanceof ApiError && error.status === 412 && error.more.current !== undefined) {
    return { is: "conflict", current: error.more.current as T, version: versionOf(error.more.etag ?? "") };
  }
  const errors = error instanceof ApiError ? (error.more.errors ?? []) : [];
  return {
    is: "refused",
    message: error instanceof Error ? error.message : "Saving failed.",
    errors: Object.fromEntries(errors.map(({ path, message }) => [path, message])),
    requestId: error instanceof ApiError ? error.requestId : null,
  };
}
