import { globSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { chooseEncoding } from "./encode-body";

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "application/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};
const SUFFIXES = { br: ".br", gzip: ".gz" } as const;
/** Their names hold a hash of what is in them, or the build's id. */
const FOR_EVER = "public, max-age=31536000, immutable";

type Variant = keyof typeof SUFFIXES | "identity";
type StaticFile = { type: string; paths: Partial<Record<Variant, string>> };

/** Answers a request whose path is that of a file, and returns whether it was; 405 and OPTIONS are the caller's. */
export type StaticFiles = {
  has: (path: string) => boolean;
  send: (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;
};

/**
 * The files below `folder`, at `prefix`, with what the build compressed beside them. They are listed once: a path is looked up in
 * that list and never put together with the folder, so no path leads out of it. Each is kept in memory from its first answer on
 * (under 3 MB for all of them).
 */
export function listStaticFiles(folder: string, prefix: string): StaticFiles {
  const files = findFiles(folder, prefix);
  const kept = new Map<string, Promise<Buffer>>();
  const read = (path: string): Promise<Buffer> => {
    const known = kept.get(path);
    if (known) return known;
    const content = readFile(path);
    kept.set(path, content);
    // Next time it may be readable again.
    content.catch(() => kept.delete(path));
    return content;
  };
  return {
    has: (path) => files.has(decodeURIComponent(path)),
    send: async (request, response, path) => {
      const file = files.get(decodeURIComponent(path));
      if (!file) throw new Error("a file that is not listed");
      const wanted = chooseEncoding(request.headers["accept-encoding"]);
      const encoding = wanted !== null && file.paths[wanted] ? wanted : "identity";
      const content = await read(file.paths[encoding] ?? "");
      const headers: Record<string, string | number> = {
        "Content-Type": file.type,
        "Content-Length": content.length,
        "Cache-Control": FOR_EVER,
      };
      // Also on the answer that is not compressed: a cache must not give it to everybody.
      if (Object.keys(file.paths).length > 1) headers.Vary = "Accept-Encoding";
      if (encoding !== "identity") headers["Content-Encoding"] = encoding;
      response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : content);
    },
  };
}

function findFiles(folder: string, prefix: string): Map<string, StaticFile> {
  const all = globSync("**/*", { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile());
  const names = new Set(all);
  const files = new Map<string, StaticFile>();
  for (const name of all) {
    const isCompressed = Object.values(SUFFIXES).some(
      (suffix) => name.endsWith(suffix) && names.has(name.slice(0, -suffix.length)),
    );
    const type = TYPES[extname(name).toLowerCase()];
    // What is of no known kind is left to Next.
    if (isCompressed || !type) continue;
    const paths: StaticFile["paths"] = { identity: join(folder, name) };
    for (const [encoding, suffix] of Object.entries(SUFFIXES) as [keyof typeof SUFFIXES, string][])
      if (names.has(name + suffix)) paths[encoding] = join(folder, name + suffix);
    files.set(`${prefix}/${name.split(sep).join("/")}`, { type, paths });
  }
  return files;
}
