import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { afterEach, expect, inject, test } from "vitest";
import { reachDatabase } from "./reach-database";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Something that listens where a database is expected; returns its URL and how often it was called. */
async function givenServer(
  onConnection: (socket: Socket) => void,
): Promise<{ url: string; calls: () => number }> {
  let calls = 0;
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    calls++;
    sockets.push(socket.on("error", () => {}));
    onConnection(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { url: `postgresql://user:secret-word@127.0.0.1:${port}/clinic`, calls: () => calls };
}

test("a database that answers is reached", async () => {
  await reachDatabase(inject("serverUrl"));
});

test("one that refuses is told at once", async () => {
  const started = performance.now();
  const url = "postgresql://user:secret-word@127.0.0.1:1/clinic";
  await expect(reachDatabase(url)).rejects.toThrow("database 127.0.0.1:1/clinic: connect ECONNREFUSED");
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("a wrong password is told at once", async () => {
  const url = new URL(inject("serverUrl"));
  url.password = "wrong";
  await expect(reachDatabase(url.toString())).rejects.toThrow("password authentication failed");
});

test.each([
  ["accepts and closes", (socket: Socket) => socket.destroy()],
  ["accepts and says nothing", () => {}],
])(
  "one that %s is given up within 15 s and called with pauses",
  { timeout: 20_000 },
  async (_what, behave) => {
    const { url, calls } = await givenServer(behave);
    const started = performance.now();
    await expect(reachDatabase(url)).rejects.toThrow(/^database 127\.0\.0\.1:\d+\/clinic: /);
    expect(performance.now() - started).toBeLessThan(15_500);
    // Each try may be repeated by the driver, with its pauses, for as long as it lasts.
    expect(calls()).toBeLessThan(200);
  },
);

test("one that comes up meanwhile is reached", async () => {
  const target = new URL(inject("serverUrl"));
  const { connect } = await import("node:net");
  let isUp = false;
  const proxy = await givenServer((socket) => {
    if (!isUp) {
      isUp = true;
      socket.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    upstream.on("error", () => {});
    socket.pipe(upstream).pipe(socket);
  });
  const url = new URL(inject("serverUrl"));
  url.port = new URL(proxy.url).port;
  await reachDatabase(url.toString());
});
