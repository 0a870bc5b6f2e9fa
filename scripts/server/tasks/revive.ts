import { startEmbedded } from "@/db/embedded";
import { env } from "@/lib/env";
import { say } from "../../run-command";
import { databaseUrls } from "../web-environment";
import { answer, askedBy } from "./answer";

await answer(async () => {
  const server = await startEmbedded({ dataDir: env().DATA_DIR, log: say, userPid: askedBy });
  return { env: databaseUrls(server.url), database: { pid: server.pid } };
});
