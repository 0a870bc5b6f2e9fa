import { once } from "node:events";
import { type IncomingMessage, request as nodeRequest } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { publicRoute } from "@/lib/http";
import { createWebServer, type Options } from "./create-server";

const [HERE, THERE] = ["127.0.0.1", "127.0.0.2"] as const;
const health = publicRoute({ name: "GET /health", isProbe: true }, async () => ({ status: "ok" }));
const ROUTES = [{ pattern: "/health", methods: ["GET"], handlers: { GET: health } }];
const ASK = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
const NEVER_ANSWERED = "GET /page HTTP/1.1\r\nHost: a\r\n\r\n";

async function givenServer(connections: Options["connections"]) {
  const handOver = async (): Promise<void> => {};
  const { server } = createWebServer({ routes: ROUTES, handOver, ...(connections && { connections }) });
  server.listen(0, "0.0.0.0");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  /** A connection; `ended` once the server has closed it. */
  const open = async (from: string, says = "") => {
    const socket = connect({ port, host: HERE, localAddress: from });
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => {});
    const ended = once(socket, "close");
    await once(socket, "connect");
    if (says) socket.write(says);
    return { socket, ended };
  };
  const statusFrom = (from: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = nodeRequest({ port, host: HERE, localAddress: from, path: "/health", agent: false });
      asked.once("error", reject);
      asked.once("response", (response: IncomingMessage) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asked.end();
    });
  const isOpen = ({ socket }: { socket: Socket }): boolean => !socket.destroyed && !socket.readableEnded;
  return { open, statusFrom, isOpen };
}

const MINUTE_MS = 60_000;

test("a network whose connections say nothing keeps out neither others nor its own people", async () => {
  const { open, statusFrom } = await givenServer({ max: 40, headersMsMax: MINUTE_MS });
  for (let i = 0; i < 80; i++) await open(HERE);
  expect(await statusFrom(THERE)).toBe(200);
  expect(await statusFrom(HERE)).toBe(200);
});

test("connections that asked once and then say nothing more, or begin a head, keep nobody out either", async () => {
  const { open, statusFrom } = await givenServer({ max: 40, headersMsMax: MINUTE_MS });
  for (let i = 0; i < 80; i++) {
    const { socket, ended } = await open(HERE, ASK);
    await Promise.race([once(socket, "data"), ended]);
    if (i % 2 === 0) socket.write("GET /health HTTP/1.1\r\nHos");
  }
  expect(await statusFrom(THERE)).toBe(200);
  expect(await statusFrom(HERE)).toBe(200);
});

test("those silent longest go; one that asks again stays, and one that waits for its answers", async () => {
  const { open, isOpen } = await givenServer({ max: 40, headersMsMax: MINUTE_MS });
  const waiting = await open(HERE, `${ASK}${NEVER_ANSWERED}`);
  await once(waiting.socket, "data");
  const heard = await open(HERE, ASK);
  await once(heard.socket, "data");
  const silent = [await open(HERE, "GET /health HTTP/1.1\r\nHos")];
  for (let i = 1; i < 9; i++) silent.push(await open(HERE));
  heard.socket.write(ASK);
  await once(heard.socket, "data");
  // With the one that was heard 12 of 10.
  for (let i = 9; i < 11; i++) silent.push(await open(HERE));
  await Promise.all(silent.slice(0, 2).map(({ ended }) => ended));
  expect([...silent.slice(2), heard, waiting].every(isOpen)).toBe(true);
  heard.socket.write(ASK);
  await once(heard.socket, "data");
});

test("of many networks the one with the most silent connections loses them first", async () => {
  const { open, isOpen, statusFrom } = await givenServer({ max: 40, headersMsMax: MINUTE_MS });
  const lone = await open(THERE);
  const crowd: Awaited<ReturnType<typeof open>>[] = [];
  for (const from of ["127.0.0.3", "127.0.0.4", "127.0.0.5"])
    for (let i = 0; i < 9; i++) crowd.push(await open(from));
  // 28 of 20: eight of the crowd go.
  await expect.poll(() => crowd.filter(isOpen).length).toBe(19);
  expect(isOpen(lone)).toBe(true);
  expect(await statusFrom(THERE)).toBe(200);
});

test("a head that does not come in time is the end of its connection, whether it was begun or not", async () => {
  const { open } = await givenServer({ max: 40, headersMsMax: 50 });
  const silent = await open(HERE);
  const slow = await open(HERE, "GET /health HTTP/1.1\r\nHos");
  const [said] = (await once(slow.socket, "data")) as [Buffer];
  expect(said.toString()).toMatch(/^HTTP\/1.1 408 /);
  silent.socket.resume();
  await Promise.all([silent.ended, slow.ended]);
});
