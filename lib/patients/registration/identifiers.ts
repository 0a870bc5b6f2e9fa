import "server-only";
import type { Identifier as FhirIdentifier, Patient } from "@medplum/fhirtypes";
import { type AsOf, IDENTIFIER_LETTERS_MAX, isInUse } from "@/lib/fhir";
import type { PatientIdentifier } from "../schema";
import { composed } from "./retold";

function toShown({ system = "", value = "" }: FhirIdentifier): PatientIdentifier {
  return { system: composed(system).trim(), value: composed(value).trim() };
}

function keyOf(identifier: FhirIdentifier): string {
  const { system, value } = toShown(identifier);
  return `${system}|${value}`;
}

/** One longer than what can be looked for is kept and not shown. */
function isShown(identifier: FhirIdentifier, at: AsOf): boolean {
  const { system, value } = toShown(identifier);
  return value !== "" && system.length + value.length <= IDENTIFIER_LETTERS_MAX && isInUse(identifier, at);
}

/** The identifiers that are in use at that moment, each once; `system` is empty where none is named. */
export function identifiersOf(patient: Patient, at: AsOf): PatientIdentifier[] {
  const shown = (patient.identifier ?? []).filter((one) => isShown(one, at));
  const distinct = new Map(shown.map((one) => [keyOf(one), one]));
  return [...distinct.values()].map(toShown);
}

/**
 * Makes the list that identifiersOf shows into another one. One that is on both stays as it is, with type, use, period and assigner;
 * those that are not shown (old, period over) stay too.
 */
export function setIdentifiers(patient: Patient, wanted: readonly PatientIdentifier[], at: AsOf): void {
  const keys = new Set(wanted.map(keyOf));
  const present = patient.identifier ?? [];
  const kept = present.filter((one) => !isShown(one, at) || keys.has(keyOf(one)));
  const there = new Set(kept.filter((one) => isShown(one, at)).map(keyOf));
  const added = new Map(wanted.filter((one) => !there.has(keyOf(one))).map((one) => [keyOf(one), one]));
  if (added.size === 0 && kept.length === present.length) return;
  const all = [
    ...kept,
    ...[...added.values()].map(({ system, value }) => (system ? { system, value } : { value })),
  ];
  if (all.length > 0) patient.identifier = all;
  else delete patient.identifier;
}
