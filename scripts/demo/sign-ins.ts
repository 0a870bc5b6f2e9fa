import { randomInt } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { prepareDataDir } from "@/db/embedded";
import { CommandError } from "../run-command";

export const DEMO_ROLES = ["admin", "clinician", "nurse", "reception", "billing"] as const;
export const DEMO_TENANTS = ["demo", "other"] as const;

// No letters or digits that are taken for one another (0 O, 1 l I).
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
const PASSWORD_LENGTH = 16;

export type SignIns = { password: string; users: string[] };

/** Where the demo password is kept. */
export function signInsPath(dataDir: string): string {
  return join(dataDir, "demo-sign-ins.json");
}

/** The kept demo sign-ins; `null` when there are none. */
export async function readSignIns(dataDir: string): Promise<SignIns | null> {
  const path = signInsPath(dataDir);
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const { password, users } = JSON.parse(text) as SignIns;
    if (typeof password === "string" && Array.isArray(users)) return { password, users };
  } catch {
    // Told below.
  }
  throw new CommandError(`${path} is damaged. Delete it, and set DEMO_PASSWORD to the demo users' password.`);
}

/** Keeps the demo sign-ins, readable by their owner only. */
export async function writeSignIns(dataDir: string, password: string): Promise<void> {
  await prepareDataDir(dataDir);
  const users = DEMO_TENANTS.flatMap((tenant) => DEMO_ROLES.map((role) => `${role}@${tenant}.test`));
  await writeFile(signInsPath(dataDir), `${JSON.stringify({ password, users }, null, 2)}\n`, { mode: 0o600 });
}

/** A password of 80 bits that can be typed from a screen. */
export function generatePassword(): string {
  return Array.from({ length: PASSWORD_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}
