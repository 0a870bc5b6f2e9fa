import "server-only";
import type { Observation, ObservationComponent } from "@medplum/fhirtypes";
import {
  codeColumns,
  codeOf,
  type Moment,
  quantityColumns,
  quantityText,
  textOf,
  toMoment,
  toSpan,
} from "@/lib/fhir";
import { BLOOD_PRESSURE_PANELS, DIASTOLIC, SYSTOLIC } from "../rules";
import { abnormalityOf, gravest } from "./abnormality";
import { firstNameAt } from "./author";
import type { DraftComponent, MapContext, RecordDraft } from "./record-draft";

type Values = Pick<RecordDraft, "valueNumber" | "valueText" | "unit">;

const PANELS: readonly string[] = BLOOD_PRESSURE_PANELS;

function valueColumns(holder: Observation | ObservationComponent, context: MapContext): Values {
  if (holder.valueQuantity) return quantityColumns(holder.valueQuantity, context);
  if (holder.valueCodeableConcept) return { valueText: textOf(holder.valueCodeableConcept) };
  if (holder.valueString !== undefined) return { valueText: holder.valueString };
  if (holder.valueBoolean !== undefined) return { valueText: holder.valueBoolean ? "Yes" : "No" };
  if (holder.valueInteger !== undefined) {
    const digits = context.digits(holder, "valueInteger");
    return { valueNumber: digits, valueText: digits };
  }
  return { valueText: compoundText(holder, context) };
}

function compoundText(holder: Observation | ObservationComponent, context: MapContext): string | undefined {
  const { valueRange, valueRatio, valuePeriod } = holder;
  if (valueRange) {
    return [valueRange.low, valueRange.high].map((bound) => quantityText(bound, context) ?? "").join(" – ");
  }
  if (valueRatio) {
    return [valueRatio.numerator, valueRatio.denominator]
      .map((part) => quantityText(part, context) ?? "")
      .join(" : ");
  }
  if (valuePeriod) return [valuePeriod.start ?? "", valuePeriod.end ?? ""].join(" – ");
  return holder.valueTime ?? holder.valueDateTime ?? (holder.valueSampledData ? "Sampled data" : undefined);
}

function toComponent(component: ObservationComponent, context: MapContext): DraftComponent {
  const { valueText, unit } = valueColumns(component, context);
  const abnormal = abnormalityOf(component, context);
  return {
    code: codeColumns(component.code).code ?? null,
    title: textOf(component.code) ?? "Component",
    value: valueText ?? null,
    unit: unit ?? null,
    ...(abnormal ? { abnormal } : {}),
  };
}

/** "120/80" for a blood pressure panel, so that a list can show it in one cell. */
function panelColumns(code: string | undefined, components: readonly DraftComponent[]): Values {
  if (!PANELS.includes(code ?? "")) return {};
  const systolic = components.find((component) => component.code === SYSTOLIC);
  const diastolic = components.find((component) => component.code === DIASTOLIC);
  if (!systolic?.value || !diastolic?.value) return {};
  return { valueText: `${systolic.value}/${diastolic.value}`, unit: systolic.unit ?? undefined };
}

function momentOf(observation: Observation, timeZone: string): Moment & { endAt?: string } {
  const { effectiveDateTime, effectiveInstant, effectivePeriod, issued } = observation;
  const effective = effectiveDateTime ?? effectiveInstant;
  if (effective) return toMoment(effective, timeZone, "Observation.effective[x]");
  if (effectivePeriod) return toSpan(effectivePeriod, timeZone, "Observation.effectivePeriod");
  return toMoment(issued, timeZone, "Observation.issued");
}

/** Chart row of an Observation: vital sign, laboratory value, survey answer or panel with components. */
export function mapObservation(observation: Observation, context: MapContext): RecordDraft {
  const columns = codeColumns(observation.code);
  const components = (observation.component ?? []).map((component) => toComponent(component, context));
  const own = valueColumns(observation, context);
  return {
    type: "observation",
    title: textOf(observation.code) ?? "Observation",
    ...columns,
    ...momentOf(observation, context.timeZone),
    status: observation.status,
    category: codeOf(observation.category?.[0]),
    ...(own.valueText === undefined ? panelColumns(columns.code, components) : own),
    components: components.length > 0 ? components : undefined,
    abnormal: abnormalityOf(observation, context) ?? gravest(components.map(({ abnormal }) => abnormal)),
    isRetracted: observation.status === "entered-in-error",
    author: firstNameAt(observation.performer, context),
    searchTexts: [
      observation.note?.map(({ text }) => text).join(" "),
      components.map(({ title, code }) => `${title} ${code ?? ""}`).join(" "),
    ],
  };
}
