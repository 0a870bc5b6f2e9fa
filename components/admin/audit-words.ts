/** What the trail's actions are called on the screen; one that is not here stands as it is written. */
export const ACTION_WORD: Record<string, string> = {
  "patient.search": "Searched patients",
  "patient.read": "Read a patient",
  "patient.change": "Changed a registration",
  "patient.history.read": "Read a registration's history",
  "patient.summary.read": "Read a summary",
  "patient.records.read": "Read records",
  "patient.balance.read": "Read a balance",
  "patient.ledger.read": "Read an account",
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
  "audit.read": "Read the audit trail",
  "import.batch": "Imported a file",
  request: "Was refused",
  "request.replay": "Was told an answer again",
};

export function actionWord(action: string): string {
  return ACTION_WORD[action] ?? action;
}

export const OUTCOME_WORD = { success: "Done", refused: "Refused", failure: "Failed" } as const;

/** The facts of an event in one line, for the list. */
export function detailText(detail: Record<string, unknown> | null): string {
  if (!detail) return "";
  const { route, code, ...rest } = detail;
  const first = [route, code].filter((part): part is string => typeof part === "string");
  const more = Object.entries(rest).map(([name, value]) => `${name} ${toText(value)}`);
  return [...first, ...more].join(" · ");
}

function toText(value: unknown): string {
  if (value !== null && typeof value === "object" && "before" in value && "after" in value)
    return `${toText(value.before)} → ${toText(value.after)}`;
  if (Array.isArray(value)) return value.map(toText).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
