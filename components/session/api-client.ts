/** A problem+json answer as an error; `status` 0 when the server could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly requestId: string | null,
  ) {
    super(detail);
  }
}

/** Told on `window` when an answer says that the session is locked or over. */
export const SESSION_EVENT = "swiftchart:session";

export type Answer<T> = { value: T; serverMs: number | null; etag: string | null };

/** Asks the API. Throws ApiError for anything but success; an aborted request throws what fetch throws. */
export async function askApi<T>(path: string, options: RequestInit = {}): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(path, { ...options, cache: "no-store", credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "offline", "The server cannot be reached. What is on the screen stays.", null);
  }
  if (!response.ok && response.status !== 304) throw await toError(response);
  const total = /total;dur=([\d.]+)/.exec(response.headers.get("server-timing") ?? "")?.[1];
  const hasBody = response.status === 200 && response.headers.get("content-type")?.includes("json");
  const value = (hasBody ? await response.json() : undefined) as T;
  return { value, serverMs: total ? Number(total) : null, etag: response.headers.get("etag") };
}

async function toError(response: Response): Promise<ApiError> {
  const problem = await response.json().catch(() => ({}));
  const error = new ApiError(
    response.status,
    problem.code ?? "unknown",
    problem.detail ?? "The server answered with an error.",
    problem.requestId ?? null,
  );
  if (error.code === "session_locked" || error.code === "not_signed_in") {
    window.dispatchEvent(new CustomEvent(SESSION_EVENT, { detail: error.code }));
  }
  return error;
}

/** Sends JSON. */
export function sendApi<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<Answer<T>> {
  return askApi<T>(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
}
