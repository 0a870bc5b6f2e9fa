import "server-only";
import { OperationOutcomeError, validateResource as validateStructure } from "@medplum/core";
import type { OperationOutcomeIssue, Resource } from "@medplum/fhirtypes";
import { checkShape } from "./check-shape";
import { findDefinition, loadFhirDefinitions } from "./fhir-definitions";
import { isRecord } from "./is-record";

const FAULTS_SHOWN = 3;
// FHIR R4, datatypes.html#base64Binary: white space is allowed between groups, which the library refuses.
const BASE64 = /^[0-9a-zA-Z+/=\s]*$/;

function valueAt(resource: Record<string, unknown>, expression: string): unknown {
  let value: unknown = resource;
  for (const step of expression.split(".").slice(1)) {
    const [, name = "", isChoice, index] = /^(\w+)(\[x\])?(?:\[(\d+)\])?$/.exec(step) ?? [];
    if (!isRecord(value)) return undefined;
    const key = isChoice ? Object.keys(value).find((candidate) => candidate.startsWith(name)) : name;
    value = key === undefined ? undefined : value[key];
    if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined;
  }
  return value;
}

function isSpacedBase64(value: unknown): boolean {
  return typeof value === "string" && BASE64.test(value) && value.replace(/\s/g, "").length % 4 === 0;
}

function isFault(issue: OperationOutcomeIssue, resource: Record<string, unknown>): boolean {
  const text = issue.details?.text ?? "";
  // Two of a choice (deceasedBoolean and deceasedDateTime) are a warning there; which one is right nobody can say.
  if (issue.severity !== "error" && issue.severity !== "fatal") return text.startsWith("Conflicting choice");
  if (text.startsWith("Invalid base64Binary")) {
    return !isSpacedBase64(valueAt(resource, issue.expression?.[0] ?? ""));
  }
  return true;
}

function structureFaults(resource: Record<string, unknown>): string[] {
  let issues: OperationOutcomeIssue[];
  try {
    issues = validateStructure(resource as unknown as Resource);
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) return ["The structure cannot be checked"];
    issues = error.outcome.issue ?? [];
  }
  return issues
    .filter((issue) => isFault(issue, resource))
    .map(
      (issue) => `${issue.details?.text ?? issue.code ?? "Invalid"} (${issue.expression?.join(", ") ?? "?"})`,
    );
}

function isResourceType(type: unknown): type is string {
  return typeof type === "string" && findDefinition(type)?.kind === "resource";
}

/**
 * Why a parsed value is not a valid FHIR R4 resource, in one line; null when it is. Checks the structure rules of the
 * base specification (not profiles, not terminologies other than closed code lists).
 */
export function findResourceFault(value: unknown): string | null {
  loadFhirDefinitions();
  if (!isRecord(value)) return "not a resource: no JSON object";
  const type = value.resourceType;
  if (type === undefined) return "not a resource: resourceType is missing";
  if (!isResourceType(type)) return `not a resource of FHIR R4: ${JSON.stringify(type)?.slice(0, 60)}`;
  const faults = [...checkShape(value), ...structureFaults(value)];
  if (faults.length === 0) return null;
  const more = faults.length > FAULTS_SHOWN ? `; and ${faults.length - FAULTS_SHOWN} more` : "";
  return faults.slice(0, FAULTS_SHOWN).join("; ") + more;
}

/** Why a bundle's own members (its entries' resources apart) are not valid, in one line; null when they are. */
export function findBundleFault(bundle: Record<string, unknown>): string | null {
  loadFhirDefinitions();
  const { entry, ...shell } = bundle;
  const entries = Array.isArray(entry)
    ? entry.map((item) => (isRecord(item) ? { ...item, resource: undefined } : item))
    : entry;
  // The constraints look at the resources, which are judged one by one.
  const faults = [...checkShape({ ...shell, entry: entries }), ...structureFaults(shell)].filter(
    (fault) => !fault.startsWith("Constraint ") && !fault.includes("Unknown code"),
  );
  return faults[0] ?? null;
}
