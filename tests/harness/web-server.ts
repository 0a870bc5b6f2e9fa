import { once } from "node:events";
import { type Agent, type ClientRequest, type IncomingMessage, request as nodeRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { publicRoute } from "@/lib/http";
import { createWebServer, type Options } from "@/scripts/server/web/create-server";

/** Requests that `GET /api/hold` holds. */
export const holding: { resolve: () => void; signal: AbortSignal }[] = [];
const echo = publicRoute({ name: "POST /api/echo" }, async (request) => ({
  size: (await request.text()).length,
}));
const hold = publicRoute({ name: "GET /api/hold" }, async ({ signal }) => {
  await new Promise<void>((resolve) => holding.push({ resolve, signal }));
  return { held: true };
});
const health = publicRoute({ name: "GET /health" }, async () => ({ status: "ok" }));
// As a signed-in route is: whoever asks may be known, and may send more.
const known = { isPublic: false, bodyBytesMax: 64 * 1024 };
const mine = Object.assign(
  publicRoute({ name: "GET /api/mine" }, async () => ({ held: false })),
  known,
);
const note = Object.assign(
  publicRoute({ name: "POST /api/note" }, async () => ({ noted: true })),
  known,
);
const ROUTES = [
  { pattern: "/api/mine", methods: ["GET"], handlers: { GET: mine } },
  { pattern: "/api/note", methods: ["POST"], handlers: { POST: note } },
  { pattern: "/api/echo", methods: ["POST"], handlers: { POST: echo } },
  { pattern: "/api/session/unlock", methods: ["POST"], handlers: { POST: echo } },
  { pattern: "/api/hold", methods: ["GET"], handlers: { GET: hold } },
  { pattern: "/health", methods: ["GET"], handlers: { GET: health } },
];

/** A server on a free port; what no route answers ends at a stand-in for Next, which reads the body and counts it. */
export async function givenServer(over: Partial<Options> = {}) {
  const seen = { bytes: 0, parts: 0 };
  const handOver: Options["handOver"] = async (request, response) => {
    for await (const part of request) {
      seen.bytes += part.length;
      seen.parts += 1;
    }
    response.end("a page");
  };
  const { server, stop } = createWebServer({ routes: ROUTES, handOver, ...over });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, stop, seen, port: (server.address() as AddressInfo).port };
}

type Answer = { status: number; headers: IncomingMessage["headers"]; body: string };

export function answerTo(asked: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    asked.once("error", reject);
    asked.once("response", async (response) => {
      let body = "";
      for await (const part of response) body += part;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
    });
  });
}

/** Asks and awaits the answer. */
export function ask(
  port: number,
  path: string,
  method = "GET",
  headers: Record<string, string> = {},
  agent?: Agent,
) {
  const asked = nodeRequest({ host: "127.0.0.1", port, path, method, headers, agent });
  const answer = answerTo(asked);
  asked.end();
  return answer;
}

export function connectionsOf(server: {
  getConnections: (done: (e: Error | null, n: number) => void) => void;
}) {
  return new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
}
