import { ERROR_CODES, type ErrorCode } from "./codes";

export type FieldError = { path: string; message: string };
type Extras = {
  errors?: FieldError[];
  retryAfterSeconds?: number;
  cause?: unknown;
  /** Of a version conflict: the row as the caller may see it now, and its version. */
  current?: { value: unknown; version: string };
};

const BRAND = Symbol.for("swiftchart.AppError");

/**
 * An error the caller is meant to see. `detail` says what happened and what to do, in words that hold
 * no patient data. Anything else that is thrown is answered as a bare 500.
 */
export class AppError extends Error {
  // Pages and routes are bundled apart and share what is under way, so an error may come from the other bundle's class.
  readonly [BRAND] = true;
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && BRAND in value;
  }

  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly errors: FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly current: Extras["current"];

  constructor(code: ErrorCode, detail: string, extras: Extras = {}) {
    super(detail, { cause: extras.cause });
    this.name = "AppError";
    this.code = code;
    this.status = ERROR_CODES[code].status;
    this.title = ERROR_CODES[code].title;
    this.errors = extras.errors;
    this.retryAfterSeconds = extras.retryAfterSeconds;
    this.current = extras.current;
  }
}
