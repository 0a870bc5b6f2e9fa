import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { closeVisit, openVisit, pageStatus, VISIT_HEADER } from "@/lib/http";

/**
 * Lets the page that Next makes for this request name the status of its answer (see lib/http/page-status): 503 while the database is
 * away, where Next itself knows only 200 and 500.
 */
export function beginVisit(request: IncomingMessage, response: ServerResponse): void {
  const id = randomUUID();
  request.headers[VISIT_HEADER] = id;
  for (let i = request.rawHeaders.length - 2; i >= 0; i -= 2)
    if (request.rawHeaders[i]?.toLowerCase() === VISIT_HEADER) request.rawHeaders.splice(i, 2);
  request.rawHeaders.push(VISIT_HEADER, id);
  openVisit(id);
  response.once("close", () => closeVisit(id));
  const writeHead = response.writeHead as (...given: unknown[]) => ServerResponse;
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    const named = pageStatus(id);
    if (!named) return writeHead.call(response, status, ...rest);
    response.setHeader("Retry-After", String(named.retryAfterSeconds));
    response.setHeader("Cache-Control", "no-store");
    return writeHead.call(response, named.status, ...rest);
  }) as typeof response.writeHead;
}
