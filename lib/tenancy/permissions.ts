/** The one table of who may do what. A permission is `thing:verb`; a role without it gets 403. */
export const PERMISSIONS = {
  admin: [
    "patient:search",
    "patient:read",
    "patient:write",
    "chart:read",
    "billing:read",
    "audit:read",
    "access-log:read",
    "user:manage",
    "clinic:manage",
    "session:read",
  ],
  clinician: [
    "patient:search",
    "patient:read",
    "patient:write",
    "chart:read",
    "billing:read",
    "access-log:read",
  ],
  nurse: ["patient:search", "patient:read", "patient:write", "chart:read"],
  reception: ["patient:search", "patient:read", "patient:write", "billing:read"],
  billing: ["patient:search", "patient:read", "billing:read"],
} as const satisfies Record<string, readonly string[]>;

export type Role = keyof typeof PERMISSIONS;
export type Permission = (typeof PERMISSIONS)[Role][number];
export const ROLES = Object.keys(PERMISSIONS) as Role[];

/** The permissions of a role. */
export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return new Set<Permission>(PERMISSIONS[role]);
}
