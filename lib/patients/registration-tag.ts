import "server-only";
import { hash } from "node:crypto";
import type { RegisteredPatient } from "./schema";

/**
 * The entity tag of a registration: its version, which If-Match names, and a digest of all that is shown, because some of it changes
 * without a version: when the patient was last seen, and whose period has ended today.
 */
export function registrationTag(patient: RegisteredPatient): string {
  return `${patient.version}.${hash("sha256", JSON.stringify(patient), "base64url").slice(0, 12)}`;
}
