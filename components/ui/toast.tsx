"use client";

import { useSyncExternalStore } from "react";

type Toast = { id: number; text: string; action?: { label: string; run: () => void } };

const SHOWN_MS = 6_000;
const SHOWN_MAX = 3;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

/** Says in a few words what was done ("Saved"), for six seconds, with an undo where there is one. Never for what must be read. */
export function toast(text: string, action?: Toast["action"]): void {
  const id = ++lastId;
  change([...toasts, { id, text, action }].slice(-SHOWN_MAX));
  setTimeout(() => dismiss(id), SHOWN_MS);
}

/** Takes away what is still shown: what was done on a screen that is gone is said to nobody. */
export function clearToasts(): void {
  if (toasts.length > 0) change([]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const none: readonly Toast[] = [];

/** Where toasts appear: one for the whole app, announced politely. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => toasts,
    () => none,
  );
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-4 z-50 grid justify-items-center gap-2 px-4 max-[899px]:bottom-16"
    >
      {shown.map(({ id, text, action }) => (
        <p
          key={id}
          className="pointer-events-auto flex items-center gap-3 rounded-lg bg-ink px-3 py-2 text-surface shadow-lg"
        >
          {text}
          {action ? (
            <button
              type="button"
              className="font-semibold underline underline-offset-2"
              onClick={() => {
                action.run();
                dismiss(id);
              }}
            >
              {action.label}
            </button>
          ) : null}
        </p>
      ))}
    </div>
  );
}
