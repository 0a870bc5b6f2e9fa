import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppError } from "@/lib/errors";
import { problem, requestIdOf } from "@/lib/http";

type Options = {
  headers?: Record<string, string>;
  /** The caller of this ends the response itself. */
  isLeftOpen?: boolean;
};

/** Answers with problem+json before any route is asked. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: AppError,
  options: Options = {},
): void {
  if (response.headersSent) return;
  const answer = problem(error, requestIdOf(request.headers["x-request-id"]));
  const body = Buffer.from(String(answer.body));
  response.writeHead(answer.status, {
    ...answer.headers,
    "Content-Length": body.byteLength,
    "Server-Timing": "db;dur=0.00, total;dur=0.00, cache;desc=none",
    ...options.headers,
  });
  if (request.method !== "HEAD") response.write(body);
  if (!options.isLeftOpen) response.end();
}
