import { type ComponentProps, useId } from "react";

type Props = ComponentProps<"input"> & {
  label: string;
  error?: string | null;
  /** What is accepted, said before anything is wrong. */
  hint?: string;
};

/** A labelled input; its hint and its error stand under it, and the error is announced. */
export function Field({ label, error, hint, className = "", ...rest }: Props) {
  const id = useId();
  const told = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={told || undefined}
        className="h-10 w-full rounded-control border border-line-strong bg-surface px-3 text-ink aria-invalid:border-danger pointer-coarse:h-11 pointer-coarse:text-touch"
        {...rest}
      />
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
