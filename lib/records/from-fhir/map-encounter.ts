import "server-only";
import type { Encounter } from "@medplum/fhirtypes";
import { codeColumns, textOf, textsOf, toSpan } from "@/lib/fhir";
import { firstNameAt } from "./author";
import type { MapContext, RecordDraft } from "./record-draft";

// HL7 v3 code system ActCode, the values FHIR names for Encounter.class.
const CLASS_TITLES: Record<string, string> = {
  AMB: "Outpatient visit",
  EMER: "Emergency visit",
  FLD: "Visit in the field",
  HH: "Home visit",
  IMP: "Inpatient stay",
  ACUTE: "Inpatient stay",
  NONAC: "Inpatient stay",
  OBSENC: "Observation stay",
  PRENC: "Pre-admission",
  SS: "Short stay",
  VR: "Virtual visit",
};

/** Chart row of an Encounter, titled by its type or its class. */
export function mapEncounter(encounter: Encounter, context: MapContext): RecordDraft {
  const { class: kind, type, period, status } = encounter;
  const reason = textsOf(encounter.reasonCode);
  return {
    type: "encounter",
    title: textOf(type?.[0]) ?? kind?.display ?? CLASS_TITLES[kind?.code ?? ""] ?? kind?.code ?? "Encounter",
    ...codeColumns(type?.[0]),
    ...toSpan(period, context.timeZone, "Encounter.period"),
    status,
    category: kind?.code,
    valueText: reason,
    isRetracted: status === "entered-in-error",
    author: firstNameAt(
      encounter.participant?.map(({ individual }) => individual),
      context,
    ),
    searchTexts: [textsOf(type), encounter.serviceProvider?.display],
  };
}
