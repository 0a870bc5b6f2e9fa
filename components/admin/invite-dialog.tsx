"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { SaveBar } from "@/components/forms/save-bar";
import { useFields } from "@/components/forms/use-fields";
import { useSave, type Values } from "@/components/forms/use-save";
import { useClinic } from "@/components/shell/clinic";
import { ROLE_WORD } from "@/components/shell/role-word";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { type PersonWithLink, ROLE_NAMES } from "@/lib/people/schema";
import { formatTime } from "./words";

const EMPTY = { base: { name: "", email: "", role: "clinician" }, version: null };

type Props = { onClose: () => void; onInvited: (person: PersonWithLink) => void };

/** Name, address and role of somebody new; the answer is the link they set their password by. */
export function InviteDialog({ onClose, onInvited }: Props) {
  const clinic = useClinic();
  const queries = useQueryClient();
  const toRequest = useCallback(
    (values: Values) => ({ method: "POST" as const, path: "/api/users", body: values }),
    [],
  );
  const onSaved = useCallback(
    (person: PersonWithLink) => {
      void queries.invalidateQueries({ queryKey: ["admin", "people"] });
      onInvited(person);
    },
    [queries, onInvited],
  );
  const save = useSave<PersonWithLink>({ form: "invite", version: null, toRequest, onSaved });
  const { values, set, isChanged, discard } = useFields(EMPTY, save);
  const errors = save.state.is === "refused" ? save.state.errors : {};
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.submit(values);
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
        <Field
          label="Email"
          name="email"
          type="email"
          autoComplete="off"
          spellCheck={false}
          hint="They sign in with it. Nothing is sent to it: you pass the link on."
          value={values.email}
          error={errors.email}
          onChange={(event) => set("email", event.target.value)}
        />
        <Select
          label="Role"
          name="role"
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
          label="Make the link"
          isChanged={isChanged}
          timeOf={(instant) => formatTime(instant, clinic)}
          onDiscard={discard}
        />
      </form>
    </Dialog>
  );
}
