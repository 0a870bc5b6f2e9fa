import "server-only";
import type { ImportedMoney } from "@/lib/billing";
import { encounterOf, subjectOf } from "@/lib/fhir";
import type { ImportedPatient } from "@/lib/patients";
import { type ImportedRecord, judgeVitals } from "@/lib/records";
import type { ImportedResource, KnownResources, LinkResolver, ResourceKey } from "@/lib/resources";
import type { Batch } from "./batch";
import type { MatchedItem } from "./match-items";

/** The rows that matched resources become. */
export type ImportRows = {
  patients: ImportedPatient[];
  records: ImportedRecord[];
  resources: ImportedResource[];
  /** Whole resources that become chart rows. */
  released: ResourceKey[];
  money: ImportedMoney[];
  /** Those that no row can take, with the reason. */
  refused: Map<MatchedItem, string>;
  /** References were filled in; the resources themselves are as they were. */
  isCompletion: boolean;
};

type Context = {
  batch: Batch;
  known: KnownResources;
  /** All of the batch, for the birth dates of patients that are written with it. */
  matched: readonly MatchedItem[];
  resolver: LinkResolver;
  isCompletion?: boolean;
};

class RowBuilder {
  readonly rows: ImportRows;
  private readonly birthDates = new Map<string, string | null>();

  constructor(private readonly context: Context) {
    const isCompletion = context.isCompletion ?? false;
    this.rows = {
      patients: [],
      records: [],
      resources: [],
      released: [],
      money: [],
      refused: new Map(),
      isCompletion,
    };
    for (const { item, id, outcome } of context.matched) {
      // One that came along unchanged may have been corrected here: what is stored holds.
      if (item.drafts.patient && outcome !== "unchanged")
        this.birthDates.set(id, item.drafts.patient.birthDate);
    }
  }

  add(matched: MatchedItem): void {
    const { item, id } = matched;
    Reflect.set(item.resource, "id", id);
    const { patient, record, money } = item.drafts;
    if (patient) this.addPatient(matched);
    else if (record && this.patientOf(matched)) this.addRecord(matched);
    else this.addResource(matched);
    if (money && (item.type === "Claim" || item.type === "ExplanationOfBenefit")) {
      this.rows.money.push({
        sourceType: item.type,
        sourceId: id,
        patientId: this.patientOf(matched),
        money,
      });
    }
  }

  private common({ item, id, stored }: MatchedItem): {
    id: string;
    resource: string;
    hash: string;
    action: "create" | "update" | "complete";
  } {
    const resource = this.context.batch.digits.stringify(item.resource);
    const changed = this.context.isCompletion ? "complete" : "update";
    return { id, resource, hash: item.hash, action: stored ? changed : "create" };
  }

  private addPatient(matched: MatchedItem): void {
    const { patient } = matched.item.drafts;
    if (!patient) return;
    const { hash, ...common } = this.common(matched);
    this.rows.patients.push({ ...common, draft: patient, hash: this.context.isCompletion ? null : hash });
  }

  private addRecord(matched: MatchedItem): void {
    const { item, id, stored } = matched;
    const patientId = this.patientOf(matched);
    const draft = item.drafts.record;
    if (!patientId || !draft) return;
    const encounter = this.targetOf(encounterOf(item.resource)?.reference);
    const common = this.common(matched);
    const isMoving = stored?.table === "fhir_resource";
    if (isMoving) this.rows.released.push({ type: item.type, id });
    this.rows.records.push({
      ...common,
      type: item.type,
      hash: this.context.isCompletion ? (isMoving ? stored.hash : null) : common.hash,
      action: isMoving ? "create" : common.action,
      version: isMoving ? stored.version + (this.context.isCompletion ? 0 : 1) : 1,
      patientId,
      encounterId: encounter?.type === "Encounter" ? encounter.id : null,
      draft: judgeVitals(draft, this.birthDateOf(patientId)),
    });
  }

  private addResource(matched: MatchedItem): void {
    const { item, stored } = matched;
    if (stored?.table === "record") {
      this.rows.refused.set(matched, "it is in a chart already and names no patient that is here");
      return;
    }
    this.rows.resources.push({
      ...this.common(matched),
      type: item.type,
      patientId: this.patientOf(matched),
      version: 1,
    });
  }

  private patientOf({ item }: MatchedItem): string | null {
    const target = this.targetOf(subjectOf(item.resource)?.reference);
    return target?.type === "Patient" ? target.id : null;
  }

  private birthDateOf(patientId: string): string | null {
    const written = this.birthDates.get(patientId);
    return written === undefined ? (this.context.known.at("Patient", patientId)?.birthDate ?? null) : written;
  }

  /** References were rewritten already, so one that has a target names it. */
  private targetOf(reference: string | undefined): ResourceKey | null {
    return reference ? this.context.resolver.resolveStored(reference) : null;
  }
}

/** The rows that changed resources become: patients, chart rows, whole resources and money. */
export function buildRows(changed: readonly MatchedItem[], context: Context): ImportRows {
  const builder = new RowBuilder(context);
  for (const one of changed) builder.add(one);
  return builder.rows;
}
