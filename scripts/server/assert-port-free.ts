import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { CommandError } from "../run-command";

// A server that was stopped a moment ago may still be finishing its requests.
const ATTEMPTS = 5;
const PAUSE_MS = 300;

function codeOfListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** @throws CommandError in one line when nobody can listen on `host`:`port` */
export async function assertPortFree(host: string, port: number): Promise<void> {
  let code = await codeOfListen(host, port);
  for (let attempt = 1; code === "EADDRINUSE" && attempt < ATTEMPTS; attempt++) {
    await wait(PAUSE_MS);
    code = await codeOfListen(host, port);
  }
  if (code === null) return;
  if (code === "EADDRINUSE") {
    throw new CommandError(`PORT ${port} is in use by another program. Stop it, or set PORT to a free one.`);
  }
  if (code === "EACCES")
    throw new CommandError(`PORT ${port} may not be used by this user. Set PORT to one above 1023.`);
  throw new CommandError(`The server cannot listen on HOST ${host}, PORT ${port} (${code}).`);
}
