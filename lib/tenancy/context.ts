import "server-only";
import { LIMITS } from "@/db/limits";
import type { DateOrder } from "@/lib/time";
import type { SessionId, TenantId, UserId } from "./ids";
import type { Permission, Role } from "./permissions";

export type Tenant = {
  id: TenantId;
  slug: string;
  name: string;
  /** BCP 47. */
  locale: string;
  /** How a typed 03/12/1984 is read: the clinic's setting, else its locale's. */
  dateOrder: DateOrder;
  /** IANA name. */
  timeZone: string;
  /** ISO 4217. */
  currency: string;
};

export type Actor =
  | { kind: "user"; id: UserId; name: string; email: string; role: Role }
  | { kind: "system"; id: null; name: string; email: null; role: null };

/** Who asks, for which tenant, with what rights: the first argument of every use case. */
export type Ctx = {
  tenant: Tenant;
  actor: Actor;
  sessionId: SessionId | null;
  /** The API token that was sent; what is made by it ends with it. */
  apiTokenId?: string | undefined;
  permissions: ReadonlySet<Permission>;
  /** The tenant's directory version as of the session check of this request; lists are cached by it. */
  directoryVersion: string;
  requestId: string;
  ip: string | null;
  /** True when a page was fetched ahead of a click; noted in the audit trail. */
  isPrefetch: boolean;
  /** Filled while the request runs; becomes Server-Timing. */
  timing: Timing;
  /** Until when somebody waits for the answer; each read has its own limit without it. Unset once the answer is made. */
  deadline?: Deadline | undefined;
};

/** `endsAt` by performance.now(), `signal` aborted when the caller goes away. */
export type Deadline = { endsAt: number; signal?: AbortSignal };

export type Timing = { dbMs: number; cache: "hit" | "miss" | "none" };

/** How the audit trail names who acts: a person by address, a command by its name and without an id. */
export function actorOf({ actor }: Pick<Ctx, "actor">): { id: UserId | null; name: string } {
  return { id: actor.id, name: actor.email ?? actor.name };
}

/** A fresh timing record. */
export function startTiming(): Timing {
  return { dbMs: 0, cache: "none" };
}

/** The deadline of a request that begins now, `ms` from here; a read's own limit when left out. */
export function startDeadline(options: { ms?: number; signal?: AbortSignal } = {}): Deadline {
  const { ms = LIMITS.read.totalMs, signal } = options;
  return { endsAt: performance.now() + ms, ...(signal ? { signal } : {}) };
}
