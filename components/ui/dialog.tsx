"use client";

import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { X } from "./icons";
import { focusAgain, openerOf } from "./opener";

const FIRST_FIELD = "input:not([type=hidden], [type=radio], [readonly]), select, textarea";

type Props = { title: string; onClose: () => void; children: ReactNode; isWide?: boolean };

/**
 * A question or a short form over the page: the browser's own modal dialog, so that focus stays in it, Esc closes it and what is
 * behind cannot be reached. Mount it to open it; unmounted, it gives the focus back to what opened it. On a phone it fills the
 * screen's width. It hangs from the top: what is said at its end moves no button away from a finger.
 */
export function Dialog({ title, onClose, children, isWide = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the paint, and above all before the dialog leaves the document: the browser gives nothing back to a dialog that is gone.
  useLayoutEffect(() => {
    const element = dialog.current;
    const opener = openerOf(document.activeElement);
    element?.showModal();
    // The browser would choose the close button, which comes first.
    element?.querySelector<HTMLElement>(FIRST_FIELD)?.focus();
    return () => {
      element?.close();
      focusAgain(opener);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={`mx-auto mt-[max(16px,10dvh)] mb-auto max-h-[calc(90dvh-16px)] overflow-y-auto rounded-lg border border-line bg-surface p-5 text-ink shadow-xl backdrop:bg-black/40 ${isWide ? "w-[min(760px,calc(100vw-32px))]" : "w-[min(440px,calc(100vw-32px))]"}`}
    >
      <div className="mb-3 flex items-center justify-between gap-3">
        <h2 id={id} className="min-w-0 text-title font-semibold wrap-anywhere">
          {title}
        </h2>
        <button
          type="button"
          aria-label="Close"
          onClick={onClose}
          className="grid size-8 shrink-0 place-items-center rounded text-muted hover:bg-sunken hover:text-ink pointer-coarse:size-11"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      {children}
    </dialog>
  );
}
