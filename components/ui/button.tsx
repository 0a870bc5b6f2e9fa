import type { ComponentProps, MouseEvent } from "react";

const LOOKS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong border-transparent",
  plain: "bg-surface text-ink hover:bg-sunken border-line-strong",
  danger: "bg-danger text-surface hover:opacity-90 border-transparent",
  quiet: "bg-transparent text-muted hover:text-ink hover:bg-sunken border-transparent",
};

type Props = ComponentProps<"button"> & {
  look?: keyof typeof LOOKS;
  /** It does what it says already. It keeps the focus, which a disabled button would lose, and a click does nothing. */
  isBusy?: boolean;
};

/** The one button. */
export function Button({
  look = "plain",
  className = "",
  type = "button",
  isBusy = false,
  onClick,
  ...rest
}: Props) {
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    // Also keeps Enter in a field from sending the form: the browser clicks its button.
    if (isBusy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      type={type}
      aria-disabled={isBusy || undefined}
      onClick={isBusy || onClick ? click : undefined}
      className={`inline-flex h-9 items-center justify-center gap-2 rounded-control border px-3 font-medium transition-colors duration-100 disabled:opacity-60 aria-disabled:cursor-default aria-disabled:opacity-60 pointer-coarse:h-11 ${LOOKS[look]} ${className}`}
      {...rest}
    />
  );
}
