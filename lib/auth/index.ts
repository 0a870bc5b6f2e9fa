export { PERMISSIONS, type Permission, permissionsOf, ROLES, type Role } from "@/lib/tenancy";
export type { Caller } from "./caller";
export { createToken } from "./create-token";
export { draftKey } from "./draft-key";
export { identify } from "./identify";
export { lockSession, revokeSession, unlockSession } from "./lock-session";
export { nextAuthOptions, signInCall } from "./next-auth-options";
export { hashPassword, verifyPassword } from "./password";
export { SESSION_HOURS, signIn } from "./sign-in";
