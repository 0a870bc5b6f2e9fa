import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createPool } from "@/db/client";
import { migrate } from "@/db/migrate";
import type { ImportReport } from "@/lib/ingest";
import type { BenchResult } from "./report";

const DATABASE = "swiftchart_bench_import";
const SAMPLE = path.resolve(import.meta.dirname, "../../../shared/data/synthea/synthea-set-a.tar.gz");
const AIM = { seconds: 60, memoryMB: 512 };
const POLL_MS = 50;

type Run = { report: ImportReport; wallSeconds: number; memoryMB: number | null };

/** The most memory a process has had so far, from Linux's own account; null elsewhere. */
function peakMemoryMB(pid: number | undefined): number | null {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return peak ? Math.round((Number(peak) * 1024) / 1e6) : null;
  } catch {
    return null;
  }
}

/** Runs the command as a process of its own, so that its memory is its own. */
function runImport(databaseUrl: string, dataDir: string): Promise<Run> {
  const script = path.resolve(import.meta.dirname, "../import.ts");
  const args = [
    "--conditions=react-server",
    "--import",
    "tsx",
    script,
    "--tenant",
    "bench",
    "--json",
    SAMPLE,
  ];
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let memoryMB: number | null = null;
  const poll = setInterval(() => {
    memoryMB = peakMemoryMB(child.pid) ?? memoryMB;
  }, POLL_MS);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(poll);
      if (code !== 0) return reject(new Error(`The import ended with status ${code}.`));
      const report = JSON.parse(Buffer.concat(chunks).toString("utf8")) as ImportReport;
      resolve({ report, wallSeconds: (performance.now() - started) / 1000, memoryMB });
    });
  });
}

function toRow(name: string, { report, wallSeconds, memoryMB }: Run): BenchResult["rows"][number] {
  const counts = Object.values(report.resources);
  const sum = (key: "created" | "updated" | "unchanged" | "rejected"): number =>
    counts.reduce((total, count) => total + count[key], 0);
  const resources = sum("created") + sum("updated") + sum("unchanged");
  return {
    run: name,
    files: report.files,
    resources,
    created: sum("created"),
    unchanged: sum("unchanged"),
    rejected: sum("rejected"),
    seconds: Math.round(wallSeconds * 10) / 10,
    "resources/s": Math.round(resources / report.seconds),
    "peak MB": memoryMB,
  };
}

function missedAims(name: string, { wallSeconds, memoryMB }: Run): string[] {
  const notes: string[] = [];
  if (wallSeconds > AIM.seconds) notes.push(`${name}: ${wallSeconds.toFixed(1)} s, aim ${AIM.seconds} s`);
  if (memoryMB && memoryMB > AIM.memoryMB) notes.push(`${name}: ${memoryMB} MB, aim ${AIM.memoryMB} MB`);
  return notes;
}

async function withFreshDatabase<T>(ownerUrl: string, fn: (databaseUrl: string) => Promise<T>): Promise<T> {
  const server = createPool(ownerUrl, { max: 1, applicationName: "swiftchart-bench" });
  const url = new URL(ownerUrl);
  url.pathname = `/${DATABASE}`;
  try {
    await server.unsafe(`DROP DATABASE IF EXISTS "${DATABASE}" WITH (FORCE)`);
    await server.unsafe(`CREATE DATABASE "${DATABASE}"`);
    await migrate({ ownerUrl: url.toString() });
    const owner = createPool(url.toString(), { max: 1, applicationName: "swiftchart-bench" });
    await owner`WITH t AS (INSERT INTO tenant (tenant_id, slug, name) VALUES (gen_random_uuid(), 'bench', 'Bench') RETURNING tenant_id)
      INSERT INTO directory_version (tenant_id) SELECT tenant_id FROM t`;
    await owner.end();
    return await fn(url.toString());
  } finally {
    await server.unsafe(`DROP DATABASE IF EXISTS "${DATABASE}" WITH (FORCE)`);
    await server.end();
  }
}

/**
 * Imports the sample of 149 bundles (144 MB of JSON) into an empty database, and again: seconds with start-up, resources a
 * second of the import itself, peak memory of the importing process. Says so when the sample is not beside the repository.
 */
export async function benchImport(options: { ownerUrl: string }): Promise<BenchResult> {
  const name = "import";
  if (!existsSync(SAMPLE))
    return { name, rows: [], notes: [`the sample is not at ${SAMPLE}: nothing measured`] };
  const dataDir = await mkdtemp(path.join(tmpdir(), "swiftchart-bench-"));
  try {
    return await withFreshDatabase(options.ownerUrl, async (databaseUrl) => {
      const first = await runImport(databaseUrl, dataDir);
      const again = await runImport(databaseUrl, dataDir);
      const runs: [string, Run][] = [
        ["first", first],
        ["again", again],
      ];
      const rows = runs.map(([run, result]) => toRow(run, result));
      return { name, rows, notes: runs.flatMap(([run, result]) => missedAims(run, result)) };
    });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
