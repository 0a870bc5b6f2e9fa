export { appDatabaseUrl } from "./app-url";
export {
  type Actor,
  actorOf,
  type Ctx,
  type Deadline,
  startDeadline,
  startTiming,
  type Tenant,
  type Timing,
} from "./context";
export { isUuid, type PatientId, type SessionId, type TenantId, type UserId } from "./ids";
export { jobContext } from "./job-context";
export { PERMISSIONS, type Permission, permissionsOf, ROLES, type Role } from "./permissions";
export { closePools, readPool, usePools, writePool } from "./pools";
export { systemContext } from "./system-context";
export { type TenantRow, toTenant } from "./to-tenant";
export { withSnapshot, withTenant, withTransaction } from "./with-tenant";
