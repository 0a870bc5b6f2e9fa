import "server-only";
import { createHash } from "node:crypto";
import type { Timing } from "@/lib/tenancy";

export type ReplyOptions = { status?: number; etag?: string; location?: string };

/** What a handler may return instead of a plain value: a status, an entity tag, where it is now, or nothing to send. */
export class Reply {
  constructor(
    readonly value: unknown,
    readonly options: ReplyOptions = {},
  ) {}
}

/** A value with the entity tag that identifies its version. */
export function withEtag(value: unknown, etag: string): Reply {
  return new Reply(value, { etag });
}

/** JSON with ETag and 304, the request id, timings, and a cache policy under which no shared cache keeps it. */
export function toResponse(
  request: Request,
  result: unknown,
  facts: { requestId: string; timing: Timing; startedAt: number },
): Response {
  if (result instanceof Response) return withFacts(result, facts);
  const reply = result instanceof Reply ? result : new Reply(result);
  const headers = new Headers({
    "X-Request-Id": facts.requestId,
    "Cache-Control": "private, no-cache",
    Vary: "Cookie, Authorization",
  });
  headers.set("Server-Timing", serverTiming(facts));
  if (reply.options.location) headers.set("Location", reply.options.location);
  if (reply.value === undefined) return new Response(null, { status: reply.options.status ?? 204, headers });
  const text = JSON.stringify(reply.value);
  if (request.method === "GET" || request.method === "HEAD") {
    const etag = `"${reply.options.etag ?? createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
    headers.set("ETag", etag);
    if (matches(request.headers.get("if-none-match"), etag))
      return new Response(null, { status: 304, headers });
  }
  // The version that a write made; the next change names it in If-Match.
  else if (reply.options.etag) headers.set("ETag", `"${reply.options.etag}"`);
  headers.set("Content-Type", "application/json; charset=utf-8");
  return new Response(text, { status: reply.options.status ?? 200, headers });
}

type Facts = { requestId: string; timing: Timing; startedAt: number };

function serverTiming({ timing, startedAt }: Facts): string {
  const totalMs = performance.now() - startedAt;
  return `db;dur=${timing.dbMs.toFixed(2)}, total;dur=${totalMs.toFixed(2)}, cache;desc=${timing.cache}`;
}

/** Gives an answer that was made elsewhere (next-auth, metrics, a refusal) the headers that every answer has. */
export function withFacts(response: Response, facts: Facts): Response {
  const headers = new Headers(response.headers);
  headers.set("X-Request-Id", facts.requestId);
  headers.set("Server-Timing", serverTiming(facts));
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

function matches(ifNoneMatch: string | null, etag: string): boolean {
  if (!ifNoneMatch) return false;
  return ifNoneMatch
    .split(",")
    .some((candidate) => candidate.trim().replace(/^W\//, "") === etag || candidate.trim() === "*");
}
