import "server-only";
import { createHash } from "node:crypto";
import { chownSync, createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, rename, rm, statfs, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { text as textOf } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { type Account, databaseAccount } from "./account";
import { type BackupHead, BESIDE, CLUSTER, HEAD, megabytes, TAIL } from "./backup-format";
import { prepareDataDir } from "./data-dir";
import { LOCK, underLock } from "./start-embedded";
import { choosePlace, dataPath, type State, writeState } from "./state";

const UNFINISHED = ".restoring";
// Nothing of an archive is written outside of the folder it is for.
const INSIDE = /^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*\/?$/;

type Entry = Readable & { header: Header };
type Target = { cluster: string; account: Account | null };
type Restored = { head: BackupHead; texts: Map<string, string> };

async function assertEmpty(dataDir: string): Promise<void> {
  const kept = (await readdir(dataDir)).filter((name) => name !== LOCK && !name.endsWith(UNFINISHED));
  if (kept.length > 0)
    throw new Error(
      `${dataDir} is not empty (${kept.slice(0, 3).join(", ")}): set DATA_DIR to a folder that is, or move what is there away.`,
    );
}

async function assertRoom({ cluster }: Target, { bytes }: BackupHead): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(cluster));
  if (bavail * bsize < bytes)
    throw new Error(
      `${dirname(cluster)} has ${megabytes(bavail * bsize)} of room; the backup needs ${megabytes(bytes)}.`,
    );
}

async function writeEntry(entry: Entry, { cluster, account }: Target): Promise<number> {
  const { name, type, size = 0 } = entry.header;
  if (!INSIDE.test(name)) throw new Error(`it holds the name ${JSON.stringify(name)}`);
  const path = join(cluster, name.slice(CLUSTER.length));
  if (type === "directory") {
    await mkdir(path, { mode: 0o700 });
    entry.resume();
  } else await pipeline(entry, createWriteStream(path, { mode: 0o600, flags: "wx", flush: true }));
  if (account) chownSync(path, account.uid, account.gid);
  return size;
}

/** Unpacks the whole archive, and knows by its last entry that it was whole. */
async function unpack(file: string, target: Target): Promise<Restored & { sha256: string }> {
  const hash = createHash("sha256");
  const hashed = new PassThrough().on("data", (bytes: Buffer) => hash.update(bytes));
  const archive = extract();
  const reading = pipeline(createReadStream(file), hashed, createGunzip(), archive);
  reading.catch(() => {});
  const texts = new Map<string, string>();
  let [files, bytes] = [0, 0];
  for await (const source of archive) {
    // streamx, which is as good as node's own here, is typed apart from it.
    const entry = source as unknown as Entry;
    const { name } = entry.header;
    if (name.startsWith(CLUSTER)) {
      bytes += await writeEntry(entry, target);
      files++;
      continue;
    }
    texts.set(name, await textOf(entry));
    if (name === HEAD) await assertRoom(target, JSON.parse(texts.get(HEAD) ?? ""));
  }
  await reading;
  const head = JSON.parse(texts.get(TAIL) ?? "null") as BackupHead | null;
  if (head?.format !== 1 || head.files !== files || head.bytes !== bytes || !texts.has("postgres.json"))
    throw new Error("it is not whole");
  return { head, texts, sha256: hash.digest("hex") };
}

async function assertChecksum(file: string, sha256: string): Promise<void> {
  const kept = await readFile(`${file}.sha256`, "utf8").catch(() => null);
  if (kept !== null && kept.split(" ")[0] !== sha256)
    throw new Error(`its SHA-256 is not that of ${file}.sha256`);
}

/**
 * Makes the embedded database of a backup in `dataDir`, which must be empty; it starts with the next command. Returns when the backup was made.
 * @throws Error in one line, with nothing left behind, when the file is damaged or cut, or there is no room
 */
export async function restoreEmbedded(dataDir: string, file: string): Promise<{ madeAt: string }> {
  if (!existsSync(file)) throw new Error(`There is no ${file}.`);
  await prepareDataDir(dataDir);
  const real = await realpath(dataDir);
  return underLock(real, async () => {
    await assertEmpty(real);
    const account = databaseAccount();
    const place = choosePlace(real, account);
    const data = dataPath(real, { data: place } as State);
    await mkdir(dirname(data), { recursive: true, mode: 0o755 });
    const target = { cluster: `${data}${UNFINISHED}`, account };
    await rm(target.cluster, { recursive: true, force: true });
    try {
      const { head, texts, sha256 } = await unpack(file, target);
      await assertChecksum(file, sha256);
      await rename(target.cluster, data);
      for (const name of BESIDE.filter((one) => texts.has(one) && one !== "postgres.json"))
        await writeFile(join(real, name), texts.get(name) ?? "", { mode: 0o600 });
      // Last, because it says that there is a database.
      await writeState(real, { ...JSON.parse(texts.get("postgres.json") ?? ""), data: place });
      return { madeAt: head.madeAt };
    } catch (error) {
      await rm(target.cluster, { recursive: true, force: true });
      throw new Error(`${file} cannot be restored: ${error instanceof Error ? error.message : error}`);
    }
  });
}
