// A process that uses the embedded server of the DATA_DIR it is given, says which one, and waits to be stopped or killed.
import { startEmbedded } from "@/db/embedded";

const server = await startEmbedded({
  dataDir: process.argv[2] ?? "",
  log: (line) => process.stderr.write(`${line}\n`),
});
const keepAlive = setInterval(() => {}, 60_000);
process.on("SIGTERM", async () => {
  clearInterval(keepAlive);
  await server.release();
});
// Said last: whoever reads it may send the signal at once.
process.stdout.write(`${JSON.stringify({ pid: server.pid, port: server.port })}\n`);
