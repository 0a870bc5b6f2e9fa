export const RECORD_TYPES = [
  "encounter",
  "observation",
  "condition",
  "allergy",
  "immunization",
  "medication",
  "procedure",
  "report",
  "document",
  "note",
] as const;
export type RecordType = (typeof RECORD_TYPES)[number];
export type Abnormal = "low" | "high" | "critical-low" | "critical-high" | "abnormal";

/** One entry of a summary's list. `at` is an ISO 8601 instant, or the partial date that was recorded. */
export type SummaryItem = {
  id: string;
  title: string;
  code: string | null;
  at: string | null;
  status: string | null;
  /** Allergy: criticality or severity; condition: severity. */
  severity: string | null;
  /** Allergy: the reaction; medication: the dosage, when recorded. */
  detail: string | null;
};

/**
 * The latest measurement of a vital sign. `text` has the digits as recorded, `unit` is UCUM, `takenAt` is an ISO 8601 instant or the
 * date that was recorded without a time.
 */
export type Vital = {
  title: string;
  value: number;
  text: string;
  unit: string | null;
  takenAt: string;
  abnormal: Abnormal | null;
  /** The measurement before it, for the change. */
  previous: { value: number; takenAt: string } | null;
};

/** One entry of the timeline. A number where one was measured, else text; a panel's parts joined by a slash. */
export type TimelineItem = {
  id: string;
  /** FHIR R4; with `id` it names one entry, because types may share an id. */
  resourceType: string;
  type: RecordType;
  title: string;
  code: string | null;
  at: string | null;
  status: string | null;
  value?: number | string;
  /** The digits of a number as they were recorded. */
  text?: string;
  unit?: string;
  encounterId?: string;
  abnormal?: Abnormal;
  isRetracted?: boolean;
};

export type TimelinePage = { items: TimelineItem[]; nextCursor: string | null };
