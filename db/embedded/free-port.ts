import "server-only";
import { createServer } from "node:net";

/** Binds `port` on loopback for a moment; 0 takes any free one. `null` when somebody else has it. */
function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : null));
    });
  });
}

/** `preferred` when it is free, else any free port on loopback. */
export async function findFreePort(preferred: number): Promise<number> {
  const port = (preferred > 0 ? await tryPort(preferred) : null) ?? (await tryPort(0));
  if (port === null) throw new Error("No free port was found on 127.0.0.1.");
  return port;
}
