"use client";

import { Combobox as Base } from "@base-ui/react/combobox";
import { useState } from "react";
import { ChevronsUpDown } from "./icons";
import { BOX, Labelled, type Labels } from "./labelled";
import { popupHome } from "./opener";

type Props = Labels & {
  name?: string;
  /** What can be chosen; typed words narrow it. */
  options: readonly string[];
  value: string;
  onChange: (value: string) => void;
};

/**
 * One of a long list (time zones, currencies): type to narrow it, arrows and Enter to choose; Enter in an open list never sends the
 * form. What is typed and not chosen changes nothing: once the list closes, the box shows what is chosen.
 */
export function Combobox({ label, name, options, value, onChange, error, hint }: Props) {
  const [isOpen, setOpen] = useState(false);
  /** While the list is open; null until something is typed. */
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Base.Root
      items={options}
      name={name}
      value={value}
      open={isOpen}
      autoHighlight
      inputValue={typed ?? value}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) setTyped(null);
      }}
      onInputValueChange={(next, { reason }) => {
        if (reason === "input-change" || reason === "input-clear") setTyped(next);
      }}
      onValueChange={(next: string | null) => {
        if (next === null) return;
        setTyped(null);
        onChange(next);
      }}
    >
      <Labelled {...{ label, error, hint }}>
        {(wiring) => (
          <div className="relative">
            <Base.Input
              {...wiring}
              // The label is hidden from screen readers with all else while the list is open.
              aria-label={label}
              onBlur={() => {
                if (!isOpen) setTyped(null);
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                // What is typed and not chosen is not the value yet: no Enter may send the choice before.
                const isUnchosen = event.currentTarget.value !== value;
                if (isUnchosen) event.stopPropagation();
                if (isUnchosen || isOpen) event.preventDefault();
              }}
              className={`${BOX} h-10 pr-9 pl-3 pointer-coarse:h-11`}
            />
            <ChevronsUpDown
              aria-hidden
              className="pointer-events-none absolute inset-y-0 right-3 my-auto size-4 text-muted"
            />
          </div>
        )}
      </Labelled>
      <Base.Portal container={popupHome()}>
        <Base.Positioner sideOffset={4} className="z-40">
          <Base.Popup className="max-h-72 w-(--anchor-width) overflow-y-auto rounded-lg border border-line bg-surface p-1 text-ink shadow-lg">
            <Base.Empty className="px-2 py-1 text-muted empty:hidden">Nothing matches.</Base.Empty>
            <Base.List>
              {(option: string) => (
                <Base.Item
                  key={option}
                  value={option}
                  className="marked-item cursor-default rounded px-2 py-1.5 outline-none data-highlighted:bg-sunken data-selected:font-semibold pointer-coarse:py-3"
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
