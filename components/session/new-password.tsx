"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { PASSWORD_HINT, passwordFault } from "@/lib/people/rules";

type Props = {
  name: string;
  value: string;
  error: string | null;
  /** It is being set: what is shown is what will hold. */
  isBusy: boolean;
  onChange: (value: string) => void;
};

/** A password being chosen: what is missing is said while typing, and it can be looked at instead of typed twice. */
export function NewPassword({ name, value, error, isBusy, onChange }: Props) {
  const [isShown, setShown] = useState(false);
  const missing = value === "" ? null : passwordFault(value);
  // What was refused was another password once a letter of it is changed.
  const [refused, setRefused] = useState({ error, value });
  if (refused.error !== error) setRefused({ error, value });
  const told = error !== null && refused.value === value ? error : null;
  return (
    <div>
      <Field
        label="New password"
        name={name}
        type={isShown ? "text" : "password"}
        autoComplete="new-password"
        spellCheck={false}
        required
        readOnly={isBusy}
        value={value}
        error={told}
        room={3}
        hint={told ? undefined : (missing ?? PASSWORD_HINT)}
        onChange={(event) => onChange(event.target.value)}
      />
      <label className="mt-1 flex w-fit items-center gap-2 text-small pointer-coarse:min-h-11">
        <input
          type="checkbox"
          checked={isShown}
          onChange={(event) => setShown(event.target.checked)}
          className="size-4 accent-accent"
        />
        Show it
      </label>
    </div>
  );
}
