import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createPool, type Sql } from "../client";
import { backupEmbedded } from "./backup";
import { removeEmbedded } from "./remove-embedded";
import { restoreEmbedded } from "./restore";
import { startEmbedded } from "./start-embedded";

let home: string;
let original: string;
let backup: string;
let folder: string;
let target: string;

async function withServer<T>(dataDir: string, fn: (sql: Sql) => Promise<T>): Promise<T> {
  const server = await startEmbedded({ dataDir, log: () => {} });
  const sql = createPool(server.url, { max: 1, applicationName: "test" });
  try {
    return await fn(sql);
  } finally {
    await sql.end();
    await server.release();
  }
}

const newFolder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "swiftchart-backup-"));
  chmodSync(made, 0o755);
  return made;
};

beforeAll(async () => {
  home = newFolder();
  original = join(home, "data");
  backup = join(home, "clinic.tar.gz");
  await withServer(original, async (sql) => {
    await sql`CREATE TABLE kept (n int PRIMARY KEY, words text)`;
    await sql`INSERT INTO kept SELECT n, md5(n::text) FROM generate_series(1, 50000) n`;
  });
  writeFileSync(join(original, "auth-secret"), "the secret of the clinic\n", { mode: 0o600 });
  await backupEmbedded(original, backup);
}, 60_000);
afterAll(async () => {
  await removeEmbedded(original);
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => {
  folder = newFolder();
  target = join(folder, "data");
});
afterEach(async () => {
  await removeEmbedded(target);
  rmSync(folder, { recursive: true, force: true });
});

const CHECK = (sql: Sql) =>
  sql`SELECT count(*)::int AS n, md5(string_agg(words, '' ORDER BY n)) AS sum FROM kept`;

test("what was backed up is there again in an empty folder, with its passwords and its secret", async () => {
  const before = await withServer(original, CHECK);
  await restoreEmbedded(target, backup);
  expect([...(await withServer(target, CHECK))]).toEqual([...before]);
  expect(before[0]?.n).toBe(50_000);
  expect(readFileSync(join(target, "auth-secret"), "utf8")).toBe("the secret of the clinic\n");
  for (const name of ["auth-secret", "postgres.json"])
    expect(statSync(join(target, name)).mode & 0o777).toBe(0o600);
  // The original goes on beside it.
  expect([...(await withServer(original, CHECK))]).toEqual([...before]);
});

test("a backup is readable by its owner only, has its checksum beside it, and nothing unfinished", async () => {
  expect(statSync(backup).mode & 0o777).toBe(0o600);
  const sha256 = createHash("sha256").update(readFileSync(backup)).digest("hex");
  expect(readFileSync(`${backup}.sha256`, "utf8")).toBe(`${sha256}  clinic.tar.gz\n`);
  expect(readdirSync(home).sort()).toEqual(["clinic.tar.gz", "clinic.tar.gz.sha256", "data"]);
});

test("a database in use is not copied, and a file that is there is not overwritten", async () => {
  const file = join(folder, "other.tar.gz");
  await withServer(original, async () => {
    await expect(backupEmbedded(original, file)).rejects.toThrow("is in use: stop Swiftchart");
  });
  expect(existsSync(file)).toBe(false);
  await expect(backupEmbedded(original, backup)).rejects.toThrow("is there already");
  await expect(backupEmbedded(join(folder, "none"), file)).rejects.toThrow(
    "There is no embedded database in",
  );
});

test("a folder that is not empty is left as it is", async () => {
  await expect(restoreEmbedded(original, backup)).rejects.toThrow("is not empty");
  expect((await withServer(original, CHECK))[0]?.n).toBe(50_000);
});

test("a file that was cut or changed, or is no backup, is refused and leaves nothing", async () => {
  const whole = readFileSync(backup);
  const changed = Buffer.from(whole);
  const middle = Math.floor(whole.length / 2);
  changed[middle] = (changed[middle] ?? 0) ^ 0xff;
  for (const bytes of [whole.subarray(0, middle), changed, Buffer.from("no archive"), Buffer.alloc(0)]) {
    const file = join(folder, "damaged.tar.gz");
    writeFileSync(file, bytes);
    await expect(restoreEmbedded(target, file)).rejects.toThrow(`${file} cannot be restored: `);
    expect(readdirSync(target)).toEqual([]);
  }
  await expect(restoreEmbedded(target, join(folder, "none.tar.gz"))).rejects.toThrow("There is no ");
});

test("a file that is whole but not the one of its checksum is refused", async () => {
  const file = join(folder, "swapped.tar.gz");
  writeFileSync(file, readFileSync(backup));
  writeFileSync(`${file}.sha256`, `${"0".repeat(64)}  swapped.tar.gz\n`);
  await expect(restoreEmbedded(target, file)).rejects.toThrow("its SHA-256 is not that of");
  expect(readdirSync(target)).toEqual([]);
});
