import "server-only";
import type { Immunization } from "@medplum/fhirtypes";
import { codeColumns, quantityText, textOf, textsOf, toMoment } from "@/lib/fhir";
import { firstNameAt } from "./author";
import type { MapContext, RecordDraft } from "./record-draft";

/** Chart row of an Immunization; the value is dose and lot. Current: given. */
export function mapImmunization(immunization: Immunization, context: MapContext): RecordDraft {
  const { status, lotNumber, occurrenceString } = immunization;
  const moment = toMoment(
    immunization.occurrenceDateTime,
    context.timeZone,
    "Immunization.occurrenceDateTime",
  );
  const dose = quantityText(immunization.doseQuantity, context);
  const notGiven = status === "not-done" ? textOf(immunization.statusReason) : undefined;
  return {
    type: "immunization",
    title: textOf(immunization.vaccineCode) ?? "Immunization",
    ...codeColumns(immunization.vaccineCode),
    ...moment,
    ...(occurrenceString ? { atText: occurrenceString } : {}),
    status,
    valueText: notGiven ?? ([dose, lotNumber && `lot ${lotNumber}`].filter(Boolean).join(", ") || undefined),
    isCurrent: status === "completed",
    isRetracted: status === "entered-in-error",
    author: firstNameAt(
      immunization.performer?.map(({ actor }) => actor),
      context,
    ),
    searchTexts: [immunization.note?.map(({ text }) => text).join(" "), textsOf(immunization.reasonCode)],
  };
}
