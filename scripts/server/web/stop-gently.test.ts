import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { prepareStop } from "./stop-gently";

// A client of its own thread: it says its request while the server's thread is held up.
const CLIENT = `
  const { connect } = require("node:net");
  const { workerData, parentPort } = require("node:worker_threads");
  let said = "";
  const socket = connect(workerData.port, "127.0.0.1", () => parentPort.postMessage("connected"));
  socket.on("data", (bytes) => { said += bytes; });
  socket.on("error", (error) => { said += error.code; });
  socket.on("close", () => parentPort.postMessage(said));
  parentPort.once("message", ({ afterMs }) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, afterMs);
    socket.write("GET / HTTP/1.1\\r\\nHost: clinic\\r\\n\\r\\n");
  });`;

test("a request that arrives while the process is held up at its stop is answered, not reset", async () => {
  const server = createServer((_request, response) => {
    stopping.note(response);
    response.end("answered");
  });
  const stopping = prepareStop(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = new Worker(CLIENT, { eval: true, workerData: { port } });
  const accepted = once(server, "connection");
  await once(client, "message");
  await accepted;
  const stopped = stopping.stop();
  client.postMessage({ afterMs: 300 });
  // The stop has begun to look for quiet connections; then this thread does nothing for longer than it waits for them.
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
  const [said] = await once(client, "message");
  expect(said).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*Connection: close[\s\S]*answered/);
  await stopped;
  await client.terminate();
});
