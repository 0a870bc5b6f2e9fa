"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { ConflictDialog } from "@/components/forms/conflict-dialog";
import { mergeValues } from "@/components/forms/merge-values";
import { SaveBar } from "@/components/forms/save-bar";
import { useFields } from "@/components/forms/use-fields";
import { useSave, type Values } from "@/components/forms/use-save";
import { useClinic } from "@/components/shell/clinic";
import { ROLE_WORD } from "@/components/shell/role-word";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { type Person, ROLE_NAMES, type RoleName } from "@/lib/people/schema";
import { formatTime } from "./words";

const LABELS: Record<string, string> = { name: "Name", role: "Role" };
const toValues = ({ name, role }: Person): Values => ({ name, role });

/** Name and role of a person. A new role holds from their next click on. */
export function EditDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const clinic = useClinic();
  const queries = useQueryClient();
  const stored = useMemo(() => ({ base: toValues(person), version: String(person.version) }), [person]);
  const toRequest = useCallback(
    (values: Values) => ({ method: "PATCH" as const, path: `/api/users/${person.id}`, body: values }),
    [person.id],
  );
  const onSaved = useCallback(() => {
    void queries.invalidateQueries({ queryKey: ["admin", "people"] });
    toast("Saved");
    onClose();
  }, [queries, onClose]);
  const save = useSave<Person>({ form: `person/${person.id}`, version: stored.version, toRequest, onSaved });
  const { values, base, set, isChanged, discard, typedOn } = useFields(stored, save);
  const { state } = save;
  const errors = state.is === "refused" ? state.errors : {};
  if (state.is === "conflict") {
    const current = state.current as Person;
    const { merged, conflicts } = mergeValues(base, values, toValues(current));
    return (
      <ConflictDialog
        by={`by ${current.updatedByName ?? "somebody"}, ${formatTime(current.updatedAt, clinic)},`}
        conflicts={conflicts}
        merged={merged}
        labelOf={(name) => LABELS[name] ?? name}
        textOf={(name, value) => (name === "role" ? (ROLE_WORD[value as RoleName] ?? value) : value)}
        onResolve={(chosen) => save.submit(chosen, state.version)}
        onClose={save.dismiss}
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
          save.submit(values, typedOn);
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
        <SaveBar
          save={save}
          label="Save"
          isChanged={isChanged}
          timeOf={(instant) => formatTime(instant, clinic)}
          onDiscard={discard}
        />
      </form>
    </Dialog>
  );
}
