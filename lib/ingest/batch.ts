import "server-only";
import type { Resource } from "@medplum/fhirtypes";
import type { MoneyDraft } from "@/lib/billing";
import type { Link, NumberDigits } from "@/lib/fhir";
import type { PatientDraft } from "@/lib/patients";
import type { RecordDraft } from "@/lib/records";
import type { Identifier } from "@/lib/resources";
import type { Rejection } from "./schema";

/** What a resource becomes besides itself. */
export type Drafts = { patient?: PatientDraft; record?: RecordDraft; money?: MoneyDraft };

/** A valid resource on its way in. */
export type Item = {
  index: number;
  type: string;
  /** As in the file; null when it had none. */
  sourceId: string | null;
  fullUrl: string | null;
  /** The id it is stored under, unless what is stored already says otherwise. */
  candidate: string;
  resource: Resource;
  /** SHA-256 of the resource as it came, hexadecimal. */
  hash: string;
  links: Link[];
  identifiers: Identifier[];
  /** "create unless one with this identifier is there", or "update the one that has it". */
  condition: ({ kind: "create" | "update" } & Identifier) | null;
  drafts: Drafts;
};

/** A file, or a part of a long one, that is written in one transaction. */
export type Batch = { file: string; items: Item[]; rejected: Rejection[]; digits: NumberDigits };
