"use client";

import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { enterGoesOn } from "@/components/forms/enter-goes-on";
import { SaveBar } from "@/components/forms/save-bar";
import { useForm } from "@/components/forms/use-form";
import { useClinic } from "@/components/shell/clinic";
import { Field } from "@/components/ui/field";
import { lazily } from "@/components/ui/lazily";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { toast } from "@/components/ui/toast";
import type { RegisteredPatient } from "@/lib/patients/schema";
import {
  birthDateHint,
  FIELD_LABELS,
  SEX_LABELS,
  toBirthDate,
  toChange,
  toSentence,
  toValues,
} from "./demographics";
import { formatTime } from "./format-moment";

const RegistrationConflict = lazily(() =>
  import("./registration-conflict").then((m) => m.RegistrationConflict),
);

const labelOf = (name: string): string => FIELD_LABELS[name] ?? name;
const textOf = (name: string, value: string): string =>
  name === "sex" ? (SEX_LABELS[value] ?? value) : value;

/** Who the patient is and how to reach them. What is typed is kept on this device until it is saved. */
export function DemographicsForm({ patient }: { patient: RegisteredPatient }) {
  const router = useRouter();
  const clinic = useClinic();
  const form = useForm<RegisteredPatient>({
    form: `patient/${patient.id}`,
    stored: { base: toValues(patient), version: String(patient.version), row: patient },
    toBase: toValues,
    toRequest: (now, base) => ({
      method: "PATCH",
      path: `/api/patients/${patient.id}`,
      body: toChange(base, { ...now, birthDate: toBirthDate(now.birthDate ?? "", clinic.dateOrder) }),
    }),
    onSaved: () => {
      toast("Saved");
      router.refresh();
    },
  });
  const { values, state } = form;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    form.submit();
  };
  const errors = state.is === "refused" ? state.errors : {};
  const errorOf = (name: string): string | null => {
    const message = errors[name] ?? errors[`address.${name}`];
    return message ? toSentence(name, message) : null;
  };
  const field = (name: string, rest: { hint?: string; type?: string; onBlur?: () => void } = {}) => (
    <Field
      label={labelOf(name)}
      name={name}
      value={values[name] ?? ""}
      error={errorOf(name)}
      onChange={(event) => form.set(name, event.target.value)}
      dir={name === "familyName" || name === "givenName" ? "auto" : undefined}
      {...rest}
      autoComplete="off"
    />
  );
  return (
    <>
      <form
        ref={form.element}
        autoComplete="off"
        onSubmit={submit}
        onKeyDown={enterGoesOn}
        className="grid max-w-[720px] content-start gap-4 px-4 py-4"
        noValidate
      >
        <div className="grid gap-4 sm:grid-cols-2">
          {field("familyName")}
          {field("givenName", { hint: "All of them, with spaces between" })}
          {field("birthDate", {
            hint: birthDateHint(clinic.dateOrder),
            onBlur: () => {
              const date = toBirthDate(values.birthDate ?? "", clinic.dateOrder);
              if (date !== values.birthDate) form.set("birthDate", date);
            },
          })}
          <Select
            label="Sex"
            name="sex"
            value={values.sex ?? "unknown"}
            error={errorOf("sex")}
            onChange={(event) => form.set("sex", event.target.value)}
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
          <TextArea
            label={labelOf("line")}
            name="line"
            className="sm:col-span-2"
            value={values.line ?? ""}
            error={errorOf("line")}
            onChange={(event) => form.set("line", event.target.value)}
            autoComplete="off"
          />
          {field("city")}
          {field("state")}
          {field("postalCode")}
          {field("country")}
        </fieldset>
        {field("language", { hint: "A language tag: en, es-MX, zh" })}
        <SaveBar form={form} label="Save" timeOf={(instant) => formatTime(instant, clinic)} />
      </form>
      {state.is === "conflict" ? (
        <RegistrationConflict
          patientId={patient.id}
          version={state.current.version}
          base={form.base}
          mine={values}
          theirs={toValues(state.current)}
          labelOf={labelOf}
          textOf={textOf}
          onClose={form.dismiss}
          onResolve={form.resolve}
        />
      ) : null}
    </>
  );
}
