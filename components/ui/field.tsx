import type { ComponentProps } from "react";
import { BOX, Labelled, type Labels } from "./labelled";

type Props = ComponentProps<"input"> & Labels & { isSmall?: boolean };

/** A labelled input. */
export function Field(props: Props) {
  const { label, error, hint, room, hasFloatingError, isSmall = false, className, ...rest } = props;
  return (
    <Labelled {...{ label, error, hint, room, hasFloatingError, isSmall, className }}>
      {(wiring) => (
        <input
          {...wiring}
          className={`${BOX} pointer-coarse:h-11 ${isSmall ? "h-8 px-2" : "h-10 px-3"}`}
          {...rest}
        />
      )}
    </Labelled>
  );
}
