import type { ComponentProps } from "react";
import { BOX, Labelled, type Labels } from "./labelled";

type Props = ComponentProps<"textarea"> & Labels;

/** A labelled text of several lines; it is as high as its text. */
export function TextArea({ label, error, hint, className, ...rest }: Props) {
  return (
    <Labelled {...{ label, error, hint, className }}>
      {(wiring) => (
        <textarea
          {...wiring}
          rows={2}
          className={`${BOX} field-sizing-content min-h-10 px-3 py-2`}
          {...rest}
        />
      )}
    </Labelled>
  );
}
