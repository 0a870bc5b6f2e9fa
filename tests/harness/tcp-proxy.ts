import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";

export type TcpProxy = {
  /** The same database through the proxy. */
  url: string;
  /** From now on nothing comes back to the client once it has sent `words`; without words, at once. */
  swallowAnswers: (words?: string) => void;
  /** From now on everything is passed on again; connections that lost an answer stay silent. */
  passOn: () => void;
  /** Closes every connection, and each new one at once, until passOn. */
  refuse: () => void;
  /** Connections accepted so far. */
  accepted: () => number;
  stop: () => Promise<void>;
};

/** A wire to a PostgreSQL that can go silent or be cut, as a network does. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let swallowFrom: string | null = null;
  let isRefusing = false;
  let accepted = 0;
  const server = createServer((client) => {
    accepted++;
    if (isRefusing) {
      client.destroy();
      return;
    }
    const upstream = createConnection({ host: hostname, port: Number(port) });
    let isSilent = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (chunk) => {
      if (swallowFrom !== null && chunk.includes(swallowFrom)) isSilent = true;
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (!isSilent && swallowFrom !== "") client.write(chunk);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.toString(),
    swallowAnswers: (words = "") => {
      swallowFrom = words;
    },
    passOn: () => {
      swallowFrom = null;
      isRefusing = false;
    },
    refuse: () => {
      isRefusing = true;
      cut();
    },
    accepted: () => accepted,
    stop: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
