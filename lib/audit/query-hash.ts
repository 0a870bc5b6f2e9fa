import "server-only";
import { createHmac } from "node:crypto";
import { deriveKey, env } from "@/lib/env";

/** HMAC-SHA-256 of a normalised search, so that the trail shows equal searches without keeping their words. */
export function queryHash(normalisedQuery: string): Buffer {
  const key = deriveKey(env().AUTH_SECRET ?? "", "audit query");
  return createHmac("sha256", key).update(normalisedQuery).digest();
}
