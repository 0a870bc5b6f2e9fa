import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors";

const ERRORS_MAX = 20;
const TEXT_MAX = 200;

/**
 * Checks what a request carries against its schema.
 * @throws AppError("malformed_request") for a query, AppError("invalid_input") for a body, with the path of each fault
 */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown, from: "query" | "body"): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, ERRORS_MAX).map((issue) => ({
    path: shorten(issue.path.join(".")),
    message: shorten(issue.message),
  }));
  const code = from === "query" ? "malformed_request" : "invalid_input";
  throw new AppError(code, `See errors: ${errors.map((e) => e.path || from).join(", ")}.`, { errors });
}

/** A message may name what was sent: ten thousand unknown fields are not said back. */
function shorten(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX).toWellFormed()} …` : text;
}

/** The query of a URL, the first value of each name. Percent-encoded bytes that are not UTF-8 become U+FFFD. */
export function queryOf(request: Request): Record<string, string> {
  const query: Record<string, string> = {};
  const at = request.url.indexOf("?");
  if (at < 0) return query;
  for (const [name, value] of new URLSearchParams(request.url.slice(at))) query[name] ??= value;
  return query;
}
