import type { Server, ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";

/** A connection that has no request under way and says nothing for this long after we asked to stop is closed. */
const QUIET_MS = 500;

export type Stopping = {
  /** Tells the client of a request that comes after all that the connection ends with its answer. */
  note: (response: ServerResponse) => void;
  /** Stops listening and resolves once every request was answered and every connection is closed. */
  stop: () => Promise<void>;
};

/**
 * Ends a server without a reset: nobody new is let in, every answer from now on says `Connection: close`, and connections are closed
 * only after they had time to hear it. Node's own `close` destroys idle connections at once, also one whose next request is
 * already on its way (2 to 8 of 16 clients under load), and waits for those that never sent one.
 */
export function prepareStop(server: Server): Stopping {
  const sockets = new Set<Socket>();
  const busy = new Set<ServerResponse>();
  let isStopping = false;
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  const note = (response: ServerResponse): void => {
    if (isStopping) response.shouldKeepAlive = false;
    busy.add(response);
    response.once("close", () => busy.delete(response));
  };

  const stop = async (): Promise<void> => {
    isStopping = true;
    for (const response of busy) if (!response.headersSent) response.shouldKeepAlive = false;
    // Connections that were made a moment ago are taken in, not reset with the listening socket.
    await new Promise(setImmediate);
    const closed = new Promise<void>((resolve) => {
      // The listening socket alone; http's close would also take the idle connections.
      NetServer.prototype.close.call(server, () => resolve());
    });
    const closeQuiet = watchQuiet(sockets, busy);
    await closed;
    clearInterval(closeQuiet);
  };
  return { note, stop };
}

function watchQuiet(sockets: ReadonlySet<Socket>, busy: ReadonlySet<ServerResponse>): NodeJS.Timeout {
  const read = new Map<Socket, number>();
  for (const socket of sockets) read.set(socket, socket.bytesRead);
  const judge = (): void => {
    const inUse = new Set([...busy].map((response) => response.socket));
    for (const socket of sockets) {
      if (!inUse.has(socket) && read.get(socket) === socket.bytesRead) socket.destroySoon();
      read.set(socket, socket.bytesRead);
    }
  };
  // After what has arrived was read: in a process that was held up a request may wait in the socket, which closing would reset.
  return setInterval(() => setImmediate(judge), QUIET_MS);
}
