import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "@/lib/errors";
import { refuse } from "./refuse";

const KIB = 1024;
/** How long a refused body is read and thrown away, so that a client that is still sending hears why. */
const DRAIN_MS = 1_000;

export function tooLarge(bytesMax: number): AppError {
  return new AppError("payload_too_large", `The body is larger than ${bytesMax / KIB} KiB.`);
}

/** Refuses a request that says it will send more than `bytesMax`. Returns false when it was refused. */
export function boundBody(request: IncomingMessage, response: ServerResponse, bytesMax: number): boolean {
  if (Number(request.headers["content-length"] ?? 0) <= bytesMax) return true;
  refuseBody(request, response, tooLarge(bytesMax));
  return false;
}

/**
 * Answers before the body is there, and throws away what still comes of it. The connection ends with the body, or a second later:
 * closed at once, a client that is still sending would see a reset.
 */
export function refuseBody(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  response.shouldKeepAlive = false;
  refuse(request, response, error, { isLeftOpen: true });
  request.push = (part: Buffer | null): boolean => {
    if (part === null) response.end();
    return true;
  };
  const end = setTimeout(() => {
    response.end();
    request.socket.destroySoon();
  }, DRAIN_MS);
  response.once("close", () => clearTimeout(end));
}
