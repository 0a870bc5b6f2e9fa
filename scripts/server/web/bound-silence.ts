import type { Server } from "node:http";
import type { Socket } from "node:net";
import { networkOf } from "@/lib/auth";
import { tellCause } from "@/lib/observability";
import { createCrowd } from "./crowd";

export type SilenceLimits = {
  /** Connections of one network that are not asking for anything. */
  perNetworkMax: number;
  /** Those of all networks together. */
  max: number;
};

/**
 * Bounds the connections that are not asking for anything: those that have not sent a whole request head, be it their first or one
 * after an answer. So whoever opens many and says nothing more leaves room for others. A network with too many loses those that have
 * been silent longest, all networks together lose those of the one that has the most: somebody behind the same address who does say
 * something is heard. Behind a proxy the network is the proxy's, which keeps few connections that it does not use.
 */
export function boundSilence(server: Server, { perNetworkMax, max }: SilenceLimits): void {
  const silent = createCrowd<Socket>();
  const answering = new WeakMap<Socket, number>();
  let isDue = false;

  const isOver = (): boolean => silent.largest() > perNetworkMax || silent.size() > max;
  const judge = (): void => {
    isDue = false;
    while (isOver()) {
      silent.takeOldestOfLargest()?.destroy();
      tellCause("connections that asked for nothing were closed", { code: "silent" });
    }
  };
  const enter = (socket: Socket): void => {
    if (socket.destroyed) return;
    silent.add(networkOf(socket.remoteAddress ?? null), socket);
    if (isDue || !isOver()) return;
    isDue = true;
    // Many may be taken in before any of them is read: what they have sent already is read in the next turn of the loop.
    setImmediate(() => setImmediate(judge));
  };

  server.on("connection", (socket: Socket) => {
    socket.once("close", () => silent.remove(socket));
    enter(socket);
  });
  server.on("request", ({ socket }, response) => {
    silent.remove(socket);
    answering.set(socket, (answering.get(socket) ?? 0) + 1);
    response.once("close", () => {
      // More than one, when the next request was sent before the answer.
      const left = (answering.get(socket) ?? 1) - 1;
      answering.set(socket, left);
      if (left === 0) enter(socket);
    });
  });
}
