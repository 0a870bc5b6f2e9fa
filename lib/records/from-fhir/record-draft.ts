import "server-only";
import type { Resource } from "@medplum/fhirtypes";
import type { DigitsOf } from "@/lib/fhir";
import type { Abnormal, RecordType } from "../schema";

export type DraftComponent = {
  code: string | null;
  title: string;
  value: string | null;
  unit: string | null;
  abnormal?: Abnormal;
};

/** The typed columns of one chart row, as far as the resource alone tells them. Columns left out are NULL or false. */
export type RecordDraft = {
  type: RecordType;
  title: string;
  codeSystem?: string | undefined;
  code?: string | undefined;
  at?: string | undefined;
  atText?: string | undefined;
  endAt?: string | undefined;
  status?: string | undefined;
  category?: string | undefined;
  severity?: string | undefined;
  /** Digits as recorded. */
  valueNumber?: string | undefined;
  valueText?: string | undefined;
  unit?: string | undefined;
  components?: DraftComponent[] | undefined;
  abnormal?: Abnormal | undefined;
  isCurrent?: boolean;
  isRetracted?: boolean;
  author?: string | undefined;
  /** Further texts the full-text search should find, besides title, codes and values. */
  searchTexts?: (string | undefined)[];
};

export type MapContext = {
  digits: DigitsOf;
  /** The resource a reference names, when it came in the same file or is contained. */
  resourceAt(reference: string | undefined): Resource | undefined;
  /** IANA name; a date without a time begins at midnight there. */
  timeZone: string;
};
