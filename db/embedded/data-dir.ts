import "server-only";
import { randomUUID } from "node:crypto";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Step by step: Node's own recursive mkdir never ends where a folder cannot be made and that is told as ENOENT, as below /proc. */
async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return null;
  });
  if (found?.isDirectory()) return;
  if (found) throw new Error("it is not a folder");
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

/**
 * Makes the folder when it is not there, and proves that files can be made in it.
 * @throws Error in one line, at once, when it cannot be used
 */
export async function prepareDataDir(dataDir: string): Promise<void> {
  const probe = join(dataDir, `.writable-${randomUUID()}`);
  try {
    await makeFolder(dataDir);
    await writeFile(probe, "");
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new Error(
      `DATA_DIR ${dataDir} cannot be used: ${reason}. Set DATA_DIR to a folder that can be written.`,
    );
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}
