import { startEmbedded } from "@/db/embedded";
import { env } from "@/lib/env";
import { say } from "../../run-command";
import { databaseAddress } from "../web-environment";
import { answer, askedBy } from "./answer";

await answer(async () => {
  const server = await startEmbedded({ dataDir: env().DATA_DIR, log: say, userPid: askedBy });
  return { env: databaseAddress(server.url, server.socket), database: { pid: server.pid } };
});
