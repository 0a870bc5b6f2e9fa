export { type AuditEvent, audit } from "./audit";
export { auditAnonymous, NO_TENANT } from "./audit-anonymous";
export { type AuditRow, listAudit } from "./list-audit";
export { queryHash } from "./query-hash";
