"use client";

import { Combobox as Base } from "@base-ui/react/combobox";
import { useId, useState } from "react";

type Props = {
  label: string;
  name?: string;
  /** What can be chosen; typed words narrow it. */
  options: readonly string[];
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  hint?: string;
};

/** One of a long list (time zones, currencies): type to narrow it, arrows and Enter to choose. */
export function Combobox({ label, name, options, value, onChange, error, hint }: Props) {
  const id = useId();
  // What is being typed to narrow the list; what was not chosen does not stay on the screen.
  const [typed, setTyped] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <Base.Root
      items={options}
      autoHighlight
      name={name}
      value={value}
      onValueChange={(next: string | null) => {
        if (next !== null) onChange(next);
      }}
      inputValue={typed ?? value}
      onInputValueChange={(text, { reason }) => setTyped(reason === "input-change" ? text : null)}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) setTyped(null);
      }}
    >
      <div>
        <label htmlFor={id} className="mb-1 block font-medium">
          {label}
        </label>
        <Base.Input
          id={id}
          onBlur={() => {
            if (!isOpen) setTyped(null);
          }}
          onKeyDown={(event) => {
            // The text is not what is chosen yet: Enter chooses, and must not send the form with the choice before.
            if (event.key !== "Enter" || event.currentTarget.value === value) return;
            event.preventDefault();
            event.stopPropagation();
          }}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-told` : undefined}
          className="h-10 w-full rounded-control border border-line-strong bg-surface px-3 text-ink aria-invalid:border-danger pointer-coarse:h-11 pointer-coarse:text-touch"
        />
        {error || hint ? (
          <p
            id={`${id}-told`}
            role={error ? "alert" : undefined}
            className={error ? "mt-1 text-danger" : "mt-1 text-small text-muted"}
          >
            {error ?? hint}
          </p>
        ) : null}
      </div>
      <Base.Portal>
        <Base.Positioner sideOffset={4} className="z-40">
          <Base.Popup className="max-h-72 w-(--anchor-width) overflow-y-auto rounded-lg border border-line bg-surface p-1 text-ink shadow-lg">
            <Base.Empty className="px-2 py-1 text-muted empty:hidden">Nothing matches.</Base.Empty>
            <Base.List>
              {(option: string) => (
                <Base.Item
                  key={option}
                  value={option}
                  className="cursor-default rounded px-2 py-1.5 outline-none data-highlighted:bg-sunken data-selected:font-semibold pointer-coarse:py-3"
                >
                  {option}
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
