"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Values } from "@/components/forms/typed-text";
import { KEPT_FOR_NEXT, useForm } from "@/components/forms/use-form";
import { useClinic } from "@/components/shell/clinic";
import { ROLE_WORD } from "@/components/shell/role-word";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { peopleQuery } from "./admin-query";
import { FormDialog, fieldOf } from "./form-dialog";
import { SecretField } from "./secret-field";

const EMPTY = { base: { name: "", userId: "", days: "365" }, version: null, row: null };
const LIFETIMES = [
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "1 year"],
  ["1825", "5 years"],
] as const;

function toRequest({ name, userId, days }: Values) {
  const body = { name, days: Number(days), ...(userId ? { userId } : {}) };
  return { method: "POST" as const, path: "/api/tokens", body };
}

/** A new token, and then the token itself, this once. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const clinic = useClinic();
  const queries = useQueryClient();
  const [token, setToken] = useState<string | null>(null);
  const people = useInfiniteQuery(peopleQuery("")).data?.pages.flatMap((page) => page.items) ?? [];
  const form = useForm<{ token: string }>({
    form: "token",
    stored: EMPTY,
    toBase: () => EMPTY.base,
    toRequest,
    onSaved: (made, isAll) => {
      setToken(made.token);
      if (!isAll) toast(KEPT_FOR_NEXT);
      void queries.invalidateQueries({ queryKey: ["admin", "tokens"] });
    },
  });
  const { userId } = form.values;
  const choices = people.filter((person) => person.status === "active" && person.email !== clinic.userEmail);
  // Of an earlier visit, or not loaded yet: never shown as "you".
  const isElsewhere = userId !== "" && !choices.some(({ id }) => id === userId);
  if (token)
    return (
      <Dialog title="The new token" onClose={onClose}>
        <p className="mb-4 max-w-[60ch] text-muted">
          Put it where the program keeps its secrets. It is not shown again; a lost one is revoked and
          replaced.
        </p>
        <SecretField label="Token" value={token} />
        <div className="mt-5 flex justify-end">
          <Button onClick={onClose}>Done</Button>
        </div>
      </Dialog>
    );
  return (
    <FormDialog title="New token" form={form} label="Make the token" onClose={onClose}>
      <Field label="What it is for" autoComplete="off" autoFocus {...fieldOf(form, "name")} />
      <Select
        label="Acts as"
        hint="It may do what this person may do, and the audit trail names them."
        {...fieldOf(form, "userId")}
      >
        <option value="">{clinic.userName} (you)</option>
        {isElsewhere ? <option value={userId}>Somebody who is not in this list</option> : null}
        {choices.map((person) => (
          <option key={person.id} value={person.id}>
            {person.name} ({ROLE_WORD[person.role]})
          </option>
        ))}
      </Select>
      <Select label="Ends after" {...fieldOf(form, "days")}>
        {LIFETIMES.map(([days, word]) => (
          <option key={days} value={days}>
            {word}
          </option>
        ))}
      </Select>
    </FormDialog>
  );
}
