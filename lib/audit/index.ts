export { audit } from "./audit";
export { auditAnonymous, toInet } from "./audit-anonymous";
export { countRefusal, writeRefusals } from "./count-refusal";
export { listAudit } from "./list-audit";
export { noteRefusal } from "./note-refusal";
export { queryHash } from "./query-hash";
export { AUDIT_OUTCOMES, type AuditAction } from "./schema";
