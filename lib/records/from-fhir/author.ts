import "server-only";
import type { HumanName, Reference } from "@medplum/fhirtypes";
import type { MapContext } from "./record-draft";

function nameText(name: HumanName | undefined): string | undefined {
  if (!name) return undefined;
  return (
    name.text ??
    ([...(name.prefix ?? []), ...(name.given ?? []), name.family].filter(Boolean).join(" ") || undefined)
  );
}

/** Who a reference names: its display, else the name in the resource that came along. */
export function nameAt(reference: Reference | undefined, context: MapContext): string | undefined {
  if (!reference) return undefined;
  if (reference.display) return reference.display;
  const target = context.resourceAt(reference.reference);
  if (target?.resourceType === "Practitioner") return nameText(target.name?.[0]);
  if (target?.resourceType === "Organization") return target.name;
  return undefined;
}

/** The first of several references that names someone. */
export function firstNameAt(
  references: readonly (Reference | undefined)[] | undefined,
  context: MapContext,
): string | undefined {
  for (const reference of references ?? []) {
    const name = nameAt(reference, context);
    if (name) return name;
  }
  return undefined;
}
