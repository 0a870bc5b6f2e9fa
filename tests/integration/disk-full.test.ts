import { randomUUID } from "node:crypto";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { GET as search } from "@/app/api/patients/route";
import { GET as health } from "@/app/health/route";
import { GET as ready } from "@/app/ready/route";
import { createPool, type Sql } from "@/db/client";
import { createToken } from "@/lib/auth";
import { resetEnv } from "@/lib/env";
import { log } from "@/lib/observability";
import { closePools } from "@/lib/tenancy";
import { type OwnServer, startOwnServer } from "../harness/own-server";
import { mountSmallDisk } from "../harness/small-disk";

const DISK_MEGABYTES = 256;
const disk = mountSmallDisk(DISK_MEGABYTES);
if (!disk)
  console.warn("No small disk can be mounted (that takes root on Linux): the full disk is not tested.");

let server: OwnServer;
let owner: Sql;
let token: string;

beforeAll(async () => {
  if (!disk) return;
  server = await startOwnServer(
    { shared_buffers: "32MB", min_wal_size: "32MB", max_wal_size: "64MB" },
    disk.folder,
  );
  owner = createPool(server.url, { max: 1, applicationName: "test" });
  token = await createToken(owner, { tenant: "demo", email: "clinician@demo.test", days: 1 });
  process.env.DATABASE_URL = server.url;
  resetEnv();
}, 120_000);

afterAll(async () => {
  if (!disk) return;
  await closePools();
  await owner.end({ timeout: 1 });
  await server.remove();
  disk.remove();
  delete process.env.DATABASE_URL;
  resetEnv();
});

const noParams = { params: Promise.resolve({}) };

async function ask(): Promise<{ status: number; detail: string; retryAfter: string | null }> {
  const headers = { Authorization: `Bearer ${token}`, "X-Request-Id": randomUUID() };
  const response = await search(
    new Request("http://localhost:3000/api/patients?q=test", { headers }),
    noParams,
  );
  const { detail = "" } = (await response.json()) as { detail?: string };
  return { status: response.status, detail, retryAfter: response.headers.get("retry-after") };
}

const readiness = async () => {
  const response = await ready(new Request("http://localhost:3000/ready"), noParams);
  const { checks } = (await response.json()) as { checks: Record<string, string> };
  return { status: response.status, checks };
};

/** Takes all that is left on the disk, to the last byte. */
function fill(path: string): void {
  const file = openSync(path, "w");
  try {
    for (let bytes = 1 << 20; bytes >= 1; ) {
      try {
        writeSync(file, Buffer.alloc(bytes));
      } catch {
        bytes >>= 1;
      }
    }
  } finally {
    closeSync(file);
  }
}

test.skipIf(!disk)(
  "a full disk is named in answers, in /ready and in the log, and room heals it",
  { timeout: 90_000 },
  async () => {
    const said = vi.spyOn(log, "error").mockImplementation(() => {});
    expect((await ask()).status).toBe(200);
    expect((await readiness()).status).toBe(200);
    const ballast = join(disk?.folder ?? "", "ballast");
    fill(ballast);
    // The event of each read goes where its table has room still, until that is used up.
    let answer = await ask();
    for (let asked = 0; answer.status === 200 && asked < 2_000; asked++) answer = await ask();
    expect(answer).toMatchObject({ status: 503, retryAfter: "10" });
    expect(answer.detail).toMatch(/^The database's disk is full/);
    for (let again = 0; again < 5; again++) await ask();
    const causes = said.mock.calls.filter(([, text]) => /answered with 503/.test(String(text)));
    expect(causes.map(([facts]) => facts)).toEqual([
      { code: "53100", reason: expect.stringContaining("No space left on device"), repeated: 0 },
    ]);
    await expect.poll(readiness, { timeout: 10_000 }).toMatchObject({
      status: 503,
      checks: { database: "ok", storage: "failed", migrations: "ok" },
    });
    expect((await health(new Request("http://localhost:3000/health"), noParams)).status).toBe(200);
    rmSync(ballast);
    expect((await ask()).status).toBe(200);
    await expect.poll(async () => (await readiness()).status, { timeout: 10_000 }).toBe(200);
    said.mockRestore();
  },
);
