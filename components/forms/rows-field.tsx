"use client";

import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { X } from "@/components/ui/icons";
import { useIsAlive } from "@/components/ui/use-is-alive";
import { type RowText, readRows, saysSomething, writeRows } from "./rows-text";

export type Column = { name: string; label: string; type?: "text" | "tel" };

type Props = {
  /** What the rows are, and what one of them is: "Contacts", "contact". */
  label: string;
  one: string;
  columns: readonly Column[];
  /** The list as a text, see rows-text. */
  value: string;
  onChange: (value: string) => void;
  /** What is wrong with a column of a row, counted among those that are sent. */
  errorOf: (row: number, column: string) => string | null;
  /** What is wrong with the list as a whole. */
  error: string | null;
  /** What stands in the place of a row that nobody changes here; null for the others. */
  fixedText?: (row: RowText) => string | null;
};

/** A list within a form: rows are added, changed and taken away, and saved with the rest of the form. */
export function RowsField({ label, one, columns, value, onChange, errorOf, error, fixedText }: Props) {
  const names = columns.map((column) => column.name);
  const [typed, setTyped] = useState<readonly RowText[]>([]);
  const [isNewLast, setNewLast] = useState(false);
  const isAlive = useIsAlive();
  const list = useRef<HTMLFieldSetElement>(null);
  // Rows only begun are known here alone; any other difference was made elsewhere: restored, discarded, saved by somebody else.
  const rows = writeRows(typed, names) === value ? typed : readRows(value, names);
  const change = (next: readonly RowText[]) => {
    setTyped(next);
    onChange(writeRows(next, names));
  };
  const remove = (index: number) => {
    setNewLast(false);
    change(rows.filter((_, at) => at !== index));
    // The button that was pressed goes with its row.
    list.current?.querySelector<HTMLElement>("[data-add]")?.focus();
  };
  return (
    <fieldset ref={list} className="grid min-w-0 gap-3">
      <legend className="mb-2 w-full border-b border-line pb-1 text-small font-semibold">{label}</legend>
      {rows.map((row, index) =>
        fixedText?.(row) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is what stands in its place
          <p key={index} className="figures min-w-0 text-muted wrap-anywhere">
            {fixedText(row)}
          </p>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is what stands in its place
          <div key={index} className="grid grid-cols-[minmax(0,1fr)_auto] gap-2 border-b border-line pb-3">
            <div className="grid min-w-0 gap-2 sm:auto-cols-fr sm:grid-flow-col">
              {columns.map(({ name, label, type }, at) => (
                <Field
                  key={name}
                  label={label}
                  type={type}
                  autoComplete="off"
                  dir="auto"
                  readOnly={!isAlive}
                  autoFocus={at === 0 && isNewLast && index === rows.length - 1}
                  value={row[name] ?? ""}
                  error={errorOf(rows.slice(0, index).filter(saysSomething).length, name)}
                  onChange={(event) => change(rows.with(index, { ...row, [name]: event.target.value }))}
                />
              ))}
            </div>
            <Button
              look="quiet"
              className="mt-6 w-9 px-0 pointer-coarse:w-11"
              aria-label={`Remove ${one} ${index + 1}`}
              onClick={() => remove(index)}
            >
              <X aria-hidden className="size-4 shrink-0" />
            </Button>
          </div>
        ),
      )}
      {error ? (
        <p role="alert" className="text-danger">
          {error}
        </p>
      ) : null}
      <Button
        data-add
        disabled={!isAlive}
        className="justify-self-start"
        onClick={() => {
          setNewLast(true);
          setTyped([...rows, Object.fromEntries(names.map((name) => [name, ""]))]);
        }}
      >
        Add a {one}
      </Button>
    </fieldset>
  );
}
