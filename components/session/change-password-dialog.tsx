"use client";

import { type FormEvent, useRef, useState } from "react";
import { useAct } from "@/components/forms/use-act";
import { useClinic } from "@/components/shell/clinic";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { useFocusInvalid } from "@/components/ui/focus-invalid";
import { toast } from "@/components/ui/toast";
import { NewPassword } from "./new-password";

/** One's own new password, for which the present one is asked. No draft: a password is kept nowhere. */
export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const { userEmail } = useClinic();
  const { isBusy, error, errors, run } = useAct();
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { currentPassword, newPassword };
    run({ method: "POST", path: "/api/me/password", body }, () => {
      toast("Your password is changed. Your other sessions are signed out.");
      onClose();
    });
  };
  const isUnderField = Boolean(errors.currentPassword ?? errors.newPassword);
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, isUnderField ? errors : null);
  return (
    <Dialog title="Change your password" onClose={onClose}>
      <form ref={form} onSubmit={submit} noValidate className="grid gap-4">
        <input type="text" name="username" autoComplete="username" value={userEmail} readOnly hidden />
        <Field
          label="Present password"
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          autoFocus
          required
          readOnly={isBusy}
          value={currentPassword}
          room={2}
          error={errors.currentPassword ?? null}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <NewPassword
          name="newPassword"
          value={newPassword}
          error={errors.newPassword ?? null}
          isBusy={isBusy}
          onChange={setNew}
        />
        <p className="text-small text-muted">Everywhere else you are signed out; here you stay.</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" isBusy={isBusy}>
            {isBusy ? "Changing…" : "Change password"}
          </Button>
        </div>
        {error && !isUnderField ? (
          <p role="alert" className="text-danger">
            {error}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}
