import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** A folder with these files, gone after the test. Objects become JSON. Returns the folder's path. */
export async function givenFiles(files: Record<string, string | Buffer | object>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "swiftchart-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    const isRaw = typeof content === "string" || Buffer.isBuffer(content);
    await writeFile(file, isRaw ? content : JSON.stringify(content));
  }
  return folder;
}
