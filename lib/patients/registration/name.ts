import "server-only";
import type { HumanName, Patient } from "@medplum/fhirtypes";
import { type AsOf, isInUse, rewriteList, setPrimitive } from "@/lib/fhir";
import { composed, retold } from "./retold";

export type ShownName = { familyName: string; givenName: string };

// Best first; one without a use stands between. A maiden name is one "used prior to changing name because of marriage" (FHIR R4,
// valueset-name-use): it finds the patient and is not what they are called.
const BEST_FIRST: (string | undefined)[] = ["official", "usual", undefined, "temp", "nickname", "anonymous"];

/** The name a patient goes by at that moment; undefined when none of those recorded is in use. */
function currentName(names: readonly HumanName[], at: AsOf): HumanName | undefined {
  const inUse = names.filter((name) => name.use !== "maiden" && isInUse(name, at) && saysSomething(name));
  return BEST_FIRST.map((use) => inUse.find((name) => name.use === use)).find(Boolean) ?? inUse[0];
}

/** The name a patient is listed under: the current one, else any, because a list without a name helps nobody. */
export function listedName(patient: Patient, at: AsOf): HumanName | undefined {
  const names = patient.name ?? [];
  return currentName(names, at) ?? names.find(saysSomething);
}

function saysSomething(name: HumanName): boolean {
  return Boolean(name.family?.trim() || givenOf(name) || name.text?.trim());
}

/** Given names, one space between. One may be null where only an extension is recorded. */
export function givenOf(name: HumanName | undefined): string {
  return (name?.given ?? []).filter(Boolean).join(" ");
}

/** A name as family and given names. One that comes as text alone ends in the family name; an assigned one ("Unknown male 7") has none. */
export function toShownName(name: HumanName | undefined): ShownName {
  const givenName = givenOf(name);
  if (name?.family || givenName) return { familyName: name?.family ?? "", givenName };
  const text = name?.text?.trim() ?? "";
  if (name?.use === "anonymous") return { familyName: text, givenName: "" };
  const words = text.split(/\s+/);
  return { familyName: words.at(-1) ?? "", givenName: words.slice(0, -1).join(" ") };
}

function wordsIn(text: string): string[] {
  return composed(text).split(/\s+/).filter(Boolean);
}

/**
 * Writes a family name, given names or both into the name that is listed. One that is listed only because no other is known (old,
 * maiden, period over) stays as it is, and the new name stands beside it. What is not named, and what came as text alone, stays.
 */
export function setName(patient: Patient, change: Partial<ShownName>, at: AsOf): void {
  const before = toShownName(listedName(patient, at));
  const familyName = change.familyName ?? before.familyName;
  const given = wordsIn(change.givenName ?? before.givenName);
  if (familyName === before.familyName && given.join(" ") === wordsIn(before.givenName).join(" ")) return;
  const current = currentName(patient.name ?? [], at);
  const name: HumanName = current ?? { use: "official" };
  if (!current) patient.name = [...(patient.name ?? []), name];
  if (name.text !== undefined) {
    const changes = [
      [before.familyName, familyName],
      [before.givenName, given.join(" ")],
    ] as const;
    setPrimitive(name, "text", retold(name.text, changes));
  }
  setPrimitive(name, "family", familyName);
  if (given.join(" ") !== wordsIn(givenOf(name)).join(" ")) {
    rewriteList(name, "given", { units: given, unitsOf: wordsIn });
  }
}
