import type { Abnormal } from "./schema";

/** LOINC codes of a blood pressure's two values. */
export const SYSTOLIC = "8480-6";
export const DIASTOLIC = "8462-4";

/** LOINC panels that hold a blood pressure's two values as components. */
export const BLOOD_PRESSURE_PANELS = ["85354-9", "55284-4"] as const;

/** Vital signs of the summary in the order they are shown, by LOINC code. Each may come under several codes. */
export const VITAL_SIGNS = [
  { code: SYSTOLIC, title: "Systolic", short: "BP" },
  { code: DIASTOLIC, title: "Diastolic", short: "BP" },
  { code: "8867-4", title: "Heart rate", short: "HR" },
  { code: "9279-1", title: "Respiratory rate", short: "RR" },
  { code: "8310-5", title: "Temperature", short: "Temp" },
  { code: "59408-5", title: "Oxygen saturation", short: "SpO₂" },
  { code: "2708-6", title: "Oxygen saturation", short: "SpO₂" },
  { code: "29463-7", title: "Weight", short: "Weight" },
  { code: "8302-2", title: "Height", short: "Height" },
  { code: "39156-5", title: "BMI", short: "BMI" },
  { code: "9843-4", title: "Head circumference", short: "Head" },
  { code: "8287-5", title: "Head circumference", short: "Head" },
] as const;

type Limits = {
  units: readonly string[];
  /** Below this is low. */
  low?: number;
  /** From this on, or above it, is high. */
  highFrom?: number;
  highAbove?: number;
};

// Reference limits of adults at rest, by LOINC code, used only where the source gives neither an interpretation nor a range.
const ADULT_LIMITS: Readonly<Record<string, readonly Limits[]>> = {
  // High: stage 2 hypertension, ACC/AHA guideline 2017 (Whelton et al., Hypertension 2018;71:e13). Low: below 90/60, NHLBI, "Low Blood Pressure".
  [SYSTOLIC]: [{ units: ["mm[Hg]", "mmHg"], low: 90, highFrom: 140 }],
  [DIASTOLIC]: [{ units: ["mm[Hg]", "mmHg"], low: 60, highFrom: 90 }],
  // Normal resting rate 60 to 100: American Heart Association, "All About Heart Rate".
  "8867-4": [{ units: ["/min", "{beats}/min", "beats/minute"], low: 60, highAbove: 100 }],
  // 12 to 20 scores 0: Royal College of Physicians, National Early Warning Score 2 (2017).
  "9279-1": [{ units: ["/min", "{breaths}/min", "breaths/minute"], low: 12, highAbove: 20 }],
  // Fever from 38.0 °C (100.4 °F): CDC definition; hypothermia below 35.0 °C (95 °F): CDC.
  "8310-5": [
    { units: ["Cel", "°C"], low: 35, highFrom: 38 },
    { units: ["[degF]", "°F"], low: 95, highFrom: 100.4 },
  ],
  // 91 % or less scores 3: National Early Warning Score 2 (2017).
  "59408-5": [{ units: ["%"], low: 92 }],
  "2708-6": [{ units: ["%"], low: 92 }],
  // Underweight and obesity of adults: WHO, Obesity: preventing and managing the global epidemic (TRS 894).
  "39156-5": [{ units: ["kg/m2"], low: 18.5, highFrom: 30 }],
};

const ADULT_YEARS = 18;

/** Whether an adult's vital sign lies outside the usual limits; null within them or when no limits are known for code and unit. */
export function judgeAdultVital(code: string, value: string, unit: string | null): Abnormal | null {
  const limits = ADULT_LIMITS[code]?.find(({ units }) => units.includes(unit ?? ""));
  const number = Number(value);
  if (!limits || value === "" || !Number.isFinite(number)) return null;
  if (limits.low !== undefined && number < limits.low) return "low";
  if (limits.highFrom !== undefined && number >= limits.highFrom) return "high";
  return limits.highAbove !== undefined && number > limits.highAbove ? "high" : null;
}

/** Whether someone born on `birthDate` (YYYY-MM-DD) was 18 or older at `at` (ISO 8601); false when either is not known. */
export function isAdultAt(birthDate: string | null | undefined, at: string | null | undefined): boolean {
  if (!birthDate || !at || at.length < 10) return false;
  const birthday = `${String(Number(birthDate.slice(0, 4)) + ADULT_YEARS).padStart(4, "0")}${birthDate.slice(4)}`;
  return at.slice(0, 10) >= birthday;
}
