import "server-only";
import { AppError } from "@/lib/errors";
import type { Answer } from "./answer";

/** An error as application/problem+json (RFC 9457). Nothing of an unknown error but the request id is told. */
export function problem(error: unknown, requestId: string): Answer {
  const known =
    error instanceof AppError
      ? error
      : new AppError("internal_error", "Try again. If it stays, tell your operator the request id.");
  const headers: Record<string, string> = {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    "X-Request-Id": requestId,
  };
  if (known.retryAfterSeconds !== undefined) headers["Retry-After"] = String(known.retryAfterSeconds);
  if (known.current) headers.ETag = `"${known.current.version}"`;
  if (known.status === 401) headers["WWW-Authenticate"] = "Bearer";
  const body = {
    type: `/errors/${known.code}`,
    title: known.title,
    status: known.status,
    detail: known.message,
    code: known.code,
    requestId,
    ...(known.errors ? { errors: known.errors } : {}),
    ...(known.current ? { current: known.current.value } : {}),
  };
  return { status: known.status, headers, body: JSON.stringify(body) };
}
