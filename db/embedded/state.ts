import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { type Account, canReach } from "./account";
import { SYSTEM_FOLDER } from "./binaries";

/** What DATA_DIR/postgres.json keeps: where the server's files are, and the passwords of its owner and of its superuser. */
export type State = { port: number; password: string; adminPassword: string; data: string };

function statePath(dataDir: string): string {
  return join(dataDir, "postgres.json");
}

/** The absolute path of the server's files. */
export function dataPath(dataDir: string, state: State): string {
  return isAbsolute(state.data) ? state.data : join(dataDir, state.data);
}

/** Where the files of a new server go: below `dataDir`, or where the database's account can reach them. */
export function choosePlace(dataDir: string, account: Account | null): string {
  // Relative, so that a DATA_DIR can be moved or copied.
  if (canReach(dataDir, account)) return "postgres";
  const id = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  // A folder of that name without a postgres.json belongs to a DATA_DIR that was deleted: it is left alone.
  for (let number = 1; ; number++) {
    const folder = join(SYSTEM_FOLDER, number === 1 ? id : `${id}-${number}`);
    if (!existsSync(folder)) return join(folder, "postgres");
  }
}

/** Keeps the state, readable by its owner only. */
export async function writeState(dataDir: string, state: State): Promise<void> {
  const path = statePath(dataDir);
  await writeFile(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

function randomPassword(): string {
  return randomBytes(24).toString("base64url");
}

function parseState(text: string): (Omit<State, "adminPassword"> & { adminPassword?: string }) | null {
  try {
    const { port, password, adminPassword, data } = JSON.parse(text) as Partial<State>;
    if (typeof password !== "string" || typeof data !== "string") return null;
    return { port: Number(port) || 0, password, data, ...(adminPassword ? { adminPassword } : {}) };
  } catch {
    return null;
  }
}

/**
 * Reads the state, or makes a new one with a random password.
 * @throws Error when the file is damaged, or when there are database files whose password is lost
 */
export async function readState(dataDir: string, account: Account | null): Promise<State> {
  const path = statePath(dataDir);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new Error(`${path} cannot be read: ${error.message}`);
  });
  if (text === null) {
    if (existsSync(join(dataDir, "postgres", "PG_VERSION"))) {
      throw new Error(
        `${path} is missing, and with it the password of the database beside it. Put it back, or move ${dataDir} away.`,
      );
    }
    const state = {
      port: 0,
      password: randomPassword(),
      adminPassword: randomPassword(),
      data: choosePlace(dataDir, account),
    };
    await writeState(dataDir, state);
    return state;
  }
  const state = parseState(text);
  if (!state) throw new Error(`${path} is damaged. Put it back from a copy, or move ${dataDir} away.`);
  if (state.adminPassword) return { ...state, adminPassword: state.adminPassword };
  // Made by release 0.1, whose owner was the superuser. Kept before ensureDatabase sets it.
  const completed = { ...state, adminPassword: randomPassword() };
  await writeState(dataDir, completed);
  return completed;
}
