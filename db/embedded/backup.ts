import "server-only";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { readdir, readFile, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import { type BackupHead, BESIDE, CLUSTER, HEAD, megabytes, TAIL } from "./backup-format";
import { stopServer } from "./postmaster";
import { atRest } from "./start-embedded";

export type Backup = { file: string; sha256: string; files: number; bytes: number };

type Entry = { name: string; path: string; bytes: number; isFolder: boolean };

// Of a server that runs, or made anew at its start.
const NOT_KEPT = new Set(["postmaster.pid", "postmaster.opts"]);
/** Its socket, which a killed server leaves behind. */
const SOCKET = ".s.PGSQL.";
const FASTEST = 1;

/** All below `folder`, a folder before what it holds. */
async function listFiles(folder: string, name: string): Promise<Entry[]> {
  const found: Entry[] = [{ name, path: folder, bytes: 0, isFolder: true }];
  for (const child of await readdir(folder, { withFileTypes: true })) {
    if (NOT_KEPT.has(child.name) || child.name.startsWith(SOCKET)) continue;
    const path = join(folder, child.name);
    if (child.isDirectory()) found.push(...(await listFiles(path, `${name}${child.name}/`)));
    else if (child.isFile())
      found.push({ name: `${name}${child.name}`, path, bytes: (await stat(path)).size, isFolder: false });
    else
      throw new Error(
        `${path} is neither file nor folder: a tablespace of your own is not backed up by this.`,
      );
  }
  return found;
}

async function addText(archive: Pack, name: string, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    archive.entry({ name, mode: 0o600 }, text, (error) => (error ? reject(error) : resolve())),
  );
}

async function addFile(archive: Pack, { name, path, bytes, isFolder }: Entry): Promise<void> {
  if (isFolder) {
    archive.entry({ name, type: "directory", mode: 0o700 });
    return;
  }
  const entry = archive.entry({ name, size: bytes, mode: 0o600 });
  await pipeline(createReadStream(path), entry);
}

async function fillArchive(archive: Pack, entries: Entry[], texts: Map<string, string>): Promise<BackupHead> {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const head: BackupHead = { format: 1, madeAt: new Date().toISOString(), files: entries.length, bytes };
  await addText(archive, HEAD, JSON.stringify(head));
  for (const [name, text] of texts) await addText(archive, name, text);
  for (const entry of entries) await addFile(archive, entry);
  await addText(archive, TAIL, JSON.stringify(head));
  archive.finalize();
  return head;
}

/** What stands beside the database's files; where these are is not kept, since a restore decides it anew. */
async function readBeside(dataDir: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const name of BESIDE.filter((one) => existsSync(join(dataDir, one)))) {
    const text = await readFile(join(dataDir, name), "utf8");
    texts.set(
      name,
      name === "postgres.json" ? JSON.stringify({ ...JSON.parse(text), data: "postgres" }) : text,
    );
  }
  return texts;
}

async function assertRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  throw new Error(
    `${folder} has ${megabytes(bavail * bsize)} of room; the backup may need ${megabytes(bytes)}.`,
  );
}

/**
 * Copies the embedded database of `dataDir`, at rest, with its passwords and secret into one .tar.gz and its SHA-256 beside it. The
 * file appears whole or not at all, readable by its owner only.
 * @throws Error in one line when the database is in use, `file` is there already, or there is no room for it
 */
export async function backupEmbedded(dataDir: string, file: string): Promise<Backup> {
  if (existsSync(file)) throw new Error(`${file} is there already: a backup is not overwritten.`);
  return atRest(dataDir, async ({ dataDir: real, data, programs }) => {
    // One that a killed command left running, and nobody uses.
    await stopServer(programs, data);
    const entries = await listFiles(data, CLUSTER);
    await assertRoom(
      dirname(file),
      entries.reduce((sum, entry) => sum + entry.bytes, 0),
    );
    const unfinished = `${file}.unfinished-${process.pid}`;
    const hash = createHash("sha256");
    try {
      const archive = pack();
      const hashed = new PassThrough().on("data", (bytes: Buffer) => hash.update(bytes));
      const out = createWriteStream(unfinished, { mode: 0o600, flags: "wx", flush: true });
      const [head] = await Promise.all([
        fillArchive(archive, entries, await readBeside(real)),
        pipeline(archive, createGzip({ level: FASTEST }), hashed, out),
      ]);
      const sha256 = hash.digest("hex");
      await writeFile(`${file}.sha256`, `${sha256}  ${basename(file)}\n`, { mode: 0o600 });
      await rename(unfinished, file);
      return { file, sha256, files: head.files, bytes: head.bytes };
    } finally {
      await rm(unfinished, { force: true });
    }
  });
}
