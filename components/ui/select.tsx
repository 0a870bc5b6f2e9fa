import type { ComponentProps } from "react";
import { BOX, Labelled, type Labels } from "./labelled";

type Props = ComponentProps<"select"> &
  Labels & {
    hasHiddenLabel?: boolean;
    /** For a row of filters. */
    isSmall?: boolean;
  };

/** The one choice from a short list: the browser's own, which every device shows in its own best way. */
export function Select({
  label,
  hasHiddenLabel = false,
  isSmall = hasHiddenLabel,
  error,
  hint,
  className,
  ...rest
}: Props) {
  return (
    <Labelled {...{ label, error, hint, hasHiddenLabel, isSmall, className }}>
      {(wiring) => (
        <select
          {...wiring}
          className={`${BOX} pointer-coarse:h-11 ${isSmall ? "h-8 px-2" : "h-10 px-3"}`}
          {...rest}
        />
      )}
    </Labelled>
  );
}
