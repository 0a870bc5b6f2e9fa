import { expect, test } from "vitest";
import { PERMISSIONS, type Permission, permissionsOf, ROLES } from "./permissions";

test("a name that is no permission does not compile", () => {
  // @ts-expect-error the union is closed
  expect(permissionsOf("admin").has("patient:raed")).toBe(false);
});

test("every permission is a thing and a verb, held by the administrator, and listed once a role", () => {
  const held = permissionsOf("admin");
  for (const role of ROLES) {
    const listed: readonly Permission[] = PERMISSIONS[role];
    expect(new Set(listed).size).toBe(listed.length);
    for (const permission of listed) {
      expect(permission).toMatch(/^[a-z-]+:[a-z]+$/);
      expect(held.has(permission)).toBe(true);
    }
  }
});

test("people, settings and sessions are the administrator's alone", () => {
  for (const role of ROLES.filter((name) => name !== "admin"))
    for (const permission of ["user:manage", "clinic:manage", "session:read", "audit:read"] as const)
      expect([role, permission, permissionsOf(role).has(permission)]).toEqual([role, permission, false]);
});
