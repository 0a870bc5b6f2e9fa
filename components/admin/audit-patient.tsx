"use client";

import { type FormEvent, useRef, useState } from "react";
import { fullName } from "@/components/patients/format";
import { askApi } from "@/components/session/api-client";
import { Field } from "@/components/ui/field";
import type { PatientHit, PatientSearchPage } from "@/lib/patients/schema";

type Props = {
  /** The patient's id; "" for everybody. */
  value: string;
  onChange: (id: string) => void;
};

const NONE = "Nobody fits. Give the MRN, or name and birth date.";
const SEVERAL = "Several fit. Give the MRN.";

/** The patient whom events are about, by what somebody knows of them: MRN or name. The address of the page holds the id alone. */
export function AuditPatient({ value, onChange }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const [found, setFound] = useState<{ id: string; name: string } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const asked = useRef<string | null>(null);
  // Another choice, or none, made elsewhere.
  const [before, setBefore] = useState(value);
  if (before !== value) {
    setBefore(value);
    setTyped(null);
    setError(null);
  }
  const shown = value === "" ? "" : found?.id === value ? found.name : `id ${value.slice(0, 8)}…`;

  const find = async (text: string) => {
    if (asked.current === text) return;
    asked.current = text;
    const { items } = await ask(text);
    if (asked.current !== text) return;
    const hit = theOne(items, text);
    setError(hit ? null : items.length > 0 ? SEVERAL : NONE);
    if (!hit) return;
    setFound({ id: hit.id, name: `${fullName(hit)} · ${hit.mrn}` });
    setTyped(null);
    onChange(hit.id);
  };
  const apply = (event?: FormEvent) => {
    event?.preventDefault();
    const text = typed?.trim();
    if (text === undefined) return;
    setError(null);
    if (text)
      find(text).catch((failure: Error) => {
        asked.current = null;
        setError(failure.message);
      });
    else {
      setTyped(null);
      onChange("");
    }
  };
  return (
    <form onSubmit={apply} className="min-w-0">
      <Field
        label="Patient"
        isSmall
        spellCheck={false}
        autoComplete="off"
        placeholder="MRN or name"
        dir="auto"
        value={typed ?? shown}
        error={error}
        hasFloatingError
        onChange={(event) => {
          asked.current = null;
          setError(null);
          setTyped(event.target.value);
        }}
        onBlur={() => apply()}
      />
    </form>
  );
}

async function ask(text: string): Promise<PatientSearchPage> {
  const query = new URLSearchParams({ q: text, limit: "2" });
  return (await askApi<PatientSearchPage>(`/api/patients?${query}`)).value;
}

/** The one patient that is meant: whose MRN it is, or the only one found. What is merely similar is nobody's name. */
function theOne(items: readonly PatientHit[], text: string): PatientHit | null {
  const [first, second] = items;
  if (!first || first.match === "fuzzy") return null;
  const isMrn = first.mrn.toLowerCase() === text.toLowerCase();
  return isMrn || !second ? first : null;
}
