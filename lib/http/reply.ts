import "server-only";
import { hash } from "node:crypto";
import type { Timing } from "@/lib/tenancy";
import type { Answer } from "./answer";

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

type Facts = { requestId: string; timing: Timing; startedAt: number };

/**
 * JSON with ETag and 304, the request id, timings, and a cache policy under which no shared cache keeps it. A Response that a handler made itself gets the same facts and stays one.
 */
export function toAnswer(request: Request, result: unknown, facts: Facts): Answer | Response {
  if (result instanceof Response) return withFacts(result, facts);
  const reply = result instanceof Reply ? result : new Reply(result);
  const headers: Record<string, string> = {
    "X-Request-Id": facts.requestId,
    "Cache-Control": "private, no-cache",
    Vary: "Cookie, Authorization, Accept-Encoding",
  };
  if (reply.options.location) headers.Location = reply.options.location;
  const text = reply.value === undefined ? null : JSON.stringify(reply.value);
  let status = reply.options.status ?? (text === null ? 204 : 200);
  let body: Answer["body"] = null;
  if (text !== null) {
    if (request.method === "GET" || request.method === "HEAD") {
      headers.ETag = `"${reply.options.etag ?? hash("sha256", text, "base64url").slice(0, 22)}"`;
      if (matches(request.headers.get("if-none-match"), headers.ETag)) status = 304;
    }
    // The version that a write made; the next change names it in If-Match.
    else if (reply.options.etag) headers.ETag = `"${reply.options.etag}"`;
    if (status !== 304) {
      headers["Content-Type"] = "application/json; charset=utf-8";
      body = text;
    }
  }
  headers["Server-Timing"] = serverTiming(facts);
  return { status, headers, body };
}

function serverTiming({ timing, startedAt }: Facts): string {
  const totalMs = performance.now() - startedAt;
  return `db;dur=${timing.dbMs.toFixed(2)}, total;dur=${totalMs.toFixed(2)}, cache;desc=${timing.cache}`;
}

/** Gives an answer that was made elsewhere (next-auth, metrics, a refusal) the headers that every answer has. */
export function withFacts<T extends Answer | Response>(answer: T, facts: Facts): T | Response {
  if (!(answer instanceof Response)) {
    answer.headers["X-Request-Id"] = facts.requestId;
    answer.headers["Server-Timing"] = serverTiming(facts);
    return answer;
  }
  const headers = new Headers(answer.headers);
  headers.set("X-Request-Id", facts.requestId);
  headers.set("Server-Timing", serverTiming(facts));
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

function matches(ifNoneMatch: string | null, etag: string): boolean {
  if (!ifNoneMatch) return false;
  return ifNoneMatch
    .split(",")
    .some((candidate) => candidate.trim().replace(/^W\//, "") === etag || candidate.trim() === "*");
}
