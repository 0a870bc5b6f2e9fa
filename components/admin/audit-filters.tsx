"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { AuditPatient } from "./audit-patient";
import type { Filters } from "./audit-query";
import { ACTION_CHOICES, OUTCOME_WORD } from "./audit-words";

type Props = {
  filters: Filters;
  people: readonly { id: string; name: string }[];
  onChange: (filters: Filters) => void;
};

export const NO_FILTERS: Filters = { actor: "", patient: "", action: "", outcome: "", from: "", to: "" };

/** By whom, about whom, what, how it ended, and when. A choice counts at once. */
export function AuditFilters({ filters, people, onChange }: Props) {
  const [isOpen, setOpen] = useState(false);
  const count = Object.values(filters).filter(Boolean).length;
  const change = (name: keyof Filters, value: string) => onChange({ ...filters, [name]: value });
  return (
    <search className="border-b border-line px-4 py-3">
      <Button className="w-full sm:hidden" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {count === 0 ? "Filters" : `Filters (${count})`}
      </Button>
      <div
        className={`grid grid-cols-2 items-end gap-2 sm:grid-cols-3 lg:grid-cols-6 ${isOpen ? "max-sm:mt-3" : "max-sm:hidden"}`}
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
        <AuditPatient value={filters.patient} onChange={(id) => change("patient", id)} />
        <Select
          label="Action"
          value={filters.action}
          isSmall
          onChange={(event) => change("action", event.target.value)}
        >
          <option value="">Every action</option>
          {ACTION_CHOICES.map(([action, word]) => (
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
          {Object.entries(OUTCOME_WORD).map(([outcome, word]) => (
            <option key={outcome} value={outcome}>
              {word}
            </option>
          ))}
        </Select>
        {(["from", "to"] as const).map((name) => (
          <Field
            key={name}
            label={name === "from" ? "From" : "To"}
            type="date"
            isSmall
            className="min-w-0"
            value={filters[name]}
            max="9999-12-31"
            onChange={(event) => change(name, event.target.value)}
          />
        ))}
      </div>
    </search>
  );
}
