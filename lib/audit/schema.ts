/** Everything that is kept in the trail, `thing.verb`. What is written outside this list does not compile; the screens have a word for each. */
export const AUDIT_ACTIONS = [
  "patient.search",
  "patient.read",
  "patient.summary.read",
  "patient.records.read",
  "patient.balance.read",
  "patient.ledger.read",
  "patient.history.read",
  "patient.change",
  "patient.generate",
  "session.sign-in",
  "session.sign-out",
  "session.lock",
  "session.unlock",
  "session.list",
  "session.end",
  "user.list",
  "user.read",
  "user.invite",
  "user.change",
  "user.set-password",
  "user.change-password",
  "user.reset-password",
  "user.revoke-sessions",
  "token.list",
  "token.create",
  "token.revoke",
  "clinic.make",
  "clinic.change",
  "audit.read",
  "import.batch",
  "request",
  "request.replay",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export const AUDIT_OUTCOMES = ["success", "refused", "failure"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];
