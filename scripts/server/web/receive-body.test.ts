import { once } from "node:events";
import { request as nodeRequest } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { answerTo, ask, connectionsOf, givenServer } from "@/tests/harness/web-server";
import { createAdmission } from "./admission";
import { createReceiver } from "./receive-body";

const KIB = 1024;

test.each([
  ["a route", "/api/note", 64 * KIB],
  ["another for strangers", "/api/echo", 16 * KIB],
  ["a route for strangers", "/api/session/unlock", 16 * KIB],
  ["the sign-in, which Next answers", "/api/auth/callback/credentials", 16 * KIB],
  ["a page", "/patients", 16 * KIB],
])(
  "a body that is too large for %s is refused with 413, whether it tells its length or not",
  async (_, path, bytesMax) => {
    const { port, seen } = await givenServer();
    for (const told of [true, false]) {
      seen.bytes = 0;
      const headers: Record<string, string> = told ? { "Content-Length": String(bytesMax * 4) } : {};
      const asked = nodeRequest({ host: "127.0.0.1", port, path, method: "POST", headers });
      const answer = answerTo(asked);
      for (let i = 0; i < 64; i++) asked.write("x".repeat(bytesMax / 16));
      asked.end();
      const { status, headers: got, body } = await answer;
      expect([status, got["content-type"], got.connection]).toEqual([
        413,
        "application/problem+json",
        "close",
      ]);
      expect(JSON.parse(body)).toMatchObject({ code: "payload_too_large", requestId: got["x-request-id"] });
      expect(seen.bytes).toBeLessThanOrEqual(told ? 0 : bytesMax);
    }
  },
);

test("a body of exactly the size that is taken arrives whole", async () => {
  const { port } = await givenServer();
  for (const headers of [{ "Content-Length": String(16 * KIB) }, {}] as Record<string, string>[]) {
    const asked = nodeRequest({
      host: "127.0.0.1",
      port,
      path: "/api/session/unlock",
      method: "POST",
      headers,
    });
    const answer = answerTo(asked);
    asked.end("x".repeat(16 * KIB));
    expect(JSON.parse((await answer).body)).toEqual({ size: 16 * KIB });
  }
});

function sendOneByte(port: number, path: string, count: number) {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let left = count;
  return Array.from({ length: count }, () => {
    const socket = connect({ port, host: "127.0.0.1" });
    onTestFinished(() => void socket.destroy());
    const heard = { text: "", ended };
    socket.on("error", () => {});
    socket.on("data", (part) => {
      heard.text += part;
    });
    socket.once("close", () => --left === 0 && resolve());
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{`,
    );
    return { socket, heard };
  });
}

test.each(["/api/echo", "/api/session/unlock", "/api/auth/callback/credentials", "/patients"])(
  "a body at %s that does not come holds no place, however many wait",
  async (path) => {
    const { port, server, seen } = await givenServer({ admission: createAdmission(2, 2) });
    sendOneByte(port, path, 20);
    await expect.poll(() => connectionsOf(server)).toBe(20);
    expect((await ask(port, "/patients")).status).toBe(200);
    const asked = nodeRequest({ host: "127.0.0.1", port, path: "/api/echo", method: "POST" });
    const answer = answerTo(asked);
    asked.end("here");
    expect(JSON.parse((await answer).body)).toEqual({ size: 4 });
    expect(seen.bytes).toBe(0);
  },
);

test("of bodies that come too slowly the oldest is dropped, and told; the newest is answered", async () => {
  // Room for three that have sent nothing.
  const { port, server } = await givenServer({ receive: createReceiver(3 * 64 * KIB + 1) });
  const [oldest] = sendOneByte(port, "/api/echo", 1);
  await expect.poll(() => connectionsOf(server)).toBe(1);
  for (let i = 0; i < 3; i++) {
    const asked = nodeRequest({ host: "127.0.0.1", port, path: "/api/echo", method: "POST" });
    const answer = answerTo(asked);
    sendOneByte(port, "/api/echo", 1);
    asked.end("here");
    expect(JSON.parse((await answer).body)).toEqual({ size: 4 });
  }
  await expect.poll(() => oldest?.heard.text).toMatch(/^HTTP\/1.1 503 /);
  await expect.poll(() => oldest?.heard.text).toContain("did not come in time");
});

test("a network that holds much loses its own bodies, not those of others", async () => {
  const { port, server } = await givenServer({
    receive: createReceiver(4 * 64 * KIB),
    trustProxy: "loopback",
  });
  const slow = nodeRequest({
    host: "127.0.0.1",
    port,
    path: "/api/echo",
    method: "POST",
    headers: { "X-Forwarded-For": "198.51.100.7", "Content-Length": "4" },
  });
  const answer = answerTo(slow);
  slow.write("he");
  await expect.poll(() => connectionsOf(server)).toBe(1);
  const flood = sendOneByte(port, "/api/echo", 20);
  await expect
    .poll(() => flood.filter(({ heard }) => heard.text.startsWith("HTTP/1.1 503")).length)
    .toBeGreaterThanOrEqual(17);
  slow.end("re");
  expect(JSON.parse((await answer).body)).toEqual({ size: 4 });
});

test("a client that goes in the middle of its body leaves nothing behind", async () => {
  const { port, server, seen } = await givenServer({ receive: createReceiver(2 * 64 * KIB) });
  for (let round = 0; round < 5; round++) {
    const sockets = sendOneByte(port, "/patients", 1);
    await expect.poll(() => connectionsOf(server)).toBe(1);
    for (const { socket } of sockets) socket.destroy();
    await expect.poll(() => connectionsOf(server)).toBe(0);
  }
  const asked = nodeRequest({ host: "127.0.0.1", port, path: "/patients", method: "POST" });
  const answer = answerTo(asked);
  for (let i = 0; i < 16; i++) asked.write("x".repeat(1024));
  asked.end();
  expect([(await answer).body, seen.bytes]).toEqual(["a page", 16 * KIB]);
});

test("a body in sixteen thousand parts of one byte is kept in one piece", async () => {
  const { port, seen } = await givenServer();
  const count = 16_000;
  const socket = connect({ port, host: "127.0.0.1" });
  const answered = once(socket, "data");
  socket.write("POST /patients HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  socket.write(`${"1\r\nx\r\n".repeat(count)}0\r\n\r\n`);
  expect(String((await answered)[0])).toMatch(/^HTTP\/1.1 200 /);
  socket.destroy();
  expect(seen).toEqual({ bytes: count, parts: 1 });
});
