"use client";

import { useQueryClient } from "@tanstack/react-query";
import { KEPT_FOR_NEXT, useForm } from "@/components/forms/use-form";
import { Field } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import type { PersonWithLink } from "@/lib/people/schema";
import { FormDialog, fieldOf, RoleField } from "./form-dialog";

const EMPTY = { base: { name: "", email: "", role: "clinician" }, version: null, row: null };

type Props = { onClose: () => void; onInvited: (person: PersonWithLink) => void };

/** Name, address and role of somebody new; the answer is the link they set their password by. */
export function InviteDialog({ onClose, onInvited }: Props) {
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
  return (
    <FormDialog title="Invite somebody" form={form} label="Make the link" onClose={onClose}>
      <Field label="Name" autoComplete="off" autoFocus {...fieldOf(form, "name")} />
      <Field
        label="Email"
        type="email"
        autoComplete="off"
        spellCheck={false}
        hint="They sign in with it. Nothing is sent to it: you pass the link on."
        {...fieldOf(form, "email")}
      />
      <RoleField form={form} />
    </FormDialog>
  );
}
