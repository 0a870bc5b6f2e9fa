import "server-only";
import { createHmac, hkdfSync } from "node:crypto";
import { env } from "@/lib/env";

let key: Buffer | undefined;

/** HMAC-SHA-256 of a normalised search, so that the trail shows equal searches without keeping their words. */
export function queryHash(normalisedQuery: string): Buffer {
  key ??= Buffer.from(hkdfSync("sha256", env().AUTH_SECRET ?? "", "", "swiftchart audit query", 32));
  return createHmac("sha256", key).update(normalisedQuery).digest();
}
