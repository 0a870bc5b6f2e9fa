"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { type Filters, filtersOf } from "./audit-query";
import { ACTION_WORD } from "./audit-words";

type Props = {
  filters: Filters;
  people: readonly { id: string; name: string }[];
  onChange: (filters: Filters) => void;
};

const box =
  "h-8 w-full min-w-0 rounded-control border border-line-strong bg-surface px-2 aria-invalid:border-danger pointer-coarse:h-11 pointer-coarse:text-touch";
const NOTHING: Filters = { actor: "", patient: "", action: "", outcome: "", from: "", to: "" };

/** By whom, about whom, what, how it ended, and when. A choice counts at once; a typed id when it is whole. */
export function AuditFilters({ filters, people, onChange }: Props) {
  const [patient, setPatient] = useState(filters.patient);
  const [isOpen, setOpen] = useState(false);
  const count = Object.values(filters).filter(Boolean).length;
  const change = (name: keyof Filters, value: string) => onChange({ ...filters, [name]: value });
  const isWhole = patient.trim() === "" || filtersOf(new URLSearchParams({ patient })).patient !== "";
  const applyPatient = (event?: FormEvent) => {
    event?.preventDefault();
    if (isWhole) change("patient", patient.trim());
  };
  return (
    <search className="border-b border-line px-4 py-3">
      <Button className="w-full sm:hidden" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {count === 0 ? "Filters" : `Filters (${count})`}
      </Button>
      <div
        className={`grid grid-cols-2 items-end gap-2 sm:grid-cols-3 lg:grid-cols-[repeat(6,minmax(0,1fr))_auto] ${isOpen ? "max-sm:mt-3" : "max-sm:hidden"}`}
      >
        <Select
          label="By"
          value={filters.actor}
          isSmall
          onChange={(event) => change("actor", event.target.value)}
        >
          <option value="">Everybody</option>
          {people.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        <form onSubmit={applyPatient}>
          <label className="block">
            <span className="mb-1 block text-small font-medium">Patient's id</span>
            <input
              className={box}
              value={patient}
              spellCheck={false}
              autoComplete="off"
              placeholder="any"
              aria-invalid={isWhole ? undefined : true}
              title={isWhole ? undefined : "The id as it stands in the address of the patient's page"}
              onChange={(event) => setPatient(event.target.value)}
              onBlur={() => applyPatient()}
            />
          </label>
        </form>
        <Select
          label="Action"
          value={filters.action}
          isSmall
          onChange={(event) => change("action", event.target.value)}
        >
          <option value="">Every action</option>
          {Object.entries(ACTION_WORD).map(([action, word]) => (
            <option key={action} value={action}>
              {word}
            </option>
          ))}
        </Select>
        <Select
          label="Outcome"
          value={filters.outcome}
          isSmall
          onChange={(event) => change("outcome", event.target.value)}
        >
          <option value="">Every outcome</option>
          <option value="success">Done</option>
          <option value="refused">Refused</option>
          <option value="failure">Failed</option>
        </Select>
        {(["from", "to"] as const).map((name) => (
          <label key={name} className="block min-w-0">
            <span className="mb-1 block text-small font-medium">{name === "from" ? "From" : "To"}</span>
            <input
              type="date"
              className={box}
              value={filters[name]}
              max="9999-12-31"
              onChange={(event) => change(name, event.target.value)}
            />
          </label>
        ))}
        <Button
          look="quiet"
          className={count === 0 ? "invisible max-lg:hidden" : "max-lg:col-span-full"}
          onClick={() => {
            setPatient("");
            onChange(NOTHING);
          }}
        >
          Clear
        </Button>
      </div>
    </search>
  );
}
