/** Roles as they are written; the table of what each may do is lib/tenancy/permissions.ts, and a test holds the two together. */
export const ROLE_NAMES = ["admin", "clinician", "nurse", "reception", "billing"] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

/** Somebody who works in the clinic. Instants ISO 8601. */
export type Person = {
  id: string;
  email: string;
  name: string;
  role: RoleName;
  /** invited: has no password yet; deactivated: comes in no more. */
  status: "invited" | "active" | "deactivated";
  /** The last sign of life; null for somebody who never signed in. */
  lastSeenAt: string | null;
  /** Until when the invitation or reset link that is out can be used; null without one. */
  linkExpiresAt: string | null;
  createdAt: string;
  version: number;
  updatedAt: string;
  updatedByName: string | null;
};

/** A person with the link by which they set a password: told once, to whoever asked for it. */
export type PersonWithLink = Person & { inviteUrl: string };

/** Somebody who is signed in now. */
export type PersonSession = {
  id: string;
  userId: string;
  name: string;
  email: string;
  /** "Chrome on Windows", or what the program calls itself. */
  device: string;
  ip: string | null;
  createdAt: string;
  lastActiveAt: string;
  isLocked: boolean;
  /** The session that asks. */
  isOwn: boolean;
};

/** An API token; it acts with the role of its person. */
export type PersonToken = {
  id: string;
  name: string;
  userId: string;
  userName: string;
  userEmail: string;
  createdByName: string | null;
  createdAt: string;
  expiresAt: string;
};

/** What somebody with a link is told before they choose a password. */
export type LinkFacts = {
  purpose: "invite" | "reset";
  name: string;
  email: string;
  clinic: string;
  expiresAt: string;
};
