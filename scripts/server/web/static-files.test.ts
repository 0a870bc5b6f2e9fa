import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request as nodeRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { compressStatic } from "../compress-static";
import { createWebServer } from "./create-server";
import { listStaticFiles } from "./static-files";

const SCRIPT = "const patient = { name: 'Ada' };\n".repeat(200);

async function givenSite() {
  const root = mkdtempSync(join(tmpdir(), "static-files-"));
  const folder = join(root, "static");
  mkdirSync(join(folder, "chunks"), { recursive: true });
  writeFileSync(join(folder, "chunks", "app~[id].js"), SCRIPT);
  writeFileSync(join(folder, "chunks", "gone.js"), SCRIPT);
  writeFileSync(join(folder, "short.css"), "a{}");
  writeFileSync(join(folder, "font.woff2"), "a font");
  writeFileSync(join(folder, "unknown.exe"), "of no known kind");
  writeFileSync(join(root, "secret.js"), "outside");
  await compressStatic(folder);
  const { server } = createWebServer({
    routes: [],
    files: listStaticFiles(folder, "/_next/static"),
    handOver: async (_request, response) => {
      response.writeHead(404).end("left to Next");
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    rmSync(root, { recursive: true });
  });
  return { folder, port: (server.address() as AddressInfo).port };
}

type Answer = { status: number; headers: IncomingMessage["headers"]; body: Buffer };

/** As it is: a browser's client would tidy the path up. */
function ask(port: number, path: string, accept?: string, method = "GET"): Promise<Answer> {
  const headers: Record<string, string> = accept === undefined ? {} : { "Accept-Encoding": accept };
  return new Promise((resolve, reject) => {
    const asked = nodeRequest({ host: "127.0.0.1", port, path, method, headers }, async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
    });
    asked.once("error", reject).end();
  });
}

const CHUNK = "/_next/static/chunks/app~%5Bid%5D.js";

test.each([
  ["br, gzip", "br", brotliDecompressSync],
  ["gzip, deflate", "gzip", gunzipSync],
  ["br;q=0, gzip", "gzip", gunzipSync],
  [undefined, undefined, (content: Buffer) => content],
  ["identity", undefined, (content: Buffer) => content],
] as const)("a file is sent as Accept-Encoding takes it: %s", async (accept, encoding, unpack) => {
  const { port } = await givenSite();
  const { status, headers, body } = await ask(port, `${CHUNK}?dpl=1`, accept);
  expect([status, headers["content-encoding"], headers.vary]).toEqual([200, encoding, "Accept-Encoding"]);
  expect(headers["content-type"]).toBe("application/javascript; charset=utf-8");
  expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["content-length"]).toBe(String(body.length));
  expect(unpack(body).toString()).toBe(SCRIPT);
});

test("what the build did not compress is the same for everybody", async () => {
  const { port } = await givenSite();
  for (const [path, type] of [
    ["/_next/static/font.woff2", "font/woff2"],
    ["/_next/static/short.css", "text/css; charset=utf-8"],
  ] as const) {
    const { status, headers } = await ask(port, path, "br");
    expect([status, headers["content-type"], headers["content-encoding"], headers.vary]).toEqual([
      200,
      type,
      undefined,
      undefined,
    ]);
  }
});

test("HEAD has the headers alone; a file takes no other method", async () => {
  const { port } = await givenSite();
  const head = await ask(port, CHUNK, "br", "HEAD");
  const got = await ask(port, CHUNK, "br");
  expect(head.body).toHaveLength(0);
  expect(head.headers["content-length"]).toBe(String(got.body.length));
  const post = await ask(port, CHUNK, "br", "POST");
  expect([post.status, post.headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
});

test.each([
  "/_next/static/../secret.js",
  "/_next/static/%2e%2e/secret.js",
  "/_next/static/..%2fsecret.js",
  "/_next/static/chunks/..%5c..%5csecret.js",
  "/_next/static//chunks/gone.js",
  "/_next/static/chunks/",
  "/_next/static/chunks/app~%5Bid%5D.js%00.css",
  "/_next/static/chunks/gone.js.br",
  "/_next/static/unknown.exe",
  "/secret.js",
])("only a path that is that of a listed file is answered here: %s", async (path) => {
  const { port } = await givenSite();
  const { status, body } = await ask(port, path, "br");
  expect([status, body.toString()]).toEqual([404, "left to Next"]);
});

test("a file that a new build has taken away is left to Next", async () => {
  const { folder, port } = await givenSite();
  rmSync(join(folder, "chunks", "gone.js"));
  expect((await ask(port, "/_next/static/chunks/gone.js")).body.toString()).toBe("left to Next");
});
