import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { env } from "@/lib/env";
import { type BenchSite, withBenchSite } from "./bench-site";
import { type Client, createClient } from "./http-client";
import { makeWriters, type Writer } from "./make-writers";
import { runLoad } from "./pace";
import type { BenchResult } from "./report";
import { makeQueries } from "./search-queries";
import { judgeSoak, leastOf, type Sample, takeSample, toColumns } from "./soak-samples";
import { percentiles } from "./stats";
import { CHANGES, type Change, pickSubjects, type Subject } from "./write-subjects";

const SUBJECTS = 300;
/** A listener that has not heard by then has missed it. */
const LATE_MS_MAX = 5_000;
const LISTENED = 3;
const WRITERS = 8;
const SAMPLE_MS = 1_000;
/** Of so many samples one looks at PostgreSQL's memory, which takes half a second of a processor. */
const DATABASE_EACH = 20;
const IN_FLIGHT_MAX = 500;
/** Of a hundred requests in a row: what a clinic does, more often looking than writing. */
const MIX = [
  ["search", 45],
  ["patient by id", 20],
  ["summary", 15],
  ["records", 10],
  ["change", 10],
] as const;
type Kind = (typeof MIX)[number][0];

type Changed = Subject & { change: Change; changes: number };
type Soak = {
  site: BenchSite;
  client: Client;
  writers: Writer[];
  searches: string[];
  subjects: Changed[];
  /** Whose turn it is to be changed. */
  turn: number;
};
type Minute = { times: number[]; failed: number; samples: Sample[] };

/**
 * Minutes of mixed reads and writes at a steady rate against the product as `npm start` runs it: memory, descriptors and connections
 * by the minute, times by kind from when a request was due, what failed, and whether the listeners heard every change.
 */
export async function benchSoak(options: {
  patients: number;
  minutes: number;
  perSecond: number;
}): Promise<BenchResult> {
  return withBenchSite(options.patients, (site) => soak(site, options), { isSupervised: true });
}

async function soak(site: BenchSite, options: { minutes: number; perSecond: number }): Promise<BenchResult> {
  const { owner } = site.database;
  const client = createClient(site.port, site.token, { socketsMax: 64 });
  const [writers, queries, picked] = await Promise.all([
    makeWriters(site, WRITERS),
    makeQueries(owner, site.tenantId),
    pickSubjects(owner, site.tenantId, { count: SUBJECTS, salt: 71 }),
  ]);
  const subjects = picked.map((subject, i) => ({
    ...subject,
    change: CHANGES[i % CHANGES.length] as Change,
    changes: 0,
  }));
  const run: Soak = { site, client, writers, searches: interleave([...queries.values()]), subjects, turn: 0 };
  const notes: string[] = [];
  let heard = 0;
  const listeners = await Promise.all(
    subjects.slice(0, LISTENED).map(({ id }) =>
      client.listen(
        `/api/patients/${id}/events`,
        (kind) => {
          if (kind === "patient.changed") heard++;
        },
        () => notes.push("a listener was cut off."),
      ),
    ),
  );
  try {
    const { minutes, byKind, failures } = await measure(run, options);
    await revert(run);
    const made = subjects.slice(0, LISTENED).reduce((sum, { changes }) => sum + changes, 0);
    await until(() => heard >= made);
    if (heard !== made) notes.push(`${LISTENED} listeners heard ${heard} of ${made} changes.`);
    const settled = minutes.map(({ samples }) => leastOf(samples));
    const peak = Math.max(...minutes.flatMap(({ samples }) => samples.map(({ webMB }) => webMB ?? 0)));
    notes.push(...judgeSoak(settled, peak > 0 ? peak : null), ...failures);
    const rows: BenchResult["rows"] = minutes.map(({ times, failed }, i) => ({
      soak: `minute ${i + 1}${i === 0 ? ", warming up" : ""}`,
      ...percentiles(times),
      failed,
      ...toColumns(settled[i] as Sample),
    }));
    rows.push({ soak: "most at any moment", "web MB": Math.round(peak) });
    for (const [kind, { times, failed }] of byKind) rows.push({ soak: kind, ...percentiles(times), failed });
    rows.push({ soak: `events to ${LISTENED} listeners`, n: heard, failed: made - heard });
    return { name: `soak, ${options.minutes} minutes at ${options.perSecond}/s`, rows, notes };
  } finally {
    for (const { stop } of listeners) stop();
    client.close();
  }
}

async function measure(run: Soak, { minutes: count, perSecond }: { minutes: number; perSecond: number }) {
  const minutes: Minute[] = Array.from({ length: count }, () => ({ times: [], failed: 0, samples: [] }));
  const byKind = new Map<Kind, { times: number[]; failed: number }>(
    MIX.map(([kind]) => [kind, { times: [], failed: 0 }]),
  );
  const reasons = new Map<string, number>();
  const startedAt = performance.now();
  const minuteOf = (ms: number) =>
    minutes[Math.min(count - 1, Math.floor((ms - startedAt) / 60_000))] as Minute;
  const fail = (reason: string) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const send = async (index: number, dueMs: number): Promise<void> => {
    const kind = kindOf(index);
    const minute = minuteOf(dueMs);
    const figures = byKind.get(kind);
    const failure = await ask(run, kind, index).catch((error: Error) => error.message);
    const time = performance.now() - dueMs;
    // The first minute warms up and counts for itself only.
    if (minute !== minutes[0] || count === 1) figures?.times.push(time);
    minute.times.push(time);
    if (failure === null) return;
    minute.failed++;
    if (figures) figures.failed++;
    fail(`${kind}: ${failure}`);
  };
  const ending = new AbortController();
  const sampling = sampleEach(run.site, (sample, atMs) => minuteOf(atMs).samples.push(sample), ending.signal);
  await runLoad({
    perSecond,
    seconds: count * 60,
    send,
    inFlightMax: IN_FLIGHT_MAX,
    onSkipped: () => fail(`not sent, because ${IN_FLIGHT_MAX} waited for their answer`),
  });
  ending.abort();
  await sampling;
  return { minutes, byKind, failures: [...reasons].map(([reason, n]) => `${n} × ${reason}.`) };
}

async function sampleEach(
  site: BenchSite,
  note: (sample: Sample, atMs: number) => void,
  ending: AbortSignal,
) {
  for (let n = 0; !ending.aborted; n++) {
    const withDatabase = n % DATABASE_EACH === 0;
    note(await takeSample(site, env().DATABASE_APP_ROLE, { withDatabase }), performance.now());
    await wait(SAMPLE_MS, null, { signal: ending }).catch(() => null);
  }
}

/** Spread evenly: 37 has no divisor in common with 100, so every hundred requests hold the mix exactly. */
function kindOf(index: number): Kind {
  let place = (index * 37) % 100;
  for (const [kind, share] of MIX) {
    if (place < share) return kind;
    place -= share;
  }
  return MIX[0][0];
}

/** Sends one request; null when it was answered as it should be, else why not. */
async function ask(run: Soak, kind: Kind, index: number): Promise<string | null> {
  if (kind === "change") return change(run);
  // Another than those that are changed just now, so that its answer may come from the cache.
  const subject = run.subjects[(index * 7) % run.subjects.length] as Subject;
  const paths: Record<Exclude<Kind, "change">, string> = {
    search: run.searches[index % run.searches.length] ?? "/api/patients",
    "patient by id": `/api/patients/${subject.id}`,
    summary: `/api/patients/${subject.id}/summary`,
    records: `/api/patients/${subject.id}/records?limit=50`,
  };
  const { status } = await run.client.get(paths[kind]);
  return status === 200 ? null : `answered with ${status}`;
}

/** Changes the patient whose turn it is: one after the other, so that no two changes of one patient meet. */
async function change(run: Soak): Promise<string | null> {
  const turn = run.turn++;
  const subject = run.subjects[turn % run.subjects.length] as Changed;
  const body = subject.changes % 2 === 0 ? subject.change.there(subject) : subject.change.back(subject);
  const answer = await run.client.send({
    method: "PATCH",
    path: `/api/patients/${subject.id}`,
    headers: { "If-Match": `"${subject.version}"`, "Idempotency-Key": randomUUID() },
    body,
    token: run.writers[turn % run.writers.length]?.token,
  });
  if (answer.status !== 200) return `answered with ${answer.status}`;
  subject.version = (JSON.parse(answer.body) as { version: number }).version;
  subject.changes++;
  return null;
}

/** Those whose last change was there and not back are put back, so that the next run finds the same patients. */
async function revert(run: Soak): Promise<void> {
  for (run.turn = 0; run.turn < run.subjects.length; ) {
    if ((run.subjects[run.turn]?.changes ?? 0) % 2 === 0) run.turn++;
    else if ((await change(run)) !== null) throw new Error("A patient could not be put back.");
  }
}

async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + LATE_MS_MAX; !isSo() && Date.now() < deadline; ) await wait(20);
}

function interleave(lists: readonly (readonly string[])[]): string[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) =>
    lists.flatMap((list) => list[i % list.length] ?? []),
  ).flat();
}
