import type { RoleName } from "@/lib/people/schema";

/** What the roles are called on the screen. */
export const ROLE_WORD: Record<RoleName, string> = {
  admin: "Administrator",
  clinician: "Clinician",
  nurse: "Nurse",
  reception: "Reception",
  billing: "Billing",
};
