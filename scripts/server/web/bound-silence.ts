import type { Server } from "node:http";
import type { Socket } from "node:net";
import { networkOf } from "@/lib/auth";
import { tellCause } from "@/lib/observability";

export type SilenceLimits = {
  /** Connections of one network that have not sent a request yet. */
  perNetworkMax: number;
  /** Those of all networks together. */
  max: number;
};

/**
 * Bounds the connections that have not sent a whole request head yet, so that whoever opens many and says nothing leaves room for
 * others. A network with too many loses the oldest of them, all networks together lose the oldest of the one that has the most:
 * somebody behind the same address who does say something is heard. Behind a proxy the network is the proxy's, which opens a
 * connection when it has a request to send.
 */
export function boundSilence(server: Server, { perNetworkMax, max }: SilenceLimits): void {
  const networks = new Map<string, Set<Socket>>();
  const leaves = new WeakMap<Socket, () => void>();
  let total = 0;
  let isDue = false;

  const judge = (): void => {
    isDue = false;
    for (const sockets of networks.values()) while (sockets.size > perNetworkMax) dropOldest(sockets);
    while (total > max) dropOldest([...networks.values()].reduce((a, b) => (b.size > a.size ? b : a)));
  };
  const dropOldest = (sockets: Set<Socket>): void => {
    // A Set keeps the order in which they came.
    for (const oldest of sockets) {
      leaves.get(oldest)?.();
      oldest.destroy();
      break;
    }
    tellCause("connections that sent no request were closed", { code: "silent" });
  };

  server.on("connection", (socket: Socket) => {
    const name = networkOf(socket.remoteAddress ?? null);
    const sockets = networks.get(name) ?? new Set();
    networks.set(name, sockets.add(socket));
    total++;
    const leave = (): void => {
      if (!sockets.delete(socket)) return;
      total--;
      if (sockets.size === 0) networks.delete(name);
    };
    leaves.set(socket, leave);
    socket.once("close", leave);
    if (isDue || (sockets.size <= perNetworkMax && total <= max)) return;
    isDue = true;
    // Many may be taken in before any of them is read: what they have sent already is read in the next turn of the loop.
    setImmediate(() => setImmediate(judge));
  });
  server.on("request", ({ socket }) => leaves.get(socket)?.());
}
