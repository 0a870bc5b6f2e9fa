import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { claimsIdentity } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { FORM_BYTES_MAX, type Handler } from "@/lib/http";
import { type Admission, createAdmission } from "./admission";
import { answerByMethod, createResponder } from "./answer-request";
import { boundBody } from "./bound-body";
import { boundSilence } from "./bound-silence";
import { compileRoutes, type Found, type RouteRow } from "./match-route";
import { nameCaller, toTrust } from "./name-caller";
import { createPageLine, type PageLine } from "./page-line";
import { beginVisit } from "./page-visit";
import { createReceiver, type ReceiveBody } from "./receive-body";
import { refuse } from "./refuse";
import { setSecurityHeaders } from "./security-headers";
import type { StaticFiles } from "./static-files";
import { prepareStop, type Stopping } from "./stop-gently";

export type Options = {
  routes: readonly RouteRow[];
  /** Next, or whatever answers what no route here does. */
  handOver: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** The build's own files; without them Next sends them. */
  files?: StaticFiles | undefined;
  /** Next answers the routes too; to compare the two. */
  isNextOnly?: boolean;
  /** TRUST_PROXY. */
  trustProxy?: string;
  /** Whether the address people use is https. */
  isTls?: boolean;
  /** Development alone: the page that reloads itself. Without it nothing is upgraded. */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  admission?: Admission;
  pages?: PageLine;
  receive?: ReceiveBody;
  /** How many connections there may be, and how long one may take to say what it asks for. */
  connections?: { max: number; headersMsMax: number };
};

// A search of 10,000 characters, percent-encoded, must reach the application and be answered by it.
const HEADER_BYTES_MAX = 160 * 1024;
const REQUEST_MS_MAX = 60_000;
const CHECK_MS = 1_000;
/** A head's time runs while the process is held up, too: heads that have come must not be given up for that. */
const CONNECTIONS = { max: 4_096, headersMsMax: 10_000 };
const RETRY_AFTER_SECONDS = 1;
/** Of pages, files, and addresses that Next will tidy up; it answers TRACE and unknown methods with a 500. */
const PAGE_METHODS = new Set(["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]);
const FILE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** The product's web server: what every request must pass, then the routes, then Next. */
export function createWebServer(options: Options): { server: Server; stop: Stopping["stop"] } {
  const { max, headersMsMax } = options.connections ?? CONNECTIONS;
  const server = createServer({
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: headersMsMax,
    requestTimeout: REQUEST_MS_MAX,
    connectionsCheckingInterval: Math.min(CHECK_MS, headersMsMax),
    // Anything else that asks to be upgraded (HTTP/2 by h2c) is answered as if it had not.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket",
  });
  server.maxConnections = max;
  boundSilence(server, { perNetworkMax: max / 4, max: max / 2 });
  const stopping = prepareStop(server);
  const answer = createPipeline(options);
  server.on("request", (request, response) => {
    stopping.note(response);
    // A client that goes, and an answer that comes after a refusal, are no fault of the process.
    response.on("error", () => {});
    answer(request, response);
  });
  server.on("upgrade", options.upgrade ?? refuseUpgrade);
  return { server, stop: stopping.stop };
}

/** Nothing here speaks WebSocket: an upgrade left unanswered would hold its descriptor for good. */
function refuseUpgrade(_request: IncomingMessage, socket: Duplex): void {
  socket.on("error", () => {});
  socket.end("HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", () =>
    socket.destroy(),
  );
}

function createPipeline(options: Options) {
  const find = compileRoutes(options.routes);
  const isTrusted = toTrust(options.trustProxy);
  const admission = options.admission ?? createAdmission();
  const pages = options.pages ?? createPageLine();
  const receive = options.receive ?? createReceiver();
  const respond = createResponder();
  const handOver = (request: IncomingMessage, response: ServerResponse): void => {
    beginVisit(request, response);
    void options.handOver(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };

  const makePage = (request: IncomingMessage, response: ServerResponse, isStranger: boolean): void => {
    const late = (): void => refuse(request, response, tooMany());
    // In the loop's next turn: a page that waits for nothing is made in one go, and of hundreds that arrived at once each would be made
    // before the next is looked at, a probe among them.
    const begin = (): void => void setImmediate(() => response.destroyed || handOver(request, response));
    const done = pages.enter({ isStranger, begin, late });
    if (done) response.once("close", done);
    else late();
  };

  /** Of a request whose body is there. */
  const admit = (request: IncomingMessage, response: ServerResponse, { path, handler, found }: Asked) => {
    if (response.destroyed) return;
    const isStranger = handler?.isPublic === true || !claimsIdentity(request.headers);
    if (!handler || !found) {
      makePage(request, response, isStranger);
      return;
    }
    const done = admission.enter({ path, isStranger });
    if (!done) {
      refuse(request, response, tooMany());
      return;
    }
    if (!options.isNextOnly) {
      respond(request, response, { handler, params: found.params, done });
      return;
    }
    response.once("close", done);
    handOver(request, response);
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    request.url = toOrigin(request.url ?? "/");
    const path = pathOf(request.url);
    const { isTls } = nameCaller(request, isTrusted);
    setSecurityHeaders(response, isTls || options.isTls === true);
    if (!decodes(path)) {
      refuse(request, response, malformed());
      return;
    }
    const isFile = options.files?.has(path) === true;
    const found = isFile ? null : find(path);
    if (answerByMethod(request, response, isFile ? FILE_METHODS : (found?.methods ?? PAGE_METHODS))) return;
    const handler = handlerOf(request, found);
    const bytesMax = handler?.bodyBytesMax ?? FORM_BYTES_MAX;
    if (!boundBody(request, response, bytesMax)) return;
    if (isFile) {
      // One that a new build has removed meanwhile: Next knows that too.
      options.files?.send(request, response, path).catch(() => handOver(request, response));
      return;
    }
    receive(request, response, { bytesMax, whole: () => admit(request, response, { path, handler, found }) });
  };
}

type Asked = { path: string; handler: Handler | undefined; found: Found | null };

function handlerOf({ method = "" }: IncomingMessage, found: Found | null): Handler | undefined {
  return found?.handlers?.[method === "HEAD" && !found.handlers.HEAD ? "GET" : method];
}

/** What a client sends to a proxy, `http://host/path`, is the path (RFC 9112, 3.2.2): Next would send people to that host. */
function toOrigin(url: string): string {
  const rest = /^https?:\/\/[^/?#]*(.*)$/is.exec(url)?.[1];
  if (rest === undefined) return url;
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

/** Next answers a path whose percent signs do not decode with a 500; it is the caller's fault. */
function decodes(path: string): boolean {
  if (!path.includes("%")) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function malformed(): AppError {
  return new AppError("malformed_request", "The address holds a percent sign that stands for nothing.");
}

function tooMany(): AppError {
  return new AppError("unavailable", "Too many requests are being answered. Try again in a moment.", {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
