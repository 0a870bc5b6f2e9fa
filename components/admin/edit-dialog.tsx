"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ConflictDialog } from "@/components/forms/conflict-dialog";
import { changesOf, type Values } from "@/components/forms/typed-text";
import { useForm } from "@/components/forms/use-form";
import { formatTime } from "@/components/patients/format-moment";
import { useClinic } from "@/components/shell/clinic";
import { ROLE_WORD } from "@/components/shell/role-word";
import { Field } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import type { Person, RoleName } from "@/lib/people/schema";
import { FormDialog, fieldOf, RoleField } from "./form-dialog";

const LABELS: Record<string, string> = { name: "Name", role: "Role" };
const toValues = ({ name, role }: Person): Values => ({ name, role });

/** Name and role of a person. A new role holds from their next click on. */
export function EditDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const clinic = useClinic();
  const queries = useQueryClient();
  const form = useForm<Person>({
    form: `person/${person.id}`,
    stored: { base: toValues(person), version: String(person.version), row: person },
    toBase: toValues,
    toRequest: (now, base) => ({
      method: "PATCH",
      path: `/api/users/${person.id}`,
      body: changesOf(now, base),
    }),
    onSaved: (_, isAll) => {
      void queries.invalidateQueries({ queryKey: ["admin", "people"] });
      toast("Saved");
      if (isAll) onClose();
    },
  });
  const { values, state } = form;
  if (state.is === "conflict") {
    const { current } = state;
    return (
      <ConflictDialog
        by={`by ${current.updatedByName ?? "somebody"}, ${formatTime(current.updatedAt, clinic)},`}
        base={form.base}
        mine={values}
        theirs={toValues(current)}
        labelOf={(name) => LABELS[name] ?? name}
        textOf={(name, value) => (name === "role" ? (ROLE_WORD[value as RoleName] ?? value) : value)}
        onResolve={form.resolve}
        onClose={form.dismiss}
      />
    );
  }
  return (
    <FormDialog
      title={`Edit ${person.name}`}
      form={form}
      label="Save"
      onClose={onClose}
      onSubmit={form.isChanged ? form.submit : onClose}
    >
      <Field label="Name" autoComplete="off" autoFocus {...fieldOf(form, "name")} />
      <RoleField form={form} hint="Holds from their next click on; who is signed in stays signed in." />
    </FormDialog>
  );
}
