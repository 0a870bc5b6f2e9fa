import { once } from "node:events";
import { Agent, type IncomingMessage, request as nodeRequest, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { publicRoute, setPageStatus, VISIT_HEADER } from "@/lib/http";
import { ask, connectionsOf, givenServer, holding } from "@/tests/harness/web-server";
import { createAdmission } from "./admission";
import type { Options } from "./create-server";
import { createPageLine } from "./page-line";

test.each(["GET", "PUT", "TRACE", "PROPFIND"])(
  "%s at a route without it is 405 with what is allowed",
  async (method) => {
    const { port } = await givenServer();
    const { status, headers, body } = await ask(port, "/api/echo", method);
    expect([status, headers.allow, headers["content-type"]]).toEqual([
      405,
      "OPTIONS, POST",
      "application/problem+json",
    ]);
    expect(JSON.parse(body)).toMatchObject({ status: 405, code: "method_not_allowed" });
  },
);

test("TRACE at a page is 405, never handed to Next, which would answer 500", async () => {
  const { port } = await givenServer();
  const { status, headers } = await ask(port, "/patients", "TRACE");
  expect([status, headers["content-type"]]).toEqual([405, "application/problem+json"]);
});

test("OPTIONS tells the methods, HEAD is GET without the body", async () => {
  const { port } = await givenServer();
  const options = await ask(port, "/health", "OPTIONS");
  expect([options.status, options.headers.allow]).toEqual([204, "GET, HEAD, OPTIONS"]);
  const [get, head] = [await ask(port, "/health"), await ask(port, "/health", "HEAD")];
  expect([head.status, head.body, head.headers.etag]).toEqual([200, "", get.headers.etag]);
  expect(head.headers["content-length"]).toBe(String(get.body.length));
});

test("an upgrade is refused and its connection closed; one to HTTP/2 is answered as if not asked", async () => {
  const { port, server } = await givenServer();
  const sockets = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      socket.write("GET /_next/hmr HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      const [text] = (await once(socket, "data")) as [Buffer];
      expect(text.toString()).toMatch(/^HTTP\/1.1 426 /);
      // The client keeps its side open: the server must not wait for it.
      return socket;
    }),
  );
  await expect.poll(() => connectionsOf(server)).toBe(0);
  for (const socket of sockets) socket.destroy();
  const h2c = { Connection: "Upgrade, HTTP2-Settings", Upgrade: "h2c" };
  expect((await ask(port, "/health", "GET", h2c)).status).toBe(200);
});

test("too many at once are told to come again, at once; health always answers", async () => {
  const { port } = await givenServer({ admission: createAdmission(3, 3) });
  holding.length = 0;
  const held = [ask(port, "/api/hold"), ask(port, "/api/hold"), ask(port, "/api/hold")];
  await expect.poll(() => holding.length).toBe(3);
  const { status, headers, body } = await ask(port, "/api/hold");
  expect([status, headers["retry-after"], JSON.parse(body).code]).toEqual([503, "1", "unavailable"]);
  for (const path of ["/health", "/patients"]) expect((await ask(port, path)).status).toBe(200);
  for (const { resolve } of holding) resolve();
  expect((await Promise.all(held)).map((answer) => answer.status)).toEqual([200, 200, 200]);
  expect((await ask(port, "/api/mine")).status).toBe(200);
});

test("a client that goes aborts its request's signal and gives its place back", async () => {
  const { port } = await givenServer({ admission: createAdmission(1, 1) });
  holding.length = 0;
  const asked = nodeRequest({ host: "127.0.0.1", port, path: "/api/hold" }).on("error", () => {});
  asked.end();
  await expect.poll(() => holding.length).toBe(1);
  asked.destroy();
  await expect.poll(() => holding[0]?.signal.aborted).toBe(true);
  holding[0]?.resolve();
  await expect.poll(async () => (await ask(port, "/api/mine")).status).toBe(200);
});

/** Sockets that tell of a body of 40 bytes, send one and then nothing; `answer` is what one hears at last. */
test("strangers have their share and no more: who has a session or a token is answered beside them", async () => {
  const { port } = await givenServer({ admission: createAdmission(4, 2) });
  holding.length = 0;
  const claim = { Cookie: "next-auth.session-token=forged" };
  const held = [ask(port, "/api/hold", "GET", claim), ask(port, "/api/hold")];
  await expect.poll(() => holding.length).toBe(2);
  expect((await ask(port, "/api/mine")).status).toBe(503);
  for (const headers of [claim, { Authorization: "Bearer a" }] as Record<string, string>[])
    expect((await ask(port, "/api/mine", "GET", headers)).status).toBe(200);
  for (const { resolve } of holding) resolve();
  expect((await Promise.all(held)).map((answer) => answer.status)).toEqual([200, 200]);
});

test.each(["/sign-in", "/nope.html", "/_next/image", "/serwist/x", "/api/"])(
  "pages wait for their turn and take no place of the API: a flood of %s",
  async (path) => {
    const waiting: (() => void)[] = [];
    const handOver: Options["handOver"] = async (_request, response) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      response.end("a page");
    };
    const { port } = await givenServer({
      handOver,
      pages: createPageLine({ atOnce: 4, waiting: 6, underWayMs: 60_000, waitingMs: 60_000 }),
    });
    const flood = Array.from({ length: 20 }, () => ask(port, path));
    const refused: number[] = [];
    for (const one of flood) void one.then(({ status }) => status === 503 && refused.push(status));
    await expect.poll(() => refused.length).toBe(15);
    expect(waiting).toHaveLength(2);
    for (const free of ["/health", "/api/mine"]) expect((await ask(port, free)).status).toBe(200);
    for (let made = 0; made < 5; made++) {
      await expect.poll(() => waiting.length).toBeGreaterThan(0);
      waiting.shift()?.();
    }
    expect((await Promise.all(flood)).filter(({ status }) => status === 200)).toHaveLength(5);
  },
);

test("an address with a host in it, as for a proxy, is answered as its path", async () => {
  const urls: string[] = [];
  const handOver: Options["handOver"] = async (request, response) => {
    urls.push(request.url ?? "");
    response.end("a page");
  };
  const { port } = await givenServer({ handOver });
  expect((await ask(port, "http://evil.test/health")).status).toBe(200);
  for (const url of ["http://evil.test", "https://evil.test?a=b", "HTTP://evil.test:1/patients?q=http://x/"])
    expect((await ask(port, url)).status).toBe(200);
  expect(urls).toEqual(["/", "/?a=b", "/patients?q=http://x/"]);
});

test("HSTS and https are believed of a trusted proxy only", async () => {
  const headers = { "X-Forwarded-Proto": "https" };
  const plain = await givenServer();
  expect(
    (await ask(plain.port, "/health", "GET", headers)).headers["strict-transport-security"],
  ).toBeUndefined();
  const behind = await givenServer({ trustProxy: "loopback" });
  expect((await ask(behind.port, "/health", "GET", headers)).headers["strict-transport-security"]).toContain(
    "max-age",
  );
});

/** Asks again and again on one connection until the server refuses a new one; counts answers and those that were lost. */
function startClient(port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const count = { answers: 0, lost: 0 };
  const run = async (): Promise<void> => {
    for (;;) {
      await ask(port, "/health", "GET", {}, agent);
      count.answers++;
    }
  };
  const ended = run().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ECONNREFUSED") count.lost++;
    agent.destroy();
  });
  return { count, ended };
}

test("a stop under load loses no answer of 16 clients, twenty times over", { timeout: 60_000 }, async () => {
  for (let round = 0; round < 20; round++) {
    const { port, stop } = await givenServer();
    const clients = Array.from({ length: 16 }, () => startClient(port));
    await expect.poll(() => clients.every(({ count }) => count.answers > round), { interval: 1 }).toBe(true);
    await stop();
    await Promise.all(clients.map(({ ended }) => ended));
    expect([round, clients.reduce((sum, { count }) => sum + count.lost, 0)]).toEqual([round, 0]);
  }
});

test("a stop waits for the requests in flight and not for connections that say nothing", async () => {
  const { port, stop } = await givenServer();
  holding.length = 0;
  const idle = connect(port, "127.0.0.1");
  const idleEnded = once(idle, "close");
  idle.resume();
  const held = ask(port, "/api/hold", "GET", {}, new Agent({ keepAlive: true }));
  await expect.poll(() => holding.length).toBe(1);
  const stopped = stop();
  await expect.poll(() => ask(port, "/health").catch((error) => error.code)).toBe("ECONNREFUSED");
  holding[0]?.resolve();
  const { status, headers } = await held;
  expect([status, headers.connection]).toEqual([200, "close"]);
  await Promise.all([stopped, idleEnded]);
});

test("a page names the status of its answer, under an id that no client can give", async () => {
  const handOver = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const headers = new Headers(request.headers as Record<string, string>);
    if (request.url === "/away") setPageStatus(headers, { status: 503, retryAfterSeconds: 7 });
    setPageStatus(new Headers({ [VISIT_HEADER]: "made-up" }), { status: 418, retryAfterSeconds: 1 });
    response.end("shown");
  };
  const { port } = await givenServer({ handOver });
  const asked = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { [VISIT_HEADER]: "made-up" } });
    return [answer.status, answer.headers.get("retry-after"), await answer.text()];
  };
  expect(await asked("/away")).toEqual([503, "7", "shown"]);
  expect(await asked("/well")).toEqual([200, null, "shown"]);
});

test("of what has arrived at once a probe is answered before the pages are made", async () => {
  const order: string[] = [];
  const told = publicRoute({ name: "GET /health", isProbe: true }, async () => order.push("health"));
  const { server, port } = await givenServer({
    routes: [{ pattern: "/health", methods: ["GET"], handlers: { GET: told } }],
    // As Next answers an address that is nowhere: without waiting for anything.
    handOver: async (_request, response) => {
      order.push("page");
      response.end("a page");
    },
  });
  const sockets = Array.from({ length: 30 }, () => connect({ port, host: "127.0.0.1" }));
  await expect.poll(() => connectionsOf(server)).toBe(sockets.length);
  const answers = sockets.map((socket) => once(socket, "data"));
  for (const [i, socket] of sockets.entries())
    socket.write(`GET ${i === sockets.length - 1 ? "/health" : "/nope.html"} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await Promise.all(answers);
  for (const socket of sockets) socket.destroy();
  expect(order.indexOf("health")).toBe(0);
});
