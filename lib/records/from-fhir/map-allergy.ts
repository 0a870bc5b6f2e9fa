import "server-only";
import type { AllergyIntolerance } from "@medplum/fhirtypes";
import { codeColumns, codeOf, textOf, textsOf, toMoment } from "@/lib/fhir";
import { nameAt } from "./author";
import type { MapContext, RecordDraft } from "./record-draft";

const NEVER_WAS = new Set(["refuted", "entered-in-error"]);
const WORST_FIRST = ["severe", "moderate", "mild"] as const;

function severityOf({ criticality, reaction }: AllergyIntolerance): string | undefined {
  if (criticality === "high") return "high";
  const worst = WORST_FIRST.find((severity) => reaction?.some((event) => event.severity === severity));
  return worst ?? criticality;
}

/**
 * Chart row of an AllergyIntolerance; the value is what it does (the reactions' manifestations).
 * Current unless it is inactive, resolved, refuted or an error: an allergy of unknown state is shown.
 */
export function mapAllergy(allergy: AllergyIntolerance, context: MapContext): RecordDraft {
  const clinical = codeOf(allergy.clinicalStatus);
  const verification = codeOf(allergy.verificationStatus);
  const manifestations = textsOf(allergy.reaction?.flatMap(({ manifestation }) => manifestation ?? []));
  const onset = allergy.onsetDateTime ?? allergy.recordedDate;
  const substance = allergy.reaction?.find((reaction) => reaction.substance)?.substance;
  return {
    type: "allergy",
    title: textOf(allergy.code) ?? textOf(substance) ?? "Allergy, substance not named",
    ...codeColumns(allergy.code ?? substance),
    ...toMoment(onset, context.timeZone, "AllergyIntolerance.onset[x]"),
    status: clinical ?? verification,
    category: allergy.category?.[0],
    severity: severityOf(allergy),
    valueText: manifestations,
    isCurrent: (clinical === undefined || clinical === "active") && !NEVER_WAS.has(verification ?? ""),
    isRetracted: verification === "entered-in-error",
    author: nameAt(allergy.asserter ?? allergy.recorder, context),
    searchTexts: [
      allergy.note?.map(({ text }) => text).join(" "),
      allergy.reaction?.map(({ description }) => description).join(" "),
    ],
  };
}
