import { existsSync } from "node:fs";
import path from "node:path";

// Published sample data that lie beside the repository where they are available; they are no part of it.
const folder = path.resolve(import.meta.dirname, "../../../shared/data");

/** The path of a file of the sample data; null, with a word on the console, when they are not there. */
export function sharedData(file: string): string | null {
  const found = path.join(folder, file);
  if (existsSync(found)) return found;
  console.warn(`Skipped: the sample data ${file} are not beside the repository.`);
  return null;
}
