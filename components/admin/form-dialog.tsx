"use client";

import type { ReactNode } from "react";
import { enterGoesOn } from "@/components/forms/enter-goes-on";
import { SaveBar } from "@/components/forms/save-bar";
import type { Form } from "@/components/forms/use-form";
import { formatTime } from "@/components/patients/format-moment";
import { useClinic } from "@/components/shell/clinic";
import { ROLE_WORD } from "@/components/shell/role-word";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { ROLE_NAMES } from "@/lib/people/schema";

type Props<T> = {
  title: string;
  form: Form<T>;
  /** What the button says. */
  label: string;
  onClose: () => void;
  /** What saving does; sends the form when left out. */
  onSubmit?: () => void;
  children: ReactNode;
};

/** A form of a few fields in a dialog, which ends with the one button and what became of what was typed. */
export function FormDialog<T>({ title, form, label, onClose, onSubmit = form.submit, children }: Props<T>) {
  const clinic = useClinic();
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        noValidate
        onKeyDown={enterGoesOn}
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        <SaveBar form={form} label={label} timeOf={(instant) => formatTime(instant, clinic)} />
      </form>
    </Dialog>
  );
}

/** What one field of the form is given: its name, text, fault, and how it is changed. */
export function fieldOf<T>({ values, state, set }: Form<T>, name: string) {
  return {
    name,
    value: values[name],
    error: state.is === "refused" ? state.errors[name] : undefined,
    onChange: (event: { target: { value: string } }) => set(name, event.target.value),
  };
}

/** The five roles to choose from. */
export function RoleField<T>({ form, hint }: { form: Form<T>; hint?: string }) {
  return (
    <Select label="Role" {...(hint && { hint })} {...fieldOf(form, "role")}>
      {ROLE_NAMES.map((role) => (
        <option key={role} value={role}>
          {ROLE_WORD[role]}
        </option>
      ))}
    </Select>
  );
}
