import { env } from "@/lib/env";
import { ensureDemo } from "../../demo/ensure-demo";
import { openDatabase } from "../../with-database";
import { assertPortFree } from "../assert-port-free";
import { authSecret, tellOfNewSecret } from "../auth-secret";
import { banner } from "../banner";
import { ensureBuild } from "../ensure-build";
import { publicAddress, webEnvironment } from "../web-environment";
import { answer, askedBy } from "./answer";

const mode = process.argv[3] === "dev" ? "dev" : "start";

await answer(async () => {
  const { HOST, PORT } = env();
  await assertPortFree(HOST, PORT);
  const database = await openDatabase({ userPid: askedBy });
  const [demo, secret] = await Promise.all([
    ensureDemo(database),
    authSecret(),
    // Ends with this process: whoever stops it stops the group.
    mode === "start" ? ensureBuild(process.cwd(), new AbortController().signal) : false,
  ]);
  await tellOfNewSecret(database.owner, secret);
  await database.close();
  const NODE_ENV = mode === "start" ? "production" : "development";
  return {
    env: { ...webEnvironment(database, secret), NODE_ENV },
    listen: { host: HOST, port: PORT },
    database: database.embedded,
    banner: banner(publicAddress(), demo),
  };
});
