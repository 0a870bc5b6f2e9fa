import "server-only";
import { VITAL_SIGNS } from "./rules";
import type { Abnormal, Vital } from "./schema";

export type Component = {
  code: string;
  title?: string;
  value: string | null;
  unit?: string | null;
  abnormal?: Abnormal | null;
};

/** A measurement as the database has it, newest first within its code. */
export type Measured = {
  code: string;
  title: string;
  value: string | null;
  unit: string | null;
  components: Component[] | null;
  abnormal: Abnormal | null;
  /** The instant it is ordered by. */
  at: string;
  /** The instant, or the date that was recorded without a time. */
  takenAt: string;
};

type Reading = {
  code: string;
  at: string;
  text: string;
  unit: string | null;
  abnormal: Abnormal | null;
  takenAt: string;
};

/** The latest reading of each vital sign with the one before it; panels count as readings of their components. */
export function toVitals(measured: readonly Measured[]): Record<string, Vital> {
  const readings = measured.flatMap(toReadings).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const vitals: Record<string, Vital> = {};
  for (const { code, title } of VITAL_SIGNS) {
    const [latest, before] = readings.filter((reading) => reading.code === code);
    if (!latest) continue;
    vitals[code] = {
      title,
      value: Number(latest.text),
      text: latest.text,
      unit: latest.unit,
      takenAt: latest.takenAt,
      abnormal: latest.abnormal,
      previous: before ? { value: Number(before.text), takenAt: before.takenAt } : null,
    };
  }
  return vitals;
}

function toReadings(row: Measured): Reading[] {
  const { at, takenAt } = row;
  const own = { code: row.code, value: row.value, unit: row.unit, abnormal: row.abnormal };
  return [own, ...(row.components ?? [])].flatMap(({ code, value, unit, abnormal }) =>
    value !== null && value !== "" && Number.isFinite(Number(value))
      ? [{ code, text: value, unit: unit ?? null, abnormal: abnormal ?? null, at, takenAt }]
      : [],
  );
}
