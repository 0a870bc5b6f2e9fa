// The web server: Next's handler behind node:http. Plain JavaScript, started by start.ts and dev.ts as its own process,
// because Next must not run under the loader and the conditions that the commands use.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import next from "next";

const isDevelopment = process.argv.includes("--dev");
const port = Number(process.env.PORT ?? 3000);
const hostname = process.env.HOST ?? "127.0.0.1";
const GRACE_MS = 10_000;
// A search of 10,000 characters, percent-encoded, must reach the application and be answered by it.
const HEADER_BYTES_MAX = 160 * 1024;
const isTls = (process.env.AUTH_URL ?? "").startsWith("https://");

const app = next({ dev: isDevelopment, hostname, port, turbopack: true });
const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX, requestTimeout: 60_000 });
const busy = new Set();

function setSecurityHeaders(request, response) {
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("X-Frame-Options", "DENY");
  // Of answers that no page's own policy (middleware.ts) replaces: files, the API, and Next's own error pages.
  response.setHeader(
    "Content-Security-Policy",
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  if (isTls || request.headers["x-forwarded-proto"] === "https") {
    response.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  }
}

/** Next answers an address whose percent signs do not decode with a 500; it is the caller's fault. */
function refuseMalformed(request, response) {
  try {
    decodeURIComponent((request.url ?? "/").split("?", 1)[0]);
    return false;
  } catch {
    const requestId = randomUUID();
    response.writeHead(400, {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      "X-Request-Id": requestId,
    });
    response.end(
      JSON.stringify({
        type: "/errors/malformed_request",
        title: "The request cannot be read",
        status: 400,
        detail: "The address holds a percent sign that stands for nothing.",
        code: "malformed_request",
        requestId,
      }),
    );
    return true;
  }
}

await app.prepare();
const handle = app.getRequestHandler();
server.on("request", (request, response) => {
  busy.add(response);
  response.once("close", () => busy.delete(response));
  // Whatever a client claims, the socket knows who it is; lib/http reads this header.
  request.headers["x-swiftchart-peer"] = request.socket.remoteAddress ?? "";
  setSecurityHeaders(request, response);
  if (refuseMalformed(request, response)) return;
  handle(request, response).catch(() => {
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
});
server.on("upgrade", (request, socket, head) => app.getUpgradeHandler()(request, socket, head));
server.on("error", (error) => {
  const reason =
    error.code === "EADDRINUSE"
      ? `The port ${port} is in use. Set PORT to a free one.`
      : `The server cannot listen: ${error.message}`;
  process.stderr.write(`${reason}\n`);
  process.exit(1);
});
server.listen(port, hostname, () => {
  process.stdout.write(`${JSON.stringify({ level: "info", msg: "listening", host: hostname, port })}\n`);
});

/** What the application asked to have done before the process ends: counted refusals go to the audit trail. */
async function finish() {
  const tasks = globalThis[Symbol.for("swiftchart.once")]?.get("before exit") ?? [];
  await Promise.allSettled([...tasks].map((run) => run()));
}

let isStopping = false;
function stop() {
  if (isStopping) return;
  isStopping = true;
  server.close(() => finish().finally(() => process.exit(0)));
  server.closeIdleConnections();
  for (const response of busy) if (!response.headersSent) response.setHeader("Connection", "close");
  setTimeout(() => finish().finally(() => process.exit(busy.size > 0 ? 1 : 0)), GRACE_MS).unref();
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
