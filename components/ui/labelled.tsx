import { type ReactNode, useId } from "react";

/** What every field says about itself. */
export type Labels = {
  label: string;
  error?: string | null;
  /** What is accepted, said before anything is wrong. */
  hint?: string;
  /** Lines kept for hint and error, where what comes and goes under this field would move what follows it. */
  room?: 2 | 3;
  /** The error lies over what follows: for a field in a row of others. */
  hasFloatingError?: boolean;
};

type Props = Labels & {
  hasHiddenLabel?: boolean;
  isSmall?: boolean;
  className?: string;
  /** The control itself, with what ties it to its label, hint and error. */
  children: (wiring: {
    id: string;
    "aria-invalid": true | undefined;
    "aria-describedby": string | undefined;
  }) => ReactNode;
};

const ROOM = { 2: "flow-root min-h-11", 3: "flow-root min-h-16" };
const FLOATING =
  "absolute top-full z-10 rounded-control border border-danger bg-danger-soft px-2 py-1 shadow-lg";

/** How every box that is typed into or chosen from looks; its height and its sides are its own. */
export const BOX =
  "w-full min-w-0 rounded-control border border-line-strong bg-surface text-ink aria-invalid:border-danger pointer-coarse:text-touch";

/** A control under its label; its hint and its error stand under it, and the error is announced. */
export function Labelled(props: Props) {
  const { label, error, hint, hasHiddenLabel = false, isSmall = false, className = "", children } = props;
  const { room, hasFloatingError = false } = props;
  const id = useId();
  const told = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={hasFloatingError ? `relative ${className}` : className}>
      <label
        htmlFor={id}
        className={hasHiddenLabel ? "sr-only" : `mb-1 block font-medium ${isSmall ? "text-small" : ""}`}
      >
        {label}
      </label>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": told || undefined })}
      <div className={room ? ROOM[room] : "contents"}>
        {hint ? (
          <p id={`${id}-hint`} className="mt-1 text-small text-muted">
            {hint}
          </p>
        ) : null}
        {error ? (
          <p
            id={`${id}-error`}
            role="alert"
            className={`mt-1 text-danger ${hasFloatingError ? FLOATING : ""}`}
          >
            {error}
          </p>
        ) : null}
      </div>
    </div>
  );
}
