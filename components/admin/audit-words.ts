import { AUDIT_ACTIONS, type AuditAction, type AuditOutcome } from "@/lib/audit/schema";

/** What the trail's actions are called on the screen. */
const ACTION_WORD: Record<AuditAction, string> = {
  "patient.search": "Searched patients",
  "patient.read": "Read a patient",
  "patient.summary.read": "Read a summary",
  "patient.records.read": "Read records",
  "patient.balance.read": "Read a balance",
  "patient.ledger.read": "Read an account",
  "patient.history.read": "Read a registration's history",
  "patient.events.read": "Followed a chart's changes",
  "patient.change": "Changed a registration",
  "patient.generate": "Made patients for a trial",
  "session.sign-in": "Signed in",
  "session.sign-out": "Signed out",
  "session.lock": "Locked the screen",
  "session.unlock": "Unlocked the screen",
  "session.list": "Read who is signed in",
  "session.end": "Ended a session",
  "user.list": "Read the list of people",
  "user.read": "Read a person of the clinic",
  "user.invite": "Invited somebody",
  "user.change": "Changed a person",
  "user.set-password": "Set a password by link",
  "user.change-password": "Changed the own password",
  "user.reset-password": "Made a reset link",
  "user.revoke-sessions": "Ended all sessions of somebody",
  "token.list": "Read the list of API tokens",
  "token.create": "Made an API token",
  "token.revoke": "Revoked an API token",
  "clinic.make": "Made the clinic",
  "clinic.change": "Changed the clinic",
  "clinic.events.read": "Followed the clinic's changes",
  "audit.read": "Read the audit trail",
  "import.batch": "Imported a file",
  request: "Was refused",
  "request.replay": "Was told an answer again",
};

/** Every action with its word, in the order in which a filter offers them. */
export const ACTION_CHOICES = AUDIT_ACTIONS.map((action) => [action, ACTION_WORD[action]] as const);

/** The word of an action; one that an earlier version wrote and this one does not know stands as it is written. */
export function actionWord(action: string): string {
  return (ACTION_WORD as Record<string, string>)[action] ?? action;
}

export const OUTCOME_WORD: Record<AuditOutcome, string> = {
  success: "Done",
  refused: "Refused",
  failure: "Failed",
};

/** What the facts of events are called; others stand under their own name. */
const FACT_WORD: Record<string, string> = {
  route: "Asked for",
  code: "Reason",
  fields: "Fields",
  settings: "Settings",
  version: "Version",
  user: "Person's id",
  role: "Role",
  days: "Days it holds",
  ended: "Sessions ended",
  session: "Session's id",
  token: "Token's id",
  by: "By",
  count: "Times",
  from: "From",
  to: "To",
  callerSaid: "Said to be",
  file: "File",
};

/** The facts of an event, each with its name, for the dialog. */
export function detailFacts(detail: Record<string, unknown> | null): [string, string][] {
  return Object.entries(detail ?? {}).map(([name, value]) => [FACT_WORD[name] ?? name, toText(value)]);
}

/** The facts of an event in one line, for the list. */
export function detailText(detail: Record<string, unknown> | null): string {
  if (!detail) return "";
  const { route, code, ...rest } = detail;
  const first = [route, code].filter((part): part is string => typeof part === "string");
  const more = Object.entries(rest).map(([name, value]) => `${name} ${toText(value)}`);
  return [...first, ...more].join(" · ");
}

function toText(value: unknown): string {
  if (value === null || value === undefined || value === "") return "empty";
  if (Array.isArray(value)) return value.map(toText).join(", ");
  if (typeof value !== "object") return String(value);
  if ("before" in value && "after" in value) return `${toText(value.before)} → ${toText(value.after)}`;
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${toText(part)}`)
    .join("; ");
}
