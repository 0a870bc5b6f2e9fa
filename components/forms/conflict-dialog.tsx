"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { mergeValues } from "./merge-values";
import type { Values } from "./typed-text";

type Props = {
  /** Who saved meanwhile, and when, in words: "by Noor Nurse, 10:42". */
  by: string;
  /** What the form was typed on, what it holds, and what is stored now. */
  base: Values;
  mine: Values;
  theirs: Values;
  labelOf: (name: string) => string;
  /** How a field's value reads; the raw text when left out. */
  textOf?: (name: string, value: string) => string;
  onResolve: (values: Values) => void;
  onClose: () => void;
};

type Side = "mine" | "theirs";

/** Both versions of a record, field by field: nothing of either is lost before somebody has seen both. */
export function ConflictDialog({
  by,
  base,
  mine,
  theirs,
  labelOf,
  textOf = (_, value) => value,
  onResolve,
  onClose,
}: Props) {
  const { merged, conflicts } = mergeValues(base, mine, theirs);
  const [chosen, setChosen] = useState<Record<string, Side>>(() =>
    Object.fromEntries(conflicts.map(({ name, isChangedByMe }) => [name, isChangedByMe ? "mine" : "theirs"])),
  );
  const resolve = () => {
    const values = { ...merged };
    for (const { name, mine, theirs } of conflicts) values[name] = chosen[name] === "mine" ? mine : theirs;
    onResolve(values);
  };
  return (
    <Dialog title="Changed by somebody else meanwhile" onClose={onClose} isWide>
      <p className="mb-3 max-w-[75ch] text-muted">
        This record was saved {by} while you were typing. Nothing of yours is lost. Choose for each field what
        to keep.
      </p>
      <div className="grid gap-3">
        {conflicts.map(({ name, mine, theirs, isChangedByMe }) => (
          <fieldset key={name} className="min-w-0">
            <legend className="mb-1 font-medium">{labelOf(name)}</legend>
            <div className="grid gap-2 sm:grid-cols-2">
              {(["theirs", "mine"] as const).map((side) => (
                <label
                  key={side}
                  className="flex min-w-0 cursor-pointer items-start gap-2 rounded-control border border-line-strong p-2 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
                >
                  <input
                    type="radio"
                    name={`keep-${name}`}
                    checked={chosen[name] === side}
                    onChange={() => setChosen((now) => ({ ...now, [name]: side }))}
                    className="mt-1 accent-accent"
                  />
                  <span className="min-w-0">
                    <span className="block text-small text-muted">
                      {side === "theirs" ? "Saved now" : isChangedByMe ? "Yours" : "Before, unchanged by you"}
                    </span>
                    <bdi className="block whitespace-pre-line break-words">
                      {textOf(name, side === "theirs" ? theirs : mine) || <i className="text-muted">empty</i>}
                    </bdi>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
        ))}
      </div>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Back to the form</Button>
        <Button look="primary" onClick={resolve}>
          Save these
        </Button>
      </div>
    </Dialog>
  );
}
