"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { ConflictDialog } from "@/components/forms/conflict-dialog";
import { mergeValues } from "@/components/forms/merge-values";
import { SaveBar } from "@/components/forms/save-bar";
import { useSave } from "@/components/forms/use-save";
import { useClinic } from "@/components/shell/clinic";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import type { RegisteredPatient } from "@/lib/patients/schema";
import { FIELD_LABELS, SEX_LABELS, toChange, toValues } from "./demographics";

type Values = Record<string, string>;
const labelOf = (name: string): string => FIELD_LABELS[name] ?? name;
const textOf = (name: string, value: string): string =>
  name === "sex" ? (SEX_LABELS[value] ?? value) : value;

/** Who the patient is and how to reach them. What is typed is kept on this device until it is saved. */
export function DemographicsForm({ patient }: { patient: RegisteredPatient }) {
  const [saved, setSaved] = useState(patient);
  const base = toValues(saved);
  // What is sent is the difference to the version that the save goes on top of.
  const onTopOf = useRef(base);
  const [values, setValues] = useState<Values>(base);
  const [draftAt, setDraftAt] = useState<string | null>(null);
  const router = useRouter();
  const clinic = useClinic();
  const onSaved = useCallback(
    (next: RegisteredPatient) => {
      onTopOf.current = toValues(next);
      setSaved(next);
      setValues(onTopOf.current);
      setDraftAt(null);
      toast("Saved");
      router.refresh();
    },
    [router],
  );
  const toRequest = useCallback(
    (now: Values) => ({
      method: "PATCH" as const,
      path: `/api/patients/${patient.id}`,
      body: toChange(onTopOf.current, now),
    }),
    [patient.id],
  );
  const form = useRef<HTMLFormElement>(null);
  const save = useSave<RegisteredPatient>({
    form: `patient/${saved.id}`,
    version: String(saved.version),
    toRequest,
    onSaved,
  });
  const isChanged = Object.keys(toChange(base, values)).length > 0;
  const { found } = save.draft;
  useEffect(() => {
    if (!found) return;
    setValues((now) => ({ ...now, ...found.values }));
    setDraftAt(found.at);
  }, [found]);

  const timeOf = (instant: string): string =>
    new Intl.DateTimeFormat(clinic.locale, {
      hour: "2-digit",
      minute: "2-digit",
      timeZone: clinic.timeZone,
    }).format(new Date(instant));
  const change = (name: string, value: string): void => {
    const next = { ...values, [name]: value };
    setValues(next);
    save.note(next);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isChanged) save.submit(values);
  };
  const onDiscarded = (to: RegisteredPatient): void => {
    setValues(toValues(to));
    setDraftAt(null);
    save.draft.discard();
    save.dismiss();
  };
  const { state } = save;
  const errors = state.is === "refused" ? state.errors : {};
  const errorOf = (name: string): string | null => errors[name] ?? errors[`address.${name}`] ?? null;
  const field = (
    name: string,
    rest: { hint?: string; type?: string; autoComplete?: string; className?: string } = {},
  ) => (
    <Field
      label={labelOf(name)}
      name={name}
      value={values[name] ?? ""}
      error={errorOf(name)}
      onChange={(event) => change(name, event.target.value)}
      dir={name === "familyName" || name === "givenName" ? "auto" : undefined}
      {...rest}
      autoComplete="off"
    />
  );
  const theirs = state.is === "conflict" ? (state.current as RegisteredPatient) : null;
  const merge = theirs ? mergeValues(base, values, toValues(theirs)) : null;
  return (
    <form
      ref={form}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.current?.requestSubmit();
      }}
      className="grid max-w-[720px] content-start gap-4 px-4 py-4"
      noValidate
    >
      {draftAt ? (
        <p role="status" className="rounded-control bg-warning-soft px-3 py-2 text-warning">
          What you typed at {timeOf(draftAt)} and had not saved is back.
        </p>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        {field("familyName")}
        {field("givenName", { hint: "All of them, with spaces between" })}
        {field("birthDate", { hint: "1984-03-12; the year or the month alone if no more is known" })}
        <Select
          label="Sex"
          value={values.sex ?? "unknown"}
          error={errorOf("sex")}
          onChange={(event) => change("sex", event.target.value)}
        >
          {Object.entries(SEX_LABELS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        {field("phone", { type: "tel" })}
        {field("email", { type: "email" })}
      </div>
      <fieldset className="grid gap-4 sm:grid-cols-2">
        <legend className="mb-2 border-b border-line pb-1 text-small font-semibold">Address</legend>
        {field("line", { className: "sm:col-span-2" })}
        {field("city")}
        {field("state")}
        {field("postalCode")}
        {field("country")}
      </fieldset>
      {field("language", { hint: "A language tag: en, es-MX, zh" })}
      <SaveBar
        save={save}
        label="Save"
        isChanged={isChanged}
        timeOf={timeOf}
        onDiscard={() => onDiscarded(saved)}
      />
      {theirs && merge ? (
        <ConflictDialog
          by={`as version ${theirs.version}`}
          conflicts={merge.conflicts}
          merged={merge.merged}
          labelOf={labelOf}
          textOf={textOf}
          onClose={save.dismiss}
          onResolve={(resolved) => {
            onTopOf.current = toValues(theirs);
            setSaved(theirs);
            setValues(resolved);
            save.dismiss();
            if (Object.keys(toChange(onTopOf.current, resolved)).length > 0) {
              save.submit(resolved, String(theirs.version));
            } else onDiscarded(theirs);
          }}
        />
      ) : null}
    </form>
  );
}
