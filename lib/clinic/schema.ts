import type { DateOrder } from "../time/rules";

/** How a clinic writes things down. Instants ISO 8601. */
export type ClinicSettings = {
  id: string;
  slug: string;
  name: string;
  /** BCP 47. */
  locale: string;
  /** IANA name. */
  timeZone: string;
  /** ISO 4217. */
  currency: string;
  /** How a typed 03/12/1984 is read; null: as the locale has it. */
  dateOrder: DateOrder | null;
  /** Kept for writing to the chart; nothing reads it yet. */
  units: "metric" | "us";
  /** A fixed beginning and one # for each digit of the running number: `WS-#######`. Kept for registering patients; nothing reads it yet. */
  mrnPattern: string;
  version: number;
  updatedAt: string;
  updatedByName: string | null;
};
