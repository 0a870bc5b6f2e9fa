import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "@/lib/errors";
import { refuse } from "./refuse";

const KIB = 1024;
const BYTES_MAX = 1024 * KIB;
/** Forms of a few words, open to strangers: findings S1. */
const SMALL: readonly [prefix: string, bytesMax: number][] = [
  ["/api/auth/", 16 * KIB],
  ["/api/session/", 16 * KIB],
  ["/sign-in", 16 * KIB],
];
/** How long a refused body is read and thrown away, so that a client that is still sending hears why. */
const DRAIN_MS = 1_000;

/** The largest body that a path takes, in bytes. */
export function bodyBytesMax(path: string): number {
  return SMALL.find(([prefix]) => path.startsWith(prefix))?.[1] ?? BYTES_MAX;
}

function tooLarge(bytesMax: number): AppError {
  return new AppError("payload_too_large", `The body is larger than ${bytesMax / KIB} KiB.`);
}

/**
 * Refuses a request with a larger body than its path takes, before anything has read of it: at once when it says its length, and as
 * soon as it has sent too much when it does not. Returns false when it was refused.
 */
export function boundBody(request: IncomingMessage, response: ServerResponse, path: string): boolean {
  const bytesMax = bodyBytesMax(path);
  const length = request.headers["content-length"];
  if (length !== undefined) {
    if (Number(length) <= bytesMax) return true;
    refuseBody(request, response, bytesMax);
    return false;
  }
  if (request.headers["transfer-encoding"] !== undefined) countBody(request, response, bytesMax);
  return true;
}

/** Whoever reads the body (Next, a route), every part of it comes through `push` first. What is too much never gets further. */
function countBody(request: IncomingMessage, response: ServerResponse, bytesMax: number): void {
  const push = request.push.bind(request);
  let size = 0;
  let isRefused = false;
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    size += chunk?.length ?? 0;
    if (size <= bytesMax) return push(chunk, encoding);
    if (!isRefused) refuseBody(request, response, bytesMax);
    else if (chunk === null) response.end();
    isRefused = true;
    return true;
  };
}

/** The connection ends with the body, or a second later: closed at once, a client that is still sending would see a reset. */
function refuseBody(request: IncomingMessage, response: ServerResponse, bytesMax: number): void {
  response.shouldKeepAlive = false;
  refuse(request, response, tooLarge(bytesMax), { isLeftOpen: true });
  const end = setTimeout(() => {
    response.end();
    request.socket.destroySoon();
  }, DRAIN_MS);
  response.once("close", () => clearTimeout(end));
  request.once("end", () => response.end());
  request.resume();
}
