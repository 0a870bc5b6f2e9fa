export { appDatabaseUrl } from "./app-url";
export {
  actorOf,
  type Ctx,
  startDeadline,
  startTiming,
  type Tenant,
  type Timing,
} from "./context";
export { isUuid, NO_TENANT, type PatientId, type SessionId, type TenantId, type UserId } from "./ids";
export { jobContext } from "./job-context";
export { type Permission, permissionsOf, ROLES, type Role } from "./permissions";
export { closePools, usePools, writePool } from "./pools";
export { systemContext } from "./system-context";
export { type TenantRow, toTenant } from "./to-tenant";
export { type Commit, withSnapshot, withTenant, withTransaction } from "./with-tenant";
