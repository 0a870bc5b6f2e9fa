import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sql } from "@/db/client";
import { prepareDataDir } from "@/db/embedded";
import { env } from "@/lib/env";
import { opensKeptReplies } from "@/lib/http";
import { say } from "../run-command";

const LENGTH_MIN = 32;

/**
 * AUTH_SECRET, or the one kept in DATA_DIR, made on the first start: sessions outlive a restart.
 * @throws Error when there is a file of it that cannot be read: a new one beside it would sign everybody out
 */
export async function authSecret(): Promise<string> {
  const { AUTH_SECRET, DATA_DIR } = env();
  if (AUTH_SECRET) return AUTH_SECRET;
  const path = join(DATA_DIR, "auth-secret");
  const kept = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new Error(`${path} cannot be read: ${error.message}`);
  });
  if (kept.trim().length >= LENGTH_MIN) return kept.trim();
  const secret = randomBytes(32).toString("base64url");
  await prepareDataDir(DATA_DIR);
  await writeFile(path, `${secret}\n`, { mode: 0o600 });
  return secret;
}

/**
 * Says so when the database was used with another secret than this one, as after a rotation, a lost DATA_DIR/auth-secret, or
 * beside a process that has another. It shows by the answers that are kept for repeated requests.
 */
export async function tellOfNewSecret(owner: Sql, secret: string): Promise<void> {
  if (await opensKeptReplies(owner, secret)) return;
  say(
    "The secret (AUTH_SECRET, or DATA_DIR/auth-secret) is not the one this database was last used with: everybody has to sign in again, drafts kept " +
      "in browsers are lost, and a change sent before and repeated now is answered with 409 already_saved. All processes of a database need the same one.",
  );
}
