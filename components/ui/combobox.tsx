"use client";

import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { ChevronsUpDown } from "./icons";
import { BOX, Labelled, type Labels } from "./labelled";
import { usePlaced } from "./place-popup";
import { useListKeys } from "./use-list-keys";

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
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  /** While the list is open; null until something is typed. */
  const [typed, setTyped] = useState<string | null>(null);
  const shown = useMemo(() => (typed === null ? options : narrow(options, typed)), [options, typed]);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useListKeys({ isOpen, isTyped: typed !== null, shown }, input, list);
  usePlaced(isOpen, [input, list], "start");
  const close = () => {
    setOpen(false);
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const isChosen = event.defaultPrevented;
    // What is typed and not chosen is not the value yet: no Enter may send the choice before.
    const isUnchosen = event.currentTarget.value !== value;
    if (event.key === "Enter") {
      if (isChosen || isUnchosen) event.stopPropagation();
      if (isOpen || isUnchosen) event.preventDefault();
      close();
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    } else if (/^Arrow(Down|Up)$/.test(event.key) && !isOpen) {
      event.preventDefault();
      setOpen(true);
    }
  };
  return (
    <Labelled {...{ label, error, hint }}>
      {(wiring) => (
        <div className="relative">
          <input
            {...wiring}
            ref={input}
            name={name}
            role="combobox"
            aria-expanded={isOpen}
            aria-controls={id}
            aria-autocomplete="list"
            aria-haspopup="listbox"
            autoComplete="off"
            spellCheck={false}
            value={typed ?? value}
            onClick={() => setOpen(true)}
            onChange={(event) => {
              setTyped(event.target.value);
              setOpen(true);
            }}
            onBlur={close}
            onKeyDown={onKeyDown}
            className={`${BOX} h-10 pr-9 pl-3 pointer-coarse:h-11`}
          />
          <ChevronsUpDown
            aria-hidden
            className="pointer-events-none absolute inset-y-0 right-3 my-auto size-4 text-muted"
          />
          <div
            ref={list}
            id={id}
            popover="manual"
            role="listbox"
            aria-label="Choices"
            tabIndex={-1}
            // The focus stays in the box.
            onMouseDown={(event) => event.preventDefault()}
            className="fixed inset-auto m-0 overflow-y-auto rounded-lg border border-line bg-surface p-1 text-ink shadow-lg"
          >
            {isOpen && shown.length === 0 ? <p className="px-2 py-1 text-muted">Nothing matches.</p> : null}
            {isOpen
              ? shown.map((option, index) => (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the box
                  <div
                    key={option}
                    id={`${id}-${index}`}
                    role="option"
                    tabIndex={-1}
                    aria-current={option === value}
                    onClick={() => {
                      close();
                      onChange(option);
                    }}
                    className="cursor-default rounded px-2 py-1.5 aria-[current=true]:font-semibold aria-selected:bg-sunken hover:bg-sunken pointer-coarse:py-3"
                  >
                    {option}
                  </div>
                ))
              : null}
          </div>
        </div>
      )}
    </Labelled>
  );
}

/** Those that contain what was typed, whatever its case; "new york" finds America/New_York. */
function narrow(options: readonly string[], typed: string): readonly string[] {
  const plain = (text: string) => text.toLowerCase().replaceAll("_", " ");
  const wanted = plain(typed.trim());
  return options.filter((option) => plain(option).includes(wanted));
}
