import "server-only";
import type { CodeableConcept, Dosage, MedicationRequest } from "@medplum/fhirtypes";
import { codeColumns, codeOf, quantityText, textOf, textsOf, toMoment } from "@/lib/fhir";
import { nameAt } from "./author";
import type { MapContext, RecordDraft } from "./record-draft";

// FHIR R4 value set medicationrequest-intent: what is not (yet) an order nobody takes.
const NOT_ORDERED = new Set(["proposal", "plan", "option"]);

function conceptOf(request: MedicationRequest, context: MapContext): CodeableConcept | undefined {
  if (request.medicationCodeableConcept) return request.medicationCodeableConcept;
  const medication = context.resourceAt(request.medicationReference?.reference);
  return medication?.resourceType === "Medication" ? medication.code : undefined;
}

function dosageText(dosage: Dosage, context: MapContext): string | undefined {
  if (dosage.text) return dosage.text;
  const { frequency, period, periodUnit } = dosage.timing?.repeat ?? {};
  const amount = quantityText(dosage.doseAndRate?.[0]?.doseQuantity, context);
  const often =
    frequency && period && periodUnit
      ? `${frequency} × per ${period === 1 ? "" : `${period} `}${periodUnit}`
      : undefined;
  const code = textOf(dosage.timing?.code);
  return (
    [amount, often ?? code, dosage.asNeededBoolean ? "as needed" : undefined].filter(Boolean).join(", ") ||
    undefined
  );
}

/** Chart row of a MedicationRequest; the value is the dosage. Current: an active order. */
export function mapMedication(request: MedicationRequest, context: MapContext): RecordDraft {
  const concept = conceptOf(request, context);
  const { status, intent } = request;
  const dosage = (request.dosageInstruction ?? []).map((line) => dosageText(line, context)).filter(Boolean);
  return {
    type: "medication",
    title: textOf(concept) ?? request.medicationReference?.display ?? "Medication, not named",
    ...codeColumns(concept),
    ...toMoment(request.authoredOn, context.timeZone, "MedicationRequest.authoredOn"),
    status,
    category: codeOf(request.category?.[0]) ?? intent,
    valueText: dosage.join("; ") || undefined,
    isCurrent: status === "active" && !NOT_ORDERED.has(intent ?? "") && request.doNotPerform !== true,
    isRetracted: status === "entered-in-error",
    author: nameAt(request.requester ?? request.recorder, context),
    searchTexts: [request.note?.map(({ text }) => text).join(" "), textsOf(request.reasonCode)],
  };
}
