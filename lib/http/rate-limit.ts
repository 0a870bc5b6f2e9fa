import "server-only";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { AppError } from "@/lib/errors";
import { rateLimited } from "@/lib/observability";
import { once } from "@/lib/process";
import type { Ctx, Role } from "@/lib/tenancy";

/** Kinds of routes by what a call of them costs the others. */
export type RateClass = "read" | "write";

type Limit = { seconds: number; points: Record<Role, number> };
const everybody = (points: number): Record<Role, number> => ({
  admin: points,
  clinician: points,
  nurse: points,
  reception: points,
  billing: points,
});

/**
 * Requests of one person to one route in one process. Far above what a person or a well-behaved program does; they stop what has gone mad before
 * it takes the clinic down. Billing imports and posts in bulk, so it may write more.
 */
export const RATE_LIMITS: Record<RateClass, Limit> = {
  read: { seconds: 10, points: everybody(60_000) },
  write: { seconds: 10, points: { ...everybody(1_000), billing: 2_000 } },
};

const limiters = once("rate limiters", () => new Map<string, RateLimiterMemory>());

function limiterOf(kind: RateClass, role: Role): RateLimiterMemory {
  const name = `${kind}/${role}`;
  const known = limiters.get(name);
  if (known) return known;
  const { seconds, points } = RATE_LIMITS[kind];
  const made = new RateLimiterMemory({ keyPrefix: name, points: points[role], duration: seconds });
  limiters.set(name, made);
  return made;
}

/**
 * Counts one request of the caller to `route` against what its role may send to a route of that kind: a page that has gone mad about
 * one route does not keep its person from the others.
 * @throws AppError("too_many_requests") with the seconds to wait
 */
export async function assertWithinRate(ctx: Ctx, kind: RateClass, route: string): Promise<void> {
  if (ctx.actor.kind !== "user") return;
  try {
    await limiterOf(kind, ctx.actor.role).consume(`${ctx.actor.id} ${route}`);
  } catch (refusal) {
    // By its shape: the limiter may have been made by another bundle of this process, whose classes are its own.
    const waitMs: unknown = refusal && Reflect.get(Object(refusal), "msBeforeNext");
    if (typeof waitMs !== "number") throw refusal;
    rateLimited.inc({ kind });
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    throw new AppError(
      "too_many_requests",
      `More requests than one account may send. Try again in ${retryAfterSeconds} s.`,
      {
        retryAfterSeconds,
      },
    );
  }
}
