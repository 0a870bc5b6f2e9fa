import "server-only";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export type Migration = { name: string; checksum: string; text: string };

const FILE_NAME = /^\d{4}_[a-z0-9_-]+\.sql$/;

/** Where the migrations of the product lie; commands and the server both run in the repository's root. */
export function migrationsFolder(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), "db", "migrations");
}

/** Names of the migrations in the order in which they are applied. */
export async function listMigrations(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => FILE_NAME.test(name)).sort();
}

/** The migrations with their text and its SHA-256 (line ends do not count: a checkout may change them). */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = await listMigrations(folder);
  return Promise.all(
    names.map(async (name) => {
      const text = (await readFile(join(folder, name), "utf8")).replaceAll("\r\n", "\n");
      return { name, text, checksum: createHash("sha256").update(text).digest("hex") };
    }),
  );
}
