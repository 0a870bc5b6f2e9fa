import { type Answer, ApiError } from "@/components/session/api-client";

/** What a form sends. `version` is the version it was typed on, for a change; null for a create. */
export type SaveRequest = {
  method: "POST" | "PATCH" | "PUT" | "DELETE";
  path: string;
  body: unknown;
  version: string | null;
  /** What the fields held. Not sent. */
  values?: Readonly<Record<string, string>>;
};

export type Send = <T>(request: SaveRequest, headers: Record<string, string>) => Promise<Answer<T>>;

type Unsettled = { key: string; request: SaveRequest };
type Options = {
  send: Send;
  newKey: () => string;
  /** Resolves after `ms`, or when `signal` is aborted, whichever comes first. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told of each attempt that is to be made again, before the pause. */
  onWait?: (error: unknown) => void;
  /** Waited for before a request goes out under its key for the first time: the tab may be lost before the answer. */
  onSend?: () => Promise<void>;
};

/** What was sent before, with an answer that was lost, had been saved, and the form has another text by now. */
export class SavedEarlier extends Error {
  constructor(
    readonly request: SaveRequest,
    readonly answer: Answer<unknown>,
  ) {
    super("What you sent before was saved.");
  }
}

const FIRST_PAUSE_MS = 400;
const PAUSE_MS_MAX = 8_000;
/** What is said while a request is made again by itself. */
export function waitingText(error: unknown): string {
  return error instanceof ApiError && error.status === 429
    ? "The server has too much to do at the moment. It is asked again by itself."
    : "No answer from the server. It is asked again until it comes; nothing is saved twice.";
}

/** Answered before the key is looked up: they say nothing of an attempt before them. */
const SAYS_NOTHING = new Set([401, 403, 408, 423, 429]);

/** Whether nothing is known of what became of the request: it may have been saved. */
export function isUnknownOutcome(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 502);
}

/**
 * Sends one form's saves so that each takes effect once. A key belongs to one request: a lost answer is asked for again with the
 * same key until it comes, and another text gets another key once it is known what became of the one before.
 */
export class Saver {
  /** Sent, with an outcome that is not known. */
  unsettled: Unsettled | null = null;
  /** The key of the request sent last. */
  lastKey = "";

  constructor(private readonly options: Options) {}

  /**
   * The answer to this request, however often it has to be sent; ends early only when `signal` is aborted.
   * @throws ApiError when the server refuses it (401, 409, 412, 422 …)
   * @throws SavedEarlier when another request before it was saved; this one was not sent
   */
  async save<T>(request: SaveRequest, signal: AbortSignal): Promise<Answer<T>> {
    const earlier = this.unsettled;
    if (earlier && !isSame(earlier.request, request)) {
      const answer = await this.settle(earlier, signal);
      if (answer) throw new SavedEarlier(earlier.request, answer);
    }
    return this.attempt<T>({ key: this.unsettled?.key ?? this.options.newKey(), request }, signal);
  }

  /** What became of the earlier request: its answer, or null when it was refused and so was never saved. */
  private async settle(earlier: Unsettled, signal: AbortSignal): Promise<Answer<unknown> | null> {
    try {
      return await this.attempt(earlier, signal);
    } catch (error) {
      // A saved one would have been answered from what is kept under its key.
      if (error instanceof ApiError && error.status === 500) this.unsettled = null;
      if (this.unsettled || signal.aborted || isSavedWithoutAnswer(error)) throw error;
      return null;
    }
  }

  private async attempt<T>(sent: Unsettled, signal: AbortSignal): Promise<Answer<T>> {
    const { key, request } = sent;
    const headers: Record<string, string> = { "Idempotency-Key": key };
    if (request.version !== null) headers["If-Match"] = `"${request.version}"`;
    let mayBeSaved = this.unsettled !== null;
    this.unsettled = sent;
    this.lastKey = key;
    if (!mayBeSaved) await this.options.onSend?.();
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.options.send<T>(request, headers);
        this.unsettled = null;
        return answer;
      } catch (error) {
        const status = error instanceof ApiError ? error.status : 0;
        mayBeSaved ||= status === 0 || status >= 500;
        this.unsettled = mayBeSaved && !isVerdict(status) ? sent : null;
        if (signal.aborted || !(isUnknownOutcome(error) || status === 429)) throw error;
        this.options.onWait?.(error);
        const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), PAUSE_MS_MAX);
        await this.options.wait(Math.max(pause, (error as ApiError).more.retryAfterMs ?? 0), signal);
        if (signal.aborted) throw error;
      }
    }
  }
}

/** Whether the answer was given with the key looked up: had the request been saved before, it would have been the first answer. */
function isVerdict(status: number): boolean {
  return status >= 400 && status < 500 && !SAYS_NOTHING.has(status);
}

/** It was saved, and the server cannot open the answer it kept: sending another text now would make a second one. */
function isSavedWithoutAnswer(error: unknown): boolean {
  return error instanceof ApiError && error.code === "already_saved";
}

function isSame(a: SaveRequest, b: SaveRequest): boolean {
  return a.method === b.method && a.path === b.path && JSON.stringify(a.body) === JSON.stringify(b.body);
}

/** The version in an entity tag: `"7"` or `W/"7"` → `7`. */
export function versionOf(etag: string): string {
  return etag.replace(/^W\//, "").replaceAll('"', "");
}
