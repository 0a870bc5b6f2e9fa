import { type ComponentProps, useId } from "react";

type Props = ComponentProps<"input"> & { label: string; error?: string | null };

/** A labelled input; its error stands under it and is announced. */
export function Field({ label, error, className = "", ...rest }: Props) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        className="h-10 w-full rounded-control border border-line-strong bg-surface px-3 text-ink aria-invalid:border-danger pointer-coarse:h-11 pointer-coarse:text-[16px]"
        {...rest}
      />
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-danger">
          {error}
        </p>
      ) : null}
    </div>
  );
}
