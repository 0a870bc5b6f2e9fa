import "server-only";
import type { Condition } from "@medplum/fhirtypes";
import { codeColumns, codeOf, type Moment, quantityText, textOf, toMoment, toSpan } from "@/lib/fhir";
import { nameAt } from "./author";
import type { MapContext, RecordDraft } from "./record-draft";

// FHIR R4 value set condition-clinical: the states in which a problem is still one.
const ACTIVE = new Set(["active", "recurrence", "relapse"]);
const NEVER_WAS = new Set(["refuted", "entered-in-error"]);

function momentOf(condition: Condition, context: MapContext): Moment & { endAt?: string } {
  const { onsetDateTime, onsetPeriod, onsetAge, onsetString, recordedDate } = condition;
  if (onsetDateTime) return toMoment(onsetDateTime, context.timeZone, "Condition.onsetDateTime");
  if (onsetPeriod) return toSpan(onsetPeriod, context.timeZone, "Condition.onsetPeriod");
  const recorded = toMoment(recordedDate, context.timeZone, "Condition.recordedDate");
  const onsetText = onsetString ?? quantityText(onsetAge, context);
  return onsetText ? { ...recorded, atText: onsetText } : recorded;
}

function endOf(condition: Condition, context: MapContext): { endAt?: string } {
  const { abatementDateTime, abatementPeriod } = condition;
  const end = abatementDateTime ?? abatementPeriod?.end ?? abatementPeriod?.start;
  const { at } = toMoment(end, context.timeZone, "Condition.abatement[x]");
  return at === undefined ? {} : { endAt: at };
}

/** Chart row of a Condition. Current: active and not refuted; one without a status is taken as active unless it has abated. */
export function mapCondition(condition: Condition, context: MapContext): RecordDraft {
  const clinical = codeOf(condition.clinicalStatus);
  const verification = codeOf(condition.verificationStatus);
  const end = endOf(condition, context);
  const hasAbated =
    end.endAt !== undefined ||
    condition.abatementString !== undefined ||
    condition.abatementAge !== undefined;
  const isActive = clinical === undefined ? !hasAbated : ACTIVE.has(clinical);
  return {
    type: "condition",
    title: textOf(condition.code) ?? "Condition",
    ...codeColumns(condition.code),
    ...momentOf(condition, context),
    ...end,
    status: clinical ?? verification,
    category: codeOf(condition.category?.[0]),
    severity: textOf(condition.severity),
    isCurrent: isActive && !NEVER_WAS.has(verification ?? ""),
    isRetracted: verification === "entered-in-error",
    author: nameAt(condition.asserter ?? condition.recorder, context),
    searchTexts: [condition.note?.map(({ text }) => text).join(" "), textOf(condition.bodySite?.[0])],
  };
}
