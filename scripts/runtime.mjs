// Where the product and its pinned Node are. Plain JavaScript: the bootstrap needs it before anything is installed.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const modules = join(root, "node_modules");
/** The Node of the package `node`, whatever the machine itself has. */
export const runtime = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
/** What every command written in TypeScript is run with. */
export const LOADER = ["--conditions=react-server", "--import", "tsx"];
