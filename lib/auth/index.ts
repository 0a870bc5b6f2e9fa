export type { Caller } from "./caller";
export { createToken } from "./create-token";
export { identify } from "./identify";
export { lockSession, revokeSession, unlockSession } from "./lock-session";
export { nextAuthOptions, signInCall } from "./next-auth-options";
export { hashPassword } from "./password";
export { PERMISSIONS, type Permission, permissionsOf, ROLES, type Role } from "./permissions";
export { SESSION_HOURS, signIn } from "./sign-in";
