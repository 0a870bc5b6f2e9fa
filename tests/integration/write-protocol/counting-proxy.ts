import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";

/** Before a packet has gone on to the server, after that, or when the server has answered it, which the client never hears. */
export type Moment = "before" | "after" | "answered";

export type CountingProxy = {
  url: string;
  /** Calls `act` once, at this moment of the client's `nth` packet from now on. */
  arm: (nth: number, when: Moment, act: () => void) => void;
  /** Packets since it was armed. */
  count: () => number;
  close: () => void;
};

/** Stands between a client and PostgreSQL and counts what the client sends, so that a test can strike between any two steps. */
export async function startCountingProxy(databaseUrl: string): Promise<CountingProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let sent = 0;
  let armed: { nth: number; when: Moment; act: () => void } | null = null;
  const server: Server = createServer((client) => {
    const upstream = new (client.constructor as typeof Socket)();
    upstream.connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket.on("error", () => {}));
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    let isMuted = false;
    client.on("data", (bytes) => {
      sent++;
      const isNow = armed?.nth === sent;
      if (isNow && armed?.when === "before") return armed.act();
      isMuted = isNow && armed?.when === "answered";
      upstream.write(bytes, () => {
        if (isNow && armed?.when === "after") armed.act();
      });
    });
    upstream.on("data", (bytes) => {
      if (isMuted) armed?.act();
      else client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.toString(),
    arm: (nth, when, act) => {
      sent = 0;
      armed = { nth, when, act };
    },
    count: () => sent,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
