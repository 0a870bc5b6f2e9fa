import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors";

/**
 * Checks what a request carries against its schema.
 * @throws AppError("malformed_request") for a query, AppError("invalid_input") for a body, with the path of each fault
 */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown, from: "query" | "body"): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const code = from === "query" ? "malformed_request" : "invalid_input";
  throw new AppError(code, `See errors: ${errors.map((e) => e.path || from).join(", ")}.`, { errors });
}

/** The query of a URL, the first value of each name. Percent-encoded bytes that are not UTF-8 become U+FFFD. */
export function queryOf(request: Request): Record<string, string> {
  const query: Record<string, string> = {};
  const at = request.url.indexOf("?");
  if (at < 0) return query;
  for (const [name, value] of new URLSearchParams(request.url.slice(at))) query[name] ??= value;
  return query;
}
