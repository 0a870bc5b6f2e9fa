import { randomUUID } from "node:crypto";
import { appRoleUrl } from "@/db/app-role";
import { openPool } from "@/db/pool";
import { type BenchSite, withBenchSite } from "./bench-site";
import { type Answer, type Client, createClient } from "./http-client";
import { makeWriters, type Writer } from "./make-writers";
import type { BenchResult } from "./report";
import { percentiles, round, timeEach } from "./stats";
import { timeCommits } from "./time-commits";
import { actingContext, timeSteps } from "./write-steps";
import { CHANGES, type Change, pickSubjects, type Subject } from "./write-subjects";

const P95_AIM_MS = 10;
const WRITERS = 32;
const PER_KIND = 300;
const PER_WRITER = 40;
const STEPPED = 150;
const WARM_UP = 60;
const RACERS = 16;
const RACES = 40;

/** What the lanes of the bench share. */
type Bench = { site: BenchSite; client: Client; writers: Writer[] };

/**
 * A change of a patient's demographics over HTTP with all that a write does, beside its floors in the same run; 32 people who
 * write at once, and 16 who change one patient from the same version. Every patient is afterwards as before.
 */
export async function benchWrite(options: { patients: number }): Promise<BenchResult> {
  return withBenchSite(options.patients, async (site) => {
    const writers = await makeWriters(site, WRITERS);
    const client = createClient(site.port, site.token, { socketsMax: WRITERS });
    const bench = { site, client, writers };
    const total = WARM_UP + CHANGES.length * PER_KIND + WRITERS * PER_WRITER + STEPPED + 1;
    const subjects = await pickSubjects(site.database.owner, site.tenantId, { count: total, salt: 53 });
    const take = (count: number) => subjects.splice(0, count);
    const rows: BenchResult["rows"] = [];
    const notes: string[] = [];
    try {
      await timeChanges(bench, { change: CHANGES[2] as Change, subjects: take(WARM_UP), lanes: 8 });
      rows.push(...(await floors(bench, take(STEPPED))));
      for (const change of CHANGES) {
        const { times } = await timeChanges(bench, { change, subjects: take(PER_KIND), lanes: 1 });
        const { n, p50, p95, p99 } = percentiles(times);
        rows.push({ write: `PATCH over HTTP: ${change.kind}`, n, p50, p95, p99, aim: P95_AIM_MS });
        if (p95 > P95_AIM_MS)
          notes.push(`change of the ${change.kind}: p95 ${p95} ms at concurrency 1, aim ${P95_AIM_MS} ms.`);
      }
      for (const change of CHANGES.slice(1)) {
        const count = (WRITERS * PER_WRITER) / 2;
        const { times, seconds } = await timeChanges(bench, {
          change,
          subjects: take(count),
          lanes: WRITERS,
        });
        const write = `${WRITERS} writers, different patients: ${change.kind}`;
        rows.push({ write, ...percentiles(times), "writes/s": Math.round(times.length / seconds) });
      }
      const [contested] = take(1);
      if (contested) rows.push(...(await race(bench, contested)));
      return { name: "write", rows, notes };
    } finally {
      client.close();
    }
  });
}

/** The bare commit, then the same change growing by one part of the protocol a row; `adds` is by how much the median grew. */
async function floors({ site, writers }: Bench, subjects: readonly Subject[]) {
  const { owner, ownerUrl } = site.database;
  const email = writers[0]?.email ?? "";
  const ctx = await actingContext(owner, { tenant: site.tenant, email });
  const pool = openPool(appRoleUrl(ownerUrl), { max: 1, applicationName: "swiftchart-bench" });
  try {
    const rows: BenchResult["rows"] = [];
    const commit = percentiles(await timeCommits(owner, subjects.length * 2));
    rows.push({ write: "SQL: durable commit of one small row", ...commit });
    // The first transactions of a connection prepare its statements.
    await timeSteps({ owner, pool, ctx }, subjects.slice(0, 10));
    let before = commit.p50;
    for (const [step, times] of await timeSteps({ owner, pool, ctx }, subjects.slice(10))) {
      const found = percentiles(times);
      rows.push({ write: `SQL: ${step}`, ...found, adds: round(found.p50 - before) });
      before = found.p50;
    }
    return rows;
  } finally {
    await pool.end({ timeout: 5 });
  }
}

type Load = { change: Change; subjects: readonly Subject[]; lanes: number };

/** Each lane takes a patient, changes it and changes it back; the writers take turns, so that none meets its rate limit. */
async function timeChanges(bench: Bench, { change, subjects, lanes }: Load) {
  const times: number[] = [];
  const started = performance.now();
  let turn = 0;
  await timeEach(subjects, lanes, async (subject) => {
    let version = subject.version;
    for (const body of [change.there(subject), change.back(subject)]) {
      const sent = performance.now();
      const answer = await patch(bench, { subject, version, body, turn: turn++ });
      times.push(performance.now() - sent);
      if (answer.status !== 200)
        throw new Error(`A change was answered with ${answer.status}: ${answer.body.slice(0, 200)}`);
      version = (JSON.parse(answer.body) as { version: number }).version;
    }
  });
  return { times, seconds: (performance.now() - started) / 1_000 };
}

type Patch = { subject: Subject; version: number; body: object; turn: number };

function patch({ client, writers }: Bench, { subject, version, body, turn }: Patch): Promise<Answer> {
  const { token } = writers[turn % writers.length] as Writer;
  const headers = { "If-Match": `"${version}"`, "Idempotency-Key": randomUUID() };
  return client.send({ method: "PATCH", path: `/api/patients/${subject.id}`, headers, body, token });
}

/** Writers of one patient who all read the same version: one wins, the others are shown what is there now. */
async function race(bench: Bench, subject: Subject): Promise<BenchResult["rows"]> {
  const [change] = CHANGES.filter(({ kind }) => kind === "phone");
  const times: number[] = [];
  let { version } = subject;
  for (let round = 0; round < RACES; round++) {
    const body = (round % 2 === 0 ? change?.there(subject) : change?.back(subject)) ?? {};
    const sent = performance.now();
    const answers = await Promise.all(
      Array.from({ length: RACERS }, (_, turn) => patch(bench, { subject, version, body, turn })),
    );
    times.push(performance.now() - sent);
    const statuses = answers.map(({ status }) => status).sort();
    const refused = statuses.filter((status) => status === 412).length;
    if (statuses[0] !== 200 || refused !== RACERS - 1)
      throw new Error(`${RACERS} writers of one version were answered ${statuses.join(", ")}.`);
    version += 1;
  }
  return [{ write: `${RACERS} writers of one version: one wins, 15 × 412 (all)`, ...percentiles(times) }];
}
