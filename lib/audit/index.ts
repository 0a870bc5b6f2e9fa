export { type AuditEvent, audit } from "./audit";
export { auditAnonymous, NO_TENANT, toInet } from "./audit-anonymous";
export { countRefusal, writeRefusals } from "./count-refusal";
export { type AuditRow, listAudit } from "./list-audit";
export { queryHash } from "./query-hash";
