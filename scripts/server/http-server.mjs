// The web server as a process of its own, because Next must not run under the loader and the conditions that the commands use.
// Plain JavaScript: it is started as it is, and starts what the build made of scripts/server/web.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// As WEB_SERVER_BUNDLE in bundle-web-server.ts, whose esbuild a running clinic does not need in its memory.
let bundle = join(".next", "gateway", "server.mjs");
if (process.argv.includes("--dev")) {
  bundle = join(".cache", "dev-server", "server.mjs");
  const { bundleWebServer } = await import("./bundle-web-server.ts");
  await bundleWebServer(process.cwd(), "dev", bundle);
}
await import(pathToFileURL(join(process.cwd(), bundle)).href);
