import { encounterOf, subjectOf } from "@/lib/fhir";
import "server-only";
import type { ImportedMoney } from "@/lib/billing";
import type { ImportedPatient } from "@/lib/patients";
import { type ImportedRecord, judgeVitals } from "@/lib/records";
import type { Batch } from "./batch";
import type { KnownResources } from "./known-resources";
import type { LinkResolver, Target } from "./resolve-links";
import type { Settled } from "./settle-items";
import type { KeptResource } from "./store-resources";

/** The rows that settled resources become. */
export type Place = {
  patients: ImportedPatient[];
  records: ImportedRecord[];
  resources: KeptResource[];
  /** Whole resources that become chart rows. */
  released: { type: string; id: string }[];
  money: ImportedMoney[];
  /** Those that no row can take, with the reason. */
  refused: Map<Settled, string>;
  /** References were filled in; the resources themselves are as they were. */
  isCompletion: boolean;
};

type Context = {
  batch: Batch;
  known: KnownResources;
  /** All of the batch, for the birth dates of patients that came along. */
  settled: readonly Settled[];
  resolver: LinkResolver;
  isCompletion?: boolean;
};

class Placing {
  readonly place: Place;
  private readonly birthDates = new Map<string, string | null>();

  constructor(private readonly context: Context) {
    const isCompletion = context.isCompletion ?? false;
    this.place = {
      patients: [],
      records: [],
      resources: [],
      released: [],
      money: [],
      refused: new Map(),
      isCompletion,
    };
    for (const { item, id } of context.settled) {
      if (item.drafts.patient) this.birthDates.set(id, item.drafts.patient.birthDate);
    }
  }

  add(settled: Settled): void {
    const { item, id } = settled;
    Reflect.set(item.resource, "id", id);
    const { patient, record, money } = item.drafts;
    if (patient) this.addPatient(settled);
    else if (record && this.patientOf(settled)) this.addRecord(settled);
    else this.addResource(settled);
    if (money && (item.type === "Claim" || item.type === "ExplanationOfBenefit")) {
      this.place.money.push({
        sourceType: item.type,
        sourceId: id,
        patientId: this.patientOf(settled),
        money,
      });
    }
  }

  private common({ item, id, stored }: Settled): {
    id: string;
    resource: string;
    hash: string;
    action: "create" | "update" | "complete";
  } {
    const resource = this.context.batch.digits.stringify(item.resource);
    const changed = this.context.isCompletion ? "complete" : "update";
    return { id, resource, hash: item.hash, action: stored ? changed : "create" };
  }

  private addPatient(settled: Settled): void {
    const { patient } = settled.item.drafts;
    if (!patient) return;
    const { hash, ...common } = this.common(settled);
    this.place.patients.push({ ...common, draft: patient, hash: this.context.isCompletion ? null : hash });
  }

  private addRecord(settled: Settled): void {
    const { item, id, stored } = settled;
    const patientId = this.patientOf(settled);
    const draft = item.drafts.record;
    if (!patientId || !draft) return;
    const encounter = this.targetOf(encounterOf(item.resource)?.reference);
    const common = this.common(settled);
    const isMoving = stored?.place === "fhir_resource";
    if (isMoving) this.place.released.push({ type: item.type, id });
    this.place.records.push({
      ...common,
      hash: this.context.isCompletion ? (isMoving ? stored.hash : null) : common.hash,
      action: isMoving ? "create" : common.action,
      version: isMoving ? stored.version + (this.context.isCompletion ? 0 : 1) : 1,
      resourceType: item.type,
      patientId,
      encounterId: encounter?.type === "Encounter" ? encounter.id : null,
      draft: judgeVitals(draft, this.birthDateOf(patientId)),
    });
  }

  private addResource(settled: Settled): void {
    const { item, stored } = settled;
    if (stored?.place === "record") {
      this.place.refused.set(settled, "it is in a chart already and names no patient that is here");
      return;
    }
    this.place.resources.push({
      ...this.common(settled),
      type: item.type,
      patientId: this.patientOf(settled),
      version: 1,
    });
  }

  private patientOf({ item }: Settled): string | null {
    const target = this.targetOf(subjectOf(item.resource)?.reference);
    return target?.type === "Patient" ? target.id : null;
  }

  private birthDateOf(patientId: string): string | null {
    return this.birthDates.get(patientId) ?? this.context.known.at("Patient", patientId)?.birthDate ?? null;
  }

  /** References were rewritten already, so one that has a target names it. */
  private targetOf(reference: string | undefined): Target | null {
    return reference ? this.context.resolver.resolveStored(reference) : null;
  }
}

/** Sorts settled resources into the rows they become: patients, chart rows, whole resources and money. */
export function placeSettled(settled: readonly Settled[], context: Context): Place {
  const placing = new Placing(context);
  for (const one of settled) placing.add(one);
  return placing.place;
}
