export { createToken } from "./create-token";
export { type Asking, identify } from "./identify";
export { lockSession, revokeSession, unlockSession } from "./lock-session";
export { nextAuthOptions, signInCall } from "./next-auth-options";
export { hashPassword } from "./password";
export { PERMISSIONS, type Permission, permissionsOf, ROLES, type Role } from "./permissions";
export { type Caller, SESSION_HOURS, signIn } from "./sign-in";
