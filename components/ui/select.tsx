import { type ComponentProps, useId } from "react";

type Props = ComponentProps<"select"> & {
  label: string;
  hasHiddenLabel?: boolean;
  /** For a row of filters. */
  isSmall?: boolean;
  error?: string | null;
  hint?: string;
};

/** The one choice from a short list: the browser's own, which every device shows in its own best way. */
export function Select({
  label,
  hasHiddenLabel = false,
  isSmall = hasHiddenLabel,
  error,
  hint,
  className = "",
  ...rest
}: Props) {
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
      <select
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={told || undefined}
        className={`w-full rounded-control border border-line-strong bg-surface text-ink aria-invalid:border-danger pointer-coarse:h-11 pointer-coarse:text-touch ${isSmall ? "h-8 px-2" : "h-10 px-3"}`}
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
