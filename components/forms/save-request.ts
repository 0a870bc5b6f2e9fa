import { type Answer, ApiError } from "@/components/session/api-client";

/** What a form sends. `version` is the version it was opened with, for a change; null for a create. */
export type SaveRequest = {
  method: "POST" | "PATCH" | "PUT" | "DELETE";
  path: string;
  body: unknown;
  version: string | null;
};

export type Send = <T>(request: SaveRequest, headers: Record<string, string>) => Promise<Answer<T>>;

type Options = {
  send: Send;
  newKey: () => string;
  /** The key a draft was kept with: its text may have been sent before the tab was lost. */
  keptKey?: string | null;
  /** Resolves after `ms`, or when `signal` is aborted, whichever comes first. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told before each further attempt. */
  onRetry?: (attempt: number) => void;
};

/** A create whose answer was lost had been saved after all, before its text was changed: sending the new text would make a second one. */
export class SavedEarlier extends Error {
  constructor(readonly answer: Answer<unknown>) {
    super("What you sent before was saved. Open it to change it further.");
  }
}

const FIRST_PAUSE_MS = 400;
const PAUSE_MS_MAX = 8_000;

/** Whether nothing is known of what became of the request: it may have been saved. */
export function isUnknownOutcome(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 502);
}

/** Whether the request was refused for the moment and changed nothing. */
function isForLater(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 429;
}

/**
 * Sends one form's saves so that each takes effect once. A lost answer is asked for again with the same key until it comes;
 * when the form has changed meanwhile, what became of the earlier request is settled first.
 */
export class Saver {
  private key: string;
  /** Sent, with an answer that never came. */
  private unsettled: { request: SaveRequest; key: string } | null = null;

  constructor(private readonly options: Options) {
    this.key = options.keptKey ?? options.newKey();
  }

  /** The key of the next save; kept with the draft. */
  get currentKey(): string {
    return this.unsettled?.key ?? this.key;
  }

  get hasUnsettled(): boolean {
    return this.unsettled !== null;
  }

  /**
   * The answer to this request, however often it has to be sent; ends early only when `signal` is aborted.
   * @throws ApiError when the server refuses it (401, 409, 412, 422 …)
   * @throws SavedEarlier
   */
  async save<T>(request: SaveRequest, signal: AbortSignal): Promise<Answer<T>> {
    const earlier = this.unsettled;
    if (earlier && !isSame(earlier.request, request)) {
      const settled = await this.settle(earlier, signal);
      if (settled && request.version === null) throw new SavedEarlier(settled);
      if (settled?.etag) {
        return this.persist<T>({ ...request, version: versionOf(settled.etag) }, signal);
      }
    }
    return this.persist<T>(request, signal);
  }

  private async settle(
    earlier: { request: SaveRequest; key: string },
    signal: AbortSignal,
  ): Promise<Answer<unknown> | null> {
    try {
      return await this.attempt(earlier.request, earlier.key, signal);
    } catch (error) {
      if (isUnknownOutcome(error) || signal.aborted) throw error;
      // Refused: it was never saved, so the new text may go under a new key.
      return null;
    } finally {
      if (!signal.aborted) this.startAnew();
    }
  }

  private async persist<T>(request: SaveRequest, signal: AbortSignal): Promise<Answer<T>> {
    const key = this.unsettled?.key ?? this.key;
    const answer = await this.attempt<T>(request, key, signal);
    this.startAnew();
    return answer;
  }

  private startAnew(): void {
    this.unsettled = null;
    this.key = this.options.newKey();
  }

  private async attempt<T>(request: SaveRequest, key: string, signal: AbortSignal): Promise<Answer<T>> {
    const headers: Record<string, string> = { "Idempotency-Key": key };
    if (request.version !== null) headers["If-Match"] = `"${request.version}"`;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.options.send<T>(request, headers);
      } catch (error) {
        const isUnknown = isUnknownOutcome(error);
        if (isUnknown) this.unsettled = { request, key };
        else if (!isForLater(error)) {
          this.unsettled = null;
          throw error;
        }
        if (signal.aborted) throw error;
        const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), PAUSE_MS_MAX);
        await this.options.wait(Math.max(pause, (error as ApiError).more.retryAfterMs ?? 0), signal);
        if (signal.aborted) throw error;
        this.options.onRetry?.(attempt + 1);
      }
    }
  }
}

function isSame(a: SaveRequest, b: SaveRequest): boolean {
  return a.method === b.method && a.path === b.path && JSON.stringify(a.body) === JSON.stringify(b.body);
}

/** The version in an entity tag: `"7"` or `W/"7"` → `7`. */
export function versionOf(etag: string): string {
  return etag.replace(/^W\//, "").replaceAll('"', "");
}
