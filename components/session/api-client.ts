export type FieldError = { path: string; message: string };

type Problem = {
  code?: string;
  detail?: string;
  requestId?: string;
  errors?: FieldError[];
  /** Of a version conflict: the row as it is now. */
  current?: unknown;
};

/** A problem+json answer as an error; `status` 0 when the server could not be reached or did not answer in time. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly requestId: string | null,
    readonly more: {
      errors?: readonly FieldError[];
      current?: unknown;
      etag?: string | null;
      retryAfterMs?: number | null;
    } = {},
  ) {
    super(detail);
  }
}

/** Told on `window` when an answer says that the session is locked or over. */
export const SESSION_EVENT = "swiftchart:session";
/** Told on `window` when the page has been taken off the screen: locked, signed out, over. */
export const LEFT_EVENT = "swiftchart:left";

export type Answer<T> = { value: T; serverMs: number | null; etag: string | null };

/** The server gives up after three seconds on its side; longer than this there is nobody to wait for. */
const ANSWER_MS_MAX = 15_000;

/** Asks the API. Throws ApiError for anything but success; an aborted request throws what fetch throws. */
export async function askApi<T>(path: string, options: RequestInit = {}): Promise<Answer<T>> {
  const late = AbortSignal.timeout(ANSWER_MS_MAX);
  const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
  let response: Response;
  try {
    response = await fetch(path, { ...options, signal, cache: "no-store", credentials: "same-origin" });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw unreachable();
  }
  if (!response.ok && response.status !== 304) throw await toError(response);
  const total = /total;dur=([\d.]+)/.exec(response.headers.get("server-timing") ?? "")?.[1];
  const hasBody =
    response.status !== 304 && (response.headers.get("content-type")?.includes("json") ?? false);
  const value = (hasBody ? await response.json().catch(() => cutOff(options.signal)) : undefined) as T;
  return { value, serverMs: total ? Number(total) : null, etag: response.headers.get("etag") };
}

/** An answer that broke off says no more than none. */
function cutOff(signal: AbortSignal | null | undefined): never {
  signal?.throwIfAborted();
  throw unreachable();
}

function unreachable(): ApiError {
  return new ApiError(0, "offline", "The server cannot be reached. What is on the screen stays.", null);
}

async function toError(response: Response): Promise<ApiError> {
  const problem: Problem = await response.json().catch(() => ({}));
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const error = new ApiError(
    response.status,
    problem.code ?? "unknown",
    problem.detail ?? "The server has a problem at the moment. What you typed is kept; try again.",
    problem.requestId ?? null,
    {
      errors: problem.errors,
      current: problem.current,
      etag: response.headers.get("etag"),
      retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : null,
    },
  );
  if (error.code === "session_locked" || error.code === "not_signed_in") {
    window.dispatchEvent(new CustomEvent(SESSION_EVENT, { detail: error.code }));
  }
  return error;
}

/** Sends JSON. */
export function sendApi<T>(
  method: "POST" | "PATCH" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  return askApi<T>(path, {
    method,
    headers: body === undefined ? headers : { ...headers, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
