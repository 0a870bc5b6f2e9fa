import "server-only";
import type { Address, Patient } from "@medplum/fhirtypes";
import { type AsOf, isInUse, rewriteList, setPrimitive } from "@/lib/fhir";
import type { PatientAddress } from "../schema";
import { composed, retold, wordsOf } from "./retold";

const FIELDS = ["city", "state", "postalCode", "country"] as const;
const NOWHERE: PatientAddress = { line: "", city: "", state: "", postalCode: "", country: "" };
// Where somebody lives comes first, where bills go last (FHIR R4, valueset-address-use).
const BEST_FIRST: (string | undefined)[] = ["home", undefined, "temp", "work", "billing"];

/** Where a patient lives at that moment: in use, of the best use, and of several rather one to go to than one for letters alone. */
function currentAddress(patient: Patient, at: AsOf): Address | undefined {
  const inUse = patient.address?.filter((address) => isInUse(address, at)) ?? [];
  const best =
    BEST_FIRST.map((use) => inUse.filter((one) => one.use === use)).find((same) => same.length > 0) ?? inUse;
  return best.find(({ type }) => type !== "postal") ?? best[0];
}

/** The address that is shown at that moment, lines parted by a line break; null when none recorded is in use. */
export function addressOf(patient: Patient, at: AsOf): PatientAddress | null {
  const address = currentAddress(patient, at);
  return address ? toShown(address) : null;
}

function toShown(address: Address): PatientAddress {
  const { city = "", state = "", postalCode = "", country = "" } = address;
  return {
    line: address.line?.filter(Boolean).join("\n") || streetInText(address),
    city,
    state,
    postalCode,
    country,
  };
}

/** The text of an address without lines, unless it only repeats the other parts. */
function streetInText({ text = "", city, district, state, postalCode, country }: Address): string {
  const known = new Set(wordsOf([city, district, state, postalCode, country].join(" ")));
  return wordsOf(text).every((word) => known.has(word)) ? "" : text.trim();
}

function linesIn(text: string): string[] {
  return composed(text)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/**
 * Writes what is named into the address that is shown, or takes that one away (null). Others, among them those no longer in use, stay;
 * where none is in use, the new one stands beside them. What came as text alone becomes its lines.
 */
export function setAddress(patient: Patient, change: Partial<PatientAddress> | null, at: AsOf): void {
  const current = currentAddress(patient, at);
  if (change === null) {
    if (current) remove(patient, current);
    return;
  }
  const before = current ? toShown(current) : NOWHERE;
  const after = { ...before, ...change };
  const lines = linesIn(after.line);
  const isSameStreet = lines.join("\n") === linesIn(before.line).join("\n");
  if (isSameStreet && FIELDS.every((field) => after[field] === before[field])) return;
  const address: Address = current ?? { use: "home" };
  if (!current) patient.address = [...(patient.address ?? []), address];
  setPrimitive(address, "text", retoldText(address, { before, after, isSameStreet }));
  if (!isSameStreet || !address.line) rewriteList(address, "line", { units: lines, unitsOf: linesIn });
  for (const field of FIELDS) setPrimitive(address, field, after[field]);
  if (!saysSomething(address)) remove(patient, address);
}

/** Whether anything is left that says where: an element without content is no FHIR (R4, datatypes.html: ele-1). */
function saysSomething({ id: _id, use: _use, type: _type, period: _period, ...content }: Address): boolean {
  return Object.keys(content).length > 0;
}

function remove(patient: Patient, address: Address): void {
  const others = patient.address?.filter((one) => one !== address) ?? [];
  if (others.length > 0) patient.address = others;
  else delete patient.address;
}

type Change = { before: PatientAddress; after: PatientAddress; isSameStreet: boolean };

function retoldText({ text, line }: Address, { before, after, isSameStreet }: Change): string | null {
  // Text alone becomes the lines, and the lines of a street are not told in one way only.
  if (text === undefined || !line || !(isSameStreet || line.length === 1)) return null;
  return retold(text, [
    [isSameStreet ? "" : before.line, isSameStreet ? "" : after.line],
    ...FIELDS.map((field) => [before[field], after[field]] as const),
  ]);
}
