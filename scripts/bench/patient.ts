import { type BenchSite, withBenchSite } from "./bench-site";
import { type Client, createClient } from "./http-client";
import { CLIENTS, measureMixed } from "./mixed-load";
import type { BenchResult } from "./report";
import { percentiles, timeEach } from "./stats";

const PATIENTS = 1_000;
const PER_SECOND_AIM = 2_000;
const ROUNDS = 10;
const AIMS: Record<string, number> = {
  "patient by id": 2,
  "summary, miss": 15,
  "summary, hit": 5,
  "summary, 304": 3,
  "records, first page, miss": 15,
  balance: 5,
};

/** One patient's reads over HTTP on a tenant of `patients`: by id, the summary by miss, hit and 304, first records, balance. */
export async function benchPatient(options: { patients: number }): Promise<BenchResult> {
  return withBenchSite(options.patients, async (site) => {
    const client = createClient(site.port, site.token);
    try {
      return await measure(client, site);
    } finally {
      client.close();
    }
  });
}

async function measure(client: Client, site: BenchSite): Promise<BenchResult> {
  const rows: BenchResult["rows"] = [];
  const notes: string[] = [];
  const samples = await site.database.owner<{ id: string }[]>`
    SELECT id FROM patient WHERE tenant_id = ${site.tenantId} AND hashint8extended(mrn::bigint, 41) % 100 = 0 LIMIT ${PATIENTS + 200}`;
  const ids = samples.slice(0, PATIENTS).map((row) => row.id);
  await warmUp(
    client,
    samples.slice(PATIENTS).map((row) => row.id),
  );
  const etags = new Map<string, string>();
  const ask = async (path: string, headers: Record<string, string>, wanted: number) => {
    const answer = await client.get(path, headers);
    if (answer.status !== wanted)
      throw new Error(`${path} was answered with ${answer.status}, not ${wanted}.`);
    if (answer.etag) etags.set(path, answer.etag);
  };
  const time = async (name: string, toPath: (id: string) => string, wanted = 200) => {
    const headersOf = (path: string) => ({ "If-None-Match": wanted === 304 ? (etags.get(path) ?? "") : "" });
    const times = percentiles(await timeEach(ids, 1, (id) => ask(toPath(id), headersOf(toPath(id)), wanted)));
    const eight = percentiles(await timeEach(ids, 8, (id) => ask(toPath(id), headersOf(toPath(id)), wanted)));
    const aim = AIMS[name] ?? Number.POSITIVE_INFINITY;
    rows.push({
      read: name,
      n: times.n,
      p50: times.p50,
      p95: times.p95,
      p99: times.p99,
      "p95 c8": eight.p95,
      aim,
    });
    if (times.p95 > aim) notes.push(`${name}: p95 ${times.p95} ms, aim ${aim} ms.`);
  };
  await time("patient by id", (id) => `/api/patients/${id}`);
  await time("summary, miss", (id) => `/api/patients/${id}/summary`);
  await time("summary, hit", (id) => `/api/patients/${id}/summary`);
  await time("summary, 304", (id) => `/api/patients/${id}/summary`, 304);
  await time("records, first page, miss", (id) => `/api/patients/${id}/records?limit=50`);
  await time("balance", (id) => `/api/patients/${id}/balance`);
  const many = Array.from({ length: ROUNDS }, () => ids.map((id) => `/api/patients/${id}`)).flat();
  const mixed = await measureMixed(site, many, (path) => ask(path, {}, 200));
  rows.push({ read: `patient by id, ${CLIENTS} clients`, ...mixed });
  if (mixed["per second"] < PER_SECOND_AIM)
    notes.push(
      `patient by id: ${mixed["per second"]} a second from ${CLIENTS} clients, aim ${PER_SECOND_AIM}.`,
    );
  return { name: "patient", rows, notes };
}

async function warmUp(client: Client, ids: string[]): Promise<void> {
  for (const part of ["", "/summary", "/records", "/balance"]) {
    await timeEach(ids, 4, (id) => client.get(`/api/patients/${id}${part}`));
  }
}
