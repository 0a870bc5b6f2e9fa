"use client";

import { useQueryClient } from "@tanstack/react-query";
import { SaveBar } from "@/components/forms/save-bar";
import { KEPT_FOR_NEXT, useForm } from "@/components/forms/use-form";
import { formatTime } from "@/components/patients/format";
import { useClinic } from "@/components/shell/clinic";
import { ROLE_WORD } from "@/components/shell/role-word";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { type PersonWithLink, ROLE_NAMES } from "@/lib/people/schema";

const EMPTY = { base: { name: "", email: "", role: "clinician" }, version: null, row: null };

type Props = { onClose: () => void; onInvited: (person: PersonWithLink) => void };

/** Name, address and role of somebody new; the answer is the link they set their password by. */
export function InviteDialog({ onClose, onInvited }: Props) {
  const clinic = useClinic();
  const queries = useQueryClient();
  const form = useForm<PersonWithLink>({
    form: "invite",
    stored: EMPTY,
    toBase: () => EMPTY.base,
    toRequest: (body) => ({ method: "POST", path: "/api/users", body }),
    onSaved: (person, isAll) => {
      void queries.invalidateQueries({ queryKey: ["admin", "people"] });
      if (!isAll) toast(KEPT_FOR_NEXT);
      onInvited(person);
    },
  });
  const { values, set, state } = form;
  const errors = state.is === "refused" ? state.errors : {};
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
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
        <SaveBar form={form} label="Make the link" timeOf={(instant) => formatTime(instant, clinic)} />
      </form>
    </Dialog>
  );
}
