import type { Role } from "@/lib/auth";

type Access = "public" | "signed-in" | readonly Role[];
export type RouteRow = {
  /** File below app, without `/route.ts`. */
  file: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Who gets an answer; everybody else 403, and 401 without a session. */
  access: Access;
  /** Names a patient of the caller's tenant in its path: another tenant's gets 404. */
  isOfPatient?: boolean;
  body?: unknown;
  /** The version a change names. */
  ifMatch?: string;
  /** The answer to somebody who may, when it is not 200. */
  status?: number;
  /** Query that makes the call valid. */
  query?: string;
};

const EVERYBODY = ["admin", "clinician", "nurse", "reception", "billing"] as const;
const CLINICAL = ["admin", "clinician", "nurse"] as const;
const MONEY = ["admin", "clinician", "reception", "billing"] as const;

/** Every route of the product and who may use it, written down apart from the code that decides it. */
export const ROUTES: readonly RouteRow[] = [
  { file: "health", method: "GET", access: "public" },
  { file: "ready", method: "GET", access: "public" },
  { file: "metrics", method: "GET", access: "public", status: 403 },
  { file: "api/[...missing]", method: "GET", access: "public", status: 404 },
  { file: "api/[...missing]", method: "POST", access: "public", status: 404 },
  { file: "api/[...missing]", method: "PUT", access: "public", status: 404 },
  { file: "api/[...missing]", method: "PATCH", access: "public", status: 404 },
  { file: "api/[...missing]", method: "DELETE", access: "public", status: 404 },
  { file: "api/patients", method: "GET", access: EVERYBODY, query: "?q=test" },
  { file: "api/patients/[patientId]", method: "GET", access: EVERYBODY, isOfPatient: true },
  {
    file: "api/patients/[patientId]",
    method: "PATCH",
    access: ["admin", "clinician", "nurse", "reception"],
    isOfPatient: true,
    // What is there already: no new version, so that every role may send it.
    body: { sex: "female" },
    ifMatch: '"1"',
  },
  { file: "api/patients/[patientId]/history", method: "GET", access: EVERYBODY, isOfPatient: true },
  { file: "api/patients/[patientId]/summary", method: "GET", access: EVERYBODY, isOfPatient: true },
  { file: "api/patients/[patientId]/records", method: "GET", access: CLINICAL, isOfPatient: true },
  { file: "api/patients/[patientId]/balance", method: "GET", access: MONEY, isOfPatient: true },
  { file: "api/patients/[patientId]/ledger", method: "GET", access: MONEY, isOfPatient: true },
  {
    file: "api/patients/[patientId]/access-log",
    method: "GET",
    access: ["admin", "clinician"],
    isOfPatient: true,
  },
  { file: "api/patients/[patientId]/events", method: "GET", access: EVERYBODY, isOfPatient: true },
  { file: "api/audit", method: "GET", access: ["admin"] },
  // The walk goes by API token, which has no session; app/api/session/session-routes.test.ts goes by cookie.
  { file: "api/users", method: "GET", access: ["admin"] },
  // What a write answers to a body that is not valid says that it was reached; what it does is tried beside it.
  { file: "api/users", method: "POST", access: ["admin"], body: {}, status: 422 },
  { file: "api/users/[userId]", method: "GET", access: ["admin"], status: 404 },
  { file: "api/users/[userId]", method: "PATCH", access: ["admin"], body: {}, status: 428 },
  { file: "api/users/[userId]/invite", method: "POST", access: ["admin"], status: 404 },
  { file: "api/users/[userId]/deactivate", method: "POST", access: ["admin"], status: 404 },
  { file: "api/users/[userId]/reset-password", method: "POST", access: ["admin"], status: 404 },
  { file: "api/users/[userId]/revoke-sessions", method: "POST", access: ["admin"], status: 404 },
  { file: "api/tokens", method: "GET", access: ["admin"] },
  { file: "api/tokens", method: "POST", access: ["admin"], body: {}, status: 422 },
  { file: "api/tokens/[tokenId]", method: "DELETE", access: ["admin"], status: 404 },
  { file: "api/sessions", method: "GET", access: ["admin"] },
  { file: "api/sessions/[sessionId]", method: "DELETE", access: ["admin"], status: 404 },
  { file: "api/clinic", method: "GET", access: "signed-in" },
  { file: "api/clinic", method: "PATCH", access: ["admin"], body: {}, status: 428 },
  { file: "api/clinic/events", method: "GET", access: ["admin"] },
  { file: "api/me", method: "GET", access: "signed-in" },
  { file: "api/me", method: "PATCH", access: "signed-in", body: {}, status: 428 },
  { file: "api/me/password", method: "POST", access: "signed-in", body: {}, status: 422 },
  { file: "api/links", method: "POST", access: "public", body: { token: "none" }, status: 410 },
  { file: "api/links/use", method: "POST", access: "public", body: {}, status: 422 },
  { file: "api/session/lock", method: "POST", access: "signed-in", status: 403 },
  {
    file: "api/session/unlock",
    method: "POST",
    access: "signed-in",
    body: { password: "wrong" },
    status: 403,
  },
  { file: "api/session/activity", method: "POST", access: "signed-in", status: 403 },
  { file: "api/session/draft-key", method: "GET", access: "signed-in" },
  { file: "api/session/current", method: "DELETE", access: "signed-in", status: 403 },
];

/** next-auth's paths, tried in their own test, and the service worker's builder, tried in the browser tests. */
export const TRIED_ELSEWHERE = ["api/auth/[...nextauth]", "serwist/[path]"];
