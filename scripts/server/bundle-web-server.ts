// Also run as it is by Node, which strips the types, when http-server.mjs starts for development: imports packages only.
import { globSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { type BuildOptions, build } from "esbuild";

/** Where the build keeps the web server, below the project's folder. */
export const WEB_SERVER_BUNDLE: string = join(".next", "gateway", "server.mjs");

const SERVER_ONLY = /^server-only$/;
// Whoever imports one of these needs Next around it (next-auth reads Next's request context); it stays with Next.
const NEEDS_NEXT = /from "(next|next-auth|next\/[^"]+|@serwist\/[^"]+)"/;

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export type RouteFile = {
  /** As in an address, with Next's brackets: `/api/patients/[patientId]`. */
  pattern: string;
  /** Path from the project's folder. */
  file: string;
  /** Those it exports a handler for. */
  methods: string[];
  /** Whether it must be answered by Next. */
  isNexts: boolean;
};

/** Every `route.ts` below app, in the order of their addresses; groups in parentheses are no part of an address. */
export async function listRouteFiles(root: string): Promise<RouteFile[]> {
  const files = globSync("app/**/route.ts", { cwd: root }).sort();
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files,
    outdir: root,
    format: "esm",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const exported = new Map(
    Object.values(metafile.outputs).map((output) => [output.entryPoint, output.exports]),
  );
  return files.map((file) => {
    const folders = relative("app", file).split(sep).slice(0, -1);
    const pattern = `/${folders.filter((name) => !/^\(.*\)$/.test(name)).join("/")}`;
    const methods = (exported.get(file.replaceAll(sep, "/")) ?? []).filter((name) => METHODS.has(name));
    const isNexts = NEEDS_NEXT.test(readFileSync(join(root, file), "utf8"));
    return { pattern, file, methods, isNexts };
  });
}

/** How code of the product is bundled for a server outside Next: packages stay packages, stacks point at the sources. */
export function bundleOptions(root: string): BuildOptions {
  return {
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    conditions: ["react-server"],
    packages: "external",
    sourcemap: true,
    legalComments: "none",
    logLevel: "silent",
    define: { "process.env.NODE_ENV": "process.env.NODE_ENV" },
    plugins: [
      {
        // It only throws where a bundler without the condition takes it; here all is server.
        name: "server-only",
        setup: (plugin) => {
          plugin.onResolve({ filter: SERVER_ONLY }, () => ({ path: "server-only", namespace: "nothing" }));
          plugin.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "" }));
        },
      },
    ],
  };
}

/** The module that starts the server with the given routes mounted; written nowhere. */
export function entryOf(routes: readonly RouteFile[]): string {
  const mounted = routes.filter((route) => !route.isNexts);
  const lines = mounted.map((route, at) => `import * as r${at} from ${JSON.stringify(`./${route.file}`)};`);
  const rows = routes.map((route) => {
    const at = mounted.indexOf(route);
    const { pattern, methods } = route;
    return `{ ...${JSON.stringify({ pattern, methods })}, handlers: ${at < 0 ? "null" : `r${at}`} }`;
  });
  return [
    'import { runWebServer } from "./scripts/server/web/run-web-server";',
    ...lines,
    `await runWebServer([${rows.join(", ")}]);`,
  ].join("\n");
}

/**
 * Bundles the web server with every handler that needs nothing of Next, found from the files.
 * In development without them: Next answers everything and sees each change.
 */
export async function bundleWebServer(root: string, mode: "start" | "dev", outfile: string): Promise<void> {
  const contents = entryOf(mode === "dev" ? [] : await listRouteFiles(root));
  await build({ ...bundleOptions(root), outfile, stdin: { contents, resolveDir: root, loader: "ts" } });
}
