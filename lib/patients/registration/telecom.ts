import "server-only";
import type { ContactPoint } from "@medplum/fhirtypes";
import { type AsOf, dropValueExtensions, isInUse, setPrimitive } from "@/lib/fhir";

type Reachable = { telecom?: ContactPoint[] };
type System = "phone" | "email";

/**
 * The phone or e-mail address somebody is reached under at that moment: in use, and of several the one preferred (FHIR R4,
 * datatypes.html#ContactPoint: `rank` 1 is the highest preference), else the first.
 */
function currentContact({ telecom }: Reachable, system: System, at: AsOf): ContactPoint | undefined {
  const inUse =
    telecom?.filter((one) => one.system === system && one.value?.trim() && isInUse(one, at)) ?? [];
  const rankOf = ({ rank }: ContactPoint): number => rank ?? Number.POSITIVE_INFINITY;
  return inUse.reduce<ContactPoint | undefined>(
    (best, one) => (best && rankOf(best) <= rankOf(one) ? best : one),
    undefined,
  );
}

/** What is dialled or written to at that moment; null when nothing recorded is in use. */
export function contactValue(holder: Reachable, system: System, at: AsOf): string | null {
  return currentContact(holder, system, at)?.value?.trim() ?? null;
}

/**
 * Writes a phone or e-mail address into the contact point that contactValue shows, or takes that one away (null, ""). Those no longer
 * in use, and those of a lower rank, stay as they are; where none is in use, the new one stands beside them.
 */
export function setContact(
  holder: Reachable,
  system: System,
  { value, at }: { value: string | null; at: AsOf },
): void {
  const current = currentContact(holder, system, at);
  if ((current?.value?.trim() ?? "") === (value ?? "")) return;
  if (current && value) {
    setPrimitive(current, "value", value);
    dropValueExtensions(current);
  } else if (value) {
    holder.telecom = [...(holder.telecom ?? []), { system, value }];
  } else {
    const others = holder.telecom?.filter((one) => one !== current) ?? [];
    if (others.length > 0) holder.telecom = others;
    else delete holder.telecom;
  }
}
