"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ConflictDialog } from "@/components/forms/conflict-dialog";
import { SaveBar } from "@/components/forms/save-bar";
import { changesOf, type Values } from "@/components/forms/typed-text";
import { useForm } from "@/components/forms/use-form";
import { formatTime } from "@/components/patients/format";
import { useClinic } from "@/components/shell/clinic";
import { ROLE_WORD } from "@/components/shell/role-word";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { type Person, ROLE_NAMES, type RoleName } from "@/lib/people/schema";

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
  const { values, set, state } = form;
  const errors = state.is === "refused" ? state.errors : {};
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
    <Dialog title={`Edit ${person.name}`} onClose={onClose}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (form.isChanged) form.submit();
          else onClose();
        }}
      >
        <Field
          label="Name"
          name="name"
          autoComplete="off"
          autoFocus
          value={values.name}
          error={errors.name}
          onChange={(event) => set("name", event.target.value)}
        />
        <Select
          label="Role"
          name="role"
          hint="Holds from their next click on; who is signed in stays signed in."
          value={values.role}
          error={errors.role}
          onChange={(event) => set("role", event.target.value)}
        >
          {ROLE_NAMES.map((role) => (
            <option key={role} value={role}>
              {ROLE_WORD[role]}
            </option>
          ))}
        </Select>
        <SaveBar form={form} label="Save" timeOf={(instant) => formatTime(instant, clinic)} />
      </form>
    </Dialog>
  );
}
