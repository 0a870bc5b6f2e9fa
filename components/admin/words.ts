import { formatWhen } from "@/components/patients/format-moment";
import type { Person } from "@/lib/people/schema";

type Zone = { locale: string; timeZone: string };

/** A person's state in words, and whether it needs somebody's attention. */
export function statusOf(person: Person, clinic: Zone): { text: string; needsAttention: boolean } {
  if (person.status === "deactivated") return { text: "Deactivated", needsAttention: false };
  const until = person.linkExpiresAt && formatWhen(person.linkExpiresAt, clinic);
  if (person.status === "invited")
    return until
      ? { text: `Invited, link until ${until}`, needsAttention: false }
      : { text: "Invited, link has expired", needsAttention: true };
  return { text: until ? `Active, reset link until ${until}` : "Active", needsAttention: false };
}
