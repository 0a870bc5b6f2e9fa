import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "@/lib/env";

const LENGTH_MIN = 32;

/** AUTH_SECRET, or the one kept in DATA_DIR, made on the first start: sessions outlive a restart. */
export async function authSecret(): Promise<string> {
  const { AUTH_SECRET, DATA_DIR } = env();
  if (AUTH_SECRET) return AUTH_SECRET;
  const path = join(DATA_DIR, "auth-secret");
  const kept = await readFile(path, "utf8").catch(() => "");
  if (kept.trim().length >= LENGTH_MIN) return kept.trim();
  const secret = randomBytes(32).toString("base64url");
  await mkdir(DATA_DIR, { recursive: true });
  await writeFile(path, `${secret}\n`, { mode: 0o600 });
  return secret;
}
