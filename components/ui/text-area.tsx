import { type ComponentProps, useId } from "react";

type Props = ComponentProps<"textarea"> & { label: string; error?: string | null; hint?: string };

/** A labelled text of several lines; it is as high as its text. */
export function TextArea({ label, error, hint, className = "", ...rest }: Props) {
  const id = useId();
  const told = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={2}
        aria-invalid={error ? true : undefined}
        aria-describedby={told || undefined}
        className="field-sizing-content min-h-10 w-full rounded-control border border-line-strong bg-surface px-3 py-2 text-ink aria-invalid:border-danger pointer-coarse:text-touch"
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
