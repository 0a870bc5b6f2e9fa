import "server-only";
import type { Procedure } from "@medplum/fhirtypes";
import {
  codeColumns,
  codeOf,
  type Moment,
  quantityText,
  textOf,
  textsOf,
  toMoment,
  toSpan,
} from "@/lib/fhir";
import { firstNameAt } from "./author";
import type { MapContext, RecordDraft } from "./record-draft";

function momentOf(procedure: Procedure, context: MapContext): Moment & { endAt?: string } {
  const { performedDateTime, performedPeriod, performedString, performedAge } = procedure;
  if (performedPeriod) return toSpan(performedPeriod, context.timeZone, "Procedure.performedPeriod");
  if (performedDateTime) return toMoment(performedDateTime, context.timeZone, "Procedure.performedDateTime");
  const text = performedString ?? quantityText(performedAge, context);
  return text ? { atText: text } : {};
}

/** Chart row of a Procedure; the value is its outcome, else its reason. */
export function mapProcedure(procedure: Procedure, context: MapContext): RecordDraft {
  return {
    type: "procedure",
    title: textOf(procedure.code) ?? "Procedure",
    ...codeColumns(procedure.code),
    ...momentOf(procedure, context),
    status: procedure.status,
    category: codeOf(procedure.category),
    valueText: textOf(procedure.outcome) ?? textsOf(procedure.reasonCode),
    isRetracted: procedure.status === "entered-in-error",
    author: firstNameAt(
      [...(procedure.performer ?? []).map(({ actor }) => actor), procedure.asserter],
      context,
    ),
    searchTexts: [procedure.note?.map(({ text }) => text).join(" "), textsOf(procedure.bodySite)],
  };
}
