import { type ReactNode, useId } from "react";

/** What every field says about itself. */
export type Labels = {
  label: string;
  error?: string | null;
  /** What is accepted, said before anything is wrong. */
  hint?: string;
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

/** How every box that is typed into or chosen from looks; its height and its sides are its own. */
export const BOX =
  "w-full min-w-0 rounded-control border border-line-strong bg-surface text-ink aria-invalid:border-danger pointer-coarse:text-touch";

/** A control under its label; its hint and its error stand under it, and the error is announced. */
export function Labelled(props: Props) {
  const { label, error, hint, hasHiddenLabel = false, isSmall = false, className, children } = props;
  const id = useId();
  const told = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={className}>
      <label
        htmlFor={id}
        className={hasHiddenLabel ? "sr-only" : `mb-1 block font-medium ${isSmall ? "text-small" : ""}`}
      >
        {label}
      </label>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": told || undefined })}
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-small text-muted">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-danger">
          {error}
        </p>
      ) : null}
    </div>
  );
}
