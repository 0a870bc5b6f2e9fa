"use client";

import { formatWhen } from "@/components/patients/format-moment";
import { useClinic } from "@/components/shell/clinic";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { isolate } from "@/components/ui/isolate";
import type { PersonWithLink } from "@/lib/people/schema";
import { SecretField } from "./secret-field";

/** The link by which somebody sets their password: it is shown here and never again. */
export function LinkDialog({ person, onClose }: { person: PersonWithLink; onClose: () => void }) {
  const clinic = useClinic();
  return (
    <Dialog title={`A link for ${isolate(person.name)}`} onClose={onClose}>
      <p className="mb-4 max-w-[60ch] text-muted">
        Pass it on to <bdi>{person.name}</bdi> and nobody else: whoever opens it first sets the password. It
        works once
        {person.linkExpiresAt ? `, until ${formatWhen(person.linkExpiresAt, clinic, true)}` : ""}, and is not
        shown again.
      </p>
      <SecretField label="Link" value={person.inviteUrl} />
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>Done</Button>
      </div>
    </Dialog>
  );
}
