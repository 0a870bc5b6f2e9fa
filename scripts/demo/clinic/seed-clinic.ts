import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sql } from "@/db/client";
import { importPaths } from "@/lib/ingest";
import { systemContext } from "@/lib/tenancy";
import { readNamePools } from "../../scale/name-pools";
import { makeChart } from "./make-chart";
import { makeSchedule } from "./make-schedule";
import type { Person, Resource } from "./person";
import { SeededRandom } from "./seeded-random";

const PATIENTS = 2_000;
const PER_FILE = 200;
const DAY_MS = 86_400_000;
const AGE_DAYS_MAX = 34_000;

/** A tenant that `demo_clinic` names, and the UTC day (YYYY-MM-DD) its data are told from. */
type Clinic = { slug: string; day: string; patients?: number };

/**
 * Fills a demo tenant with a clinic: 2,000 patients with their charts and accounts through the same importer as real
 * data, then a schedule and a queue around its day. Names, codes and values come from a fixed seed. It only adds.
 */
export async function seedClinic(owner: Sql, { slug, day, patients = PATIENTS }: Clinic): Promise<void> {
  const today = new Date(`${day}T00:00:00Z`);
  const ctx = await systemContext(owner, { tenant: slug, actor: "demo" });
  const folder = await mkdtemp(join(tmpdir(), "swiftchart-demo-"));
  try {
    for (let first = 0; first < patients; first += PER_FILE) {
      await writeFile(
        join(folder, `clinic-${String(first).padStart(6, "0")}.json`),
        makeBundle(first, Math.min(PER_FILE, patients - first), today),
      );
    }
    const report = await importPaths(ctx, [folder]);
    const [fault] = report.rejected;
    if (fault) throw new Error(`The demo clinic could not be made: ${fault.resourceType}: ${fault.reason}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  // One transaction: a schedule is there whole or not at all, so there is never one to take away.
  await owner.begin(async (tx) => {
    await makeSchedule(tx as unknown as Sql, ctx.tenant.id, today);
    await tx`UPDATE demo_clinic SET finished_at = now() WHERE tenant_id = ${ctx.tenant.id}`;
  });
}

function makeBundle(first: number, count: number, today: Date): string {
  const resources: Resource[] = [];
  for (let i = first; i < first + count; i++) {
    const random = new SeededRandom(1_000 + i);
    resources.push(...makeChart(makePerson(i, random, today), random, today));
  }
  return JSON.stringify({
    resourceType: "Bundle",
    type: "collection",
    entry: resources.map((resource) => ({ resource })),
  });
}

const pools = readNamePools();

function makePerson(index: number, random: SeededRandom, today: Date): Person {
  const sex = random.chance(0.5) ? "female" : "male";
  const name = (pool: keyof typeof pools) =>
    pools[pool].entries[random.pick(pools[pool].buckets)]?.shown ?? "Doe";
  const isChild = random.chance(0.22);
  const ageDays = isChild ? random.whole(10, 18 * 365) : random.whole(18 * 365, AGE_DAYS_MAX);
  return {
    id: random.uuid(),
    sex,
    bornAt: new Date(today.getTime() - ageDays * DAY_MS),
    family: name("family"),
    given: random.chance(0.3) ? `${name(sex)} ${name(sex)}` : name(sex),
    number: 10_001 + index * 7,
  };
}
