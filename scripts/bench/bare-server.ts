import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";

const SOURCE = `
  const { createServer } = require("node:http");
  const { workerData, parentPort } = require("node:worker_threads");
  const body = Buffer.from(workerData);
  const server = createServer((request, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(body);
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

/** A server that does nothing but send `body`, on a thread of its own: the floor of any answer of that size over HTTP. */
export async function startBareServer(body: string): Promise<{ port: number; stop: () => Promise<void> }> {
  const worker = new Worker(SOURCE, { eval: true, workerData: body });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  return {
    port,
    stop: async () => {
      await worker.terminate();
    },
  };
}

/** A free port of the loopback interface. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
